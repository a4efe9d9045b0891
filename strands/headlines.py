"""Public functions of this app: its indicators and schemes of places as measures and readings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sendprog.pages.pre_election import plain_in_period
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Comparison, Measure, Reading, Unit, source_text
from sendprog.values.periods import Window
from sendprog.values.wording import joined
from strands.models import PlacesScheme
from strands.rows import INDICATOR, IndicatorRow, PlacesRow, ReturnRow
from strands.snapshot import INDICATORS, PLACES

SCHEME = PlacesScheme.ADDRESSES


def window_between(first: date | None, last: date | None) -> Window | None:
    """The window between two days; None where the source does not state both."""
    return Window(first, last) if first and last else None


def indicator_measure(row: IndicatorRow) -> Measure:
    return Measure(
        address=row.measure,
        label=row.name,
        unit=row.unit,
        definition=row.definition,
        source=row.source,
        polarity=row.polarity,
        places=row.decimals,
        note=row.note,
    )


def return_reading(measure: Measure, row: ReturnRow) -> Reading:
    comparison, slug = None, measure.address.removeprefix(INDICATOR)
    if row.comparison_value is not None:
        compared = window_between(row.comparison_first, row.comparison_last)
        comparison = Comparison(row.comparison_value, compared, row.comparison_words)
    return Reading(
        measure=measure,
        value=row.value,
        low=row.low,
        high=row.high,
        missing=row.missing,
        qualifier=row.qualifier,
        window=window_between(row.first, row.last),
        window_words=row.window_words,
        marker=row.marker,
        basis=row.basis,
        comparison=comparison,
        source=source_text(row.source or measure.source, row.loaded),
        note=projected_note(row),
        beside=row.beside,
        record=f"Return of {row.reported_in:%B %Y} for the indicator {slug}",
    )


def projected_note(row: ReturnRow) -> str:
    """The note, after the word "Projected" where the value is; only a note that begins with it needs none."""
    if not row.projected or row.note.lower().startswith("projected"):
        return row.note
    return f"Projected. {row.note}" if row.note else "Projected"


def places_measure(row: PlacesRow) -> Measure:
    return Measure(SCHEME + row.slug, f"{row.provision}: places", Unit.COUNT, row.definition, row.source)


def places_reading(row: PlacesRow) -> Reading:
    return Reading(
        measure=places_measure(row),
        value=Decimal(row.places) if row.places is not None else None,
        missing="" if row.places is not None else "Not in the report",
        window_words=row.when,
        marker=row.marker,
        basis=row.basis,
        source=row.source,
        record=f"Scheme of places {row.slug}",
    )


def indicator_readings(row: IndicatorRow) -> Iterator[Reading]:
    measure = indicator_measure(row)
    for return_row in row.returns:
        yield return_reading(measure, return_row)


def last_return(row: IndicatorRow) -> ReturnRow | None:
    """The return reported last and, within its month, of the latest window; None where there is none."""
    return max(row.returns, key=_report_then_window, default=None)


def _report_then_window(row: ReturnRow) -> tuple[date, date]:
    return row.reported_in, row.last or date.min


def latest_indicator_reading(row: IndicatorRow) -> Reading | None:
    """The reading of the last return; None where there is none."""
    last = last_return(row)
    if last is None:
        return None
    reading = return_reading(indicator_measure(row), last)
    return replace(reading, other_windows=other_windows_in_words(row, last))


def other_windows_in_words(row: IndicatorRow, last: ReturnRow) -> str:
    """The month's values of windows other than the reading's and its comparison's: "83 a month (2023)"."""
    measure = indicator_measure(row)
    others = []
    for return_row in row.returns:
        is_shown = return_row.last in (last.last, last.comparison_last)
        if return_row.reported_in == last.reported_in and not is_shown:
            others.append(return_reading(measure, return_row))
    return joined([f"{reading.in_words} ({reading.when})" for reading in others])


def latest_indicator_readings(snapshot: Snapshot, *, room: str = "", strand: str = "") -> dict[str, Reading]:
    """The latest readings of the indicators of a room, or else of a strand, by slug, in their order."""
    readings = {}
    for row in snapshot[INDICATORS]:
        belongs = row.room == room if room else row.strand == strand
        reading = latest_indicator_reading(row) if belongs else None
        if reading:
            readings[row.slug] = plain_in_period(reading, snapshot)
    return readings


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app."""
    indicators = [indicator_measure(row) for row in snapshot[INDICATORS]]
    return indicators + [places_measure(row) for row in snapshot[PLACES]]


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure that has one."""
    latest = [latest_indicator_reading(row) for row in snapshot[INDICATORS]]
    indicators = [plain_in_period(reading, snapshot) for reading in latest if reading]
    return indicators + [places_reading(row) for row in snapshot[PLACES]]


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first; empty where the measure is not of this app."""
    if address.startswith(SCHEME):
        return [places_reading(row) for row in snapshot[PLACES] if SCHEME + row.slug == address]
    for row in snapshot[INDICATORS]:
        if row.measure == address:
            return sorted(indicator_readings(row), key=_last_day)
    return []


def _last_day(reading: Reading) -> date:
    """The window's last day; a reading without a window sorts last."""
    return reading.window.last if reading.window else date.max


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    """A measure's last reading for exactly this window, or its latest one; None where there is none."""
    if window is not None:
        matching = [reading for reading in series(snapshot, address) if reading.window == window]
        return matching[-1] if matching else None
    for reading in headlines(snapshot):
        if reading.measure.address == address:
            return reading
    return None
