"""A file as it comes in: its name, made safe, and its content (pure)."""

import hashlib
from dataclasses import dataclass

LONGEST_NAME = 120
UNNAMED = "unnamed"
PASTED = "pasted rows.tsv"


@dataclass(frozen=True)
class IncomingFile:
    """A file's name and content as uploaded, or rows pasted into the page."""

    name: str
    content: bytes
    pasted: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def safe_name(self) -> str:
        """The name without folders and unprintable characters, shortened to about LONGEST_NAME
        characters.
        """
        last = self.name.replace("\\", "/").rpartition("/")[2]
        letters = [
            letter if letter.isprintable() and letter not in '<>"' else "_" for letter in last
        ]
        name = "".join(letters).strip(" .")
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else name[:LONGEST_NAME]
        return name or UNNAMED
