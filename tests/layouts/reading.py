"""Reads tables of texts as the desk does, without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sendprog.loads.delimited import parse_table
from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.headings import match_headings
from sendprog.loads.kinds import KINDS
from sendprog.loads.layout_reading import words_of
from sendprog.loads.layouts.layout import Layout, NotReadable
from sendprog.loads.layouts.recogniser import recognise

EHCP = (
    "month",
    "requests_received",
    "assessments_agreed",
    "plans_issued",
    "plans_issued_within_20_weeks",
    "plans_maintained",
    "annual_reviews_overdue",
)
MONTHS = (
    ("2024-09", "205", "121", "155", "58", "9588", "968"),
    ("2024-10", "257", "139", "166", "66", "9747", "931"),
    ("2024-11", "243", "136", "167", "71", "9812", "900"),
)
TABLE = (EHCP, *MONTHS)
DSG = (
    ("Month", "Planned in-year deficit", "Forecast in-year deficit", "Cumulative deficit"),
    ("2024-11", "31200000", "51600000", "132000000"),
)


@dataclass(frozen=True)
class Read:
    """What was read: rows of texts by column's name; or why not."""

    rows: list[dict[str, str]]
    sentence: str = ""
    problems: tuple[str, ...] = ()
    layout: Layout | None = None


def grid_of(rows: Iterable[Sequence[str]], title: str = "Sheet1") -> Grid:
    """The rows as a workbook's sheet; blank rows are left out, as the reader does."""
    rows = [list(row) for row in rows]
    width = max(map(len, rows))
    filled = [
        GridRow(number, tuple(Cell(text) for text in (*row, *[""] * (width - len(row)))))
        for number, row in enumerate(rows, 1)
        if any(text.strip() for text in row)
    ]
    return Grid(tuple(filled), title=title)


def read(*sheets: Iterable[Sequence[str]] | Grid | str, kind: str = "ehcp") -> Read:
    """The sheets as they are read for a kind: texts by the columns that they are certainly under."""
    grids = [as_grid(sheet, f"Sheet{number}") for number, sheet in enumerate(sheets, 1)]
    try:
        layout = recognise(grids, words_of(KINDS[kind], {}))
    except NotReadable as error:
        return Read([], problems=tuple(map(str, error.problems)))
    problems = tuple(map(str, layout.problems)) if layout else ()
    grid = layout.grid if layout else grids[0]
    sentence = layout.sentence if layout else ""
    return Read(rows_of(grid, kind), sentence, problems, layout)


def as_grid(sheet: Iterable[Sequence[str]] | Grid | str, title: str) -> Grid:
    if isinstance(sheet, Grid):
        return sheet
    return parse_table(sheet) if isinstance(sheet, str) else grid_of(sheet, title)


def rows_of(grid: Grid, kind: str) -> list[dict[str, str]]:
    header, *body = grid.rows
    matches = match_headings(KINDS[kind], [cell.text for cell in header.cells])
    names = {match.position: match.column for match in matches.headings}
    return [
        {
            names.get(place) or header.cells[place].text: cell.text.strip()
            for place, cell in enumerate(row.cells)
            if place in names
        }
        for row in body
    ]


def turned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]


def as_long(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    header, *body = rows
    figures = [
        [row[0], name, value]
        for row in body
        for name, value in zip(header[1:], row[1:], strict=True)
    ]
    return [["month", "measure", "value"], *figures]


PLAIN = [dict(zip(EHCP, row, strict=True)) for row in MONTHS]
