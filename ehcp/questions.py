"""Questions to ask about a figure past the “at worst” of its target, by a fixed rule (pure)."""

from collections.abc import Iterable

from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Polarity, Reading
from strands.targets import BENCHMARK, applies_on, day_of_reading, targets_of

MOST_QUESTIONS = 3


def ehcp_questions(readings: Iterable[Reading], snapshot: Snapshot) -> list[str]:
    """At most three, one for each measure with such a figure."""
    labels = [reading.measure.label for reading in readings if is_past_worst(reading, snapshot)]
    question = "the latest figure is past the “at worst” of its target. By when will it be back?"
    return [f"{label}: {question}" for label in dict.fromkeys(labels)][:MOST_QUESTIONS]


def is_past_worst(reading: Reading, snapshot: Snapshot) -> bool:
    """Whether it is past the floor or ceiling of a target that applies; False unless it is exact."""
    polarity = reading.measure.polarity
    if reading.value is None or reading.is_bound or reading.is_expected:
        return False
    day = day_of_reading(reading) or snapshot.on
    worst = [
        row.floor
        for row in targets_of(snapshot, reading.measure.address)
        if row.kind != BENCHMARK and row.floor is not None and applies_on(row, day)
    ]
    if polarity is Polarity.HIGHER:
        return any(reading.value < floor for floor in worst)
    return polarity is Polarity.LOWER and any(reading.value > floor for floor in worst)
