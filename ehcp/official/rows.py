"""What is kept of a file: a row for each authority, year and breakdown (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sendprog.loads.messages import Message

CALENDAR, ACADEMIC, JANUARY = "calendar", "academic", "january"
NATIONAL, REGIONAL, LOCAL = "national", "regional", "local"
ENGLAND = "England"


@dataclass(frozen=True)
class StatisticRow:
    """The cells of a row as they are published, by our names of the columns.

    `year` is that in which an academic year begins. `breakdown`: "" for all children, else a source
    of requests.
    """

    year: int
    period: str
    level: str
    old_code: str
    gss_code: str
    name: str
    region: str
    breakdown: str
    values: dict[str, str]

    @property
    def key(self) -> tuple[int, str, str, str, str, str]:
        return (self.year, self.period, self.level, self.old_code, self.name, self.breakdown)


@dataclass(frozen=True)
class OfficialFile:
    """A file as it was read; its rows are whole only where there is no problem."""

    topic: str
    rows: tuple[StatisticRow, ...] = ()
    rows_read: int = 0
    unknown: tuple[str, ...] = ()
    problems: tuple[Message, ...] = field(default=())

    @property
    def years(self) -> list[int]:
        return sorted({row.year for row in self.rows})

    @property
    def release_year(self) -> int:
        """The year in which such a file comes out: the one after its last."""
        return max(self.years, default=0) + 1


def refused_file(problems: Iterable[Message], topic: str = "") -> OfficialFile:
    """A file of which nothing can be used."""
    return OfficialFile(topic, problems=tuple(problems))


def period_label(year: int, period: str) -> str:
    """ "2025"; "January 2026" for a caseload of the academic year 2025/26, counted in its January."""
    if period == ACADEMIC:
        return f"January {year + 1}"
    return f"January {year}" if period == JANUARY else str(year)
