"""The parsers of cells (pure): what each takes and gives.

By explicit patterns, nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sendprog.loads.grid import Cell, Holds

# Characters. No month, date, number, choice or reference is longer.
LONGEST_VALUE = 200


class CellError(ValueError):
    """The cell does not fit its column; the message names the fix."""


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A cell's value and marker.

    understood: how the text was interpreted, "" when it is the value itself. warning: to be
    answered. sheet_day: the day that a spreadsheet may have made of a month or a text, which a
    stored value overrules. until: the last day of a window, where the cell of its first day names a
    whole period.
    """

    value: Any = None
    marker: str = ""
    understood: str = ""
    warning: str = ""
    sheet_day: date | None = None
    until: date | None = None


class CellParser(Protocol):
    """Parses the cells of a column; `expects` describes in plain words what they may hold."""

    @property
    def expects(self) -> str: ...

    def parse(self, cell: Cell) -> ParsedCell:
        """The cell's value; raises CellError."""
        ...

    def export(self, value: Any, marker: str) -> Any:
        """A stored value as a cell that parses back to the same value."""
        ...


def plain_text(cell: Cell) -> str:
    """The cell's text, stripped; CellError for an error, a date or a cell without a value of its
    own.
    """
    if cell.holds is Holds.ERROR:
        raise CellError(
            "the spreadsheet could not work this out: correct the formula, or type the value"
        )
    if cell.holds is Holds.NOT_SHOWN:
        raise CellError(
            "the sheet shows nothing here and the cell holds a number: show it, or clear it"
        )
    if cell.holds is Holds.NO_VALUE:
        raise CellError(
            "this cell holds no value of its own "
            "(a merged cell, or a formula never calculated): type the value"
        )
    if cell.holds is Holds.DATE:
        raise CellError(
            "this is a date, not what belongs here: format the cell as a number or text, and type the value"
        )
    if cell.holds is Holds.TIME:
        raise CellError(
            "this is a time, not what belongs here: format the cell as a number or text"
        )
    return cell.text.strip()


def short_text(cell: Cell) -> str:
    """As plain_text(); CellError as well for a text too long to be compared with patterns."""
    text = plain_text(cell)
    if len(text) > LONGEST_VALUE:
        raise CellError(f"this has {len(text):,} characters: write the value alone")
    return text
