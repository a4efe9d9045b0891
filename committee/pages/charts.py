"""A measure's own chart (pure): its readings in, Figure out."""

from collections.abc import Sequence

from sendprog.charts.chart import Chart
from sendprog.charts.figures import Series
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.measures import Reading, Unit
from sendprog.values.periods import Month
from sendprog.values.wording import joined

MILLION = 1_000_000


def drawn_value(reading: Reading) -> float | None:
    """The value as drawn: pounds in millions; a missing one or a range stays a gap."""
    if reading.value is None:
        return None
    return float(reading.value / MILLION if reading.measure.unit is Unit.POUNDS else reading.value)


def label_of(reading: Reading) -> str:
    """The month it is as at, else the last of its window: "Nov 2024"."""
    when = reading.as_at or (reading.window.last if reading.window else None)
    return f"{when:%b %Y}" if when else ""


def with_gaps(readings: Sequence[Reading]) -> list[tuple[str, Reading | None]]:
    """Labels and readings in order; between reports of months, a month without a report is a gap."""
    if not all(one.as_at for one in readings):
        return [(label_of(one), one) for one in readings]
    by_month = {Month.containing(one.as_at): one for one in readings if one.as_at}
    first, last = min(by_month), max(by_month)
    months = [first.plus(number) for number in range(first.months_until(last) + 1)]
    return [(month.short, by_month.get(month)) for month in months]


def measure_chart(readings: Sequence[Reading], *, place: str, is_plain: bool = False) -> Chart | None:
    """A measure over time, from its first value to its last; None with fewer than two values to draw, or no windows."""
    known = [index for index, one in enumerate(readings) if one.value is not None and one.window]
    if len(known) < 2 or any(one.window is None for one in readings):
        return None
    shown = readings[known[0] : known[-1] + 1]
    measure = shown[0].measure
    drawn = with_gaps(shown)
    labels = [label for label, _ in drawn]
    unit = "£ million" if measure.unit is Unit.POUNDS else measure.unit.label
    notes = joined(
        sorted(
            {words for one in shown if one.is_illustrative for words in (one.note, one.basis.label) if words}
        )
    )
    span = f"{labels[0]} to {labels[-1]}"
    message = (
        f"{measure.label}, {span}"
        if is_plain
        else f"{measure.label}: {shown[0].in_words} to {shown[-1].in_words}"
    )
    figure = line_chart(
        [Series(measure.label, [drawn_value(one) if one else None for _, one in drawn])],
        x_labels=labels,
        text=ChartText(
            message,
            f"{unit}, {place}, {span}." + (f" {notes}." if notes else ""),
            joined(sorted({one.source for one in shown if one.source})),
        ),
    )
    rows = [[one.when, one.in_words, one.basis.label] for one in shown]
    return Chart(
        measure.address.replace(".", "-").replace("_", "-"), figure, ("Window", measure.label, "Basis"), rows
    )
