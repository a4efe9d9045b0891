"""A measure in our area, England, our region and the comparators, from official statistics (public)."""

from dataclasses import dataclass

from ehcp.official.measures import OfficialMeasure
from ehcp.official.readings import entry_of, readings_of, series_by_area
from ehcp.official.row_types import Role
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading

ORDER = (Role.OWN, Role.ENGLAND, Role.REGION, Role.COMPARATOR)


@dataclass(frozen=True)
class BesideRow:
    """An area with its reading; the reading names its year, source, parts and notes."""

    role: Role
    place: str
    reading: Reading


def official_beside(snapshot: Snapshot, measure: Measure) -> list[BesideRow]:
    """Ours, England's, our region's and the comparators' readings of a year, in that order.

    `measure` is an official one, or one of the monthly returns with an official counterpart. All are
    of our latest year, or of England's where we have none: an area without a row of that year is
    left out, never shown with another. Comparators stand by name: no rank. Empty for any other
    measure.
    """
    entry = entry_of(measure)
    if entry is None:
        return []
    return snapshot.cached(
        f"official beside {entry.measure.address}", lambda: beside_rows(snapshot, entry)
    )


def beside_rows(snapshot: Snapshot, entry: OfficialMeasure) -> list[BesideRow]:
    areas = {
        (ORDER.index(role), place): readings
        for (topic, role, place), rows in series_by_area(snapshot).items()
        if topic == entry.topic and (readings := readings_of(entry, rows))
    }
    if not areas:
        return []
    window = areas[min(areas)][-1].window
    return [
        BesideRow(ORDER[order], place, reading)
        for order, place in sorted(areas)
        for reading in areas[order, place]
        if reading.window == window
    ]
