"""How often the series that come as files are reported: the section, and its public functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sendprog.records.snapshots import Audience, EditLink, Section, Snapshot
from sendprog.values.frequency import Frequency
from strands.choices import ReportedSeries
from strands.models import SeriesFrequency


@dataclass(frozen=True)
class FrequencyRow:
    """A series and how often it is stated to come."""

    series: ReportedSeries
    frequency: Frequency


def frequency_rows(*, on: date, viewer: Audience) -> Iterator[FrequencyRow]:
    for stated in SeriesFrequency.objects.all():
        yield FrequencyRow(ReportedSeries(stated.series), Frequency(stated.frequency))


FREQUENCIES = Section(
    "strands.frequencies",
    FrequencyRow,
    frequency_rows,
    key=("series",),
    label="How often figures come",
    title=lambda row: f"How often they come: {row.series.label.lower()}",
    edit=EditLink("Say how often they come", model="strands.seriesfrequency"),
)


def stated_frequency(snapshot: Snapshot, series: ReportedSeries) -> Frequency | None:
    """How often a series is stated to come; None where nobody has said."""
    return next((row.frequency for row in snapshot[FREQUENCIES] if row.series is series), None)


def stored_frequency(series: ReportedSeries) -> Frequency | None:
    """The same from the table, for a file that is being checked."""
    stated = SeriesFrequency.objects.filter(series=series).first()
    return Frequency(stated.frequency) if stated else None


def frequency_sentence(snapshot: Snapshot, series: ReportedSeries) -> str:
    """ "A figure is due every quarter."; "" where nobody has said."""
    stated = stated_frequency(snapshot, series)
    return stated.sentence if stated else ""
