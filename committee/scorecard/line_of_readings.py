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
from strands.targets import applies_on, targets_of

# The targets that rate, the first before the others; a benchmark rates nothing.
KINDS = (
    TargetKind.LOCAL.label,
    TargetKind.PLAN.label,
    TargetKind.STATUTORY.label,
)


@dataclass(frozen=True)
class Line:
    """The latest reading of a measure, and those of its line, oldest first, that one included.

    A line has readings of the same series and, but for running totals, of one length of window.
    """

    latest: Reading
    readings: tuple[Reading, ...]

    @property
    def before(self) -> Reading | None:
        """The reading before the latest, of the same year where it is reported during one; or None."""
        own = self.latest
        earlier = [
            each
            for each in self.readings
            if each is not own and (own.as_at is None or each.window == own.window)
        ]
        return earlier[-1] if earlier else None

    @property
    def year_ago(self) -> Reading | None:
        """The reading of the same time a year before the latest; None where there is none."""
        matching = [each for each in self.readings if is_a_year_before(each, self.latest)]
        return matching[-1] if matching else None

    @property
    def is_broken_within_a_year(self) -> bool:
        """Whether a break in the series is between that reading and the latest."""
        earlier = self.year_ago
        start = self.readings.index(earlier) + 1 if earlier in self.readings else 0
        after = self.readings[start:]
        return any(reading.marker is Marker.BREAK_IN_SERIES for reading in after)


def day_of(reading: Reading) -> date | None:
    """The last day that a reading tells of: of a forecast during its year, the day that it is as at."""
    days = [
        reading.as_at,
        reading.window.last if reading.window else None,
    ]
    return min((day for day in days if day), default=None)


def is_a_year_before(reading: Reading, latest: Reading) -> bool:
    """Whether both its first and its last month are twelve months before the latest's."""
    if not have_one_length(reading, latest) or reading.window is None:
        return False
    days = (
        (day_of(reading), day_of(latest)),
        (reading.window.first, latest.window.first),
    )
    return all(
        Month.containing(earlier) == Month.containing(later).plus(-12) for earlier, later in days
    )


def have_one_length(reading: Reading, other: Reading) -> bool:
    if reading.window is None or other.window is None:
        return reading.window is other.window
    return reading.window.same_length(other.window)


def line_of_measure(snapshot: Snapshot, address: str) -> Line | None:
    """The line that ends with the latest reading of a measure; None where it has no reading."""
    latest = catalogue.latest_readings(snapshot).get(address)
    if latest is None:
        return None
    last_day = day_of(latest)
    if last_day is None:
        return Line(latest, (latest,))
    by_day: dict[date, Reading] = {}
    for reading in catalogue.all_readings(snapshot, address):
        day = day_of(reading)
        if day and day < last_day and is_in_line(reading, latest):
            # Of two reports of one time, the later.
            by_day[day] = reading
    return Line(latest, (*(by_day[day] for day in sorted(by_day)), latest))


def is_in_line(reading: Reading, latest: Reading) -> bool:
    is_one_kind = reading.is_illustrative == latest.is_illustrative
    is_one_length = latest.is_running_total or have_one_length(reading, latest)
    return (
        series_without_year(reading) == series_without_year(latest)
        and is_one_kind
        and is_one_length
    )


def series_without_year(reading: Reading) -> str:
    """Its series, whichever year it is of: "High needs, , before any contributions"."""
    year = reading.financial_year
    return reading.series.replace(year.label, "") if year else reading.series


def rating_target(snapshot: Snapshot, reading: Reading) -> TargetRow | None:
    """The target that rates a reading: the last begun of the first kind that applies; None without."""
    day = day_of(reading) or snapshot.on
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
    line = line_of_measure(snapshot, address)
    pairs = [(day_of(each), each) for each in (line.readings if line else ())]
    return [(day, rated(snapshot, reading)) for day, reading in pairs if day]
