"""The deficit at each year's end and what makes it up: one basis, one figure a year, true to scale and in words."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import FigureKind
from finance.plan_rows import PlanRow, PlanYearRow
from finance.snapshot import PLANS, POSITIONS, DeficitBasis, PositionFigureRow, PositionRow
from finance.trajectory import trajectory_of, trajectory_subtitle, trajectory_title
from finance.trajectory_chart import trajectory_chart
from finance.views import finance_page
from finance.worked_sum import worked_sum
from sendprog.charts.fluid_scales import FluidScale, tick_ranks
from sendprog.charts.theme import y_axis
from sendprog.pages.mounted_pages import Query
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear
from tests.conftest import examples
from tests.properties.test_deficit_sentences import positions
from tests.two_snapshots import position_row, snapshot_of

MILLION = 1_000_000
GROSS, AFTER_COUNCIL = DeficitBasis.GROSS, DeficitBasis.AFTER_COUNCIL
NET, NOT_STATED = DeficitBasis.NET, DeficitBasis.NOT_STATED
DAY = date(2025, 4, 22)


def at(month: str, millions: float, status: str = "Forecast", **fields) -> PositionRow:
    fields = {"cumulative_basis": GROSS} | fields
    return position_row(month, cumulative=int(millions * MILLION), status=status, **fields)


def plan(name: str, *ends: tuple[int, float], standing: str = "Agreed", dated: str = "") -> PlanRow:
    years = tuple(
        PlanYearRow(FinancialYear(year), None, GROSS, Decimal(str(end)) * MILLION, "")
        for year, end in ends
    )
    return PlanRow(name, name, PartialDate.parse(dated) if dated else None, standing, years, "")


def figure(year: int, low: int, high: int | None = None, basis: DeficitBasis = GROSS):
    values = (Decimal(low * MILLION), None if high is None else Decimal(high * MILLION))
    is_range = high is not None
    return PositionFigureRow(
        kind=FigureKind.CUMULATIVE,
        financial_year=FinancialYear(year),
        as_at=None,
        contributions=basis,
        qualifier="",
        value=None if is_range else values[0],
        low=values[0] if is_range else None,
        high=values[1],
        source="",
    )


OUTTURN, FORECAST = at("2024-03", 46, "Audited"), at("2024-11", 64)
TITLES = {
    "forecast_after_an_outturn": (
        [OUTTURN, FORECAST],
        "The latest forecast for 31 March 2025 is a deficit of £64.0 million, after a deficit of "
        "£46.0 million a year before",
    ),
    "later_outturn_of_a_year_wins": (
        [at("2023-03", 30, "Audited"), at("2024-03", 45, "Provisional outturn"), OUTTURN],
        "At 31 March 2024 there was a deficit of £46.0 million",
    ),
    "year_between_without_a_figure": (
        [at("2023-03", 30, "Audited"), FORECAST],
        "The latest forecast for 31 March 2025 is a deficit of £64.0 million",
    ),
    "surplus": (
        [at("2024-03", -2, "Final outturn"), at("2024-11", 3, cumulative_qualifier="about")],
        "The latest forecast for 31 March 2025 is a deficit of about £3.0 million, after a surplus of "
        "£2.0 million a year before",
    ),
    "old_forecast_before_an_outturn": (
        [at("2022-11", 30), OUTTURN],
        "At 31 March 2024 there was a deficit of £46.0 million",
    ),
    "ended_year_in_the_report_of_another": (
        [at("2024-11", 64, others=(figure(2023, 46),))],
        "The latest forecast for 31 March 2025 is a deficit of £64.0 million, after a deficit of "
        "£46.0 million a year before",
    ),
    "range_of_a_later_year": (
        [position_row("2024-11", others=(figure(2024, 60, 70), figure(2025, 80, 90)))],
        "The latest forecast for 31 March 2025 is a deficit of between £60.0 million and £70.0 million",
    ),
}


@pytest.mark.parametrize(("rows", "title"), TITLES.values(), ids=TITLES)
def test_title_of_each_state(rows, title):
    trajectory = trajectory_of(rows, [], has_blocks=False)
    assert trajectory_title(trajectory) == title
    assert trajectory_chart(trajectory, place="Here", is_plain=True).message.startswith(
        "The cumulative"
    )


def test_figures_on_another_basis_are_left_out_and_counted():
    rows = [at("2022-03", 9, "Audited", cumulative_basis=NET), OUTTURN, FORECAST]
    trajectory = trajectory_of(rows, [], has_blocks=False)
    assert [year.label for year in trajectory.years] == ["2023/24", "2024/25"]
    assert "before any contributions" in trajectory_subtitle(trajectory, "Here", "")
    assert "1 year on another basis left out" in trajectory_subtitle(trajectory, "Here", "")


@pytest.mark.parametrize("rows", [[], [FORECAST], [position_row(forecast=3)]])
def test_nothing_is_drawn_of_less_than_two_years(rows):
    assert trajectory_of(rows, [], has_blocks=False) is None


def test_plans_are_drawn_latest_first_and_never_beside_one_of_several_blocks():
    plans = [
        plan("Old", (2024, 50), standing="Superseded", dated="May 2025"),
        plan("First", (2024, 55), dated="May 2023"),
        plan("Second", (2024, 60), (2025, 70), dated="June 2024"),
        plan("Empty"),
    ]
    trajectory = trajectory_of([FORECAST], plans, has_blocks=False)
    assert [each.name for each in trajectory.plans] == ["Second", "First"]
    assert "1 other plan not drawn" in trajectory_subtitle(trajectory, "Here", "")
    assert trajectory_of([OUTTURN, FORECAST], plans, has_blocks=True).plans == []


PLACES = re.compile(r'(?:x|y|x1|x2|y1|y2|cx|cy|height)="([-0-9.]+)%"')


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(positions(), max_size=6, unique_by=lambda row: row.month))
def test_any_trajectory_stays_inside_and_tells_every_figure(rows):
    trajectory = trajectory_of(rows, [plan("Plan", (2024, 50), (2026, -3))], has_blocks=False)
    if trajectory is None:
        return
    chart = trajectory_chart(trajectory, place="Here")
    assert all(0 <= float(place) <= 100 for place in PLACES.findall(chart.drawing))
    assert "None" not in chart.message and "£-" not in chart.drawing
    assert not trajectory.actual.keys() & trajectory.forecast.keys()
    ends = [*trajectory.actual.values(), *trajectory.forecast.values()]
    assert {end.basis for end in ends} == {trajectory.basis}
    assert len(chart.rows) == len(ends) + 2
    for end in ends:
        told = [row for row in chart.rows if row[1] == end.status and end.in_words in row]
        assert told, end
    # Nothing that is known now is told as a forecast where a reader points at it, nor told twice.
    told = [line for line in chart.figure.data if line.hoverinfo == "text"]
    for line in told:
        drawn = sum(value is not None for value in line.y)
        assert drawn == sum(bool(text) for text in line.hovertext)
    by_line = {
        (line.name, x)
        for line in told
        for x, y in zip(line.x, line.y, strict=True)
        if y is not None
    }
    assert len(by_line) == len(chart.rows)


def test_figure_to_explore_is_the_picture():
    """In its colours, dashes and joins, with each amount in the words of its table and no range lost."""
    ahead = at("2024-11", 120, cumulative_qualifier="about", others=(figure(2025, 80, 90),))
    plans = [plan("New", (2024, 50), (2025, 70), dated="June 2024"), plan("Old", (2024, 50))]
    trajectory = trajectory_of([OUTTURN, ahead], plans, has_blocks=False)
    drawn = trajectory_chart(trajectory, place="Here").figure
    main = {line.name: line for line in drawn.data if line.mode == "lines+markers"}
    looks = {name: (line.line.color, line.line.dash) for name, line in main.items()}
    assert looks == {
        "Actual": ("#12436D", "solid"),
        "Forecast": ("#12436D", "4px,4px"),
        "New (agreed)": ("#801650", "9px,5px"),
        "Old (agreed)": ("#505a5f", "2px,4px"),
    }
    joins = [line for line in drawn.data if line.hoverinfo == "skip"]
    assert [(line.name, line.y) for line in joins] == [("Forecast", (46, 120, None))]
    assert main["Forecast"].y == (None, 120, None)
    assert main["Forecast"].hovertext[1] == "Forecast, 31 March 2025: about £120.0 million"
    (bar,) = [line for line in drawn.data if line.line.width == 6]
    assert (bar.name, bar.x, bar.y) == ("Forecast", (2, 2), (80, 90))
    assert set(bar.hovertext) == {
        "Forecast, 31 March 2026: between £80.0 million and £90.0 million"
    }
    # The key names the lines: no label stands where none of them ends.
    assert not drawn.layout.annotations


@given(st.lists(st.integers(-200, 300), min_size=1, max_size=6), st.integers(2, 60))
def test_lines_are_true_to_scale(values, count):
    scale = FluidScale(count, y_axis(values, str), 7, 80)
    heights = [float(scale.y(value)[:-1]) for value in values]
    for (first, low), (second, high) in pairwise(zip(heights, values, strict=True)):
        assert (first >= second) if low <= high else (first <= second)
    gaps = {round(float(scale.x(n + 1)[:-1]) - float(scale.x(n)[:-1]), 1) for n in range(count - 1)}
    assert max(gaps) - min(gaps) < 0.11
    ranks = tick_ranks(count)
    assert ranks[0] == ranks[count - 1] == 0 and len(ranks) <= 12


# What makes it up

PARTS = {"opening_balance": 60 * MILLION, "forecast": 20 * MILLION}
CONTRIBUTIONS = {"department_contribution": 5 * MILLION, "council_contribution": 2 * MILLION}


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        pytest.param({"cumulative": 80 * MILLION}, [], id="gross"),
        pytest.param(
            {"cumulative": 73 * MILLION, "cumulative_basis": NET, **CONTRIBUTIONS},
            ["less Department's contribution", "less council's contribution"],
            id="net",
        ),
        pytest.param(
            {"cumulative": 78 * MILLION, "cumulative_basis": AFTER_COUNCIL, **CONTRIBUTIONS},
            ["less council's contribution"],
            id="after_council",
        ),
        pytest.param(
            {"in_year_basis": NET, "cumulative": 80 * MILLION, "cumulative_basis": NET, **CONTRIBUTIONS},
            [],
            id="taken_off_already",
        ),
        pytest.param(
            {"cumulative": 90 * MILLION, "adjustments": MILLION},
            ["plus other adjustments", "plus the rest: no split is recorded"],
            id="rest",
        ),
        pytest.param(
            {"forecast": -5 * MILLION, "cumulative": -MILLION, "opening_balance": 4 * MILLION},
            [],
            id="surplus",
        ),
    ],
)  # fmt: skip
def test_sum_of_each_basis_adds_up(fields, labels):
    row = position_row(**{"cumulative_basis": GROSS} | PARTS | fields)
    steps = worked_sum(row).steps
    assert [step.label for step in steps[2:-1]] == labels
    for step in steps:
        assert 0 <= step.start <= step.start + step.length <= 100.01
    changes = [
        Decimal(re.sub("[£m]", "", step.text)) * (-1 if step.label.startswith("less ") else 1)
        for step in steps[1:-1]
    ]
    opening, total = row.opening_balance / MILLION, row.cumulative / MILLION
    assert opening + sum(changes) == total
    assert steps[-1].label == f"{'Surplus' if total < 0 else 'Deficit'}, 31 March 2025"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"opening_balance": None}, id="no_opening_balance"),
        pytest.param({"opening_balance_qualifier": "about"}, id="about"),
        pytest.param({"cumulative": None, "cumulative_basis": None}, id="no_sum"),
        pytest.param({"in_year_basis": NET, "cumulative_basis": GROSS}, id="bases_do_not_meet"),
        pytest.param({"in_year_basis": NOT_STATED, "cumulative_basis": NET}, id="basis_not_stated"),
        pytest.param(
            {"in_year_basis": NOT_STATED, "cumulative_basis": NOT_STATED, **CONTRIBUTIONS},
            id="nobody_can_tell_what_was_taken_off",
        ),
    ],
)
def test_no_sum_where_its_parts_are_not_known(fields):
    row = {"cumulative": 80 * MILLION, "cumulative_basis": GROSS} | PARTS | fields
    assert worked_sum(position_row(**row)) is None


def page_of(*rows: PositionRow, plans: tuple[PlanRow, ...] = ()) -> str:
    snapshot = snapshot_of(DAY, {POSITIONS: rows, PLANS: plans})
    return finance_page(snapshot, None, Query("finance/", QueryDict())).main


def test_page_draws_what_there_is():
    made_up = at("2024-11", 64, basis=Basis.ILLUSTRATIVE, forecast=9, planned=8, opening_balance=55)
    page = page_of(OUTTURN, made_up, plans=(plan("Plan & <b>", (2025, 80)),))
    assert 'id="chart-trajectory"' in page and "Plan &amp; &lt;b&gt; (agreed)" in page
    assert page.count("Illustrative: a made-up example") >= 3
    assert "Variance to plan, +£1: no split by cause is recorded." in page
    bare = page_of(position_row(forecast=9))
    assert "chart-trajectory" not in bare and "worked-sum" not in bare and "no split" not in bare
