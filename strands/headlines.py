"""Public functions of this app: its indicators and schemes of places as measures and readings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sendprog.pages.pre_election import plain_in_period
from sendprog.records.snapshots import Snapshot
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.free_text import in_the_middle, sentences, without_stop
from sendprog.values.markers import Marker
from sendprog.values.measures import Comparison, Measure, Reading, source_text
from sendprog.values.periods import FinancialYear, Window
from sendprog.values.units import Unit
from sendprog.values.wording import joined
from strands.indicator_row_types import IndicatorRow, ReturnRow
from strands.models import PlacesScheme
from strands.rows import PlacesRow
from strands.snapshot import INDICATORS, PLACES
from strands.targets import with_targets

SCHEME = PlacesScheme.ADDRESSES
RESTARTED = "The running total started again"


def window_between(first: date | None, last: date | None) -> Window | None:
    """The window between two days; None where the source does not state both."""
    return Window(first, last) if first and last else None


def indicator_measure(row: IndicatorRow) -> Measure:
    """The indicator's own measure or, under the source of the indicator, the one that it reports."""
    if row.reported_measure:
        source = row.source or row.reported_measure.source
        return replace(row.reported_measure, source=source, note=row.note)
    return Measure(
        address=row.measure,
        label=row.name,
        unit=row.unit,
        definition=row.definition,
        source=row.source,
        polarity=row.polarity,
        best_value=row.best_value,
        places=row.decimals,
        note=row.note,
    )


def return_reading(indicator: IndicatorRow, row: ReturnRow) -> Reading:
    measure, comparison = indicator_measure(indicator), None
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
        note=return_note(row),
        parts=parts_in_words(row),
        baseline=baseline_in_words(measure, row),
        beside=row.beside,
        is_running_total=indicator.is_running_total,
        is_projected=row.projected,
        record=f"Return of {row.reported_in:%B %Y} for the indicator {indicator.slug}",
    )


def parts_in_words(row: ReturnRow) -> str:
    """ "41 of 1,277": the two numbers of a rate; "" without a numerator."""
    if row.numerator is None:
        return ""
    numerator = f"{row.numerator.normalize():,f}"
    return (
        f"{numerator} of {row.denominator.normalize():,f}"
        if row.denominator is not None
        else numerator
    )


def baseline_in_words(measure: Measure, row: ReturnRow) -> str:
    """ "Baseline: 4.9% (2023)"; "" where none is stored."""
    if row.baseline_value is None:
        return f"Baseline: {row.baseline_words}" if row.baseline_words else ""
    when = row.baseline_words or "period not stated"
    return f"Baseline: {measure.in_text(row.baseline_value)} ({when})"


def return_note(row: ReturnRow) -> str:
    """The note, after "Provisional" where it is and its marker does not say so."""
    note = projected_note(row)
    if not row.is_provisional or row.marker is Marker.PROVISIONAL:
        return note
    return f"Provisional. {note}" if note else "Provisional"


def projected_note(row: ReturnRow) -> str:
    """The note, after the word "Projected" where the value is and neither its basis nor its note
    says so.
    """
    if not row.projected or row.basis is Basis.FORECAST or row.note.lower().startswith("projected"):
        return row.note
    return f"Projected. {row.note}" if row.note else "Projected"


def places_measure(row: PlacesRow) -> Measure:
    return Measure(
        SCHEME + row.slug,
        f"{without_stop(row.provision)}: places",
        Unit.COUNT,
        row.definition,
        row.source,
    )


def places_reading(row: PlacesRow) -> Reading:
    return Reading(
        measure=places_measure(row),
        value=Decimal(row.places) if row.places is not None else None,
        missing="" if row.places is not None else absent_text(row.basis),
        window_words=row.when,
        marker=row.marker,
        basis=row.basis,
        source=row.source,
        note=row.stage.label,
        record=f"Scheme of places {row.slug}",
    )


def indicator_readings(row: IndicatorRow) -> Iterator[Reading]:
    for return_row in row.returns:
        yield return_reading(row, return_row)


def last_return(row: IndicatorRow) -> ReturnRow | None:
    """The return reported last and, within its month, of the latest window; None where there is
    none.
    """
    return max(row.returns, key=_report_then_window, default=None)


def _report_then_window(row: ReturnRow) -> tuple[date, date]:
    return row.reported_in, row.last or date.min


def latest_indicator_reading(row: IndicatorRow) -> Reading | None:
    """The reading of the last return; None where there is none."""
    last = last_return(row)
    if last is None:
        return None
    reading = return_reading(row, last)
    return replace(reading, other_windows=other_windows_in_words(row, last))


