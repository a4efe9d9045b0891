"""A door of ehcp: its measures and readings. The room's own indicators come from strands."""

from collections.abc import Sequence
from decimal import Decimal

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
from strands.headlines import readings_of

REPORTED_PLANS = "plans-issued-a-month"
SPAN = 6
# What a measure was called, so that a text keeps its number.
CALLED = {"ehcp.plans_issued_per_month": PLANS_ISSUED.address}
NOT_IN_REPORT = "Not in the report"


def frame(rows: Sequence[MonthRow], counts: Sequence[str]):
    """The counts asked for, a row a month: every column costs, and a measure is made of few."""
    return metrics.to_frame([row.month.iso for row in rows], [row.counts for row in rows], counts)


def basis_of(rows: list[MonthRow]) -> Basis:
    """Illustrative as soon as one of the months is; otherwise worked out here."""
    return Basis.ILLUSTRATIVE if any(row.basis is Basis.ILLUSTRATIVE for row in rows) else Basis.COMPUTED


def month_reading(measure: Measure, name: str, row: MonthRow) -> Reading:
    """One month's count as a reading."""
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


def count_of(measure: Measure) -> str | None:
    """The count that a measure is made of, or None for a rate."""
    return (FLOWS | STOCKS).get(measure)


def rate_reading(row: MonthRow) -> Reading:
    rate = metrics.twenty_week_rate(frame([row], metrics.RATE_COUNTS))
    return Reading(
        measure=TWENTY_WEEK_RATE,
        value=None if rate is None else Decimal(repr(rate)),
        missing=NOT_IN_REPORT if rate is None else "",
        window=Window.of_months(row.month, row.month),
        basis=basis_of([row]),
        source=source_text(row.source or TWENTY_WEEK_RATE.source, row.loaded),
        record=f"Monthly return of {row.month.label}",
    )


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app."""
    return list(MEASURES)


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first, gaps included; empty where the measure is not of this app."""
    measure = next((one for one in MEASURES if one.address == address), None)
    return snapshot.cached(f"series of {address}", lambda: readings(snapshot, measure)) if measure else []


def readings(snapshot: Snapshot, measure: Measure) -> list[Reading]:
    """A measure's reading of each month."""
    return [reading_of(measure, row) for row in snapshot[MONTHS]]


def reading_of(measure: Measure, row: MonthRow) -> Reading:
    """A measure in one month, by its count or worked out."""
    name = count_of(measure)
    return month_reading(measure, name, row) if name else rate_reading(row)


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    """A measure over a window of whole months, pooled; the latest month without one. None where a month has no value.

    A stock is counted on a month's last day, so its window is one month.
    """
    measure = next((one for one in MEASURES if one.address == CALLED.get(address, address)), None)
    if measure is None:
        return None
    known = [one for one in series(snapshot, measure.address) if not one.missing]
    if window is None:
        return known[-1] if known else None
    first, last = Month.containing(window.first), Month.containing(window.last)
    rows = tuple(row for row in snapshot[MONTHS] if first <= row.month <= last)
    if len(rows) != window.months:
        return None
    if len(rows) == 1:
        return next((one for one in known if one.window == window), None)
    return None if measure in STOCKS else pooled(measure, rows, window)


def pooled(measure: Measure, rows: tuple[MonthRow, ...], window: Window) -> Reading | None:
    """A flow's mean, or the rate, over months that all have what it is made of."""
    name = count_of(measure)
    counts = [name] if name else metrics.RATE_COUNTS
    months = frame(rows, counts)
    if metrics.months_without(months, counts):
        return None
    value = metrics.monthly_mean(months, name) if name else metrics.twenty_week_rate(months)
    if value is None:
        return None
    record = f"Monthly returns of {window.label}"
    told = {"window": window, "basis": basis_of(list(rows)), "source": measure.source, "record": record}
    return Reading(measure=measure, value=Decimal(repr(value)), **told)


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest month's reading of each measure."""
    rows = snapshot[MONTHS]
    return [reading_of(measure, rows[-1]) for measure in MEASURES] if rows else []


