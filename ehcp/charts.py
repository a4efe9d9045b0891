"""The EHCP charts (pure): readings in, Figure out. A title says only what the readings show."""

from collections.abc import Sequence

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month, Window
from sendprog.values.wording import joined, whole_number


def chart_values(readings: Sequence[Reading]) -> list[float | None]:
    """The values for a Figure; None, a gap, where a reading has no value."""
    return [None if reading.value is None else float(reading.value) for reading in readings]


def month_labels(readings: Sequence[Reading]) -> list[str]:
    """ "Nov 2024" for each month."""
    return [f"{reading.window.first:%b %Y}" for reading in readings if reading.window]


def basis_notes(readings: Sequence[Reading]) -> str:
    """The note or basis of each month that is not reported, once each; "" where all are."""
    not_reported = [reading for reading in readings if not reading.basis.is_reported]
    return joined(sorted({reading.note or reading.basis.label for reading in not_reported}))


def monthly_chart(readings: Sequence[Reading], *, ident: str, title: str, place: str) -> Chart:
    """One measure month by month, with a gap where a month has no value."""
    label = readings[0].measure.label
    months = month_labels(readings)
    note = basis_notes(readings)
    subtitle = f"{label}, {place}, {months[0]} to {months[-1]}." + (f" {note}." if note else "")
    figure = line_chart(
        [Series(label.removesuffix(" each month"), chart_values(readings))],
        x_labels=months,
        text=ChartText(title, subtitle, joined(sorted({reading.source for reading in readings}))),
    )
    rows = [
        [month, reading.in_words, reading.basis.label]
        for month, reading in zip(months, readings, strict=True)
    ]
    return Chart(ident, figure, ("Month", label, "Basis"), rows)


def from_first_to_last_value(readings: Sequence[Reading]) -> list[Reading]:
    """Every calendar month from the first value to the last; empty where no reading has a value.

    A month without a reading between them gets one that is missing.
    """
    places = [index for index, reading in enumerate(readings) if reading.value is not None]
    if not places:
        return []
    drawn: list[Reading] = []
    for reading in readings[places[0] : places[-1] + 1]:
        while drawn and month_of(drawn[-1]).next < month_of(reading):
            drawn.append(absent_month(reading.measure, month_of(drawn[-1]).next))
        drawn.append(reading)
    return drawn


def month_of(reading: Reading) -> Month:
    """The month that a monthly reading is of."""
    assert reading.window is not None  # noqa: S101 - readings of months have one
    return Month.containing(reading.window.first)


def absent_month(measure: Measure, month: Month) -> Reading:
    """The reading of a month without a return."""
    return Reading(
        measure=measure, missing="Not given", window=Window.of_months(month, month), source=measure.source
    )


def plans_issued_title(mean: Reading | None) -> str:
    """ "Plans issued doubled: June to November 2024 against the six months before"; "" without a ratio."""
    if mean is None or mean.window is None or not mean.ratio_text:
        return ""
    moved = mean.ratio_text if mean.ratio_text != "about the same" else f"were {mean.ratio_text}"
    return f"Plans issued {moved}: {mean.when} against the {mean.window.length_in_words} before"


def plain_title(readings: Sequence[Reading]) -> str:
    """The measure and its months, no result: "Plans issued each month, January 2023 to November 2024"."""
    return f"{readings[0].measure.label}, {readings[0].when} to {readings[-1].when}"


def stock_title(readings: Sequence[Reading], subject: str) -> str:
    """ "Overdue annual reviews fell by 170 from May 2024 to November 2024"."""
    first, last = readings[0], readings[-1]
    span = f"from {first.when} to {last.when}"
    change = int((last.value or 0) - (first.value or 0))
    if change == 0:
        return f"{subject} did not change {span}"
    return f"{subject} {'fell' if change < 0 else 'rose'} by {whole_number(abs(change))} {span}"