def other_windows_in_words(row: IndicatorRow, last: ReturnRow) -> str:
    """The month's values of windows other than the reading's and its comparison's: "83 a month
    (2023)".
    """
    others = []
    for return_row in row.returns:
        is_shown = return_row is last or is_comparison(return_row, last)
        if return_row.reported_in == last.reported_in and not is_shown and not return_row.missing:
            others.append(return_reading(row, return_row))
    return joined(
        [
            f"{reading.in_words} ({in_the_middle(reading.when) or 'window not stated'})"
            for reading in others
        ]
    )


def is_comparison(row: ReturnRow, last: ReturnRow) -> bool:
    """Whether a return has the window and the value that the last one is compared with."""
    compared = (last.comparison_first, last.comparison_last, last.comparison_value)
    return row.last is not None and (row.first, row.last, row.value) == compared


def latest_indicator_readings(
    snapshot: Snapshot, *, room: str = "", strand: str = ""
) -> dict[str, Reading]:
    """The latest readings of the indicators of a room, or else of a strand, by slug, in their
    order.
    """
    readings = {}
    for row in snapshot[INDICATORS]:
        belongs = row.room == room if room else row.strand == strand
        reading = latest_indicator_reading(row) if belongs else None
        if reading:
            readings[row.slug] = plain_in_period(reading, snapshot)
    return with_targets(readings, snapshot)


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app; those of a room that indicators report are the room's."""
    indicators = [
        indicator_measure(row) for row in snapshot[INDICATORS] if not row.reported_measure
    ]
    return indicators + [places_measure(row) for row in snapshot[PLACES]]


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure of this app that has one."""
    own = [row for row in snapshot[INDICATORS] if not row.reported_measure]
    latest = [latest_indicator_reading(row) for row in own]
    indicators = [plain_in_period(reading, snapshot) for reading in latest if reading]
    return indicators + [places_reading(row) for row in snapshot[PLACES]]


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first.

    Empty where no indicator or scheme has or reports it.
    """
    if address.startswith(SCHEME):
        return [places_reading(row) for row in snapshot[PLACES] if SCHEME + row.slug == address]
    readings = []
    for row in snapshot[INDICATORS]:
        if address in (row.measure, row.own_address):
            readings += indicator_readings(row)
    return noting_restarts(sorted(readings, key=_last_day))


def noting_restarts(readings: list[Reading]) -> list[Reading]:
    """The readings; the first of a running total that started again says so in its note."""
    noted = []
    before: Reading | None = None
    for reading in readings:
        if before and has_restarted(before, reading):
            note = without_stop(sentences([RESTARTED, reading.note]))
            noted.append(replace(reading, note=note))
        else:
            noted.append(reading)
        before = reading
    return noted


def has_restarted(before: Reading, reading: Reading) -> bool:
    """Whether a running total started again between two readings."""
    if not (reading.is_running_total and reading.window and before.window):
        return False
    return reading.window.first > before.window.first


def _last_day(reading: Reading) -> date:
    """The window's last day; a reading without a window sorts last."""
    return reading.window.last if reading.window else date.max


def read(
    snapshot: Snapshot,
    address: str,
    window: Window | None = None,
    year: FinancialYear | None = None,
    basis: str = "",
) -> Reading | None:
    """A measure's last reading for exactly this window, or its latest one; None where there is
    none.
    """
    if year is not None:
        return None
    if window is not None:
        matching = [reading for reading in series(snapshot, address) if reading.window == window]
        return matching[-1] if matching else None
    for row in snapshot[INDICATORS]:
        if address == row.own_address and row.reported_measure:
            reading = latest_indicator_reading(row)
            return plain_in_period(reading, snapshot) if reading else None
    return next(
        (reading for reading in headlines(snapshot) if reading.measure.address == address), None
    )


# A room's measure, which indicators may report


def newest_reading(snapshot: Snapshot, address: str, computed: Reading | None) -> Reading | None:
    """The room's reading or one that an indicator reports, whichever is newer; None without either.

    Of two windows that end together, the reported one; but a reading with a value goes before one
    without.
    """
    newest, newest_day = computed, _last_day_or_min(computed)
    for row in reporting_indicators(snapshot, address):
        last = last_return(row)
        if last is None:
            continue
        if newest is not None and last.missing and not newest.missing:
            continue
        is_first_value = newest is not None and newest.missing and not last.missing
        if newest is None or is_first_value or latest_possible_day(last) >= newest_day:
            reading = latest_indicator_reading(row)
            newest, newest_day = plain_in_period(reading, snapshot), latest_possible_day(last)
    return newest


def latest_possible_day(row: ReturnRow) -> date:
    """The last day of the return's window.

    Where it is not stated, the day before the month of the report.
    """
    return row.last or row.reported_in - timedelta(days=1)


def _last_day_or_min(reading: Reading | None) -> date:
    return reading.window.last if reading and reading.window else date.min


def reporting_indicators(snapshot: Snapshot, address: str) -> list[IndicatorRow]:
    """The indicators that report the room's measure at this address."""
    return [row for row in snapshot[INDICATORS] if row.reported_measure and row.measure == address]