def plans_issued(snapshot: Snapshot) -> Reading | None:
    """Plans issued a month: the reported reading where there is one, else the latest six months against the six before."""
    reported = readings_of(snapshot, room="ehcp").get(REPORTED_PLANS)
    return reported or latest_six(snapshot)


def latest_six(snapshot: Snapshot) -> Reading | None:
    """The mean of the latest six months with a count against the mean of the six before; None with fewer than twelve."""
    return snapshot.cached("latest six months", lambda: six_against_six(snapshot))


def six_against_six(snapshot: Snapshot) -> Reading | None:
    rows = [row for row in snapshot[MONTHS] if row.counts["plans_issued"] is not None]
    if len(rows) < 2 * SPAN:
        return None
    now, before = rows[-SPAN:], rows[-2 * SPAN : -SPAN]
    made = Reading(
        measure=PLANS_ISSUED,
        value=mean_of(now),
        window=window_of(now),
        basis=basis_of(now + before),
        comparison=Comparison(mean_of(before), window_of(before)),
        source=PLANS_ISSUED.source,
        record=f"Monthly returns of {window_of(now).label}",
    )
    return plain_in_period(made, snapshot)


def mean_of(rows: list[MonthRow]) -> Decimal:
    """Plans issued a month, pooled over the rows."""
    return Decimal(repr(metrics.monthly_mean(frame(rows, ["plans_issued"]), "plans_issued")))


def window_of(rows: list[MonthRow]) -> Window:
    return Window.of_months(rows[0].month, rows[-1].month)


def sentence(snapshot: Snapshot) -> str:
    """Where plans stand, in a sentence, for the head of a page; what was said in the same breath follows it."""
    reading = plans_issued(snapshot)
    if reading is None:
        return "No monthly return on plans has been loaded."
    told = plain_sentence(reading) if is_plain(snapshot) else active_sentence(reading)
    return f"{told} {reading.basis.label}." if reading.is_illustrative else told


def active_sentence(reading: Reading) -> str:
    """ "Plans issued nearly doubled: 158 a month (June to November 2024) from 80 (…), six months against five"."""
    if not reading.comparison_text:
        return f"{reading.in_words.capitalize()} were issued in {reading.when}."
    change = f"{reading.ratio_text}: " if reading.ratio_text else ""
    lengths = f", {reading.length_text}" if reading.length_text else ""
    return f"Plans issued {change}{reading.in_words} ({reading.when}) {reading.comparison_text}{lengths}."


def plain_sentence(reading: Reading) -> str:
    """The figures one after the other: "Plans issued, June to November 2024: 158 a month. January to May 2024: 80 a month"."""
    told = f"{reading.measure.label}, {reading.when}: {reading.in_words}."
    if reading.comparison is None or not reading.comparison_text:
        return told
    before = f"{reading.comparison.when}: {reading.measure.in_text(reading.comparison.value)}."
    lengths = f" {reading.length_text.capitalize()}." if reading.length_text else ""
    return f"{told} {before}{lengths}"


def beside(snapshot: Snapshot) -> str:
    """What the source says of plans issued in the same breath: it stands wherever the sentence does."""
    reading = plans_issued(snapshot)
    return reading.beside if reading else ""


def charts(snapshot: Snapshot, place: str) -> dict[str, Chart]:
    """The room's charts by name, of those measures that have at least two months."""
    made, plain = {}, is_plain(snapshot)
    issued = ehcp_charts.known(series(snapshot, PLANS_ISSUED.address))
    six = latest_six(snapshot)
    if six:
        title = (
            ehcp_charts.plain_title(issued) if plain else ehcp_charts.plans_issued_title(six.ratio_text, SPAN)
        )
        made["plans_issued"] = ehcp_charts.monthly_chart(
            issued, ident="plans-issued", title=title, place=place
        )
    overdue = ehcp_charts.known(series(snapshot, ANNUAL_REVIEWS_OVERDUE.address))
    if len(overdue) > 1:
        title = (
            ehcp_charts.plain_title(overdue)
            if plain
            else ehcp_charts.stock_title(overdue, "Overdue annual reviews")
        )
        made["overdue"] = ehcp_charts.monthly_chart(
            overdue, ident="overdue-reviews", title=title, place=place
        )
    return made
