"""The public functions of ehcp for other apps: its measures, readings, charts and sentence.

The readings of reported indicators about EHCPs come from strands.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ehcp import charts as ehcp_charts
from ehcp import metrics
from ehcp.measures import ANNUAL_REVIEWS_OVERDUE, FLOWS, MEASURES, PLANS_ISSUED, STOCKS, TWENTY_WEEK_RATE
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.charts.chart import Chart
from sendprog.pages.pre_election import is_plain, plain_in_period
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Comparison, Measure, Reading, source_text
from sendprog.values.periods import Month, Window
from strands.headlines import latest_indicator_readings

if TYPE_CHECKING:
    import pandas as pd

REPORTED_PLANS = "plans-issued-a-month"
# Months in each of the two windows that are compared.
SPAN = 6
# Former addresses of measures, which texts may still bind.
FORMER_ADDRESSES = {"ehcp.plans_issued_per_month": PLANS_ISSUED.address}
NOT_IN_REPORT = "Not in the report"


# One month's reading of a measure


def month_reading(measure: Measure, row: MonthRow) -> Reading:
    """A measure in one month: its count as returned, or the computed rate."""
    name = count_name(measure)
    return count_in_month(measure, name, row) if name else rate_reading(row)


def count_name(measure: Measure) -> str | None:
    """The name of the count that a measure consists of, or None for a rate."""
    return (FLOWS | STOCKS).get(measure)


def count_in_month(measure: Measure, name: str, row: MonthRow) -> Reading:
    value, marker = row.counts[name], row.markers.get(name)
    return Reading(
        measure=measure,
        value=None if value is None else Decimal(value),
        missing=NOT_IN_REPORT if value is None else "",
        window=Window.of_months(row.month, row.month),
        marker=Marker(marker) if marker else None,
        basis=row.basis,
        source=source_text(row.source or measure.source, row.loaded),
        note=row.note,
        record=f"Monthly return of {row.month.label}",
    )


def rate_reading(row: MonthRow) -> Reading:
    """The 20-week rate of one month; missing where a count that it needs is."""
    rate = metrics.twenty_week_rate(counts_frame([row], metrics.RATE_COUNTS))
    return Reading(
        measure=TWENTY_WEEK_RATE,
        value=None if rate is None else Decimal(repr(rate)),
        missing=NOT_IN_REPORT if rate is None else "",
        window=Window.of_months(row.month, row.month),
        basis=computed_basis([row]),
        source=source_text(row.source or TWENTY_WEEK_RATE.source, row.loaded),
        record=f"Monthly return of {row.month.label}",
    )


def computed_basis(rows: Sequence[MonthRow]) -> Basis:
    """The basis of what is computed from the rows: illustrative where one of them is."""
    return Basis.ILLUSTRATIVE if any(row.basis is Basis.ILLUSTRATIVE for row in rows) else Basis.COMPUTED


def counts_frame(rows: Sequence[MonthRow], counts: Sequence[str]) -> "pd.DataFrame":
    """The named counts alone, a row a month: each column costs time."""
    return metrics.to_frame([row.month.iso for row in rows], [row.counts for row in rows], counts)


# The public functions that every app has


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app."""
    return list(MEASURES)


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest month's reading of each measure."""
    rows = snapshot[MONTHS]
    return [month_reading(measure, rows[-1]) for measure in MEASURES] if rows else []


def measure_named(address: str) -> Measure | None:
    return next((measure for measure in MEASURES if measure.address == address), None)


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """A measure's reading of each month, oldest first; empty when the measure is not of this app."""
    measure = measure_named(address)
    if measure is None:
        return []
    return snapshot.cached(
        f"series of {address}", lambda: [month_reading(measure, row) for row in snapshot[MONTHS]]
    )


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    """A measure pooled over a window of whole months, or its latest value without a window.

    None when a month of the window has no value, and for a stock over several months.
    """
    measure = measure_named(FORMER_ADDRESSES.get(address, address))
    if measure is None:
        return None
    readings = [reading for reading in series(snapshot, measure.address) if not reading.missing]
    if window is None:
        return readings[-1] if readings else None
    first, last = Month.containing(window.first), Month.containing(window.last)
    rows = [row for row in snapshot[MONTHS] if first <= row.month <= last]
    if len(rows) != window.months:
        return None
    if len(rows) == 1:
        return next((reading for reading in readings if reading.window == window), None)
    return None if measure in STOCKS else pooled_reading(measure, rows, window)


def pooled_reading(measure: Measure, rows: Sequence[MonthRow], window: Window) -> Reading | None:
    """A flow's monthly mean, or the rate, over months that all have the counts it needs; else None."""
    name = count_name(measure)
    counts = [name] if name else metrics.RATE_COUNTS
    months = counts_frame(rows, counts)
    if metrics.months_without(months, counts):
        return None
    value = metrics.monthly_mean(months, name) if name else metrics.twenty_week_rate(months)
    if value is None:
        return None
    return Reading(
        measure=measure,
        value=Decimal(repr(value)),
        window=window,
        basis=computed_basis(rows),
        source=measure.source,
        record=f"Monthly returns of {window.label}",
    )


