"""A track of time, drawn beside a row, on which dates stand true to scale (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sendprog.values.periods import Month

# At most so many months before and after the day of the page; what is outside is an arrow.
MOST_BEFORE, MOST_AFTER = 12, 24
SHORTEST = 12
QUARTER = 3
MOST_TICKS = 6
# Beyond this a label would run over the end of a narrow track.
LAST_LABEL = 80


@dataclass(frozen=True)
class Place:
    """Where a day is: per cent of the track from its start; `side`: of the arrow for a day off it."""

    percent: float
    side: str = ""


@dataclass(frozen=True)
class Tick:
    """A month that begins at `percent`; `rank`: 0 labelled at any width, 1 from medium, 2 at full."""

    percent: float
    label: str
    rank: int


@dataclass(frozen=True)
class Track:
    """Whole quarters, from the first day to the last."""

    first: date
    last: date

    def place(self, day: date) -> Place:
        """The place of a day: at an end, with an arrow to its side, for a day off the track."""
        if day < self.first:
            return Place(0.0, "before")
        if day > self.last:
            return Place(100.0, "after")
        return Place(round(100 * (day - self.first).days / (self.last - self.first).days, 1))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The months that begin a quarter, half-year or year: no more than MOST_TICKS."""
        months = self._tick_months
        return tuple(
            Tick(percent, self._label(month, place) if percent <= LAST_LABEL else "", _rank(place))
            for place, month in enumerate(months)
            for percent in (self.place(month.first).percent,)
        )

    @property
    def _tick_months(self) -> list[Month]:
        start = Month.containing(self.first)
        count = start.months_until(Month.containing(self.last)) + 1
        quarters = [start.plus(months) for months in range(0, count, QUARTER)]
        for step in (QUARTER, 6, 12):
            months = [month for month in quarters if not (month.month - 1) % step]
            if len(months) <= MOST_TICKS:
                break
        return months

    def _label(self, month: Month, place: int) -> str:
        """ "Oct 2024", or "Jan" between two labels that have their year."""
        return month.name[:3] if place % 2 and month.month != 1 else month.short

    @property
    def ends_in_words(self) -> str:
        """What an arrow means: "before October 2024 or after December 2026"."""
        return f"before {Month.containing(self.first)} or after {Month.containing(self.last)}"


def _rank(place: int) -> int:
    if not place:
        return 0
    return 2 if place % 2 else 1


def track_for(days: Iterable[date], on: date) -> Track:
    """The whole quarters with these days and `on`, at least a year; no more than the limits beside
    `on`.
    """
    today, all_days = Month.containing(on), [*days, on]
    first = max(Month.containing(min(all_days)), today.plus(-MOST_BEFORE))
    first = first.plus(-((first.month - 1) % QUARTER))
    last = min(Month.containing(max(all_days)), today.plus(MOST_AFTER))
    last = max(last, first.plus(SHORTEST - 1))
    return Track(first.first, last.plus((-last.month) % QUARTER).last)
