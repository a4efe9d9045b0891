"""The chart of the deficit at each year's end (pure). Pounds are drawn in millions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finance.amounts import Amount
from finance.charts import MILLION
from finance.snapshot import PlanRow
from finance.trajectory import (
    Trajectory,
    YearEnd,
    in_key,
    plan_amounts,
    plan_ends,
    trajectory_rows,
    trajectory_subtitle,
    trajectory_title,
)
from sendprog.charts.chart_with_table import DrawnChart
from sendprog.charts.fluid import FluidLine, fluid_key, fluid_svg
from sendprog.charts.line import line_chart
from sendprog.charts.own_look import series_of
from sendprog.charts.theme import GREY, PALETTE, ChartText, y_axis
from sendprog.values.measures import source_text
from sendprog.values.periods import FinancialYear
from sendprog.values.wording import MINUS, day, pounds_in_table, rounded

HEAD = ("At", "Figure", "Cumulative deficit", "Deficit is", "Reported at, or dated")
# The mark, colour and dashes of the
# latest plan and the one before it.
PLAN_STYLES = (("square", PALETTE[2], "9 5"), ("speck", GREY, "2 4"))
PLAIN_TITLE = "The cumulative deficit at the end of each year"


def in_millions(value: Decimal) -> float:
    return float(rounded(value / MILLION, 1))


def pounds_tick(value: float) -> str:
    """ "£40m", "−£10m", "0"."""
    return f"{MINUS if value < 0 else ''}£{abs(value):,.10g}m" if value else "0"


def amounts_line(
    name: str,
    amounts: Mapping[FinancialYear, Amount],
    years: list[FinancialYear],
    words: Mapping[FinancialYear, str],
    **look: Any,
) -> FluidLine:
    """A line of exact or nearly exact amounts; a range is drawn as one, and no line leads to it.

    `words`: the amounts in words, which are told with their days.
    """
    places = {year: place for place, year in enumerate(years)}
    values: list[float | None] = [None] * len(years)
    ranges = {}
    for year, amount in amounts.items():
        if amount.to is None:
            values[places[year]] = in_millions(amount.value)
        else:
            ranges[places[year]] = (in_millions(amount.value), in_millions(amount.to))
    texts = [f"{day(year.last)}: {words[year]}" if year in words else "" for year in years]
    return FluidLine(name, values, ranges=ranges, texts=texts, **look)


def amounts_of(ends: Mapping[FinancialYear, YearEnd]) -> dict[FinancialYear, Amount]:
    return {year: end.amount for year, end in ends.items()}


def told_by_year(ends: Mapping[FinancialYear, YearEnd]) -> dict[FinancialYear, str]:
    return {year: end.in_words for year, end in ends.items()}


def forecast_amounts(trajectory: Trajectory) -> tuple[dict[FinancialYear, Amount], frozenset[int]]:
    """The forecasts, after the actual figure of the year before where there is one; its
    position.
    """
    amounts = amounts_of(trajectory.forecast)
    before = FinancialYear(min(amounts).start - 1) if amounts else None
    if before is None or before not in trajectory.actual:
        return amounts, frozenset()
    last = {before: trajectory.actual[before].amount}
    return last | amounts, frozenset({trajectory.years.index(before)})


def trajectory_lines(trajectory: Trajectory) -> list[tuple[FluidLine, str]]:
    """Each line with what the key says of it: its last figure in words."""
    entries = [actual_line(trajectory)] if trajectory.actual else []
    entries += [forecast_line(trajectory)] if trajectory.forecast else []
    return entries + [
        plan_line(plan, trajectory.years, *style)
        for plan, style in zip(trajectory.plans, PLAN_STYLES, strict=False)
    ]


def actual_line(trajectory: Trajectory) -> tuple[FluidLine, str]:
    amounts, look = amounts_of(trajectory.actual), {"colour": PALETTE[0]}
    last = max(amounts)
    following = trajectory.forecast.get(FinancialYear(last.start + 1))
    if following:
        is_rising = following.amount.value >= amounts[last].value
        look["label_beside"] = "below" if is_rising else "above"
    look["label"] = short(amounts[last])
    words = told_by_year(trajectory.actual)
    line = amounts_line("Actual", amounts, trajectory.years, words, **look)
    return line, in_key("Actual", last, amounts[last])


def forecast_line(trajectory: Trajectory) -> tuple[FluidLine, str]:
    amounts, joins = forecast_amounts(trajectory)
    last = max(amounts)
    look: dict[str, Any] = {"colour": PALETTE[0], "dash": "4 4"}
    look |= {"label": short(amounts[last]), "mark": "ring", "joins": joins}
    words = told_by_year(trajectory.forecast)
    line = amounts_line("Forecast", amounts, trajectory.years, words, **look)
    return line, in_key("Forecast", last, amounts[last])


def plan_line(
    plan: PlanRow, years: list[FinancialYear], mark: str, colour: str, dash: str
) -> tuple[FluidLine, str]:
    name, amounts = f"{plan.name} ({plan.standing.lower()})", plan_amounts(plan)
    last = max(amounts)
    words = {year.financial_year: year.closing_text for year in plan_ends(plan)}
    look = {"mark": mark, "colour": colour, "dash": dash}
    line = amounts_line(name, amounts, years, words, **look)
    return line, in_key(name, last, amounts[last])


def short(amount: Amount) -> str:
    """ "£88.4m" over its mark; "" for a range or a surplus, which the key gives."""
    is_plain = amount.to is None and not amount.qualifier and amount.value >= 0
    return pounds_in_table(amount.value) if is_plain else ""


def trajectory_chart(
    trajectory: Trajectory, *, place: str, block: str = "", is_plain: bool = False
) -> DrawnChart:
    """The actual figures, forecasts and plans at each 31 March; a year without one is a gap."""
    entries = trajectory_lines(trajectory)
    lines = [line for line, _ in entries]
    labels = [str(year.last.year) for year in trajectory.years]
    title = "" if is_plain else trajectory_title(trajectory)
    sources = {row.source for row in trajectory.rows} | {plan.source for plan in trajectory.plans}
    text = ChartText(
        title or PLAIN_TITLE,
        trajectory_subtitle(trajectory, place, block),
        source_text(*sorted(sources)),
    )
    figure = line_chart(
        [series_of(line) for line in lines],
        x_labels=labels,
        unit_format=pounds_tick,
        text=text,
    )
    ends = [value for line in lines for pair in line.ranges.values() for value in pair]
    levels = [value for line in lines for value in line.values if value is not None]
    drawing = fluid_svg(
        lines,
        x_labels=labels,
        axis=y_axis([*levels, *ends], pounds_tick),
        ident="trajectory",
        label=f"{text.title}. {text.subtitle}",
    )
    rows = trajectory_rows(trajectory)
    return DrawnChart("trajectory", figure, HEAD, rows, drawing=fluid_key(entries) + drawing)
