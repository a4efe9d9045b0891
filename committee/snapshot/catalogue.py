"""Every measure of the programme, whichever room it belongs to."""

from types import ModuleType

import ehcp.headlines
import finance.headlines
import risks.headlines
import strands.headlines
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading

DOORS: tuple[ModuleType, ...] = (ehcp.headlines, finance.headlines, risks.headlines, strands.headlines)


def measures(snapshot: Snapshot) -> list[Measure]:
    """All measures, by label."""
    found = [measure for door in DOORS for measure in door.measures(snapshot)]
    return sorted(found, key=lambda measure: measure.label.lower())


def latest_readings(snapshot: Snapshot) -> dict[str, Reading]:
    """The latest reading of each measure that has one, by address."""
    readings = (reading for door in DOORS for reading in door.headlines(snapshot))
    return snapshot.cached(
        "latest readings", lambda: {reading.measure.address: reading for reading in readings}
    )


def measure_at(snapshot: Snapshot, address: str) -> Measure | None:
    return next((measure for measure in measures(snapshot) if measure.address == address), None)


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first."""
    return next((found for door in DOORS if (found := door.series(snapshot, address))), [])
