"""The public functions of ehcp for other apps: its measures, readings, charts and sentence.

The readings of reported indicators about EHCPs come from strands.
"""

import itertools

from ehcp import charts as ehcp_charts
from ehcp.flow_charts import MOST_DRAWN
from ehcp.measures import (
    ANNUAL_REVIEWS_OVERDUE,
    MAIN_MEASURES,
    MEASURES,
    OPEN_OVER_20_WEEKS,
    PLANS_ISSUED,
    STOCKS,
    counts_needed,
)
from ehcp.official.beside import official_beside
from ehcp.official.measures import BY_ADDRESS
from ehcp.official.readings import measures_with_rows, own_series
from ehcp.official.strips import areas_strip
from ehcp.plans_issued import beside, plans_issued, plans_issued_in_months, sentence
from ehcp.readings import month_reading, pooled_reading, rate_reading
from ehcp.real_change import real_change
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.together import together
from sendprog.charts.chart_with_table import Chart
from sendprog.charts.dot_strip import DotStrip
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import FinancialYear, Window
from strands.headlines import newest_reading, reporting_indicators
from strands.targets import with_target

__all__ = [
    "FORMER_ADDRESSES",
    "beside",
    "charts",
    "headlines",
    "headlines_of_returns",
    "latest_computed",
    "latest_with_value",
    "measure_named",
    "measures",
    "official_beside",
    "official_headlines",
    "official_strip",
    "plans_issued",
    "plans_issued_in_months",
    "rate_reading",
    "read",
    "real_change_text",
    "sentence",
    "series",
    "together",
]

# Whether or not any return has their counts.
ALWAYS_LISTED = (*MAIN_MEASURES, OPEN_OVER_20_WEEKS)
# Former addresses of measures, which texts may still bind.
FORMER_ADDRESSES = {"ehcp.plans_issued_per_month": PLANS_ISSUED.address}


# The public functions that every app has


def measures(snapshot: Snapshot) -> list[Measure]:
    """Those of the returns, and of official statistics each that has a reading of ours."""
    official = (entry.measure for entry in measures_with_rows(snapshot))
    return [*measures_of_returns(snapshot), *official]


def measures_of_returns(snapshot: Snapshot) -> list[Measure]:
    """The main measures, and each other that a return has the counts of or an indicator reports."""
    return snapshot.cached("measures of returns", lambda: stated_measures(snapshot))


def stated_measures(snapshot: Snapshot) -> list[Measure]:
    stated = {
        name
        for row in snapshot[MONTHS]
        for name, count in row.counts.items()
        if count is not None or row.markers.get(name)
    }
    return [
        measure
        for measure in MEASURES
        if measure in ALWAYS_LISTED
        or stated.issuperset(counts_needed(measure))
        or reporting_indicators(snapshot, measure.address)
    ]


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest month's reading of each measure, and the latest year's of each official one."""
    return [*headlines_of_returns(snapshot), *official_headlines(snapshot)]


def headlines_of_returns(snapshot: Snapshot) -> list[Reading]:
    rows = snapshot[MONTHS]
    of_returns = measures_of_returns(snapshot)
    return [month_reading(measure, rows[-1]) for measure in of_returns] if rows else []


def official_headlines(snapshot: Snapshot) -> list[Reading]:
    return [own_series(snapshot, entry)[-1] for entry in measures_with_rows(snapshot)]


def measure_named(address: str) -> Measure | None:
    if address in BY_ADDRESS:
        return BY_ADDRESS[address].measure
    return next((measure for measure in MEASURES if measure.address == address), None)


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """A measure's reading of each return or, of an official one, of each year; oldest first.

    Empty when the measure is not of this app.
    """
    if address in BY_ADDRESS:
        return own_series(snapshot, BY_ADDRESS[address])
    measure = measure_named(address)
    if measure is None:
        return []
    return snapshot.cached(
        f"series of {address}", lambda: [month_reading(measure, row) for row in snapshot[MONTHS]]
    )


def latest_with_value(snapshot: Snapshot, address: str) -> Reading | None:
    """A measure's reading of the last month that has a value; None where no month has."""
    measure = measure_named(address)
    if measure in MEASURES:
        readings = (month_reading(measure, row) for row in reversed(snapshot[MONTHS]))
    else:
        readings = reversed(series(snapshot, address))
    return next((reading for reading in readings if not reading.missing), None)


