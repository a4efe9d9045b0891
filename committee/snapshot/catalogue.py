"""The measures of all rooms, and their readings."""

from types import ModuleType

import ehcp.headlines
import finance.headlines
import risks.headlines
import strands.headlines
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from strands.targets import with_targets

# Each has measures(), headlines() and series().
HEADLINES: tuple[ModuleType, ...] = (
    ehcp.headlines,
    finance.headlines,
    risks.headlines,
    strands.headlines,
)


def all_measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure, sorted by label."""
    measures = [measure for module in HEADLINES for measure in module.measures(snapshot)]
    return sorted(measures, key=lambda measure: measure.label.lower())


def latest_readings(snapshot: Snapshot) -> dict[str, Reading]:
    """The latest reading of each measure that has one, computed or reported, by the measure's
    address.
    """

    def by_address() -> dict[str, Reading]:
        readings = {}
        for module in HEADLINES:
            for reading in module.headlines(snapshot):
                readings[reading.measure.address] = reading
        for measure in all_measures(snapshot):
            computed = readings.get(measure.address)
            newest = strands.headlines.newest_reading(snapshot, measure.address, computed)
            if newest is not None:
                readings[measure.address] = newest
        return with_targets(readings, snapshot)

    return snapshot.cached("latest readings", by_address)


def measure_at(snapshot: Snapshot, address: str) -> Measure | None:
    """The measure at this address, which may be the own address of an indicator that reports the
    measure.
    """
    return measures_by_any_address(snapshot).get(address)


def addresses_of(snapshot: Snapshot, measure: Measure) -> set[str]:
    """The measure's address and those of the indicators that report it: targets and asks may name
    either.
    """
    rows = strands.headlines.reporting_indicators(snapshot, measure.address)
    return {measure.address, *(row.own_address for row in rows)}


def measures_by_any_address(snapshot: Snapshot) -> dict[str, Measure]:
    """Every measure by each of its addresses."""

    def by_address() -> dict[str, Measure]:
        measures = {}
        for measure in all_measures(snapshot):
            measures |= dict.fromkeys(sorted(addresses_of(snapshot, measure)), measure)
        return measures

    return snapshot.cached("measures by any address", by_address)


def all_readings(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure: its room's, then those that indicators report, each oldest first."""
    return [reading for module in HEADLINES for reading in module.series(snapshot, address)]
