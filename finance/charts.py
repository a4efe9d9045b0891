"""The finance charts (pure): readings in, Figure out. Pounds are drawn in millions."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series, kind_of, named
from sendprog.charts.line import Reference, line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.measures import Reading, sources_text
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import joined, plural, pounds_in_table, qualified, rounded, upper_first

MILLION = 1_000_000


@dataclass(frozen=True)
class DeficitWording:
    """The words of the chart that come from the positions: see finance.sentences.

    `statuses` are those of the forecasts in order; `block` is "" where only one is loaded;
    `left_out` is the number of reports on another basis; `basis_notes` name what no source gives as
    it is; `has_new_plan`: an earlier report had another plan.
    """

    subject: str
    statuses: Sequence[str]
    basis: str
    year: FinancialYear
    block: str = ""
    left_out: int = 0
    has_new_plan: bool = False
    basis_notes: Sequence[str] = ()


def millions(reading: Reading) -> float | None:
    """Pounds in millions to one decimal place, as in texts; None, a gap, for a missing value."""
    return None if reading.value is None else float(rounded(reading.value / MILLION, 1))


# A month with its reading; None is a gap.
Point = tuple[Month, Reading | None]


def months_drawn(readings: Sequence[tuple[Month, Reading]], year: FinancialYear) -> list[Month]:
    """Every month to the last reported, from April or before it from the first."""
    reported = [month for month, _ in readings]
    first = min(year.months[0], *reported)
    return [first.plus(number) for number in range(first.months_until(max(reported)) + 1)]


def with_gaps(readings: Sequence[tuple[Month, Reading]], step: int | None) -> list[Point]:
    """The reports, and a gap where one is missing: two steps after the one before, or later.

    `step`: the months from one report to the next; None: reports come without a rhythm.
    """
    points: list[Point] = []
    for month, reading in sorted(readings, key=lambda pair: pair[0]):
        if points and step and points[-1][0].months_until(month) >= 2 * step:
            points.append((points[-1][0].plus(step), None))
        points.append((month, reading))
    return points


def reports_line(name: str, points: Sequence[Point], first: Month) -> Series:
    """The line of the reports at their months, each described, counted from the first month."""
    return Series(
        name,
        [millions(reading) if reading else None for _, reading in points],
        at=[first.months_until(month) for month, _ in points],
        descriptions=[report_text(month, reading) for month, reading in points],
    )


def report_text(month: Month, reading: Reading | None) -> str:
    """ "Month 8 (November 2024): £51.6 million"; "" for a gap."""
    if reading is None:
        return ""
    return named(f"{month.financial_label}: {reading.in_words}", kind_of(reading))


def in_pounds(value: Decimal) -> str:
    """ "£51.6m"; "a surplus of £2.0m" for a negative amount."""
    return f"a surplus of {pounds_in_table(-value)}" if value < 0 else pounds_in_table(value)


def deficit_title(values: Sequence[Decimal | None], subject: str, plain_title: str) -> str:
    """What the figures show from report to report; None is a gap, or a report that is not drawn.

    A gap or a surplus leaves only the first and the last.
    """
    reported = [value for value in values if value is not None]
    if len(reported) < 2:
        return plain_title
    first, last = in_pounds(reported[0]), in_pounds(reported[-1])
    if first == last:
        return plain_title
    pairs = list(itertools.pairwise(reported))
    if min(reported) < 0 or len(reported) < len(values):
        return f"The {subject} went from {first} to {last}"
    if all(later > earlier for earlier, later in pairs):
        change = "grown"
    elif all(later < earlier for earlier, later in pairs):
        change = "fallen"
    else:
        return f"The {subject} went from {first} to {last}"
    if len(reported) == 2:
        return f"The {subject} has {change} from {first} to {last}"
    return f"The {subject} has {change} at every report"


def plain_deficit_title(subject: str, *, has_plan: bool) -> str:
    """ "The forecast in-year deficit against its plan"."""
    name = "forecast in-year deficit" if subject == "forecast" else "in-year deficit"
    return f"The {name} against its plan" if has_plan else f"The {name} at each report"


def deficit_subtitle(words: DeficitWording, place: str, points: Sequence[Point]) -> str:
    """The measure, year, basis, place and window; how many reports on another basis are left out.

    The window is from the first month with a figure to the last one.
    """
    labels = [month.short for month, reading in points if reading and reading.value is not None]
    window = f"{labels[0]} to {labels[-1]}" if len(labels) > 1 else "".join(labels)
    kind = f"{words.subject} in-year" if words.subject in ("forecast", "outturn") else "in-year"
    subtitle = (
        f"{upper_first(kind)} DSG deficit {words.year} {words.basis}, £ million, "
        f"{words.block + ', ' if words.block else ''}{place}, {window}"
    )
    if words.basis_notes:
        subtitle += f". {joined(words.basis_notes)}"
    if words.left_out:
        subtitle += f". {plural(words.left_out, 'report')} on another basis left out"
    return subtitle


def plan_reference(plan: Reading, level: float, words: DeficitWording) -> Reference:
    """The line of the plan, in £ million."""
    amount = f"{level:.1f}" if level >= 0 else f"a surplus of {-level:.1f}"
    name = "Latest plan" if words.has_new_plan else "Plan"
    return Reference(f"{name} {qualified(plan.qualifier, amount)}", level)


def report_rows(
    forecasts: Sequence[tuple[Month, Reading]], words: DeficitWording
) -> list[list[str]]:
    """Every report for the table: its month, figure, status and basis."""
    return [
        [month.financial_label, reading.in_words, status, reading.basis.label]
        for (month, reading), status in zip(forecasts, words.statuses, strict=True)
    ]


def deficit_chart(
    forecasts: Sequence[tuple[Month, Reading]],
    plan: Reading | None,
    words: DeficitWording,
    *,
    place: str,
    step: int | None = 1,
    is_plain: bool = False,
) -> Chart:
    """The in-year deficit at each report of one financial year on one basis, against its plan.

    `step`: how many months apart the reports are, as for `with_gaps`.
    """
    months, points = months_drawn(forecasts, words.year), with_gaps(forecasts, step)
    line = reports_line(words.subject.capitalize(), points, months[0])
    level = millions(plan) if plan else None
    title = plain_deficit_title(words.subject, has_plan=level is not None)
    # Of "over £1.0 million" and "about £0.7
    # million" nobody knows how they compare.
    if not is_plain and not any(reading.qualifier for _, reading in forecasts):
        drawn = [reading.value for _, reading in forecasts]
        title = deficit_title([*drawn, *[None] * words.left_out], words.subject, title)
    figure = line_chart(
        [line],
        x_labels=[month.short for month in months],
        references=[] if plan is None or level is None else [plan_reference(plan, level, words)],
        text=ChartText(
            title,
            deficit_subtitle(words, place, points),
            sources_text(reading for _, reading in forecasts),
        ),
    )
    rows = report_rows(forecasts, words)
    heading = "Forecast in-year deficit" if words.subject == "forecast" else "In-year deficit"
    return Chart("deficit", figure, ("Reported at", heading, "Status", "Basis"), rows)
