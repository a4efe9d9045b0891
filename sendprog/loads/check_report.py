"""The result of a check for people and scripts (pure): grouped messages, CSV rows and JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sendprog.loads.checking import CheckResult
from sendprog.loads.headings import How
from sendprog.loads.kinds import FileKind, FileWarning, ParsedRow
from sendprog.loads.layout_reading import READING
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import without_pence
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month
from sendprog.values.wording import joined, plural, upper_first

# The most rows, or found texts, that a group names.
NAMED = 8
WARNING_TITLES = {
    READING: "How the sheet is read",
    "layout": "Layout of the file",
    "ignored": "Columns that will be ignored",
    "empty": "Empty cells",
    "unusual": "Unusual amounts",
    "jump": "Jumps",
    "gap": "Missing months",
    "share": "Rates, and counts that don't fit together",
    "sum": "Sums that don't add up",
    "restated": "Figures that change",
    "suppressed": "Suppressed cells",
    "final": "Final returns",
    "basis": "Made-up figures",
    "naming": "Words that may name a child or another person",
    "unstated": "Figures whose basis is not stated",
}


@dataclass(frozen=True)
class MessageGroup:
    """Messages with the same column and text: what was found, and the rows."""

    column: str
    wrong: str
    found: tuple[str, ...]
    rows: tuple[int, ...]
    # The names of cells, or of columns, where the sheet's rows are not the table's.
    cells: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """ "Row 3", "Rows 3, 5 and 8", "3,000 rows: 4, 5, 6 and so on"."""
        if not self.rows:
            return cells_in_words(self.cells) if self.cells else "The file"
        if len(self.rows) == 1:
            return f"Row {self.rows[0]}"
        if len(self.rows) <= NAMED:
            return f"Rows {joined([str(row) for row in self.rows])}"
        return (
            f"{plural(len(self.rows), 'row')}: {', '.join(map(str, self.rows[:NAMED]))} and so on"
        )


def cells_in_words(cells: Sequence[str]) -> str:
    """ "Cell C7", "Cells C7 and D7", "Column C"."""
    names = [cell.removeprefix("cell ") for cell in dict.fromkeys(cells)]
    if any(", row " in name for name in names):
        return upper_first("; ".join(rows_by_sheet(names)))
    if any(" " in name for name in names):
        return upper_first(joined(names[:NAMED]))
    if len(names) > NAMED:
        return f"{plural(len(names), 'cell')}: {', '.join(names[:NAMED])} and so on"
    return f"Cell {names[0]}" if len(names) == 1 else f"Cells {joined(names)}"


def rows_by_sheet(names: Sequence[str]) -> Iterator[str]:
    """ "sheet risks, rows 3, 4 and 5" of the names of its rows; other names as they are."""
    rows: dict[str, list[str]] = {}
    for name in names:
        sheet, _, row = name.partition(", row ")
        rows.setdefault(sheet, []).append(row)
    for sheet, numbers in rows.items():
        if numbers == [""]:
            yield sheet
        elif len(numbers) == 1:
            yield f"{sheet}, row {numbers[0]}"
        elif len(numbers) <= NAMED:
            yield f"{sheet}, rows {joined(numbers)}"
        else:
            count = plural(len(numbers), "row")
            yield f"{sheet}, {count}: {', '.join(numbers[:NAMED])} and so on"


def group_messages(messages: Iterable[Message]) -> list[MessageGroup]:
    """Messages grouped by column and text, in the order of the first of each."""
    groups: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        groups.setdefault((message.column, message.wrong), []).append(message)
    return [
        MessageGroup(
            column,
            upper_first(text),
            tuple(dict.fromkeys(message.found for message in group if message.found))[:NAMED],
            tuple(message.row for message in group if message.row is not None),
            tuple(message.cell for message in group if message.cell and message.row is None),
        )
        for (column, text), group in groups.items()
    ]


def group_warnings(warnings: Iterable[FileWarning]) -> list[tuple[str, str, list[MessageGroup]]]:
    """Each code of warning with its title and its groups of messages."""
    messages: dict[str, list[Message]] = {}
    for warning in warnings:
        messages.setdefault(warning.code, []).append(warning.message)
    return [(code, WARNING_TITLES[code], group_messages(messages[code])) for code in messages]


def csv_rows(messages: Iterable[Message]) -> Iterator[list[Any]]:
    """The messages as rows of a CSV, its header first."""
    yield ["row", "column", "found", "what is wrong and how to fix it"]
    for message in messages:
        yield [
            message.cell if message.row is None else message.row,
            message.column,
            message.found,
            message.wrong,
        ]


def check_as_json(
    kind: FileKind, result: CheckResult, warnings: Sequence[FileWarning]
) -> dict[str, Any]:
    """What `check_figures --json` prints; `rows` is empty when the file is refused."""
    return {
        "headings": [
            {"heading": match.heading, "column": match.column, "how": match.how.value}
            for match in result.matches.headings
            if match.how is not How.EXACT
        ],
        "reading": result.reading,
        "set_aside": list(result.layout.set_aside) if result.layout else [],
        "accepted": not result.problems,
        "rows": {kind.key_of(row): row_as_json(kind, row) for row in result.rows},
        "messages": [str(message) for message in result.problems],
        "warnings": [str(warning.message) for warning in warnings],
    }


def row_as_json(kind: FileKind, row: ParsedRow) -> dict[str, Any]:
    return {name: json_value(value) for name, value in row.values.items() if name not in kind.key}


def json_value(value: Any) -> Any:
    """A value for JSON: money as a number, dates and months as text."""
    if isinstance(value, Decimal):
        amount = without_pence(value)
        return amount if isinstance(amount, int) else float(amount)
    if isinstance(value, Month):
        return value.iso
    return str(value) if isinstance(value, date | PartialDate) else value
