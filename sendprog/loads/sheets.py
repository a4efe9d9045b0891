"""The one table of a workbook: which sheet, its rows, and remarks about it (pure)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from openpyxl.utils import get_column_letter

from sendprog.loads.grid import Cell, Grid, GridRow, Holds
from sendprog.loads.limits import CELL, CELLS, COLUMNS, ROWS, TOO_MANY_ROWS, unreadable
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.workbook_reader import Place, RawSheet

# A visible sheet with such a name is skipped if another sheet holds something.
FOR_READERS = frozenset(
    (
        "notes",
        "note",
        "cover",
        "cover sheet",
        "about",
        "read me",
        "readme",
        "contents",
        "guidance",
        "instructions",
        "introduction",
    )
)
# How many cells, rows or columns a remark names.
NAMED = 5

_BLANK = Cell("")
_SEVERAL_SHEETS = (
    "is one of several sheets: we can't tell which one to load. "
    "Keep one, beside one called Notes if you like."
)
_TEXT_IN_FORMULA = re.compile('"[^"]*"')
_REACHES_OUT = re.compile(
    r"\||\[[^\[\]]+\][\w.]*!|'[^']*\[[^\[\]]+\](?:[^']|'')*'!"
    r"|\b(?:WEBSERVICE|RTD|DDE|CALL|EXEC|REGISTER(?:\.ID)?|IMPORT\w+)\s*\(",
    re.IGNORECASE,
)


def table_of_sheets(sheets: list[RawSheet]) -> Grid:
    """The workbook's one table, which begins in A1; raises Unreadable with every reason that can be
    named.

    It is in the only visible sheet that holds anything. Sheets named Notes, Cover or the like are
    skipped if another holds something, and sheets without a table if another has one, with a
    remark. Two visible sheets with tables are refused. No table is read from a hidden sheet, and a
    remark names each.
    """
    sheet, skipped = _choose_sheet([sheet for sheet in sheets if not sheet.hidden_as])
    rows = _table_rows(sheet)
    remarks = _hidden_sheet_remarks(sheets)
    remarks += [
        Message("is a sheet without a table: it was not read.", found=title) for title in skipped
    ]
    return Grid(rows, (*remarks, *_remarks(sheet, rows)))


def sheets_with_cells(sheets: list[RawSheet]) -> tuple[Grid, ...]:
    """Each visible sheet that may hold the table, whatever stands around it; raises Unreadable past
    the limits.

    Sheets named Notes, Cover or the like are left out if another holds something.
    """
    visible = [sheet for sheet in sheets if not sheet.hidden_as]
    candidates = _not_for_readers(visible)
    hidden = _hidden_sheet_remarks(sheets)
    grids = []
    for sheet in candidates:
        rows = _rows_within_limits(sheet)
        grids.append(Grid(rows, (*hidden, *_remarks(sheet, rows)), sheet.title))
    return tuple(grids)


def _not_for_readers(sheets: list[RawSheet]) -> list[RawSheet]:
    """The sheets that hold something; those for readers only if there is no other."""
    filled = [sheet for sheet in sheets if sheet.filled]
    named_otherwise = [
        sheet for sheet in filled if " ".join(sheet.title.lower().split()) not in FOR_READERS
    ]
    return named_otherwise or filled


def _hidden_sheet_remarks(sheets: list[RawSheet]) -> list[Message]:
    return [
        Message(f"is a {other.hidden_as.lower()} sheet: it was not read.", found=other.title)
        for other in sheets
        if other.hidden_as
    ]


def _rows_within_limits(sheet: RawSheet) -> tuple[GridRow, ...]:
    """The filled rows, from column A on; raises Unreadable past the limits."""
    filled = sheet.filled
    width = max(column for _, column in filled)
    numbers = sorted({row for row, _ in filled})
    problems = [*_size_problems(numbers, width)] or [*_cell_problems(sheet, numbers[0])]
    if problems:
        raise Unreadable(*problems)
    covered = _covered_places(sheet, numbers, width)
    return tuple(_table_row(sheet, row, width, covered) for row in numbers)


def _size_problems(numbers: list[int], width: int) -> Iterator[Message]:
    if width > COLUMNS:
        text = f"The table has more than {COLUMNS} columns. Send only the columns that you load."
        yield Message(text)
    if len(numbers) > ROWS + 1:
        yield Message(TOO_MANY_ROWS)


def _choose_sheet(sheets: list[RawSheet]) -> tuple[RawSheet, list[str]]:
    """The sheet to read, and the titles of skipped sheets that are not FOR_READERS.

    Raises Unreadable.
    """
    candidates = _not_for_readers(sheets)
    tables = [sheet for sheet in candidates if sheet.is_table]
    if len(tables) > 1 or (not tables and len(candidates) > 1):
        raise Unreadable(
            *(Message(_SEVERAL_SHEETS, found=sheet.title) for sheet in tables or candidates)
        )
    if not candidates:
        raise unreadable("No visible sheet holds anything. Put the table in a visible sheet.")
    chosen = (tables or candidates)[0]
    return chosen, [sheet.title for sheet in candidates if sheet is not chosen]


def _table_rows(sheet: RawSheet) -> tuple[GridRow, ...]:
    """The table's rows, each as wide as the table.

    Raises Unreadable with every problem of its shape.
    """
    filled = sheet.filled
    width = max(column for _, column in filled)
    numbers = sorted({row for row, _ in filled})
    problems = [*_size_problems(numbers, width)]
    if problems:
        raise Unreadable(*problems)
    problems = [
        *_place_problems(filled),
        *_cell_problems(sheet, numbers[0]),
        *_header_problems(sheet, numbers[0], width),
    ]
    if problems:
        raise Unreadable(*problems)
    covered = _covered_places(sheet, numbers, width)
    return tuple(_table_row(sheet, row, width, covered) for row in numbers)


def _table_row(sheet: RawSheet, row: int, width: int, covered: set[Place]) -> GridRow:
    cells = []
    for column in range(1, width + 1):
        if (row, column) in covered:
            cells.append(Cell("", Holds.NO_VALUE))
        else:
            cells.append(sheet.cells.get((row, column), _BLANK))
    return GridRow(row, tuple(cells))


def _header_problems(sheet: RawSheet, header: int, width: int) -> Iterator[Message]:
    for merged in sheet.merged:
        left, top, _, bottom = merged
        if top <= header <= bottom and left <= width:
            text = "The header has merged cells ({}). Unmerge them: one row, one name a column."
            yield Message(text.format(_range_name(merged)), row=header)


def _place_problems(filled: list[Place]) -> Iterator[Message]:
    """A problem of a table that doesn't begin in column A. file_reader finds a title above it."""
    left = min(column for _, column in filled)
    if left > 1:
        text = "The table must begin in column A, and it begins in column {}. Delete the columns before."
        yield Message(text.format(get_column_letter(left)), row=min(row for row, _ in filled))


