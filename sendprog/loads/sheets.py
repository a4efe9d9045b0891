"""The one table of a workbook: which sheet, its rows, and what the officer must know about it (pure)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from openpyxl.utils import get_column_letter

from sendprog.loads.cells import Place, Sheet, visible_and_hidden
from sendprog.loads.grid import Cell, Grid, Holds, Row
from sendprog.loads.limits import CELL, CELLS, COLUMNS, ROWS, TOO_MANY_ROWS, refuse
from sendprog.loads.messages import Message, Unreadable

# A visible sheet of such a name is for readers: it is passed over while another sheet holds the table.
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
# So many cells, rows or columns are named in a remark.
NAMED = 5

_TEXT_IN_FORMULA = re.compile('"[^"]*"')
_REACHES_OUT = re.compile(
    r"\||\[[^\[\]]+\][\w.]*!|'[^']*\[[^\[\]]+\](?:[^']|'')*'!"
    r"|\b(?:WEBSERVICE|RTD|DDE|CALL|EXEC|REGISTER(?:\.ID)?|IMPORT\w+)\s*\(",
    re.IGNORECASE,
)


def sheet_of(content: bytes) -> Grid:
    """The workbook's one table, which begins in A1; Unreadable with every reason that can be named.

    Which sheet: the only visible one that holds anything. A sheet named Notes, Cover or the like is passed over while
    another holds something; so is one without a table beside one that has a table, with a remark. Two visible sheets
    with tables are refused; hidden sheets are never read, and each is named in a remark.
    """
    sheets, hidden = visible_and_hidden(content)
    sheet, passed_over = _chosen(sheets)
    rows = _rows(sheet)
    remarks = [Message(f"is a {kind.lower()} sheet: it was not read.", found=title) for title, kind in hidden]
    remarks += [Message("is a sheet without a table: it was not read.", found=title) for title in passed_over]
    return Grid(rows, (*remarks, *_remarks(sheet, rows)))


def _chosen(sheets: list[Sheet]) -> tuple[Sheet, list[str]]:
    """The sheet to read, and the titles of those that were passed over without our knowing why they are there."""
    filled = [sheet for sheet in sheets if sheet.filled]
    candidates = [
        sheet for sheet in filled if " ".join(sheet.title.lower().split()) not in FOR_READERS
    ] or filled
    tables = [sheet for sheet in candidates if sheet.is_table]
    if len(tables) > 1 or (not tables and len(candidates) > 1):
        wrong = "is one of several sheets: we can't tell which one to load. Keep one, beside one called Notes if you like."
        raise Unreadable(*(Message(wrong, found=sheet.title) for sheet in tables or candidates))
    if not candidates:
        raise refuse("No sheet that can be seen holds anything. Put the table in a visible sheet.")
    chosen = (tables or candidates)[0]
    return chosen, [sheet.title for sheet in candidates if sheet is not chosen]


def _rows(sheet: Sheet) -> tuple[Row, ...]:
    """The table's rows, each as wide as the table; Unreadable with everything that is wrong with its shape."""
    filled = sheet.filled
    width = max(column for _, column in filled)
    numbers = sorted({row for row, _ in filled})
    wrong = (
        [Message(f"The table has more than {COLUMNS} columns. Send only the columns that you load.")]
        if width > COLUMNS
        else []
    )
    if len(numbers) > ROWS + 1:
        wrong.append(Message(TOO_MANY_ROWS))
    if wrong:
        raise Unreadable(*wrong)
    wrong = [*_wrong_place(filled, numbers), *_wrong_cells(sheet, numbers[0])]
    wrong += [
        Message(
            f"The header has merged cells ({_range(each)}). Unmerge them: one row, one name a column.",
            row=numbers[0],
        )
        for each in sheet.merged
        if each[1] <= numbers[0] <= each[3] and each[0] <= width
    ]
    if wrong:
        raise Unreadable(*wrong)
    covered = _covered(sheet, numbers, width)
    lost, blank = Cell("", Holds.NO_VALUE), Cell("")
    return tuple(
        Row(
            row,
            tuple(
                lost if (row, column) in covered else sheet.cells.get((row, column), blank)
                for column in range(1, width + 1)
            ),
        )
        for row in numbers
    )


