"""A month may have the outturn of the year before beside the forecast of its own, and each says which it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import override_settings

import finance.headlines
from committee.changes.difference import snapshot_changes
from finance.charts import with_gaps
from finance.figures import FIGURES
from finance.measures import CUMULATIVE, FORECAST, MOVEMENT, VARIANCE
from finance.models import DeficitBasis, MonthlyPosition
from finance.snapshot import POSITIONS, PositionRow
from finance.views import finance_page, positions_table
from sendprog.charts.chart_with_table import Chart
from sendprog.loads.actions import IncomingFile, check_file
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import make_plan
from sendprog.pages.inline_figures import (
    InlineFigureError,
    parse_inline_figure,
    resolve_in_text,
    resolve_reading,
)
from sendprog.pages.mounted_pages import Query
from sendprog.records.snapshots import live_snapshot
from sendprog.values.frequency import Frequency
from sendprog.values.periods import FinancialYear, Month
from strands.choices import ReportedSeries
from strands.frequencies import FREQUENCIES, FrequencyRow
from tests import builders
from tests.two_snapshots import position_row, snapshot_of

MAY = date(2026, 5, 1)
TODAY = date(2026, 6, 20)
MILLION = 1_000_000
OUTTURN = position_row(
    "2026-05", status="Final outturn", forecast=31 * MILLION, cumulative=90 * MILLION
)
FORECAST_OF_MAY = position_row("2026-05", forecast=25 * MILLION, planned=20 * MILLION)
APRIL = position_row("2026-04", forecast=24 * MILLION)
BOTH = snapshot_of(TODAY, {POSITIONS: [APRIL, OUTTURN, FORECAST_OF_MAY]})


def test_each_row_has_its_year():
    assert [str(row.financial_year) for row in (OUTTURN, FORECAST_OF_MAY)] == ["2025/26", "2026/27"]
    assert OUTTURN.report_label == "Month 2 (May 2026) for 2025/26"
    assert FORECAST_OF_MAY.report_label == "Month 2 (May 2026)"


def test_the_later_year_heads_the_page_and_moves_against_its_own():
    text = finance.headlines.sentence(BOTH)
    assert "forecast to grow by £25.0 million in 2026/27" in text
    assert "up £1.0 million since Month 1 (April 2026)" in text
    outturn, april, _ = finance.headlines.all_position_readings(BOTH)
    assert outturn[MOVEMENT].missing == "No earlier figure of 2025/26 to compare with"
    assert april[MOVEMENT].missing == "No earlier figure of 2026/27 to compare with"
    assert outturn[FORECAST].when == "2025/26, final outturn, as at Month 2 (May 2026)"


def test_records_series_and_figures_of_the_two_are_apart():
    outturn, _, forecast = finance.headlines.all_position_readings(BOTH)
    for measure in (FORECAST, CUMULATIVE):
        assert outturn[measure].record != forecast[measure].record
        assert outturn[measure].series != forecast[measure].series
    for source in FIGURES[:2]:
        assert source.prefix(OUTTURN) != source.prefix(FORECAST_OF_MAY)
    assert FIGURES[0].prefix(FORECAST_OF_MAY) == "finance.positions|High needs|2026-05|"


def test_table_and_page_name_the_year():
    head, *rows = positions_table(BOTH).as_values()
    assert {str(row[head.index("Year")]) for row in rows} == {"2025/26", "2026/27"}
    page = finance_page(BOTH, None, Query("finance/", QueryDict())).main
    assert "2025/26" in page


def test_a_text_may_name_the_year():
    found = resolve_reading(BOTH, parse_inline_figure("finance.forecast_in_year_deficit 2025/26"))
    assert found.value == 31 * MILLION
    month = "finance.forecast_in_year_deficit 2026-05"
    for year, amount in (("2025/26", 31), ("2026/27", 25)):
        found = resolve_reading(BOTH, parse_inline_figure(f"{month} for {year}"))
        assert found.value == amount * MILLION
    alone = snapshot_of(TODAY, {POSITIONS: [APRIL, FORECAST_OF_MAY]})
    assert resolve_reading(alone, parse_inline_figure(month)).value == 25 * MILLION


def test_a_month_with_two_years_is_not_read_as_one_of_them():
    """It read the later year's, whichever the text was about."""
    figure = parse_inline_figure("finance.forecast_in_year_deficit 2026-05")
    with pytest.raises(InlineFigureError) as caught:
        resolve_reading(BOTH, figure)
    assert str(caught.value) == (
        "finance.forecast_in_year_deficit has more than one reading for May 2026. "
        "It has one for 2026-05 for 2026/27, 2026-04 and 2026-05 for 2025/26"
    )
    with pytest.raises(InlineFigureError, match="no reading for May 2026 for 2024/25"):
        resolve_reading(BOTH, replace(figure, year=FinancialYear(2024)))


