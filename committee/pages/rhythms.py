"""How often the readings of a measure come, by the stated rhythm of its series or indicators (pure)."""

from sendprog.records.snapshots import Snapshot
from sendprog.values.frequency import Frequency
from strands.choices import ReportedSeries
from strands.frequencies import stated_frequency
from strands.snapshot import INDICATORS

# The series of the measures of each app.
SERIES = {"ehcp": ReportedSeries.EHCP, "finance": ReportedSeries.DSG}


def series_of_measure(address: str) -> ReportedSeries | None:
    return SERIES.get(address.partition(".")[0])


def stated_frequencies(snapshot: Snapshot, address: str) -> list[Frequency]:
    """What is stated of its series and of the indicators that report it; empty where nobody has said."""
    series = series_of_measure(address)
    stated = [stated_frequency(snapshot, series)] if series else []
    stated += [row.frequency for row in snapshot[INDICATORS] if row.measure == address]
    return [frequency for frequency in stated if frequency]


def usual_step(snapshot: Snapshot, address: str) -> int | None:
    """The months from one reading to the next; None for readings without a rhythm.

    A series of which nobody has said it comes every month, as its file is read.
    """
    stated = stated_frequencies(snapshot, address)
    if not stated:
        return Frequency.MONTHLY.months if series_of_measure(address) else None
    return stated[0].months
