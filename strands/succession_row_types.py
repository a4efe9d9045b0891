"""The rows of strands that ended: plain typed data, frozen with each edition."""

from dataclasses import dataclass
from datetime import date

from sendprog.values.periods import days_in_words


@dataclass(frozen=True)
class StrandName:
    """A strand that a text names. Its slug is an address only while it runs."""

    slug: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class EndedStrandRow:
    """A strand that ended, and the strands that followed it: several where it was split."""

    slug: str
    name: str
    valid_from: date | None
    valid_to: date
    followed_by: tuple[StrandName, ...]
    source: str

    @property
    def term(self) -> str:
        """ "April 2023 to May 2025", "until 31 May 2025"."""
        return days_in_words(self.valid_from, self.valid_to)

    @property
    def following_label(self) -> str:
        """What stands before the names of its followers."""
        return "Split into" if len(self.followed_by) > 1 else "Followed by"
