"""Messages about a file: what is wrong, where, and how to fix it (pure)."""

from dataclasses import dataclass

from sendprog.values.periods import quoted
from sendprog.values.wording import upper_first

# When `wrong` begins with one of these, it continues the sentence that the quoted cell begins.
_VERBS = ("is ", "names ")


@dataclass(frozen=True, slots=True)
class Message:
    """A problem or a remark.

    wrong: a sentence, or what follows the quoted `found`; ends with a full stop. found, column: may
    be text from the file, quoted when displayed (60 characters, unprintable ones as "?"). cell: the
    cell's own name ("C7") where the table stands otherwise in the sheet than it is read.
    """

    wrong: str
    found: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.where, quoted(self.column)) if part)
        text = self.wrong
        if self.found:
            joint = " " if self.wrong.startswith(_VERBS) else ": "
            text = f"“{quoted(self.found)}”{joint}{self.wrong}"
        return f"{place}: {text}" if place else text

    @property
    def where(self) -> str:
        """ "Row 7", "Row 7 (C7)", "Cell C7", "Column C"; "" for the whole file."""
        if self.row is not None:
            return f"Row {self.row}{f' ({self.cell})' if self.cell else ''}"
        return upper_first(self.cell) if " " in self.cell or not self.cell else f"Cell {self.cell}"


def place_text(row: int, place: str) -> str:
    """Where a row of a table stands in the sheet: "Row 7", or its place, "Column C"."""
    return upper_first(place) if place else f"Row {row}"


class Unreadable(Exception):
    """The file can't be read; `messages` holds every reason that could be named."""

    def __init__(self, *messages: Message) -> None:
        super().__init__(" ".join(str(message) for message in messages))
        self.messages: tuple[Message, ...] = messages
