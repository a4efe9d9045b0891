"""What is wrong with a file, where, and how to mend it (pure)."""

from dataclasses import dataclass

from sendprog.values.periods import quoted

# What `wrong` may begin with to be the rest of a sentence that the found text begins.
_VERBS = ("is ", "names ")


@dataclass(frozen=True)
class Message:
    """One thing to mend or to know. `wrong` is a sentence, or what follows the quoted `found`; it ends with a full stop.

    What came from the file (found, column) is quoted when shown: at most 60 characters, unprintable ones as "?".
    """

    wrong: str
    found: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else f"Row {self.row}"
        place = ", ".join(part for part in (row, quoted(self.column)) if part)
        joint = " " if self.wrong.startswith(_VERBS) else ": "
        text = f"“{quoted(self.found)}”{joint}{self.wrong}" if self.found else self.wrong
        return f"{place}: {text}" if place else text


class Unreadable(Exception):
    """A file that can't be taken in; messages holds every reason that could be named."""

    def __init__(self, *messages: Message) -> None:
        super().__init__(" ".join(str(message) for message in messages))
        self.messages: tuple[Message, ...] = messages