def test_the_second_of_a_month_is_new_and_changes_no_other():
    before = snapshot_of(TODAY, {POSITIONS: [OUTTURN]})
    changes = snapshot_changes(before, snapshot_of(TODAY, {POSITIONS: [OUTTURN, FORECAST_OF_MAY]}))
    assert {record.key for record in changes.records} == {POSITIONS.key_of(FORECAST_OF_MAY)}
    texts = [f"{item.which} {item.how}" for item in changes.items]
    assert any(
        "Forecast in-year deficit" in text and "2025/26 against 2026/27" in text for text in texts
    )


def test_stored_positions_still_read():
    stored = msgspec.json.decode(POSITIONS.encode([OUTTURN, FORECAST_OF_MAY, APRIL]))
    for row in stored:
        del row["financial_year"]
    rows = POSITIONS.decode(POSITIONS.upgrade(msgspec.json.encode(stored), POSITIONS.schema - 2))
    assert rows == (OUTTURN, FORECAST_OF_MAY, APRIL)


def line_through(*months: str, frequency: Frequency | None) -> list[bool]:
    """Whether each place of the chart's line has a value, with this stated frequency."""
    rows = [position_row(month, forecast=MILLION) for month in months]
    stated = [FrequencyRow(ReportedSeries.DSG, frequency)] if frequency else []
    snapshot = snapshot_of(TODAY, {POSITIONS: rows, FREQUENCIES: stated})
    step = finance.headlines.months_between_reports(snapshot)
    points = with_gaps(finance.headlines.forecasts_this_year(snapshot), step)
    return [reading is not None for _, reading in points]


@pytest.mark.parametrize(
    ("months", "frequency", "values"),
    [
        (("2026-06", "2026-09", "2026-12"), Frequency.QUARTERLY, [True, True, True]),
        (("2026-06", "2026-12"), Frequency.QUARTERLY, [True, False, True]),
        (("2026-06", "2026-12"), Frequency.IRREGULAR, [True, True]),
        (("2026-06", "2026-07", "2026-09"), None, [True, True, False, True]),
    ],
)
def test_the_line_of_the_chart_follows_the_stated_frequency(months, frequency, values):
    assert line_through(*months, frequency=frequency) == values


# In the tables


MAY_FIGURE = "finance.forecast_in_year_deficit 2026-05"


@pytest.mark.django_db
@override_settings(SENDPROG_TODAY=TODAY)
def test_a_text_reads_on_after_another_year_is_loaded_into_its_month():
    builders.make_position(MAY, status="final", forecast_in_year_deficit=Decimal(31_000_000))
    update = builders.make_update(progress=f"It was {{{{ {MAY_FIGURE} }}}}.")
    builders.make_position(MAY)
    assert update.progress == f"It was {{{{ {MAY_FIGURE} for 2025/26 }}}}."
    assert resolve_in_text(update.progress, live_snapshot()) == "It was £31.0 million."


@pytest.mark.django_db
@override_settings(SENDPROG_TODAY=TODAY)
def test_a_text_reads_on_after_another_basis_is_loaded_into_its_month():
    position = builders.make_position(MAY, forecast_in_year_deficit=None)
    net = builders.make_position_figure(position, financial_year=2026)
    update = builders.make_update(progress=f"It is {{{{{MAY_FIGURE}}}}}.")
    builders.make_position_figure(position, financial_year=2026, contributions="gross")
    position.forecast_in_year_deficit = Decimal(40_000_000)
    position.save()
    assert update.progress == f"It is {{{{ {MAY_FIGURE} for 2026/27 {net.contributions} }}}}."
    assert resolve_in_text(update.progress, live_snapshot()) == "It is £31.2 million."
    with pytest.raises(
        InlineFigureError, match="no reading for May 2026 for 2026/27 after_council"
    ):
        resolve_reading(
            live_snapshot(), parse_inline_figure(f"{MAY_FIGURE} for 2026/27 after_council")
        )


