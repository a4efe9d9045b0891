"""For any positions of the deficit: what the sentence, readings, attention, chart and tables say is true of the rows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import finance.headlines
from committee.pages.attention import deficit_items
from finance import sentences
from finance.measures import CUMULATIVE, FORECAST, MOVEMENT, VARIANCE
from finance.models import FigureKind
from finance.readings import OTHER_MEASURES
from finance.snapshot import POSITIONS, DeficitBasis, PlanRow, PositionFigureRow, PositionRow
from finance.views import positions_table
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.periods import FinancialYear
from sendprog.values.wording import QUALIFIERS, day, pounds_in_text
from tests.conftest import examples
from tests.two_snapshots import position_row, snapshot_of

STATUSES = ("Forecast", "Provisional outturn", "Final outturn", "Audited")
OUTTURNS = STATUSES[1:]
MILLION = 1_000_000
NOT_STATED, GROSS, NET = DeficitBasis.NOT_STATED, DeficitBasis.GROSS, DeficitBasis.NET
amounts = st.sampled_from([-250_000_000, -2_000_000, -1, 0, 1, 31_200_000, 51_600_000]).map(
    Decimal
) | st.decimals(-(10**9), 10**9, places=2)
maybe = st.none() | amounts
qualifiers = st.sampled_from(["", "", *QUALIFIERS])


@st.composite
def other_figures(draw: Any) -> PositionFigureRow:
    low, high, value = *sorted([draw(amounts), draw(amounts)]), draw(maybe)
    kind = draw(st.sampled_from(FigureKind))
    days = st.none() | st.sampled_from([date(2024, 12, 31), date(2025, 9, 30)])
    return PositionFigureRow(
        kind=kind,
        financial_year=draw(
            st.sampled_from([FinancialYear(2023), FinancialYear(2024), FinancialYear(2026)])
        ),
        as_at=None if kind is FigureKind.IN_YEAR else draw(days),
        contributions=draw(st.sampled_from(DeficitBasis)),
        qualifier=draw(qualifiers) if value is not None and value > 0 else "",
        value=value,
        low=None if value is not None else low,
        high=None if value is not None else high,
        source=draw(st.sampled_from(["", "Table 2"])),
    )


@st.composite
def positions(draw: Any) -> PositionRow:
    low, high = draw(maybe), draw(maybe)
    forecast, cumulative = draw(maybe), draw(maybe)
    if low is not None and high is not None:
        low, high = sorted([low, high])
    return position_row(
        draw(st.sampled_from(["2023-11", "2024-03", "2024-04", "2024-11", "2024-12", "2025-03"])),
        block=draw(st.sampled_from(["High needs", "Total", "Schools"])),
        planned=draw(maybe),
        forecast=forecast,
        forecast_qualifier=draw(qualifiers) if forecast is not None and forecast > 0 else "",
        cumulative_qualifier=draw(qualifiers) if cumulative is not None and cumulative > 0 else "",
        others=tuple(draw(st.lists(other_figures(), max_size=2))),
        forecast_low=low,
        forecast_high=high,
        in_year_basis=draw(st.sampled_from(DeficitBasis)),
        reported_variance=draw(maybe),
        cumulative=cumulative,
        cumulative_basis=draw(st.none() | st.sampled_from(DeficitBasis)),
        cumulative_basis_is_inferred=draw(st.booleans()),
        status=draw(st.sampled_from(STATUSES)),
        basis=draw(st.sampled_from(Basis)),
        marker=draw(
            st.sampled_from([None, Marker.PROVISIONAL, Marker.REVISED, Marker.NOT_AVAILABLE])
        ),
        source=draw(st.sampled_from(["", "Report A", "Report B"])),
    )


programmes = st.lists(positions(), max_size=6, unique_by=lambda row: (row.block, row.month))


def snapshot_with(rows: list[PositionRow]) -> Snapshot:
    return snapshot_of(date(2025, 4, 22), {POSITIONS: rows})


def check_sentence(rows: list[PositionRow], row: PositionRow, text: str) -> None:
    """The invariants of the sentence about `row`, the latest of the block that heads the page."""
    assert (
        "has been loaded" not in text
        and "this year" not in text
        and "£-" not in text
        and "None" not in text
    )
    assert row.month.label in text
    assert row.block in text if len({row.block for row in rows}) > 1 else True
    given_values = [
        value for value in (row.forecast, row.forecast_low, row.forecast_high) if value is not None
    ]
    assert ("not available" in text) is (not given_values)
    if not given_values:
        return
    assert row.financial_year.label in text
    assert row.in_year_basis.label in text
    for value in given_values:
        assert pounds_in_text(abs(value)) in text
    clause = sentences.in_year_clause(row)
    if row.status in OUTTURNS:
        assert "forecast" not in text.lower()
    if row.forecast is None or row.status in OUTTURNS or row.forecast <= 0:
        assert "grow" not in text
    if row.forecast is not None and row.forecast_qualifier:
        assert f"{row.forecast_qualifier} {pounds_in_text(row.forecast)}" in text
    for figure in row.others:
        if figure.kind is FigureKind.IN_YEAR and figure.financial_year == row.financial_year:
            assert figure.amount_text in text and figure.contributions.label in text
    if row.forecast is not None and row.forecast <= -1:
        assert f"surplus of {pounds_in_text(abs(row.forecast))}" in clause


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=programmes)
@example(rows=[position_row(forecast=-2 * MILLION)])
@example(
    rows=[
        position_row(
            forecast=-2 * MILLION, planned=-3 * MILLION, status="Audited", in_year_basis=NET
        )
    ]
)
@example(
    rows=[position_row("2024-11", forecast=51_600_000), position_row("2024-12", planned=31_200_000)]
)
@example(
    rows=[
        position_row(forecast_low=2 * MILLION, forecast_high=3 * MILLION, in_year_basis=NOT_STATED)
    ]
)
@example(rows=[position_row(forecast_low=2 * MILLION)])
@example(
    rows=[
        position_row(forecast=MILLION, block="Schools"),
        position_row(forecast=2 * MILLION, block="Total"),
    ]
)
def test_sentence_is_true_of_its_rows(rows):
    snapshot = snapshot_with(rows)
    text = finance.headlines.sentence(snapshot)
    if not rows:
        assert text == sentences.NOTHING_LOADED
        return
    headline = finance.headlines.headline_positions(snapshot)
    assert len({row.block for row in headline}) == 1
    check_sentence(rows, headline[-1], text)
    readings = finance.headlines.latest_position(snapshot)
    if readings[FORECAST].value is not None:
        assert pounds_in_text(abs(readings[FORECAST].value)) in text
    for item in deficit_items(snapshot):
        assert readings[VARIANCE].value > 0
        assert "Not in the report" not in item.text and "£-" not in item.text
        if headline[-1].status in OUTTURNS:
            assert "forecast" not in item.text.lower()


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=programmes)
def test_readings_say_whether_they_are_forecast(rows):
    """Each row's forecast and cumulative reading says so in its label, and an outturn's never does."""
    snapshot = snapshot_with(rows)
    ordered = finance.headlines.all_positions(snapshot)
    for row, readings in zip(
        ordered, finance.headlines.all_position_readings(snapshot), strict=True
    ):
        forecast, cumulative = readings[FORECAST], readings[CUMULATIVE]
        text = f"{forecast.measure.label} {forecast.when} {forecast.note} {forecast.basis.label}"
        if row.status in OUTTURNS:
            assert (
                "forecast" not in text.lower()
                and "projected" not in cumulative.measure.label.lower()
            )
        else:
            assert "Forecast" in forecast.measure.label and "Projected" in cumulative.measure.label
        assert row.in_year_basis.label in forecast.note.lower()
        assert forecast.series.startswith(f"{row.block}, ")
        assert (forecast.value, cumulative.value) == (row.forecast, row.cumulative)


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=programmes)
def test_movements_are_between_like_positions(rows):
    """Of one block, year and basis, with both sources; else there is a reason and no value."""
    snapshot = snapshot_with(rows)
    ordered = finance.headlines.all_positions(snapshot)
    before: PositionRow | None = None
    for row, readings in zip(
        ordered, finance.headlines.all_position_readings(snapshot), strict=True
    ):
        if before and (before.block, before.financial_year) != (row.block, row.financial_year):
            before = None
        moved = readings[MOVEMENT]
        if (
            before is None
            or None in (row.forecast, before.forecast)
            or before.in_year_basis is not row.in_year_basis
        ):
            assert moved.value is None and moved.missing
        elif row.forecast_qualifier or before.forecast_qualifier:
            qualifier = row.forecast_qualifier or before.forecast_qualifier
            assert moved.value is None and f"given as “{qualifier}”" in moved.missing
        else:
            assert moved.value == row.forecast - before.forecast
            assert row.source in moved.source and before.source in moved.source
        if sentences.has_figure(row):
            before = row


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(row=positions())
def test_other_figures_say_what_they_are(row):
    """Each in the table, with its year or day, basis, sign and whether it is still to come; each has a reading."""
    snapshot = snapshot_with([row])
    for figure, told in zip(row.others, finance.headlines.other_figures(snapshot), strict=True):
        end = figure.as_at or figure.financial_year.last
        is_ended = end <= row.month.last or (
            row.status in OUTTURNS
            and figure.as_at is None
            and figure.financial_year <= row.financial_year
        )
        assert ("Forecast" in told.figure or "Projected" in told.figure) is not is_ended
        when = figure.financial_year.label if figure.kind is FigureKind.IN_YEAR else day(end)
        assert told.figure.endswith(when)
        assert told.contributions.lower() == figure.contributions.label.lower()
        assert "£-" not in told.amount and "−" not in told.amount and "None" not in told.amount
        if figure.value is not None and figure.kind is not FigureKind.CUMULATIVE_VARIANCE:
            assert ("surplus" in told.amount) is (sentences.sign_of(figure.value) < 0)
        address = OTHER_MEASURES[figure.kind].address
        readings = finance.headlines.series(snapshot, address)
        assert any(
            (reading.value, reading.low) == (figure.value, figure.low) for reading in readings
        )


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=programmes)
def test_charts_mix_neither_blocks_nor_bases(rows):
    snapshot = snapshot_with(rows)
    forecasts = finance.headlines.forecasts_this_year(snapshot)
    assert len({reading.series for _, reading in forecasts}) <= 1
    for chart in finance.headlines.charts(snapshot, "Exampleshire").values():
        titles = str(chart.figure.layout.title.text) + str(chart.figure.layout.annotations)
        assert "£-" not in titles
        last = finance.headlines.headline_positions(snapshot)[-1]
        assert [row[2] for row in chart.rows][-1] == last.status
    table = positions_table(snapshot)
    assert [row.get_cell_value("status") for row in table.rows] == [row.status for row in rows]


TWO_BASES = [
    position_row("2024-11", forecast=10 * MILLION),
    position_row("2024-12", forecast=MILLION, in_year_basis=NET),
]
AFTER_CONTRIBUTIONS = PositionFigureRow(
    FigureKind.IN_YEAR, FinancialYear(2024), None, NET, "about", Decimal(31_200_000), None, None, ""
)
THE_TEXTS = [
    pytest.param(
        [position_row("2024-11", forecast=51_600_000, others=(AFTER_CONTRIBUTIONS,))],
        "As at Month 8 (November 2024), the deficit is forecast to grow by £51.6 million in 2024/25 before any "
        "contributions. The same report gives about £31.2 million for 2024/25 after contributions.",
        id="gross_and_net",
    ),
    pytest.param(
        [
            position_row(
                "2024-11", forecast=51_600_000, forecast_qualifier="at least", planned=31_200_000
            )
        ],
        "As at Month 8 (November 2024), the deficit is forecast to grow by at least £51.6 million in 2024/25 "
        "before any contributions.",
        id="at_least",
    ),
    pytest.param(
        [position_row("2024-11", forecast=51_600_000), position_row("2024-12")],
        "The forecast of December 2024 is not available; November's was £51.6 million for 2024/25 before any contributions.",
        id="missing_forecast",
    ),
    pytest.param(
        [position_row("2024-03", forecast=12_600_000, status="Audited")],
        "As at Month 12 (March 2024), the audited outturn for 2023/24 is a deficit of £12.6 million before any contributions.",
        id="audited",
    ),
    pytest.param(
        [position_row("2024-11", forecast=-2 * MILLION, in_year_basis=NOT_STATED)],
        "As at Month 8 (November 2024), a surplus of £2.0 million is forecast for 2024/25, "
        "basis not stated.",
        id="surplus",
    ),
    pytest.param(
        TWO_BASES,
        "As at Month 9 (December 2024), the deficit is forecast to grow by £1.0 million in 2024/25 after contributions, "
        "not compared with Month 8 (November 2024): after contributions against before any contributions.",
        id="another_basis",
    ),
    pytest.param(
        [
            position_row("2024-11", forecast=MILLION),
            position_row("2024-11", forecast=3 * MILLION, block="total"),
        ],
        "Total: as at Month 8 (November 2024), the deficit is forecast to grow by £3.0 million in 2024/25 "
        "before any contributions.",
        id="total_heads",
    ),
    pytest.param(
        [position_row("2024-11", planned=5 * MILLION)],
        "The forecast of November 2024 is not available; the plan for 2024/25 is a deficit of £5.0 million "
        "before any contributions.",
        id="plan_alone",
    ),
]


@pytest.mark.parametrize(("rows", "text"), THE_TEXTS)
def test_sentence_of(rows, text):
    assert finance.headlines.sentence(snapshot_with(rows)) == text


def test_attention_to_a_variance_without_a_forecast():
    (item,) = deficit_items(snapshot_with([position_row("2024-11", reported_variance=2 * MILLION)]))
    assert item.text == "Variance in 2024/25: £2.0 million above plan"


@pytest.mark.parametrize("standing", ["Submitted", "Declined", "Working"])
def test_plan_is_agreed_only_where_it_is(standing):
    plan = PlanRow("plan", "Deficit plan", None, standing, (), "")
    assert sentences.plan_title(plan) == f"Deficit plan, {standing.lower()}"
    assert sentences.plan_title(replace(plan, standing="Agreed")) == "Deficit plan, agreed"


def test_outturn_is_of_the_year_that_it_closes():
    years = {
        (month, status): position_row(month, status=status).financial_year.label
        for month in ("2024-03", "2024-05", "2024-11")
        for status in ("Forecast", "Audited")
    }
    assert years == {
        ("2024-03", "Forecast"): "2023/24",
        ("2024-03", "Audited"): "2023/24",
        ("2024-05", "Forecast"): "2024/25",
        ("2024-05", "Audited"): "2023/24",
        ("2024-11", "Forecast"): "2024/25",
        ("2024-11", "Audited"): "2023/24",
    }


def test_late_outturn_does_not_hide_the_forecast_of_the_year():
    rows = [
        position_row("2024-03", forecast=10 * MILLION),
        position_row("2024-06", forecast=20 * MILLION),
        position_row("2024-07", forecast=11 * MILLION, status="Audited"),
    ]
    snapshot = snapshot_with(rows)
    assert "grow by £20.0 million in 2024/25" in finance.headlines.sentence(snapshot)
    readings = {
        row.month.iso: row_readings
        for row, row_readings in zip(
            finance.headlines.all_positions(snapshot),
            finance.headlines.all_position_readings(snapshot),
            strict=True,
        )
    }
    assert readings["2024-07"][MOVEMENT].value == MILLION
    assert readings["2024-06"][MOVEMENT].missing == "No earlier figure of 2024/25 to compare with"
    assert (
        readings["2024-07"][CUMULATIVE].when
        == "At 31 March 2024, audited outturn, reported at Month 4 (July 2024)"
    )


@pytest.mark.parametrize(
    ("fields", "is_noted"),
    [
        ({"forecast": MILLION, "in_year_basis": NOT_STATED}, True),
        ({"planned": MILLION, "in_year_basis": NOT_STATED}, True),
        ({"forecast": MILLION, "in_year_basis": GROSS}, False),
        ({"in_year_basis": NOT_STATED}, False),
        ({"cumulative": MILLION, "cumulative_basis": NOT_STATED}, True),
        ({"cumulative": MILLION, "cumulative_basis": NET}, False),
    ],
)
def test_a_page_says_once_what_basis_not_stated_means(fields, is_noted):
    assert bool(sentences.not_stated_note([position_row(**fields)])) is is_noted
