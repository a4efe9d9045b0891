"""What was read from a file before anybody judges it: rows of cells, and what the officer must know (pure)."""

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
    # A formula that was never worked out, or a cell that a merged one covers.
    NO_VALUE = "no value"


@dataclass(frozen=True)
class Cell:
    """A cell; a blank one is TEXT with no text.

    text: a number's shortest exact digits ("167", "166.6", "51600000", never an exponent), a date as "2024-11-30",
    TRUE or FALSE, an error as "#REF!". day: a date's day, its time of day dropped. shown_as: the spreadsheet's number
    format where it isn't General: 166.6 may be shown as 167.
    """

    text: str
    holds: Holds = Holds.TEXT
    day: datetime.date | None = None
    shown_as: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether somebody who looks at it sees nothing; NO_VALUE isn't blank, it is lost."""
        return self.holds is Holds.TEXT and not self.text.strip()


@dataclass(frozen=True)
class Row:
    """A row: its number as the spreadsheet shows it; in a text file the line on which it begins.

    A text file's row has the cells that it has, which may be fewer than the header's: a sign of a slip. A workbook's
    rows are all as wide as its table.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The rows, the header first, wholly blank ones and blank columns at the right left out; and remarks to acknowledge."""

    rows: tuple[Row, ...]
    remarks: tuple[Message, ...] = ()