@pytest.mark.django_db
@pytest.mark.both_databases
def test_both_can_be_saved_but_not_a_second_of_one_year():
    outturn = builders.make_position(MAY, status="final")
    forecast = builders.make_position(MAY)
    assert (outturn.financial_year, forecast.financial_year) == (2025, 2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.make_position(MAY)


@pytest.mark.django_db
def test_an_outturn_of_a_year_that_goes_on_is_refused_in_words():
    position = MonthlyPosition(month=MAY, status="final", financial_year=2026)
    with pytest.raises(ValidationError, match="2025/26 or an earlier year"):
        position.full_clean()


@pytest.mark.django_db
def test_an_audited_outturn_may_come_years_later():
    late = builders.make_position(date(2026, 3, 1), status="audited", financial_year=2023)
    assert late.financial_year == 2023


HEADER = "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit,status,financial_year\n"


def planned(rows: str) -> list[tuple[str, str]]:
    result = check_file("dsg", IncomingFile("a.csv", (HEADER + rows).encode()))
    assert not result.problems, result.problems
    plan = make_plan(KINDS["dsg"], result, until=Month(2026, 6))
    return [(row.label, row.outcome.value) for row in plan.rows]


@pytest.mark.django_db
@override_settings(SENDPROG_TODAY=TODAY)
def test_desk_takes_both_rows_of_a_month():
    builders.make_position(MAY, forecast_in_year_deficit=Decimal(25_000_000))
    rows = "2026-05,20000000,31000000,90000000,final,\n2026-05,20000000,25000000,110000000,,\n"
    assert planned(rows) == [("May 2026 for 2025/26", "new"), ("May 2026", "changed")]


@pytest.mark.parametrize(
    "fields", [{"forecast_low": MILLION, "forecast_high": 2 * MILLION}, {"forecast_low": MILLION}]
)
def test_differences_of_a_range_say_why_they_are_missing(fields):
    row = position_row(
        "2026-05", planned=MILLION, **{name: Decimal(value) for name, value in fields.items()}
    )
    _, readings = finance.headlines.all_position_readings(
        snapshot_of(TODAY, {POSITIONS: [APRIL, row]})
    )
    reason = "Not worked out: the forecast of May 2026 is not given as one amount"
    assert readings[VARIANCE].missing == readings[MOVEMENT].missing == reason


def chart_of(*rows: PositionRow) -> Chart:
    return finance.headlines.charts(snapshot_of(TODAY, {POSITIONS: rows}), "Larch")["deficit"]


def test_chart_claims_every_report_only_of_all():
    may, june = (position_row(f"2026-0{month}", forecast=month * MILLION) for month in (5, 6))
    assert chart_of(APRIL, may, june).message == "The forecast went from £24.0m to £6.0m"
    rising = [position_row(f"2026-0{month}", forecast=month * MILLION) for month in (4, 5, 6)]
    assert chart_of(*rising).message == "The forecast has grown at every report"
    other_basis = replace(rising[1], in_year_basis=DeficitBasis.NET)
    other = position_row("2026-07", forecast=9 * MILLION)
    assert (
        chart_of(rising[0], other_basis, rising[2], other).message
        == "The forecast went from £4.0m to £9.0m"
    )


def test_chart_says_that_the_plan_is_the_latest():
    april, may = (
        position_row(f"2026-0{month}", forecast=MILLION, planned=month) for month in (4, 5)
    )
    assert "Latest plan" in chart_of(april, may).drawn
    assert "Latest plan" not in chart_of(april, replace(may, planned=april.planned)).drawn


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"cumulative": -5 * MILLION},
            "an in-year deficit of £25.0 million is forecast for 2026/27",
        ),
        (
            {"opening_balance": -5 * MILLION},
            "an in-year deficit of £25.0 million is forecast for 2026/27",
        ),
        (
            {"cumulative": 5 * MILLION},
            "the deficit is forecast to grow by £25.0 million in 2026/27",
        ),
        (
            {"financial_year": FinancialYear(2025)},
            "the forecast for 2025/26 is a deficit of £25.0 million",
        ),
    ],
)
def test_a_deficit_grows_only_where_there_is_one(fields, said):
    row = position_row("2026-05", forecast=25 * MILLION, **fields)
    assert said in finance.headlines.sentence(snapshot_of(TODAY, {POSITIONS: [row]}))


def test_a_report_without_a_figure_is_an_earlier_report():
    rows = [position_row("2026-04", planned=MILLION), FORECAST_OF_MAY]
    *_, readings = finance.headlines.all_position_readings(snapshot_of(TODAY, {POSITIONS: rows}))
    assert readings[MOVEMENT].missing == "No earlier figure of 2026/27 to compare with"
