"""Totals and averages held against the figures that they sum up (pure)."""

from collections.abc import Sequence
from decimal import Decimal

from sendprog.loads.grid import Cell
from sendprog.loads.layouts.periods import period_of
from sendprog.loads.layouts.words import (
    Figure,
    is_average,
    is_filled,
    is_to_date,
    plain_figure,
)
from sendprog.loads.messages import Message
from sendprog.values.periods import quoted

APRIL = 4


def total_problem(
    label: str, total: Cell, figures: Sequence[Cell], since: Sequence[Cell], *, is_summed: bool
) -> Message | None:
    """What is wrong with a total or an average of these cells; None where it is right or can't be
    told.

    since: the figures after the total before it. is_summed: whether the sum means something: of
    counts at a month's end a total may repeat the last one.
    """
    stated = plain_figure(total)
    known = figures_of(figures)
    if stated is None or known is None or not known:
        return None
    part = figures_of(since) or known
    if is_average(label):
        expected = [_mean(known), _mean(part)]
    else:
        expected = [_sum(known), _sum(part)]
        if not is_summed:
            expected += [known[-1], known[0], _mean(known)]
    if any(abs(stated.value - each.value) <= stated.slack + each.slack for each in expected):
        return None
    what = "average" if is_average(label) else "sum"
    text = (
        f"this is set down as “{quoted(label)}”, and the {what} of the figures read is "
        f"{_in_words(expected[0].value)}: correct the figures or the total."
    )
    return Message(wrong=text, found=total.text.strip(), cell=total.place)


def figures_of(cells: Sequence[Cell]) -> list[Figure] | None:
    """The numbers of the cells, blank ones left out; None where one can't be told."""
    figures = []
    for cell in cells:
        if not is_filled(cell) and not cell.text.strip():
            continue
        figure = plain_figure(cell)
        if figure is None:
            return None
        figures.append(figure)
    return figures


def can_be_held_against(label: str, periods: Sequence[Cell]) -> bool:
    """Whether these months are those of a total: a total to date needs the year's first month."""
    if not is_to_date(label):
        return True
    months = [period.month for cell in periods if (period := period_of(cell)) and period.month]
    return bool(months) and months[0].month == APRIL and len(months) <= 12


def _sum(figures: Sequence[Figure]) -> Figure:
    return Figure(
        sum((figure.value for figure in figures), Decimal(0)),
        sum((figure.slack for figure in figures), Decimal(0)),
    )


def _mean(figures: Sequence[Figure]) -> Figure:
    total = _sum(figures)
    # An average is shown rounded, to whole numbers as well.
    return Figure(total.value / len(figures), total.slack / len(figures) + Decimal("0.5"))


def _in_words(value: Decimal) -> str:
    rounded = round(value, 2)
    return f"{int(rounded):,}" if rounded == rounded.to_integral_value() else f"{rounded:,}"