def _wrong_place(filled: list[Place], numbers: list[int]) -> Iterator[Message]:
    """A table that doesn't begin in A1. A title above it is found by reading.read()."""
    widths = [0] * len(numbers)
    for row, _ in filled:
        widths[bisect_left(numbers, row)] += 1
    header = numbers[next(index for index, width in enumerate(widths) if width * 2 >= max(widths[:20]))]
    if numbers[0] > 1:
        wrong = f"The table must begin in cell A1, and its header seems to be in row {header}. Delete what stands above it."
        yield Message(wrong, row=header)
    if (left := min(column for _, column in filled)) > 1:
        yield Message(
            f"The table must begin in column A, and it begins in column {get_column_letter(left)}. Delete the columns before."
        )


def _wrong_cells(sheet: Sheet, header: int) -> Iterator[Message]:
    """Texts too long to be a figure or a note, and formulas that reach outside the workbook."""
    for (row, column), cell in sheet.cells.items():
        if len(cell.text) > CELL:
            yield Message(
                f"is longer than {CELL:,} characters. Shorten it.",
                cell.text,
                row,
                _name(sheet, header, column),
            )
    for (row, column), formula in sheet.formulas.items():
        if _REACHES_OUT.search(_TEXT_IN_FORMULA.sub("", formula)):
            wrong = "is a formula that reaches outside the workbook. Write its value instead."
            yield Message(wrong, f"={formula}", row, _name(sheet, header, column))


def _name(sheet: Sheet, header: int, column: int) -> str:
    """What heads a column, or its letter."""
    cell = sheet.cells.get((header, column))
    return cell.text.strip() if cell and cell.text.strip() else f"column {get_column_letter(column)}"


def _covered(sheet: Sheet, numbers: list[int], width: int) -> set[Place]:
    """The places in the table that a merged cell with something in it covers: what they stood for is lost."""
    covered: set[Place] = set()
    seen = 0
    for left, top, right, bottom in sheet.merged:
        rows = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        columns = range(left, min(right, width) + 1)
        seen += len(rows) * len(columns)
        if seen > CELLS:
            raise refuse("The workbook has too many merged cells. Unmerge them and send it again.")
        if (top, left) in sheet.cells:
            covered |= {(row, column) for row in rows for column in columns if (row, column) != (top, left)}
    return covered


def _remarks(sheet: Sheet, rows: tuple[Row, ...]) -> Iterator[Message]:
    """What an officer who looks at the sheet may not see, to acknowledge."""
    numbers, width = [row.number for row in rows], len(rows[0].cells)
    if hidden := [f"row {row}" for row in numbers if row in sheet.hidden_rows]:
        yield Message(f"The sheet hides rows that hold figures: they are read too ({_named(hidden)}).")
        if sheet.has_filter:
            yield Message("A filter hides rows. Clear it to see everything that is read.")
    columns = {
        column for first, last in sheet.hidden_columns for column in range(first, min(last, width) + 1)
    }
    if columns:
        yield Message(
            f"The sheet hides columns: they are read too ({_named(_name(sheet, numbers[0], each) for each in sorted(columns))})."
        )
    formulas = [
        f"{get_column_letter(column)}{row}" for row, column in sheet.formulas if (row, column) in sheet.cells
    ]
    if formulas:
        text = "Some cells hold formulas; what they showed when the workbook was last saved is read, and may be out of date"
        yield Message(f"{text} ({_named(formulas)}).")
    outside = [each for each in sheet.merged if (each[1], each[0]) not in sheet.cells or each[0] > width]
    if outside:
        yield Message(f"The sheet has merged cells that hold nothing ({_named(map(_range, outside))}).")


def _named(items: Iterable[str]) -> str:
    every = list(items)
    return ", ".join(every[:NAMED]) + (f" and {len(every) - NAMED} more" if len(every) > NAMED else "")


def _range(merged: tuple[int, int, int, int]) -> str:
    left, top, right, bottom = merged
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
