"""The finance charts (pure): readings in, Figure out. Pounds are drawn in millions."""

import itertools
from collections.abc import Sequence

from sendprog.charts.chart import Chart
from sendprog.charts.figures import Series
from sendprog.charts.line import Reference, line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.measures import Reading
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import joined, rounded

MILLION = 1_000_000
PLAIN_TITLE = "The forecast in-year deficit against its plan"


def millions(reading: Reading) -> float | None:
    """Pounds in millions to one decimal place, as in texts; None, a gap, for a missing value."""
    return None if reading.value is None else float(rounded(reading.value / MILLION, 1))


def by_month(readings: Sequence[tuple[Month, Reading]]) -> tuple[list[str], list[float | None]]:
    """Labels and values of every month from April to the last reported; a month without a report is a gap."""
    values = {month: millions(reading) for month, reading in readings}
    last = max(values)
    months = [month for month in FinancialYear.containing(last.first).months if month <= last]
    return [month.short for month in months], [values.get(month) for month in months]


def deficit_title(values: Sequence[float | None]) -> str:
    """What the forecasts show from report to report; gaps are left out."""
    reported = [value for value in values if value is not None]
    if len(reported) < 2:
        return PLAIN_TITLE
    if all(later > earlier for earlier, later in itertools.pairwise(reported)):
        return "The forecast has grown at every report"
    if all(later < earlier for earlier, later in itertools.pairwise(reported)):
        return "The forecast has fallen at every report"
    return f"The forecast went from £{reported[0]:.1f}m to £{reported[-1]:.1f}m"


def deficit_chart(
    forecasts: Sequence[tuple[Month, Reading]], plan: Reading | None, *, place: str, is_plain: bool = False
) -> Chart:
    """The forecast in-year deficit at each report of one financial year, against its plan."""
    labels, values = by_month(forecasts)
    level = millions(plan) if plan else None
    year = max(month for month, _ in forecasts).financial_year.label
    subtitle = (
        f"Forecast in-year DSG deficit {year} before contributions, £ million, {place}, "
        f"{labels[0]} to {labels[-1]}"
    )
    figure = line_chart(
        [Series("Forecast", values)],
        x_labels=labels,
        references=[Reference(f"Plan {level:.1f}", level)] if level is not None else [],
        text=ChartText(
            PLAIN_TITLE if is_plain else deficit_title(values),
            subtitle,
            joined(sorted({reading.source for _, reading in forecasts})),
        ),
    )
    rows = [[month.financial_label, reading.in_words, reading.basis.label] for month, reading in forecasts]
    return Chart("deficit", figure, ("Reported at", "Forecast in-year deficit", "Basis"), rows)
