"""A door of strands: its indicators and places as measures and readings."""

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


def window(first: date | None, last: date | None) -> Window | None:
    """The window between two days, or None where the source does not state both."""
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
    comparison = None
    if row.comparison_value is not None:
        compared = window(row.comparison_first, row.comparison_last)
        comparison = Comparison(row.comparison_value, compared, row.comparison_words)
    return Reading(
        measure=measure,
        value=row.value,
        low=row.low,
        high=row.high,
        missing=row.missing,
        qualifier=row.qualifier,
        window=window(row.first, row.last),
        window_words=row.window_words,
        marker=row.marker,
        basis=row.basis,
        comparison=comparison,
        source=source_text(row.source or measure.source, row.loaded),
        note=row.note,
        beside=row.beside,
        record=f"Return of {row.reported_in:%B %Y} for the indicator {measure.address.removeprefix(INDICATOR)}",
    )


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
    for one in row.returns:
        yield return_reading(measure, one)


def last_return(row: IndicatorRow) -> ReturnRow | None:
    """The return last reported, then of the latest window; None before the first."""
    return max(row.returns, key=lambda one: (one.reported_in, one.last or date.min), default=None)


def latest(row: IndicatorRow) -> Reading | None:
    """The indicator's latest reading; None before the first return."""
    last = last_return(row)
    if last is None:
        return None
    return replace(return_reading(indicator_measure(row), last), other_windows=other_windows(row, last))


def other_windows(row: IndicatorRow, last: ReturnRow) -> str:
    """What else was reported in the same month, of windows that the comparison does not show: "83 a month (2023)"."""
    measure = indicator_measure(row)
    others = [
        return_reading(measure, one)
        for one in row.returns
        if one.reported_in == last.reported_in and one.last not in (last.last, last.comparison_last)
    ]
    return joined([f"{other.in_words} ({other.when})" for other in others])


def readings_of(snapshot: Snapshot, *, room: str = "", strand: str = "") -> dict[str, Reading]:
    """The latest readings of a room's or a strand's indicators, by slug, in their order."""
    rows = [row for row in snapshot[INDICATORS] if (row.room == room if room else row.strand == strand)]
    return {row.slug: plain_in_period(reading, snapshot) for row in rows if (reading := latest(row))}


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app."""
    return [indicator_measure(row) for row in snapshot[INDICATORS]] + [
        places_measure(row) for row in snapshot[PLACES]
    ]


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure that has one."""
    found = [latest(row) for row in snapshot[INDICATORS]]
    return [plain_in_period(reading, snapshot) for reading in found if reading] + [
        places_reading(row) for row in snapshot[PLACES]
    ]


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first; empty where the measure is not of this app."""
    if address.startswith(SCHEME):
        return [places_reading(row) for row in snapshot[PLACES] if SCHEME + row.slug == address]
    found = [row for row in snapshot[INDICATORS] if row.measure == address]
    return (
        sorted(indicator_readings(found[0]), key=lambda one: one.window.last if one.window else date.max)
        if found
        else []
    )


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    """What was reported for exactly a window; the latest reading without one. None where there is none."""
    if window is not None:
        known = [one for one in series(snapshot, address) if one.window == window]
        return known[-1] if known else None
    return next((one for one in headlines(snapshot) if one.measure.address == address), None)
