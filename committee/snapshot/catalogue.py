"""The measures of all rooms, and their readings."""

from types import ModuleType

import ehcp.headlines
import finance.headlines
import risks.headlines
import strands.headlines
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading

# Each has measures(), headlines() and series().
HEADLINES: tuple[ModuleType, ...] = (ehcp.headlines, finance.headlines, risks.headlines, strands.headlines)


def all_measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure, sorted by label."""
    measures = [measure for module in HEADLINES for measure in module.measures(snapshot)]
    return sorted(measures, key=lambda measure: measure.label.lower())


def latest_readings(snapshot: Snapshot) -> dict[str, Reading]:
    """The latest reading of each measure that has one, by the measure's address."""

    def by_address() -> dict[str, Reading]:
        readings = (reading for module in HEADLINES for reading in module.headlines(snapshot))
        return {reading.measure.address: reading for reading in readings}

    return snapshot.cached("latest readings", by_address)


def measure_at(snapshot: Snapshot, address: str) -> Measure | None:
    return next((measure for measure in all_measures(snapshot) if measure.address == address), None)


def all_readings(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first."""
    for module in HEADLINES:
        readings = module.series(snapshot, address)
        if readings:
            return readings
    return []
