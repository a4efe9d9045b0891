"""The outcome of a check as others read it: JSON for scripts, CSV and grouped lines for people (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sendprog.loads.checking import Checked
from sendprog.loads.kinds import Kind, Warned
from sendprog.loads.messages import Message
from sendprog.loads.numbers import number
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month
from sendprog.values.wording import joined, plural

# Rows named before "and 12 more".
NAMED = 8
CODES = {
    "layout": "How the file is laid out",
    "ignored": "Columns that will be ignored",
    "empty": "Empty cells",
    "unusual": "Unusual amounts",
    "jump": "Jumps",
    "gap": "Missing months",
    "sum": "Sums that don't follow",
    "restated": "Figures that change",
    "suppressed": "Suppressed cells",
    "final": "Final returns",
    "basis": "Made-up figures",
}


@dataclass(frozen=True)
class Group:
    """One cause, and every row where it was found."""

    column: str
    wrong: str
    found: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def where(self) -> str:
        """ "Row 3", "Rows 3, 5 and 8", "3,000 rows: 4, 5, 6 and so on"."""
        if not self.rows:
            return "The file"
        if len(self.rows) == 1:
            return f"Row {self.rows[0]}"
        if len(self.rows) <= NAMED:
            return f"Rows {joined([str(row) for row in self.rows])}"
        return f"{plural(len(self.rows), 'row')}: {', '.join(map(str, self.rows[:NAMED]))} and so on"


def grouped(messages: Iterable[Message]) -> list[Group]:
    """Messages of the same column and cause together, in the order in which the first of each came."""
    groups: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        groups.setdefault((message.column, message.wrong), []).append(message)
    return [
        Group(
            column,
            f"{wrong[0].upper()}{wrong[1:]}",
            tuple(dict.fromkeys(one.found for one in same if one.found))[:NAMED],
            tuple(one.row for one in same if one.row is not None),
        )
        for (column, wrong), same in groups.items()
    ]


def by_code(warnings: Sequence[Warned]) -> list[tuple[str, str, list[Group]]]:
    """Each code of warning with its heading and what was found."""
    codes = list(dict.fromkeys(warned.code for warned in warnings))
    return [
        (code, CODES[code], grouped(one.message for one in warnings if one.code == code)) for code in codes
    ]


def as_rows(messages: Iterable[Message]) -> Iterator[list[Any]]:
    """The problems as rows of a CSV, its header first."""
    yield ["row", "column", "found", "what is wrong and how to mend it"]
    for message in messages:
        yield ["" if message.row is None else message.row, message.column, message.found, message.wrong]


def as_json(kind: Kind, checked: Checked, warnings: Sequence[Warned]) -> dict[str, Any]:
    """What `check_figures --json` prints; `rows` holds nothing where the file is refused."""
    return {
        "accepted": not checked.problems,
        "rows": {
            kind.key_of(row): {
                name: plain(value) for name, value in row.values.items() if name not in kind.key
            }
            for row in checked.rows
        },
        "messages": [str(message) for message in checked.problems],
        "warnings": [str(warned.message) for warned in warnings],
    }


def plain(value: Any) -> Any:
    """A value as JSON has it: money as a number, dates as text, None as null."""
    if isinstance(value, Decimal):
        whole = number(value)
        return whole if isinstance(whole, int) else float(whole)
    if isinstance(value, Month):
        return value.iso
    return str(value) if isinstance(value, date | PartialDate) else value
