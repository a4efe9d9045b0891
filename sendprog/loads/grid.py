"""A file's rows of cells, as read and not yet checked (pure)."""

import datetime
from dataclasses import dataclass
from enum import Enum

from sendprog.loads.messages import Message


class Holds(Enum):
    """What a cell holds. CSV and pasted rows hold only TEXT."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUE_OR_FALSE = "true or false"
    ERROR = "error"
    # A formula that was never calculated, or a cell covered by a merged one.
    NO_VALUE = "no value"


@dataclass(frozen=True)
class Cell:
    """A cell; a blank one is TEXT with no text.

    text: a number's shortest exact digits ("167", "166.6", "51600000", never an exponent), a date as
    "2024-11-30", TRUE or FALSE, an error as "#REF!". day: a date without its time of day. shown_as: the
    spreadsheet's number format unless General (166.6 may be displayed as 167).
    """

    text: str
    holds: Holds = Holds.TEXT
    day: datetime.date | None = None
    shown_as: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the cell looks empty. NO_VALUE is not blank: its value is lost."""
        return self.holds is Holds.TEXT and not self.text.strip()


@dataclass(frozen=True)
class GridRow:
    """A row and its number in the spreadsheet; in a text file, the line on which it begins.

    A row of a text file may have fewer cells than the header. A workbook's rows are all as wide as its table.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The header and the rows, without blank rows and blank columns at the right; remarks to answer."""

    rows: tuple[GridRow, ...]
    remarks: tuple[Message, ...] = ()
