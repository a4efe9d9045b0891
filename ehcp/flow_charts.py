"""The pictures of what comes in, goes out and is left (pure): returns in, Figure out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.basis import Basis
from sendprog.values.free_text import sentences
from sendprog.values.periods import Month
from sendprog.values.wording import whole_number

# The latest so many periods are drawn; the
# file has them all.
MOST_DRAWN = 36


@dataclass(frozen=True)
class FlowPoint:
    """A return as the pictures take it, or a gap, which has no value."""

    month: Month
    label: str
    values: tuple[int | None, ...]
    basis: Basis


def with_missing_points(points: Sequence[FlowPoint], months: int) -> list[FlowPoint]:
    """The latest points, and one without values for each period between them that has none."""
    drawn: list[FlowPoint] = []
    for point in points[-MOST_DRAWN:]:
        while drawn and drawn[-1].month.months_until(point.month) > months:
            month = drawn[-1].month.plus(months)
            gap = tuple(None for _ in point.values)
            drawn.append(FlowPoint(month, month.short, gap, Basis.REPORTED))
        drawn.append(point)
    return drawn


def lines_chart(
    points: Sequence[FlowPoint],
    names: Sequence[str],
    *,
    ident: str,
    title: str,
    place: str,
    months: int,
    source: str,
) -> Chart | None:
    """A line for each name; None with fewer than two values of each of them."""
    drawn = with_missing_points(points, months)
    columns = [[point.values[place_of] for point in drawn] for place_of in range(len(names))]
    if any(sum(value is not None for value in column) < 2 for column in columns):
        return None
    span = f"{drawn[0].month.short} to {drawn[-1].month.short}"
    bases = sorted({point.basis.note for point in drawn} - {""})
    note = "" if months == 1 else "A period of several months stands at its last"
    subtitle = sentences([f"{title}, {place}, {span}", note, *bases])
    figure = line_chart(
        [
            Series(name, [None if value is None else float(value) for value in column])
            for name, column in zip(names, columns, strict=True)
        ],
        x_labels=[point.month.short for point in drawn],
        text=ChartText(title, subtitle, source),
    )
    head = ("Month" if months == 1 else "Period", *names, "Basis")
    rows = [
        [point.label, *map(cell_of, point.values), point.basis.label]
        for point in drawn
        if any(value is not None for value in point.values)
    ]
    return Chart(ident, figure, head, rows)


def cell_of(value: int | None) -> str:
    return "Not given" if value is None else whole_number(value)
