"""The readings of one measure that may be compared with its latest, and how each is rated (pure)."""

from dataclasses import dataclass
from datetime import date

from committee.scorecard.rating import Rated, Standard, rating_of_reading
from committee.snapshot import catalogue
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Reading
from sendprog.values.periods import Month
from strands.choices import TargetKind
from strands.rows import TargetRow
from strands.targets import applies_on, day_of_reading, targets_of

# The targets that rate, the first before the others; a benchmark rates nothing.
KINDS = (TargetKind.LOCAL.label, TargetKind.PLAN.label, TargetKind.STATUTORY.label)


@dataclass(frozen=True)
class Line:
    """The latest reading of a measure, and those of its line, oldest first, that one included.

    A line has readings of the same series and, but for running totals, of one length of window.
    """

    latest: Reading
    readings: tuple[Reading, ...]

    @property
    def before(self) -> Reading | None:
        """The reading before the latest; None where there is none."""
        earlier = [reading for reading in self.readings if reading is not self.latest]
        return earlier[-1] if earlier else None

    @property
    def year_ago(self) -> Reading | None:
        """The reading of the same time a year before the latest; None where there is none."""
        month = month_of(self.latest)
        if month is None:
            return None
        matching = [each for each in self.readings if month_of(each) == month.plus(-12)]
        same = [each for each in matching if have_one_length(each, self.latest)]
        return same[-1] if same else None

    @property
    def is_broken_within_a_year(self) -> bool:
        """Whether a break in the series is between that reading and the latest."""
        earlier = self.year_ago
        start = self.readings.index(earlier) + 1 if earlier in self.readings else 0
        after = self.readings[start:]
        return any(reading.marker is Marker.BREAK_IN_SERIES for reading in after)


def month_of(reading: Reading) -> Month | None:
    day = day_of_reading(reading)
    return Month.containing(day) if day else None


def have_one_length(reading: Reading, other: Reading) -> bool:
    if reading.window is None or other.window is None:
        return reading.window is other.window
    return reading.window.same_length(other.window)


def line_of(snapshot: Snapshot, address: str) -> Line | None:
    """The line that ends with the latest reading of a measure; None where it has no reading."""
    latest = catalogue.latest_readings(snapshot).get(address)
    if latest is None:
        return None
    last_day = day_of_reading(latest)
    if last_day is None:
        return Line(latest, (latest,))
    by_time: dict[tuple, Reading] = {}
    for reading in catalogue.all_readings(snapshot, address):
        day = day_of_reading(reading)
        if day and day <= last_day and is_in_line(reading, latest):
            # Of two reports of one window, the later.
            by_time[(day, reading.window)] = reading
    by_time[(last_day, latest.window)] = latest
    days = sorted(by_time, key=lambda key: (key[0], key[1].last if key[1] else key[0]))
    before = [by_time[key] for key in days if by_time[key] is not latest]
    return Line(latest, (*before, latest))


def is_in_line(reading: Reading, latest: Reading) -> bool:
    is_one_kind = reading.is_illustrative == latest.is_illustrative
    is_one_length = latest.is_running_total or have_one_length(reading, latest)
    return reading.series == latest.series and is_one_kind and is_one_length


def rating_target(snapshot: Snapshot, reading: Reading) -> TargetRow | None:
    """The target that rates a reading: the last begun of the first kind that applies; None without."""
    day = day_of_reading(reading) or snapshot.on
    rows = [
        row
        for row in targets_of(snapshot, reading.measure.address)
        if row.kind in KINDS and row.value is not None and applies_on(row, day)
    ]
    latest_first = sorted(rows, key=lambda row: row.first or date.min, reverse=True)
    return min(latest_first, key=lambda row: KINDS.index(row.kind), default=None)


def standard_of(row: TargetRow | None) -> Standard | None:
    """What a target says in numbers; None without one, and for one that is made up."""
    if row is None or row.value is None or row.basis is Basis.ILLUSTRATIVE:
        return None
    return Standard(row.value, row.floor)


def rated(snapshot: Snapshot, reading: Reading) -> Rated:
    return rating_of_reading(reading, standard_of(rating_target(snapshot, reading)))


def rated_days(snapshot: Snapshot, address: str) -> list[tuple[date, Rated]]:
    """Each reading of a measure's line with its day and rating; empty where they have no day."""
    line = line_of(snapshot, address)
    pairs = [(day_of_reading(each), each) for each in (line.readings if line else ())]
    return [(day, rated(snapshot, reading)) for day, reading in pairs if day]
