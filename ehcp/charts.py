"""The EHCP charts (pure): readings in, Figure out. Titles say only what the readings bear out."""

from collections.abc import Sequence

from sendprog.charts.chart import Chart
from sendprog.charts.figures import Series
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.measures import Reading
from sendprog.values.wording import joined, whole_number


def floats(readings: Sequence[Reading]) -> list[float | None]:
    """The values for a Figure; a missing one stays None, and so a gap."""
    return [None if reading.value is None else float(reading.value) for reading in readings]


def labels(readings: Sequence[Reading]) -> list[str]:
    """ "Nov 2024" for each month."""
    return [f"{reading.window.first:%b %Y}" for reading in readings if reading.window]


def bases(readings: Sequence[Reading]) -> str:
    """The notes and bases of the months that are not simply reported, once each."""
    return joined(sorted({one.note or one.basis.label for one in readings if one.basis.value != "reported"}))


def monthly_chart(readings: Sequence[Reading], *, ident: str, title: str, place: str) -> Chart:
    """One measure month by month, on the months given, gaps kept."""
    measure = readings[0].measure
    first, last = labels(readings)[0], labels(readings)[-1]
    note = bases(readings)
    figure = line_chart(
        [Series(measure.label.removesuffix(" each month"), floats(readings))],
        x_labels=labels(readings),
        text=ChartText(
            title,
            f"{measure.label}, {place}, {first} to {last}." + (f" {note}." if note else ""),
            joined(sorted({reading.source for reading in readings})),
        ),
    )
    rows = [
        [label, one.in_words, one.basis.label] for label, one in zip(labels(readings), readings, strict=True)
    ]
    return Chart(ident, figure, ("Month", measure.label, "Basis"), rows)


def known(readings: Sequence[Reading]) -> list[Reading]:
    """From the first month that has a value to the last that has."""
    places = [index for index, reading in enumerate(readings) if reading.value is not None]
    return list(readings[places[0] : places[-1] + 1]) if places else []


def plans_issued_title(times: str, months: int) -> str:
    """What the latest months come to against as many before: `times` is their ratio in words."""
    return f"Plans issued {times}: the latest {whole_number(months)} months against the {whole_number(months)} before"


def plain_title(readings: Sequence[Reading]) -> str:
    """What is shown, from when to when, and not what it comes to: "Plans issued each month, January 2023 to November 2024"."""
    return f"{readings[0].measure.label}, {readings[0].when} to {readings[-1].when}"


def stock_title(readings: Sequence[Reading], what: str) -> str:
    """ "Overdue annual reviews fell by 170 from May 2024 to November 2024"."""
    first, last = readings[0], readings[-1]
    change = int((last.value or 0) - (first.value or 0))
    if change == 0:
        return f"{what} stood where they began"
    span = f"from {first.when} to {last.when}"
    return f"{what} {'fell' if change < 0 else 'rose'} by {whole_number(abs(change))} {span}"
