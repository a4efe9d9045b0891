"""The rows of official statistics in a snapshot (pure)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ehcp.official.rows import period_label
from sendprog.values.basis import Basis
from sendprog.values.periods import Month, Window


class Role(StrEnum):
    """Whose figures a row has."""

    OWN = "own"
    ENGLAND = "england"
    REGION = "region"
    COMPARATOR = "comparator"


@dataclass(frozen=True)
class OfficialRow:
    """The published cells of one area and year, from the newest release that has them.

    `earlier` has the cells that the release before, `earlier_release`, had otherwise. `breakdown`:
    "", or a source of requests. `code_note`: where the file's old code is another than the
    authority's.
    """

    topic: str
    year: int
    period: str
    place: str
    role: Role
    breakdown: str
    values: dict[str, str]
    release: str
    published: date | None = None
    release_note: str = ""
    basis: Basis = Basis.REPORTED
    code_note: str = ""
    earlier: dict[str, str] = field(default_factory=dict)
    earlier_release: str = ""

    @property
    def period_label(self) -> str:
        return period_label(self.year, self.period)

    @property
    def window(self) -> Window:
        """The calendar year; of a count in January, that month."""
        if self.period == "calendar":
            return Window.of_months(Month(self.year, 1), Month(self.year, 12))
        year = self.year + 1 if self.period == "academic" else self.year
        return Window.of_months(Month(year, 1), Month(year, 1))


@dataclass(frozen=True)
class ComparisonRow:
    """Who we are, and with whom we are compared: one row. "" and () where that is not set."""

    own: str = ""
    region: str = ""
    title: str = ""
    source: str = ""
    dated: str = ""
    comparators: tuple[str, ...] = ()

    @property
    def which(self) -> str:
        """The same in every edition, since there is one row."""
        return "comparison"
