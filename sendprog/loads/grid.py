"""A file's rows of cells, as read and not yet checked (pure)."""

import datetime
from dataclasses import dataclass
from enum import Enum

from sendprog.loads.messages import Message
from sendprog.loads.number_formats import Shows, shows


class Holds(Enum):
    """What a cell holds. CSV and pasted rows hold only TEXT."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUE_OR_FALSE = "true or false"
    # A time of day or a length of time; `seconds` holds it.
    TIME = "time"
    # A number that the cell's format hides.
    NOT_SHOWN = "not shown"
    ERROR = "error"
    # A formula that was never calculated, or a cell covered by a merged one.
    NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; a blank one is TEXT with no text.

    text: a number's shortest exact digits ("167", "166.6", "51600000", never an exponent), a
    percentage as it is shown ("10.9%"), a date as "2024-11-30", a time as "04:35", TRUE or FALSE,
    an error as "#REF!". day: a date without its time of day; `shows` says how much of it is
    displayed. shown_as: the spreadsheet's number format unless General (166.6 may be displayed as
    167). exact: a percentage's own digits, if it is shown rounded. seconds: of a time, None where
    hours and minutes can't be told from minutes and seconds.
    """

    text: str
    holds: Holds = Holds.TEXT
    day: datetime.date | None = None
    shown_as: str = ""
    exact: str = ""
    seconds: int | None = None
    # The cell's own name ("C7") where the table stands otherwise in the sheet than it is read.
    place: str = ""

    @property
    def shows(self) -> Shows:
        """How much of its date the sheet shows: a day, a month or a year."""
        return shows(self.shown_as, 1) if self.shown_as else Shows.DAY

    @property
    def is_blank(self) -> bool:
        """Whether the cell looks empty. NO_VALUE is not blank: its value is lost."""
        return self.holds is Holds.TEXT and not self.text.strip()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row and its number in the spreadsheet; in a text file, the line on which it begins.

    A row of a text file may have fewer cells than the header. A workbook's rows are all as wide as
    its table.
    """

    number: int
    cells: tuple[Cell, ...]
    # Where the row stands in the sheet, if it isn't a row there: "column C", "rows 2 to 7".
    where: str = ""


@dataclass(frozen=True)
class Grid:
    """The header and the rows, without blank rows and blank columns at the right.

    Remarks to answer. title: of the sheet.
    """

    rows: tuple[GridRow, ...]
    remarks: tuple[Message, ...] = ()
    title: str = ""
