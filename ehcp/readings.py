"""The returns as readings: each measure of one return, or pooled over several."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ehcp.contacts import ContactRow
from ehcp.measures import FLOWS, RATES, STOCKS, TWENTY_WEEK_RATE, TWENTY_WEEK_RATE_OF_ALL
from ehcp.metrics import rates
from ehcp.snapshot import MonthRow, return_title, returns_noun
from sendprog.values.basis import Basis
from sendprog.values.free_text import sentences
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading, source_text
from sendprog.values.periods import Window
from strands.choices import ReturnState

if TYPE_CHECKING:
    import pandas as pd

NOT_GIVEN = "Not given"
NONE_TO_COUNT = "Nothing to count"
# A mean or rate over months that have one of these is of that basis itself; the first that any
# month has.
BASES_THAT_STAY = (Basis.ILLUSTRATIVE, Basis.FORECAST, Basis.ESTIMATE)


def month_reading(measure: Measure, row: MonthRow) -> Reading:
    """A measure in one return: its count, a flow's mean over several months, or the computed rate."""
    name = count_name(measure)
    if name is None:
        return rate_reading(measure, row)
    reading = count_in_month(measure, name, row)
    if row.months == 1:
        return reading
    return month_end_reading(reading, row) if measure in STOCKS else mean_reading(reading, row)


def month_end_reading(reading: Reading, row: MonthRow) -> Reading:
    """A stock of a return of several months: as at the end of the last one."""
    return replace(reading, window=row.window, window_words=f"end of {row.month.label}")


def mean_reading(count: Reading, row: MonthRow) -> Reading:
    """The monthly mean of a flow over the months of one return."""
    if count.value is None:
        return count
    total = f"{count.value:,f} in {row.window.length_in_words}"
    note = sentences([total, count.note]).removesuffix(".")
    return replace(count, value=count.value / row.months, basis=computed_basis([row]), note=note)


def count_name(measure: Measure) -> str | None:
    """The name of the count that a measure consists of, or None for a rate."""
    return (FLOWS | STOCKS).get(measure)


def why_missing(name: str, row: MonthRow) -> str:
    """Why the month lacks a count: "Not available", or "Not given" without a marker."""
    marker = row.markers.get(name)
    return Marker(marker).label.capitalize() if marker else NOT_GIVEN


def note_on(measure: Measure, row: MonthRow) -> str:
    """The return's note as it is read with one of its counts: it is of the whole return.

    One that only says how the return was made up is of what it adds up to: no stock's.
    """
    if row.basis.note != row.basis.note_beside(row.note):
        return "" if measure in STOCKS else row.note
    return f"Of the whole return: {row.note}" if row.note else ""


def provisional_note(rows: Sequence[MonthRow], note: str = "") -> str:
    """The note, after "Provisional" where every return is so far, or "Provisional in part".

    What is made up is not provisional as well.
    """
    stated = [is_still_provisional(row) for row in rows]
    if not any(stated):
        return note
    word = "Provisional" if all(stated) else "Provisional in part"
    return f"{word}. {note}" if note else word


def is_still_provisional(row: MonthRow) -> bool:
    return row.state == ReturnState.PROVISIONAL.label and row.basis is not Basis.ILLUSTRATIVE


def note_on_count(measure: Measure, name: str, row: MonthRow) -> str:
    """The note on a count: what is not given is not provisional, nor is it said beside its mark."""
    note = note_on(measure, row)
    is_marked = row.markers.get(name) == Marker.PROVISIONAL
    return note if is_marked or row.counts[name] is None else provisional_note([row], note)


def count_in_month(measure: Measure, name: str, row: MonthRow) -> Reading:
    value, marker = row.counts[name], row.markers.get(name)
    return Reading(
        measure=measure,
        value=None if value is None else Decimal(value),
        missing=why_missing(name, row) if value is None else "",
        window=row.window,
        marker=Marker(marker) if marker else None,
        basis=row.basis,
        source=source_text(row.source or measure.source, row.loaded),
        note=note_on_count(measure, name, row),
        record=return_title(row),
    )


def rate_reading(measure: Measure, row: MonthRow) -> Reading:
    """A rate of one month; missing where a count that it needs is, or where there is no plan to
    count.

    The rate with exceptions left out is read beside the rate of all plans, where the month has
    both.
    """
    needed = RATES[measure].counts
    rate = RATES[measure].of_counts(row.counts)
    lacking = [name for name in needed if row.counts[name] is None]
    missing = why_missing(lacking[0], row) if lacking else NONE_TO_COUNT
    other = rate_reading(TWENTY_WEEK_RATE, row) if measure is TWENTY_WEEK_RATE_OF_ALL else None
    return Reading(
        measure=measure,
        value=None if rate is None else Decimal(repr(rate)),
        missing=missing if rate is None else "",
        window=row.window,
        marker=None if rate is None else break_marker(needed, row),
        basis=computed_basis([row]),
        source=source_text(row.source or measure.source, row.loaded),
        note="" if rate is None else provisional_note([row]),
        beside=f"{other.in_words} with exceptions left out" if other and not other.missing else "",
        record=return_title(row),
    )


def break_marker(counts: Sequence[str], row: MonthRow) -> Marker | None:
    """That the series breaks, where one of these counts is counted otherwise from this return on."""
    is_broken = any(row.markers.get(name) == Marker.BREAK_IN_SERIES.value for name in counts)
    return Marker.BREAK_IN_SERIES if is_broken else None


def computed_basis(rows: Sequence[MonthRow | ContactRow]) -> Basis:
    """The basis of what is computed from the rows: of BASES_THAT_STAY where a row has one."""
    bases = {row.basis for row in rows}
    return next((basis for basis in BASES_THAT_STAY if basis in bases), Basis.COMPUTED)


def counts_frame(rows: Sequence[MonthRow], counts: Sequence[str]) -> "pd.DataFrame":
    """The named counts alone, a row a month: each column costs time."""
    return rates.to_frame([row.month.iso for row in rows], [row.counts for row in rows], counts)


def pooled_reading(measure: Measure, rows: Sequence[MonthRow], window: Window) -> Reading | None:
    """A flow's monthly mean, or the rate, over returns that all have the counts it needs.

    Else None.
    """
    name = count_name(measure)
    counts = [name] if name else RATES[measure].counts
    months = counts_frame(rows, counts)
    if rates.months_without(months, counts):
        return None
    value = (
        rates.monthly_mean(months, name, sum(row.months for row in rows))
        if name
        else RATES[measure].pooled(months)
    )
    if value is None:
        return None
    mean = f"The mean of {window.length_in_words}" if name and window.months != 1 else ""
    return Reading(
        measure=measure,
        value=Decimal(repr(value)),
        window=window,
        basis=computed_basis(rows),
        source=measure.source,
        note=provisional_note(rows, mean),
        record=f"{returns_noun(rows)} of {window.label}",
    )
