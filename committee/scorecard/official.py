"""What official statistics say beside a measure of the scorecard: England, region, comparators (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp.official.beside import BesideRow, official_beside
from ehcp.official.row_types import Role
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.units import Unit
from sendprog.values.wording import plural, value_range

NOT_PUBLISHED = "[x]"
NO_RANGE = "Councils differ in size"


@dataclass(frozen=True)
class OfficialBeside:
    """The readings of one official measure in one year; none where nothing is published."""

    rows: tuple[BesideRow, ...] = ()

    def of(self, role: Role) -> list[BesideRow]:
        return [row for row in self.rows if row.role is role]

    @property
    def when(self) -> str:
        """The year: "2025", of a count "all of 2025", "January 2026"; "" without any."""
        if not self.rows:
            return ""
        reading = self.rows[0].reading
        is_year = reading.window is not None and reading.window.months == 12
        return f"all of {reading.when}" if is_count(reading) and is_year else reading.when

    @property
    def england_text(self) -> str:
        return words_of_area(self.of(Role.ENGLAND))

    @property
    def region_text(self) -> str:
        return words_of_area(self.of(Role.REGION))

    @property
    def own_text(self) -> str:
        """What they say of us, which counts otherwise than our own returns: "ours 5.1%"; or ""."""
        own = self.of(Role.OWN)
        return f"ours {own[0].reading.in_words}" if own else ""

    @property
    def comparators_text(self) -> str:
        """ "31.0% to 62.4%", over those that have a figure; no range of counts."""
        values = [row.reading for row in self.of(Role.COMPARATOR) if row.reading.value is not None]
        if not values:
            return NOT_PUBLISHED
        return NO_RANGE if is_count(values[0]) else range_of(values)

    @property
    def comparators_count(self) -> str:
        """ "10 areas"; "9 of 10 areas" where one has no figure; "" without comparators."""
        every = self.of(Role.COMPARATOR)
        known = sum(row.reading.value is not None for row in every)
        if not known or self.comparators_text == NO_RANGE:
            return ""
        areas = plural(len(every), "area")
        return areas if known == len(every) else f"{known:,} of {areas}"

    @property
    def comparators_by_name(self) -> str:
        """Each with its figure, by name: "Northshire 41.0%; Southshire 39.2%"."""
        texts = [f"{row.place} {row.reading.in_words}" for row in self.of(Role.COMPARATOR)]
        return "; ".join(texts) or NOT_PUBLISHED


NOTHING_OFFICIAL = OfficialBeside()


def is_count(reading: Reading) -> bool:
    return reading.measure.unit is Unit.COUNT


def words_of_area(rows: Sequence[BesideRow]) -> str:
    """The figure; [x] where there is none."""
    if not rows:
        return NOT_PUBLISHED
    reading = rows[0].reading
    return NOT_PUBLISHED if reading.missing else reading.in_words


def range_of(readings: Sequence[Reading]) -> str:
    """ "31.0% to 62.4%"; one figure where all are printed alike."""
    ordered = sorted(readings, key=lambda reading: reading.value or 0)
    low, high = ordered[0].in_words, ordered[-1].in_words
    return high if low == high else value_range(low, high)


def beside_measure(snapshot: Snapshot, measure: Measure) -> OfficialBeside:
    return OfficialBeside(tuple(official_beside(snapshot, measure)))