def latest_computed(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure from the months, unless a reported one is newer."""
    readings = []
    for measure in MAIN_MEASURES:
        computed = latest_with_value(snapshot, measure.address)
        if measure is PLANS_ISSUED:
            computed = plans_issued_in_months(snapshot)
        if computed and newest_reading(snapshot, measure.address, computed) is computed:
            readings.append(with_target(computed, snapshot))
    return readings


def read(
    snapshot: Snapshot,
    address: str,
    window: Window | None = None,
    year: FinancialYear | None = None,
    basis: str = "",
) -> Reading | None:
    """A measure pooled over a window of whole months, or its latest value without a window.

    None when a month of the window has no value, and for a stock of several returns.
    """
    measure = measure_named(FORMER_ADDRESSES.get(address, address))
    if measure is None or year is not None:
        return None
    if window is None:
        return newest_reading(
            snapshot, measure.address, latest_with_value(snapshot, measure.address)
        )
    if measure.address in BY_ADDRESS:
        return in_window(series(snapshot, measure.address), window)
    rows = [row for row in snapshot[MONTHS] if is_within(row, window, measure)]
    if len(rows) == 1 and (measure in STOCKS or rows[0].window == window):
        reading = month_reading(measure, rows[0])
        return None if reading.missing else reading
    if measure in STOCKS or not fills(rows, window):
        return None
    return pooled_reading(measure, rows, window)


def in_window(readings: list[Reading], window: Window) -> Reading | None:
    """The reading of just this window that has a value."""
    matching = (reading for reading in readings if reading.window == window)
    return next((reading for reading in matching if not reading.missing), None)


def is_within(row: MonthRow, window: Window, measure: Measure) -> bool:
    """Whether the return is of the window: its flows whole, its stocks by the month at whose end
    they are.
    """
    month = Window.of_months(row.month, row.month)
    covered = month if measure in STOCKS else row.window
    return window.first <= covered.first and covered.last <= window.last


def fills(rows: list[MonthRow], window: Window) -> bool:
    """Whether the returns, oldest first, cover the window month by month, none twice."""
    if not rows or rows[0].window.first != window.first or rows[-1].window.last != window.last:
        return False
    return all(row.month.next == later.first_month for row, later in itertools.pairwise(rows))


def real_change_text(snapshot: Snapshot, measure: Measure) -> str:
    """Whether a monthly series really changed, with its usual range; "" of any other measure."""
    found = real_change(snapshot, measure) if measure in MEASURES else None
    return f"{found.text}. Usual range: {found.usual_range}. Rules: {found.rules}" if found else ""


# Charts


def charts(snapshot: Snapshot, place: str) -> dict[str, Chart]:
    """The charts by their names, without those that have too few months."""
    possible = {
        "plans_issued": plans_issued_chart(snapshot, place),
        "overdue": overdue_reviews_chart(snapshot, place),
    }
    return {name: chart for name, chart in possible.items() if chart}


def latest_drawn(snapshot: Snapshot, measure: Measure) -> list[Reading]:
    """The latest readings, from a value to a value, with gaps; the page of a measure draws all."""
    readings = [month_reading(measure, row) for row in snapshot[MONTHS][-MOST_DRAWN:]]
    return ehcp_charts.from_first_to_last_value(readings)


def plans_issued_chart(snapshot: Snapshot, place: str) -> Chart | None:
    """Plans issued each month; None with fewer than two months."""
    readings = latest_drawn(snapshot, PLANS_ISSUED)
    if len(readings) < 2:
        return None
    title = ehcp_charts.plain_title(readings)
    if not is_plain(snapshot) and not contradicts_sentence(snapshot):
        title = ehcp_charts.plans_issued_title(plans_issued_in_months(snapshot)) or title
    return ehcp_charts.monthly_chart(readings, ident="plans-issued", title=title, place=place)


def contradicts_sentence(snapshot: Snapshot) -> bool:
    """Whether the sentence compares reported plans issued in other words than the months would."""
    reading, in_months = plans_issued(snapshot), plans_issued_in_months(snapshot)
    if reading is None or in_months is None or reading == in_months:
        return False
    return reading.ratio_text != in_months.ratio_text


def official_strip(snapshot: Snapshot, measure: Measure) -> DotStrip | None:
    """An official measure of ours, England, the region and the comparators; None for any other."""
    if measure.address not in BY_ADDRESS:
        return None
    return areas_strip(measure, official_beside(snapshot, measure))


def overdue_reviews_chart(snapshot: Snapshot, place: str) -> Chart | None:
    """Overdue annual reviews at the end of each month; None with fewer than two months."""
    readings = latest_drawn(snapshot, ANNUAL_REVIEWS_OVERDUE)
    if len(readings) < 2:
        return None
    title = ehcp_charts.stock_title(readings, "Overdue annual reviews")
    if is_plain(snapshot):
        title = ehcp_charts.plain_title(readings)
    return ehcp_charts.monthly_chart(readings, ident="overdue-reviews", title=title, place=place)
