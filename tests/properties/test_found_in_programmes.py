"""What made-up programmes found to be false or silly: a named example of each, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import ehcp.headlines
import finance.charts
import finance.headlines
from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind
from committee.editions.freezing import render_page
from committee.pages.attention import going_well
from ehcp.snapshot import MONTHS
from finance.saving_rows import SavingRow
from finance.sentences import range_text
from finance.snapshot import POSITIONS, SAVINGS
from sendprog.values.basis import Basis
from sendprog.values.periods import FinancialYear
from sendprog.values.units import Unit
from strands.headlines import latest_indicator_reading
from strands.rows import TextRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS, TEXTS
from tests.invariants.told import plain_text
from tests.two_snapshots import (
    baseline_row,
    indicator_row,
    milestone_row,
    month_row,
    move_row,
    position_row,
    return_row,
    snapshot_of,
    strand_row,
)

TODAY = date(2026, 11, 20)
MADE_UP = Basis.ILLUSTRATIVE.label


def page(rows: dict, address: str) -> str:
    """The text of a page of these rows."""
    return plain_text(render_page(snapshot_of(TODAY, rows), None, address).main)


def test_only_the_latest_text_of_a_section_is_on_its_page():
    """Texts of earlier months stood beside it, without their month and under the same id."""
    texts = [
        TextRow("finance-pressures", date(2026, month, 1), f"<p>Of month {month}.</p>", "")
        for month in (9, 8)
    ]
    finance_page = page({TEXTS: texts}, "finance/")
    assert "Of month 9." in finance_page and "Of month 8." not in finance_page


def test_range_of_one_amount_is_that_amount():
    assert range_text(Decimal(1_000_000), Decimal(1_000_001)) == "£1.0 million"
    reading = latest_indicator_reading(
        indicator_row(return_row(None, low=Decimal(5), high=Decimal(5)))
    )
    assert reading.in_words == "5"


@pytest.mark.parametrize("basis", [basis for basis in Basis if not basis.is_reported])
def test_record_says_what_it_is_based_on(basis):
    """Only what is made up said so."""
    assert basis.label in page({MILESTONES: [milestone_row(basis=basis)]}, "milestones/school/")


def test_made_up_month_says_so_whatever_its_note():
    rows = {
        MONTHS: [month_row("2026-10", plans_issued=5, basis=Basis.ILLUSTRATIVE, note="A strike")]
    }
    assert f"{MADE_UP}. A strike" in page(rows, "ehcp/")


def test_made_up_deficit_says_so_on_its_chart():
    row = position_row("2026-09", forecast=2_000_000, basis=Basis.ILLUSTRATIVE)
    assert (
        MADE_UP
        in finance.headlines.charts(snapshot_of(TODAY, {POSITIONS: [row]}), "Larch")[
            "deficit"
        ].subtitle
    )


def test_title_names_small_amounts_and_no_change_of_none():
    """The deficit had fallen from £0.9m to £0.0m, and grown from £1.0m to £1.0m."""
    title = finance.charts.deficit_title([Decimal(900_000), Decimal(49_999)], "forecast", "")
    assert title == "The forecast has fallen from £0.9m to £49,999"
    assert (
        finance.charts.deficit_title([Decimal(1_000_000), Decimal(1_000_001)], "forecast", "Plain")
        == "Plain"
    )


def test_overdue_milestone_is_not_said_to_be_early():
    row = milestone_row(forecast="March 2026", baselines=(baseline_row(1, "May 2027"),), on=TODAY)
    assert row.slippage_sentence == "March 2026 has passed"


def test_withdrawn_milestone_has_no_slippage_and_no_empty_brackets():
    moves = (move_row("March 2025", "May 2025"),)
    old = milestone_row(forecast="May 2025", moves=moves, stage="withdrawn")
    new = milestone_row(
        forecast="July 2025", moves=(*moves, move_row("May 2025", "July 2025")), stage="withdrawn"
    )
    assert new.slippage_sentence == ""
    items = snapshot_changes(
        snapshot_of(TODAY, {MILESTONES: [old]}), snapshot_of(TODAY, {MILESTONES: [new]})
    ).items
    assert items and "()" not in " ".join(item.how for item in items)


def test_ratio_is_of_the_values_as_printed():
    """1 a month from 1 a month had doubled; under 100 from 89 was up 12%."""
    row = replace(return_row(), value=Decimal("1.4"), comparison_value=Decimal("0.7"))
    indicator = indicator_row(row, unit=Unit.PER_MONTH)
    assert latest_indicator_reading(indicator).ratio_text == "about the same"
    bound = indicator_row(return_row(100, comparison_value=Decimal(89), qualifier="under"))
    assert latest_indicator_reading(bound).ratio_text == ""


def test_running_totals_that_overlap_are_drawn():
    """The next one began before the last one ended, so that the gap stood before the axis: the page failed."""
    windows = ((date(2025, 1, 1), date(2025, 9, 30)), (date(2025, 3, 1), date(2026, 1, 31)))
    returns = [
        return_row(10, first=first, last=last, reported_in=last.replace(day=1))
        for first, last in windows
    ]
    rows = {INDICATORS: [indicator_row(*returns, accumulates_from="September")]}
    assert "Starts again Mar 2025" in page(rows, "measures/strands.indicator.plans/")


def test_two_bounds_have_no_difference():
    """The outturn had fallen by £1.6 million, from up to £2.6 million to up to £1.0 million."""
    old, new = (
        position_row(month, forecast=amount, forecast_qualifier="up to")
        for month, amount in (("2026-08", 2_600_000), ("2026-09", 1_000_000))
    )
    rows = snapshot_of(TODAY, {POSITIONS: [old]}), snapshot_of(TODAY, {POSITIONS: [old, new]})
    moved = [item for item in snapshot_changes(*rows).items if item.kind is ChangeKind.MOVED]
    assert moved and not any(item.change for item in moved)


def test_what_is_projected_does_not_go_well():
    rows = {
        INDICATORS: [indicator_row(return_row(10, comparison_value=Decimal(8), projected=True))]
    }
    assert going_well(snapshot_of(TODAY, rows)) == []


def test_plans_to_come_are_not_said_to_have_been_issued():
    given = return_row(12, first=date(2027, 5, 1), last=date(2027, 5, 31), projected=True)
    reported = indicator_row(given, reports="ehcp.plans_issued", unit=Unit.PER_MONTH)
    text = ehcp.headlines.sentence(snapshot_of(TODAY, {INDICATORS: [reported]}))
    assert text == "Plans issued each month, May 2027: 12 a month. Projected."


def test_quarterly_returns_are_not_headed_month_by_month():
    rows = {
        MONTHS: [month_row("2026-09", plans_issued=5, requests_from_schools=3, covers="quarter")]
    }
    ehcp_page = page(rows, "ehcp/").lower()
    assert (
        "return by return" in ehcp_page
        and "month by month" not in ehcp_page.partition("contact with")[0]
    )


def test_savings_name_their_strand():
    """They named it by its slug, and an ended one headed the page of changes so."""
    saving = SavingRow(
        "bus",
        "Fewer buses",
        "places",
        FinancialYear(2026),
        None,
        None,
        None,
        "",
        Basis.REPORTED,
        "",
        "",
    )
    rows = {SAVINGS: [saving], STRANDS: [strand_row("places", name="More places")]}
    assert "Fewer buses More places 2026/27" in page(rows, "finance/")
    assert "Fewer buses A strand that is not running now 2026/27" in page(
        {SAVINGS: [saving]}, "finance/"
    )
    changes = render_page(
        snapshot_of(TODAY, {SAVINGS: [saving]}), snapshot_of(TODAY, {}), "changes/"
    ).main
    assert "A strand that is not running now" in changes