def _cell_problems(sheet: RawSheet, header: int) -> Iterator[Message]:
    """Texts that are too long, and formulas that reach outside the workbook."""
    for (row, column), cell in sheet.cells.items():
        if len(cell.text) > CELL:
            text = f"is longer than {CELL:,} characters. Shorten it."
            yield Message(text, cell.text, row, _column_name(sheet, header, column))
    for (row, column), formula in sheet.formulas.items():
        if _REACHES_OUT.search(_TEXT_IN_FORMULA.sub("", formula)):
            text = "is a formula that reaches outside the workbook. Write its value instead."
            yield Message(text, f"={formula}", row, _column_name(sheet, header, column))


def _column_name(sheet: RawSheet, header: int, column: int) -> str:
    """A column's heading, or its letter."""
    cell = sheet.cells.get((header, column))
    return (
        cell.text.strip() if cell and cell.text.strip() else f"column {get_column_letter(column)}"
    )


def _covered_places(sheet: RawSheet, numbers: list[int], width: int) -> set[Place]:
    """The places in the table covered by merged cells that hold something: their own values are
    lost.
    """
    covered: set[Place] = set()
    count = 0
    for left, top, right, bottom in sheet.merged:
        rows = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        columns = range(left, min(right, width) + 1)
        count += len(rows) * len(columns)
        if count > CELLS:
            raise unreadable(
                "The workbook has too many merged cells. Unmerge them and send it again."
            )
        if (top, left) in sheet.cells:
            covered |= {
                (row, column) for row in rows for column in columns if (row, column) != (top, left)
            }
    return covered


def _remarks(sheet: RawSheet, rows: tuple[GridRow, ...]) -> Iterator[Message]:
    """Remarks on what cannot be seen in the sheet: hidden rows and columns, formulas, empty merged
    cells.
    """
    numbers, width = [row.number for row in rows], len(rows[0].cells)
    yield from _hidden_remarks(sheet, numbers, width)
    formulas = [
        f"{get_column_letter(column)}{row}"
        for row, column in sheet.formulas
        if (row, column) in sheet.cells
    ]
    if formulas:
        yield Message(
            "Some cells hold formulas; their values when the workbook was last saved are read, "
            f"and may be out of date ({_first_few(formulas)})."
        )
    empty = [
        merged
        for merged in sheet.merged
        if merged[0] > width or (merged[1], merged[0]) not in sheet.cells
    ]
    if empty:
        yield Message(
            f"The sheet has merged cells that hold nothing ({_first_few(map(_range_name, empty))})."
        )


def _hidden_remarks(sheet: RawSheet, numbers: list[int], width: int) -> Iterator[Message]:
    rows = [f"row {row}" for row in numbers if row in sheet.hidden_rows]
    if rows:
        yield Message(
            f"The sheet hides rows that hold figures: they are read too ({_first_few(rows)})."
        )
        if sheet.has_filter:
            yield Message("A filter hides rows. Clear it to see everything that is read.")
    columns: set[int] = set()
    for first, last in sheet.hidden_columns:
        columns.update(range(first, min(last, width) + 1))
    if columns:
        names = [_column_name(sheet, numbers[0], column) for column in sorted(columns)]
        yield Message(f"The sheet hides columns: they are read too ({_first_few(names)}).")


def _first_few(items: Iterable[str]) -> str:
    """ "A1, A2 and 3 more"."""
    names = list(items)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _range_name(merged: tuple[int, int, int, int]) -> str:
    """ "A1:B2"."""
    left, top, right, bottom = merged
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
