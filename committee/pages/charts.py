"""The chart of one measure (pure): its readings in, Figure out."""

from collections.abc import Sequence

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.measures import Measure, Reading, Unit
from sendprog.values.periods import Month
from sendprog.values.wording import joined
from strands.headlines import has_restarted

MILLION = 1_000_000
# A label of the chart with its reading; None is a gap.
Point = tuple[str, Reading | None]


def drawn_value(reading: Reading | None) -> float | None:
    """The value to draw, pounds in millions; None, a gap, for a missing value and for a range."""
    if reading is None or reading.value is None:
        return None
    return float(reading.value / MILLION if reading.measure.unit is Unit.POUNDS else reading.value)


def month_label(reading: Reading) -> str:
    """The month of its as-at date, else of the last day of its window: "Nov 2024"; "" without either."""
    when = reading.as_at or (reading.window.last if reading.window else None)
    return f"{when:%b %Y}" if when else ""


def with_gaps(readings: Sequence[Reading]) -> list[Point]:
    """Labels and readings in order. Where every reading has an as-at date, a month without one is a gap."""
    if are_running_totals(readings):
        return with_restarts(readings)
    if not all(reading.as_at for reading in readings):
        return [(month_label(reading), reading) for reading in readings]
    by_month = {Month.containing(reading.as_at): reading for reading in readings if reading.as_at}
    first, last = min(by_month), max(by_month)
    months = [first.plus(number) for number in range(first.months_until(last) + 1)]
    return [(month.short, by_month.get(month)) for month in months]


def of_one_length(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings whose windows have the most frequent length; of two as frequent, the first."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.window.length_in_words if reading.window else "", []).append(reading)
    return max(groups.values(), key=len, default=[])


def are_running_totals(readings: Sequence[Reading]) -> bool:
    return bool(readings) and all(reading.is_running_total for reading in readings)


def with_restarts(readings: Sequence[Reading]) -> list[Point]:
    """Running totals, with a gap where one starts again."""
    points: list[Point] = []
    before: Reading | None = None
    for reading in readings:
        if before and has_restarted(before, reading):
            points.append((f"Starts again {reading.window.first:%b %Y}", None))
        points.append((month_label(reading), reading))
        before = reading
    return points


def drawable(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings from the first value to the last; none with fewer than two values, or without windows.

    Only readings of one length of window are joined by a line: those of which there are most.
    """
    if not are_running_totals(readings):
        readings = of_one_length(readings)
    if any(reading.window is None for reading in readings):
        return []
    places = [index for index, reading in enumerate(readings) if reading.value is not None]
    return readings[places[0] : places[-1] + 1] if len(places) > 1 else []


def illustrative_notes(readings: Sequence[Reading]) -> str:
    """The notes and basis of the made-up readings, once each, as a sentence; "" where there are none."""
    notes: set[str] = set()
    for reading in readings:
        if reading.is_illustrative:
            notes |= {reading.note, reading.basis.label}
    return joined(sorted(notes - {""}))


def measure_subtitle(measure: Measure, series: str, place: str, span: str, notes: str) -> str:
    """ "£ million, High needs, before any contributions, Devon, Jul 2024 to Nov 2024."."""
    unit = "£ million" if measure.unit is Unit.POUNDS else measure.unit.label
    subtitle = ", ".join(part for part in (unit, series, place, span) if part) + "."
    return f"{subtitle} {notes}." if notes else subtitle


def measure_title(measure: Measure, drawn: Sequence[Reading]) -> str:
    """The first and the last value; of a running total, which starts again, the last alone."""
    last = drawn[-1]
    if are_running_totals(drawn):
        return f"{measure.label}, a running total: {last.in_words}, {last.when}"
    return f"{measure.label}: {drawn[0].in_words} to {last.in_words}"


def measure_chart(
    readings: Sequence[Reading],
    *,
    place: str,
    measure: Measure | None = None,
    series: str | None = None,
    is_plain: bool = False,
) -> Chart | None:
    """The readings of one series (the last reading's, unless given) over time, from first value to last.

    `measure` labels it where the readings' own labels differ. None where `drawable` leaves none.
    """
    if series is None:
        series = readings[-1].series if readings else ""
    drawn = drawable([reading for reading in readings if reading.series == series])
    if not drawn:
        return None
    measure = measure or drawn[0].measure
    points = with_gaps(drawn)
    labels = [label for label, _ in points]
    span = f"{labels[0]} to {labels[-1]}"
    title = f"{measure.label}, {span}" if is_plain else measure_title(measure, drawn)
    subtitle = measure_subtitle(measure, series, place, span, illustrative_notes(drawn))
    figure = line_chart(
        [Series(measure.label, [drawn_value(reading) for _, reading in points])],
        x_labels=labels,
        text=ChartText(
            title, subtitle, joined(sorted({reading.source for reading in drawn if reading.source}))
        ),
    )
    rows = [[reading.when, reading.in_words, reading.basis.label] for reading in drawn]
    ident = measure.address.replace(".", "-").replace("_", "-")
    return Chart(ident, figure, ("Window", measure.label, "Basis"), rows)
