"""A table of indicators with baseline, target, milestones and actual figures across (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.layouts.headers import SEARCHED, heading_texts
from sendprog.loads.layouts.layout import Layout, NotReadable, Parts, cell_at, own_cell
from sendprog.loads.layouts.periods import period_of
from sendprog.loads.layouts.places import cell_name, column_name, columns_in_words
from sendprog.loads.layouts.words import KindWords, as_heading, is_filled, is_number
from sendprog.loads.messages import Message
from sendprog.values.periods import Month, PeriodError, quoted
from sendprog.values.window_parsing import window_from_text
from sendprog.values.wording import MONTH_NAMES, upper_first

_ACTUAL = re.compile(r"\b(?:actual|outturn|result|achieved)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:baseline|target|milestone|trajectory|ambition|forecast|plan(?:ned)?)\b", re.IGNORECASE
)
# A month in a heading, its year in two digits as well: "Jul 23" beside "Actual".
_MONTH = re.compile(
    rf"\b({'|'.join(name[:3] for name in MONTH_NAMES)})[a-z]*[ -]'?((?:20)?[0-9]{{2}})\b(?!,? ?20[0-9]{{2}})",
    re.IGNORECASE,
)
_MONTH_NAME = re.compile(rf"\b({'|'.join(name[:3] for name in MONTH_NAMES)})[a-z]*", re.IGNORECASE)
_WITH_WINDOW = re.compile(r"([^()]{1,40}?) ?\(([^()]{1,60})\)")
_SHORT = [name[:3].lower() for name in MONTH_NAMES]


@dataclass
class KpiTable:
    """The header, the column of indicators, and the month of each column of actual figures."""

    rows: Sequence[GridRow]
    head: int
    names: int
    actual: dict[int, Month]
    others: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    @property
    def header(self) -> GridRow:
        return self.rows[self.head]


def month_in(heading: str) -> Month | None:
    """The one month that a heading names; None for a quarter ("Apr-Jun 24") and for a day."""
    months = {(match[1].lower(), match[2][-2:]) for match in _MONTH.finditer(heading[:120])}
    names = {match[1].lower() for match in _MONTH_NAME.finditer(heading[:120])}
    if len(months) != 1 or len(names) > 1:
        return None
    name, year = months.pop()
    return Month(2000 + int(year), _SHORT.index(name) + 1)


def find_kpi_table(rows: Sequence[GridRow], words: KindWords) -> KpiTable | None:
    """The header with a column of indicators and others of targets, milestones or actual figures."""
    for index, row in enumerate(rows[:SEARCHED]):
        texts = heading_texts(row)
        across = [place for place, text in enumerate(texts) if is_across(text)]
        names = [
            place for place, name in words.columns_of(texts).items() if name == words.key[0]
        ] or [place for place, text in enumerate(texts) if text and not is_across(text)]
        if len(across) > 1 and names and names[0] < across[0]:
            return table_of(rows, index, names[0], texts)
    return None


def is_across(text: str) -> bool:
    return bool(_ACTUAL.search(text) or _OTHER.search(text))


def table_of(rows: Sequence[GridRow], index: int, names: int, texts: Sequence[str]) -> KpiTable:
    table = KpiTable(rows, index, names, {})
    for place, text in enumerate(texts):
        if place == names or not text:
            continue
        month = month_in(text)
        if _ACTUAL.search(text) and month and not _OTHER.search(text):
            table.actual[place] = month
        elif _OTHER.search(text):
            table.others.append(place)
        else:
            table.unread.append(place)
    return table


def read_kpi_table(rows: Sequence[GridRow], table: KpiTable, words: KindWords) -> Layout:
    """A row for each indicator and actual figure; raises NotReadable."""
    refuse_unclear(table)
    refuse_figures_without_heading(table)
    parts = Parts(rows)
    parts.name_rows((row.number for row in rows[: table.head]), "a title", "a title")
    parts.before.append(
        f"each row is an indicator, named in {column_name(table.names)}; the header is row "
        f"{table.header.number}"
    )
    for place, month in table.actual.items():
        heading = quoted(table.header.cells[place].text.strip())
        parts.after.append(
            f"{column_name(place)} (“{heading}”) is taken for the figures of {month}"
        )
    others = sorted((*table.others, *table.unread))
    if others:
        named = [quoted(table.header.cells[place].text.strip()) for place in others]
        verb = "is" if len(others) == 1 else "are"
        parts.after.append(
            f"{columns_in_words(others)} (“{'”, “'.join(named)}”) {verb} no actual figure and not read"
        )
    body = [row for row in rows[table.head + 1 :] if is_read(table, row)]
    read = {row.number for row in body}
    notes = (row.number for row in rows[table.head + 1 :] if row.number not in read)
    parts.name_rows(notes, "a note", "notes")
    grid = grid_of_actuals(table, body)
    names = {cell.text: place for place, cell in enumerate(grid.rows[0].cells)}
    return Layout(parts.sentence, parts.texts, grid, names, is_turned=True)


def is_read(table: KpiTable, row: GridRow) -> bool:
    """Whether a row has an indicator and a figure."""
    cells = (cell_at(row, place) for place in (*table.actual, *table.others))
    return bool(as_heading(cell_at(row, table.names))) and any(map(is_filled, cells))


def refuse_unclear(table: KpiTable) -> None:
    """Raise NotReadable where no actual figure has its month, or two have the same."""
    if not table.actual:
        text = (
            "This is a table of indicators with targets or milestones across, and no column of actual "
            "figures names its month. A file of this kind has a row for each figure: indicator, month, "
            "value."
        )
        raise NotReadable(Message(text, row=table.header.number))
    seen: dict[Month, int] = {}
    for place, month in table.actual.items():
        if seen.setdefault(month, place) != place:
            both = upper_first(columns_in_words([seen[month], place]))
            text = f"{both} are both actual figures of {month}: delete one of the two."
            raise NotReadable(Message(text, row=table.header.number))
    names: dict[str, int] = {}
    for row in table.rows[table.head + 1 :]:
        name = cell_at(row, table.names).text.strip().lower()
        if is_read(table, row) and names.setdefault(name, row.number) != row.number:
            text = f"Rows {names[name]} and {row.number} are both this indicator: delete one of the two."
            raise NotReadable(Message(text, cell_at(row, table.names).text.strip(), row.number))


def refuse_figures_without_heading(table: KpiTable) -> None:
    """Raise NotReadable where figures stand under a blank heading: they may be actual ones."""
    below = table.rows[table.head + 1 :]
    known = (table.names, *table.actual, *table.others, *table.unread)
    width = max((len(row.cells) for row in below), default=0)
    problems = [
        Message(
            "There are figures in this column and no heading above them: write one, or clear them.",
            cell=cell_name(table.header.number, place),
        )
        for place in range(table.names + 1, width)
        if place not in known
        and any(is_number(cell) for row in below if is_filled(cell := cell_at(row, place)))
    ]
    if problems:
        raise NotReadable(*problems)


def grid_of_actuals(table: KpiTable, body: Sequence[GridRow]) -> Grid:
    number = table.header.number
    header = [Cell(name) for name in ("indicator", "month", "value", "window_from")]
    rows = [GridRow(number, tuple(header))]
    for row in body:
        for place, month in table.actual.items():
            value = own_cell(row, place)
            if value.is_blank:
                continue
            number += 1
            value, window = split_window(value)
            heading = own_cell(table.header, place)
            month_cell = heading if period_of(heading) else replace(heading, text=month.iso)
            cells = (own_cell(row, table.names), month_cell, value, window)
            rows.append(GridRow(number, cells, f"cell {value.place}"))
    if all(row.cells[3].is_blank for row in rows[1:]):
        return Grid(tuple(GridRow(row.number, row.cells[:3], row.where) for row in rows))
    return Grid(tuple(rows))


def split_window(cell: Cell) -> tuple[Cell, Cell]:
    """ "12.1% (academic year 22/23)" as the figure and its window; any other cell as it is."""
    match = _WITH_WINDOW.fullmatch(" ".join(cell.text.split())[:120])
    if match:
        try:
            window_from_text(match[2])
        except PeriodError:
            return cell, Cell("")
        return replace(cell, text=match[1]), replace(cell, text=match[2])
    return cell, Cell("")