# Plans issued, which head the pages


def plans_issued(snapshot: Snapshot) -> Reading | None:
    """The reported reading of plans issued a month, else the latest six months against six, else None."""
    reported = latest_indicator_readings(snapshot, room="ehcp").get(REPORTED_PLANS)
    return reported or plans_issued_in_six_months(snapshot)


def plans_issued_in_six_months(snapshot: Snapshot) -> Reading | None:
    """The mean of the latest six months with a count against the six before; None with fewer than 12."""
    return snapshot.cached("plans issued in six months", lambda: six_months_against_six(snapshot))


def six_months_against_six(snapshot: Snapshot) -> Reading | None:
    rows = [row for row in snapshot[MONTHS] if row.counts["plans_issued"] is not None]
    if len(rows) < 2 * SPAN:
        return None
    latest, before = rows[-SPAN:], rows[-2 * SPAN : -SPAN]
    reading = Reading(
        measure=PLANS_ISSUED,
        value=mean_plans_issued(latest),
        window=window_from_to(latest),
        basis=computed_basis(latest + before),
        comparison=Comparison(mean_plans_issued(before), window_from_to(before)),
        source=PLANS_ISSUED.source,
        record=f"Monthly returns of {window_from_to(latest).label}",
    )
    return plain_in_period(reading, snapshot)


def mean_plans_issued(rows: list[MonthRow]) -> Decimal:
    """Plans issued a month over the rows, each of which has the count."""
    return Decimal(repr(metrics.monthly_mean(counts_frame(rows, ["plans_issued"]), "plans_issued")))


def window_from_to(rows: list[MonthRow]) -> Window:
    return Window.of_months(rows[0].month, rows[-1].month)


def sentence(snapshot: Snapshot) -> str:
    """Plans issued in a sentence; `beside` must be shown with it."""
    reading = plans_issued(snapshot)
    if reading is None:
        return "No monthly return on plans has been loaded."
    text = plain_sentence(reading) if is_plain(snapshot) else active_sentence(reading)
    return f"{text} {reading.basis.label}." if reading.is_illustrative else text


def active_sentence(reading: Reading) -> str:
    """ "Plans issued nearly doubled: 158 a month (June to November 2024) from 80 (…)."."""
    if not reading.comparison_text:
        return f"{reading.in_words.capitalize()} were issued in {reading.when}."
    change = f"{reading.ratio_text}: " if reading.ratio_text else ""
    lengths = f", {reading.length_text}" if reading.length_text else ""
    return f"Plans issued {change}{reading.in_words} ({reading.when}) {reading.comparison_text}{lengths}."


def plain_sentence(reading: Reading) -> str:
    """The figures alone: "Plans issued, June to November 2024: 158 a month. January to May …"."""
    text = f"{reading.measure.label}, {reading.when}: {reading.in_words}."
    if reading.comparison is None or not reading.comparison_text:
        return text
    before = f"{reading.comparison.when}: {reading.measure.in_text(reading.comparison.value)}."
    lengths = f" {reading.length_text.capitalize()}." if reading.length_text else ""
    return f"{text} {before}{lengths}"


def beside(snapshot: Snapshot) -> str:
    """What the source says together with plans issued, to be shown wherever the sentence is; may be ""."""
    reading = plans_issued(snapshot)
    return reading.beside if reading else ""


# Charts


def charts(snapshot: Snapshot, place: str) -> dict[str, Chart]:
    """The charts by their names, without those that have too few months."""
    possible = {
        "plans_issued": plans_issued_chart(snapshot, place),
        "overdue": overdue_reviews_chart(snapshot, place),
    }
    return {name: chart for name, chart in possible.items() if chart}


def plans_issued_chart(snapshot: Snapshot, place: str) -> Chart | None:
    """Plans issued each month; None with fewer than twelve months."""
    latest = plans_issued_in_six_months(snapshot)
    if latest is None:
        return None
    readings = ehcp_charts.from_first_to_last_value(series(snapshot, PLANS_ISSUED.address))
    title = ehcp_charts.plans_issued_title(latest.ratio_text, SPAN)
    if is_plain(snapshot):
        title = ehcp_charts.plain_title(readings)
    return ehcp_charts.monthly_chart(readings, ident="plans-issued", title=title, place=place)


def overdue_reviews_chart(snapshot: Snapshot, place: str) -> Chart | None:
    """Overdue annual reviews at the end of each month; None with fewer than two months."""
    readings = ehcp_charts.from_first_to_last_value(series(snapshot, ANNUAL_REVIEWS_OVERDUE.address))
    if len(readings) < 2:
        return None
    title = ehcp_charts.stock_title(readings, "Overdue annual reviews")
    if is_plain(snapshot):
        title = ehcp_charts.plain_title(readings)
    return ehcp_charts.monthly_chart(readings, ident="overdue-reviews", title=title, place=place)
