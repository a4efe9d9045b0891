"""Messages about a file: what is wrong, where, and how to fix it (pure)."""

from dataclasses import dataclass

from sendprog.values.periods import quoted

# When `wrong` begins with one of these, it continues the sentence that the quoted cell begins.
_VERBS = ("is ", "names ")


@dataclass(frozen=True)
class Message:
    """A problem or a remark.

    wrong: a sentence, or what follows the quoted `found`; ends with a full stop. found, column: may
    be text from the file, quoted when displayed (60 characters, unprintable ones as "?").
    """

    wrong: str
    found: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else f"Row {self.row}"
        place = ", ".join(part for part in (row, quoted(self.column)) if part)
        text = self.wrong
        if self.found:
            joint = " " if self.wrong.startswith(_VERBS) else ": "
            text = f"“{quoted(self.found)}”{joint}{self.wrong}"
        return f"{place}: {text}" if place else text


class Unreadable(Exception):
    """The file can't be read; `messages` holds every reason that could be named."""

    def __init__(self, *messages: Message) -> None:
        super().__init__(" ".join(str(message) for message in messages))
        self.messages: tuple[Message, ...] = messages
