"""What a figures administrator loads: how far each series goes, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.readiness.windows import (
    EHCP,
    block_series,
    indicator_series,
    windows_by_series,
)
from ehcp.snapshot import CONTACTS
from finance.snapshot import POSITIONS
from sendprog.pages.addresses import live_address
from sendprog.records.snapshots import Snapshot
from sendprog.values.frequency import Frequency
from sendprog.values.periods import FinancialYear, Month, Window
from sendprog.values.wording import day, upper_first
from strands.choices import ReportedSeries
from strands.frequencies import stated_frequency
from strands.reporting_periods import first_month_of_year
from strands.snapshot import INDICATORS


@dataclass(frozen=True)
class Series:
    """A series: what its figures cover, how often they come, and the live page that shows them."""

    name: str
    windows: tuple[Window, ...]
    frequency: Frequency
    address: str
    year_begins: int = FinancialYear.FIRST_MONTH
    # Whether nobody has said how often its figures come.
    is_assumed: bool = False

    @property
    def comes(self) -> str:
        """ "Every month", "Every month, unless you say otherwise"."""
        label = upper_first(self.frequency.label)
        return f"{label}, unless you say otherwise" if self.is_assumed else label

    @property
    def last(self) -> Window | None:
        """The latest period; None where nothing is stored."""
        return max(self.windows, key=lambda window: window.last, default=None)

    @property
    def next(self) -> Window | None:
        """The period after that of the latest; None without a latest, or without a rhythm."""
        if self.last is None or self.frequency.months is None:
            return None
        current = self.period_with(Month.containing(self.last.last))
        return self.period_with(Month.containing(current.last).next)

    def period_with(self, month: Month) -> Window:
        """The period of the series' rhythm that the month is in."""
        return self.frequency.period_of(month, self.year_begins)

    def is_due(self, on: date) -> bool:
        """Whether the period that follows is over."""
        return self.next is not None and self.next.last < on

    def due_text(self, on: date) -> str:
        """ "October 2026 is due", "November 2026, from 1 December 2026"."""
        if self.next is None:
            return "No date is set" if self.windows else "The first figure"
        if self.is_due(on):
            return f"{self.next.label} is due"
        return f"{self.next.label}, after {day(self.next.last)}"


def all_series(snapshot: Snapshot) -> Iterator[Series]:
    """The returns on EHCPs, the contact with families, each block's positions and each indicator."""
    windows = {name: tuple(given) for name, given in windows_by_series(snapshot).items()}
    stated = stated_frequency(snapshot, ReportedSeries.EHCP)
    ehcp = live_address("ehcp")
    yield Series(
        "EHCP figures",
        windows.get(EHCP, ()),
        stated or Frequency.MONTHLY,
        ehcp,
        is_assumed=stated is None,
    )
    contacts = tuple(row.window for row in snapshot[CONTACTS])
    if contacts:
        monthly = Frequency.MONTHLY
        yield Series("Contact with families", contacts, monthly, ehcp, is_assumed=True)
    of_deficit = stated_frequency(snapshot, ReportedSeries.DSG) or Frequency.IRREGULAR
    for block in sorted({row.block for row in snapshot[POSITIONS]}) or [""]:
        name = f"The deficit: {block}" if block else "The deficit"
        given = windows.get(block_series(block), ())
        yield Series(name, given, of_deficit, live_address("finance"))
    for row in snapshot[INDICATORS]:
        yield Series(
            row.name,
            windows.get(indicator_series(row.slug), ()),
            row.frequency,
            live_address("measure", address=row.measure),
            first_month_of_year(row.period_type),
        )


@dataclass(frozen=True)
class SeriesLine:
    """A line of the table of series, as it reads on a day."""

    series: Series
    due: str
    is_due: bool


def series_lines(snapshot: Snapshot, on: date) -> list[SeriesLine]:
    """Every series, those that are due first."""
    lines = [SeriesLine(each, each.due_text(on), each.is_due(on)) for each in all_series(snapshot)]
    return sorted(lines, key=lambda line: not line.is_due)
