"""Amounts in words: "about" so much, ranges, surpluses, and sums that are as exact as their parts."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from django.http import QueryDict

from committee.changes.difference import snapshot_changes
from finance.amounts import Amount, amount_text, deficit_in_words, sum_text
from finance.figures import plan_readings, saving_readings
from finance.models import DeficitBasis
from finance.plan_rows import ContributionRow, PlanRow, PlanYearRow
from finance.saving_rows import SavingRow, totals_in_words
from finance.snapshot import CONTRIBUTIONS, PLANS, SAVINGS
from finance.tables import SavingsTable, savings_page_table
from finance.views import finance_page
from sendprog.pages.mounted_pages import Query
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading, sources_text, unpublished_measure
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear
from sendprog.values.units import Unit
from tests.two_snapshots import AFTER, BEFORE, snapshot_of

MILLION = Decimal(1_000_000)
HALF = MILLION / 2
ONE, TWO = Amount(MILLION), Amount(2 * MILLION)
RANGE = Amount(MILLION, to=3 * MILLION)


def said(qualifier: str, value: Decimal = MILLION) -> Amount:
    return Amount(value, qualifier)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (ONE, "£1.0 million"),
        (said("about"), "about £1.0 million"),
        (RANGE, "between £1.0 million and £3.0 million"),
        (Amount(-HALF), "an extra cost of £500,000"),
        (Amount(-HALF, to=MILLION), "between an extra cost of £500,000 and £1.0 million"),
    ],
)
def test_amount_in_words(amount, text):
    assert amount_text(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (said("at least"), "at least £1.0 million"),
        (Amount(-2 * MILLION), "a surplus of £2.0 million"),
        (Amount(-2 * MILLION, to=-MILLION), "a surplus of between £1.0 million and £2.0 million"),
        (
            Amount(-2 * MILLION, to=MILLION),
            "between a surplus of £2.0 million and a deficit of £1.0 million",
        ),
    ],
)
def test_deficit_in_words(amount, text):
    assert deficit_in_words(amount) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([ONE, TWO], "£3.0 million"),
        ([ONE, said("about")], "about £2.0 million"),
        ([said("nearly"), ONE], "nearly £2.0 million"),
        ([said("over"), said("over")], "over £2.0 million"),
        ([said("over"), said("at least")], "at least £2.0 million"),
        ([said("under"), said("nearly")], "up to £2.0 million"),
        ([said("about"), said("around")], "about £2.0 million"),
        ([ONE, RANGE], "between £2.0 million and £4.0 million"),
        ([said("about"), RANGE], "between about £2.0 million and £4.0 million"),
        ([said("at least"), RANGE], "at least £2.0 million"),
        ([said("up to"), RANGE], "up to £4.0 million"),
        ([said("about"), said("at least")], "about £2.0 million or more"),
        ([said("about"), said("up to")], "about £2.0 million or less"),
        ([said("at least"), said("up to")], ""),
    ],
)
def test_sum_is_as_exact_as_its_parts(parts, text):
    assert sum_text(parts) == text
    assert sum_text(parts[::-1]) == text


def saving(slug: str = "fewer", **fields: object) -> SavingRow:
    defaults = {
        "slug": slug,
        "title": slug.capitalize(),
        "strand": "",
        "financial_year": FinancialYear(2025),
    }
    amounts = {"planned": MILLION, "expected": None, "achieved": None}
    return SavingRow(
        **defaults
        | amounts
        | {"confidence": "", "basis": Basis.REPORTED, "note": "", "source": ""}
        | fields
    )


def contribution(**fields: object) -> ContributionRow:
    defaults = {
        "plan": "plan",
        "payer": "The council",
        "due": None,
        "received": None,
        "withheld": False,
    }
    return ContributionRow(
        financial_year=FinancialYear(2025), basis=Basis.REPORTED, source="", **defaults | fields
    )


def plan(**fields: object) -> PlanRow:
    defaults = {
        "in_year_deficit": None,
        "closing_balance": None,
        "source": "",
        "in_year_basis": DeficitBasis.NET,
    }
    year = PlanYearRow(FinancialYear(2025), **defaults | fields)
    return PlanRow("plan", "Deficit plan", None, "Submitted", (year,), "")


def test_totals_say_what_is_not_exact():
    rows = [
        saving(planned_qualifier="about"),
        saving("other", achieved=MILLION, achieved_to=2 * MILLION),
    ]
    (total,) = totals_in_words(rows)
    assert total == (
        "2025/26, 2 savings: about £2.0 million planned, "
        "between £1.0 million and £2.0 million delivered so far (of 1)"
    )


def test_totals_are_not_added_up_where_nobody_could_say_what_they_come_to():
    rows = [saving(planned_qualifier="at least"), saving("other", planned_qualifier="up to")]
    (total,) = totals_in_words(rows)
    assert (
        total
        == "2025/26, 2 savings: what is planned is not added up (given as “at least” and “up to”)"
    )


def test_savings_in_tables_and_files():
    row = saving(
        expected=MILLION, expected_to=2 * MILLION, planned_qualifier="about", achieved=-HALF
    )
    page = savings_page_table([row], {})
    shown = dict(zip([column.name for column in page.columns], next(iter(page.rows)), strict=True))
    assert (shown["planned"], shown["expected"], shown["achieved"]) == (
        "about £1.0m",
        "between £1.0m and £2.0m",
        "an extra cost of £0.5m",
    )
    head, cells = SavingsTable([row]).as_values()
    file = dict(zip(head, cells, strict=True))
    assert (file["Planned"], file["Planned, in words before it"]) == (MILLION, "about")
    assert (file["Expected"], file["Expected, highest of a range"]) == (MILLION, 2 * MILLION)


def test_figures_that_are_corrected_have_their_words():
    (of_saving,) = saving_readings(saving(planned_qualifier="about"))
    assert of_saving[1].in_words == "about £1.0 million"
    balances = {
        "closing_balance": -MILLION,
        "in_year_deficit": MILLION,
        "in_year_deficit_to": 2 * MILLION,
    }
    texts = [reading.in_words for _, reading in plan_readings(plan(**balances))]
    assert texts == ["£1.0m to £2.0 million", "a surplus of £1.0 million"]


def test_page_words_the_amounts_of_plans_and_savings():
    rows = {
        PLANS: [
            plan(
                in_year_deficit=-2 * MILLION,
                closing_balance=MILLION,
                closing_balance_qualifier="about",
            )
        ],
        SAVINGS: [saving(planned_to=2 * MILLION)],
    }
    page = finance_page(
        snapshot_of(date(2025, 6, 1), rows), None, Query("finance/", QueryDict())
    ).main
    assert "a surplus of £2.0 million" in page and "−£" not in page
    assert "about £1.0 million" in page and "between £1.0m and £2.0m" in page


@pytest.mark.parametrize("section", [PLANS, SAVINGS])
def test_rows_stored_before_amounts_had_words_still_read(section):
    row = plan(in_year_deficit=MILLION) if section is PLANS else saving()
    stored = msgspec.json.decode(section.encode([row]))
    for part in (stored[0], *stored[0].get("years", ())):
        for name in [name for name in part if name.endswith(("_qualifier", "_to"))]:
            del part[name]
    assert section.decode(section.upgrade(msgspec.json.encode(stored), section.schema - 1)) == (
        row,
    )


def test_range_of_a_reading_names_both_signs():
    (_, reading), *_ = plan_readings(plan(in_year_deficit=-MILLION, in_year_deficit_to=MILLION))
    assert isinstance(reading, Reading)
    assert reading.in_words == "a surplus of £1.0m to a deficit of £1.0 million"


def test_sources_of_a_chart_name_each_once():
    sources = ["Report A; load 3", "Report B; Report A; load 3", "", "Report C, 5.2; 5.4"]
    measure = unpublished_measure("Deficit", Unit.POUNDS)
    readings = [Reading(measure, value=MILLION, source=source) for source in sources]
    assert sources_text(readings) == "Report A; Report B; Report C, 5.2; 5.4; load 3"


def test_changes_of_amounts_are_in_pounds_and_words():
    old = contribution(amount=5 * MILLION)
    new = contribution(amount=5 * MILLION, amount_to=6 * MILLION)
    changed = [
        snapshot_changes(
            *(snapshot_of(day, {section: [row]}) for day, row in ((BEFORE, one), (AFTER, other)))
        )
        for section, one, other in (
            (CONTRIBUTIONS, old, new),
            (SAVINGS, saving(), saving(planned_qualifier="about")),
            (PLANS, plan(in_year_deficit=-MILLION), plan(in_year_deficit=MILLION)),
        )
    ]
    assert [item.how for changes in changed for item in changes.items] == [
        "£5.0 million to between £5.0 million and £6.0 million",
        "Planned: £1.0 million to about £1.0 million",
        "Years (2025/26): in-year deficit a surplus of £1.0 million, after contributions to "
        "in-year deficit £1.0 million, after contributions",
    ]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 3, 31), "due 31 March 2026"),
        (date(2026, 4, 1), "was due 31 March 2026, not recorded as received"),
    ],
)
def test_a_contribution_is_due_until_its_day(on, state):
    row = contribution(amount=MILLION, due=PartialDate.parse("31 March 2026"))
    assert row.state_on(on) == state
