"""What changed is told in words, and with as many digits as two different figures need. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from committee.changes.difference import snapshot_changes
from committee.changes.formatting import (
    ONLY_LAYOUT,
    OTHER_DETAILS,
    parts_to,
    text_item,
    text_with_figures,
)
from committee.changes.items import ChangeKind, Item
from committee.changes.records import RecordChange
from committee.changes.summary import changes_summary
from committee.corrections.entries import next_entry
from committee.editions.freezing import render_page
from finance.amounts import Amount, deficit_in_words, sum_text, texts_apart
from finance.models import DeficitBasis
from finance.plan_rows import PlanRow, PlanYearRow
from finance.saving_rows import SavingRow
from finance.snapshot import PLANS, POSITIONS, SAVINGS
from risks.snapshot import RISKS
from sendprog.records.snapshots import Section
from sendprog.values.apart import places_apart, readings_apart
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading, unpublished_measure
from sendprog.values.periods import FinancialYear
from sendprog.values.rag import Rag
from sendprog.values.units import Unit
from sendprog.values.wording import pounds_in_table, pounds_in_text, signed_pounds
from strands.choices import CommitmentKind
from strands.commitment_row_types import CommitmentRow, ConditionRow, ConditionStatusRow
from strands.rows import TextRow
from strands.snapshot import (
    COMMITMENTS,
    CONDITIONS,
    INDICATORS,
    MILESTONES,
    STRANDS,
    TARGETS,
    TEXTS,
)
from tests.two_snapshots import (
    AFTER,
    BEFORE,
    indicator_row,
    milestone_row,
    position_row,
    return_row,
    risk_row,
    snapshot_of,
    strand_row,
    target_row,
)

MILLION = Decimal(1_000_000)


def only_change(section: Section, old: Any, new: Any, **others: list) -> Item:
    """The item of the one record that changed, beside other records."""
    both = dict(others.get("both", {}))
    pair = (snapshot_of(on, {**both, section: [row]}) for on, row in ((BEFORE, old), (AFTER, new)))
    (item,) = snapshot_changes(*pair).items
    return item


@pytest.mark.parametrize(
    ("amounts", "texts"),
    [
        ((MILLION, MILLION + 1), ("£1,000,000", "£1,000,001")),
        ((MILLION, MILLION + 40_000), ("£1.00 million", "£1.04 million")),
        ((MILLION, 2 * MILLION), ("£1.0 million", "£2.0 million")),
        ((Decimal("999999.60"), MILLION), ("£999,999.60", "£1,000,000")),
        ((Decimal("17000.20"), Decimal("17000.40")), ("£17,000.20", "£17,000.40")),
        ((-MILLION, -MILLION - 1), ("a surplus of £1,000,000", "a surplus of £1,000,001")),
    ],
)
def test_different_amounts_read_differently(amounts, texts):
    old, new = map(Amount, amounts)
    assert texts_apart(old, new, deficit_in_words) == texts


def test_same_amounts_have_no_more_digits():
    assert texts_apart(Amount(MILLION), Amount(MILLION), deficit_in_words) == ("£1.0 million",) * 2
    assert places_apart([MILLION, MILLION], pounds_in_text, 1) == 1


def test_pounds_in_full():
    amount = Decimal("-1000000.50")
    assert pounds_in_text(amount, 4) == pounds_in_table(amount, 4) == "−£1,000,000.50"
    assert signed_pounds(-amount, 4) == "+£1,000,000.50"


def test_readings_of_percentages_read_differently():
    measure = unpublished_measure("Rate", Unit.PERCENT)
    readings = (Reading(measure, value=Decimal(text)) for text in ("60.21", "60.24"))
    assert [each.in_words for each in readings_apart(*readings)] == ["60.21%", "60.24%"]


def saving(planned: Decimal, to: Decimal | None = None) -> SavingRow:
    fields = (FinancialYear(2025), planned, None, None, "", Basis.REPORTED, "", "")
    return SavingRow("fees", "Fees", "places", *fields, planned_to=to)


def test_saving_that_changed_by_a_pound():
    """It was told as "£1.0 million to £1.0 million"."""
    item = only_change(SAVINGS, saving(MILLION), saving(MILLION + 1))
    assert item.how == "Planned: £1,000,000 to £1,000,001"
    same = only_change(SAVINGS, saving(MILLION), saving(MILLION, MILLION))
    assert same.how == "Planned: other details"


def test_sum_counts_a_range_that_ends_at_nothing():
    """It counted the lowest instead of 0: a sum of up to £51.6 million read £49.6 million."""
    parts = [Amount(-2 * MILLION, to=Decimal(0)), Amount(MILLION, to=51_600_000 * Decimal(1))]
    assert sum_text(parts) == "between an extra cost of £1.0 million and £51.6 million"


def test_sum_of_a_small_range_is_not_said_to_be_exact():
    """A sum between £51,600,000 and £51,649,999 read £51.6 million."""
    parts = [Amount(Decimal(51_600_000)), Amount(Decimal(0), to=Decimal(49_999))]
    assert sum_text(parts) == "between £51.60 million and £51.65 million"


def test_forecast_revised_by_a_pound():
    old, new = (position_row("2026-05", forecast=amount) for amount in (1_000_000, 1_000_001))
    item = only_change(POSITIONS, old, new)
    assert (item.old, item.new, item.change) == ("£1,000,000", "£1,000,001 [r]", "+£1")


def test_target_changed_by_less_than_its_unit_shows():
    unit = {"unit": Unit.POUNDS, "decimals": 1}
    both = {INDICATORS: [indicator_row(return_row(10), **unit)]}
    old, new = (
        target_row(measure="strands.indicator.plans", value=MILLION + extra, basis_text="")
        for extra in (0, 1)
    )
    assert "£1,000,000 to £1,000,001" in only_change(TARGETS, old, new, both=both).how


def plan(closing: Decimal, source: str = "") -> PlanRow:
    year = PlanYearRow(FinancialYear(2025), None, DeficitBasis.GROSS, closing, source)
    return PlanRow("plan", "Plan", None, "Agreed", (year,), "")


def test_year_of_a_plan_that_changed_by_a_pound():
    item = only_change(PLANS, plan(MILLION), plan(MILLION + 1))
    at = "at 31 March 2026"
    assert item.how == (
        f"Years (2025/26): cumulative deficit £1,000,000 {at} to cumulative deficit £1,000,001 {at}"
    )


def test_year_of_a_plan_with_another_source():
    item = only_change(PLANS, plan(MILLION, "The board"), plan(MILLION, "The cabinet"))
    assert item.how == "Years (2025/26): source The board to The cabinet"


# Records are named, not referred to by their slug or address

STRAND = {STRANDS: [strand_row("places", name="More places")]}


@pytest.mark.parametrize(
    ("section", "row", "field", "value", "both", "text"),
    [
        (RISKS, risk_row(), "strand", "places", STRAND, "Strand: not given to More places"),
        (
            RISKS,
            risk_row(),
            "strand",
            "gone",
            {},
            "Strand: not given to A strand that is not running now",
        ),
        (
            MILESTONES,
            milestone_row(),
            "room",
            "finance",
            {},
            "Where it is shown: not given to Finance",
        ),
        (
            INDICATORS,
            indicator_row(return_row(10)),
            "reports",
            "ehcp.plans_issued",
            {},
            "Reports: not given to Plans issued each month",
        ),
        (
            PLANS,
            plan(MILLION),
            "commitment",
            "deal",
            {},
            "Commitment: not given to a record that is not listed",
        ),
    ],
)
def test_reference_is_told_by_name(section, row, field, value, both, text):
    item = only_change(section, row, replace(row, **{field: value}), both=both)
    assert item.how == text


def test_commitment_names_the_strands_that_deliver_it():
    row = CommitmentRow("deal", "Deal", "Deal", "", None, "", (), (), "", CommitmentKind.OTHER)
    item = only_change(COMMITMENTS, row, replace(row, strands=("places",)), both=STRAND)
    assert item.how == "Strands: not given to More places"


def test_return_with_another_note_tells_the_note_alone():
    """It told every field of the return, before and after, without units."""
    old, new = (indicator_row(return_row(10, note=note)) for note in ("Draft", "Final"))
    assert only_change(INDICATORS, old, new).how.endswith(": note Draft to Final")


def test_best_value_has_its_unit():
    old = indicator_row(return_row(10), unit=Unit.PERCENT)
    item = only_change(INDICATORS, old, replace(old, best_value=Decimal(95)))
    assert item.how == "Best value: not given to 95%"


def test_correction_by_less_than_is_shown_has_more_digits():
    """The edition said £1.0 million, and its correction the same."""
    measure = unpublished_measure("Planned", Unit.POUNDS)
    published, present = (Reading(measure, value=MILLION + extra) for extra in (0, 1))
    entry = next_entry("finance.plans|plan|Planned", published, present, [])
    assert (entry["said"], entry["old"]) == ("£1.0 million", "£1,000,000")
    assert entry["new"] == "£1,000,001 [r]"


def test_new_status_of_a_condition_is_added():
    """It was told as "not given to as at 28 February 2026, …"."""
    status = ConditionStatusRow(BEFORE, Rag.AT_RISK, "Late")
    old = ConditionRow("1", "Condition", "Be on time", "", "", "", Rag.AT_RISK, "", None)
    item = only_change(CONDITIONS, old, replace(old, statuses=(status,)))
    assert item.how == ("Statuses (26 November 2024): added, At risk on 26 November 2024: Late")


@pytest.mark.parametrize(
    ("html", "how", "summary"),
    [
        ("<p>So far.</p>", "Unchanged", "1 text given again, unchanged."),
        ("<p>Now.</p>", "Taken out: “So far.” Now says: “Now.”", "1 text changed."),
    ],
)
def test_text_of_a_new_month_that_says_the_same(html, how, summary):
    """Its layout was said to have changed, and it was counted as a text that changed."""
    old, new = (
        TextRow("paper-background", date(2024, month, 1), text, "")
        for month, text in ((10, "<p>So far.</p>"), (11, html))
    )
    before, after = snapshot_of(BEFORE, {TEXTS: [old]}), snapshot_of(AFTER, {TEXTS: [old, new]})
    changes = snapshot_changes(before, after)
    assert [item.how for item in changes.items] == [how]
    assert changes_summary(changes) == summary


@pytest.mark.parametrize(
    ("kind", "how", "old", "new", "expected"),
    [
        (ChangeKind.GIVEN_AGAIN, "Unchanged", "A.", "A.", (ChangeKind.GIVEN_AGAIN, "Unchanged")),
        (ChangeKind.TEXT, "", "A.", "A.", (ChangeKind.OTHER, ONLY_LAYOUT)),
        (
            ChangeKind.GIVEN_AGAIN,
            "",
            "A.",
            "B.",
            (ChangeKind.TEXT, "Taken out: “A.” Now says: “B.”"),
        ),
        (ChangeKind.OTHER, ONLY_LAYOUT, "A.", "A.", (ChangeKind.OTHER, ONLY_LAYOUT)),
    ],
)
def test_text_changed_where_it_reads_differently_with_its_figures(kind, how, old, new, expected):
    item = text_with_figures(Item(kind=kind, which="Text", how=how), old, new)
    assert (item.kind, item.how) == expected


def test_text_of_another_layout_is_not_counted_as_a_text_changed():
    item = text_item(
        RecordChange("", (), ("html",), "<p>A.</p>", "<ul><li>A.</li></ul>"), which="X"
    )
    assert (item.kind, item.how) == (ChangeKind.OTHER, ONLY_LAYOUT)


def test_statuses_of_a_condition_that_stay_are_not_repeated():
    """The whole old and new list was told where one was added, one changed and one removed."""
    day, next_day = date(2024, 12, 2), date(2024, 12, 3)
    gone = ConditionStatusRow(date(2024, 11, 1), Rag.AT_RISK, "Early")
    stays = ConditionStatusRow(BEFORE, Rag.AT_RISK, "Late")
    was, now = (ConditionStatusRow(day, Rag.AT_RISK, words) for words in ("Draft", "Final"))
    new = ConditionStatusRow(next_day, Rag.ON_TRACK, "Done")
    condition = ConditionRow("1", "Condition", "Be on time", "", "", "", Rag.AT_RISK, "", None)
    deal = CommitmentRow("deal", "Deal", "Deal", "", None, "", (), (), "")

    def latest(statuses: tuple[ConditionStatusRow, ...]) -> dict[str, Any]:
        last = statuses[-1]
        return {"statuses": statuses, "status_as_at": last.as_at, "status_words": last.words}

    deals = [
        replace(deal, conditions=(replace(condition, **latest(statuses)),))
        for statuses in ((gone, stays, was), (stays, now, new))
    ]
    assert only_change(COMMITMENTS, *deals).how == (
        "Conditions (1): statuses removed, At risk on 1 November 2024: Early; "
        "2 December 2024: words Draft to Final; "
        "added, On track on 3 December 2024: Done"
    )


# What is live is no edition


@pytest.mark.parametrize(
    ("is_edition", "words"),
    [(True, "First reported in this edition"), (False, "First reported since the earlier edition")],
)
def test_what_is_live_is_not_called_an_edition(is_edition, words):
    rows = {STRANDS: [strand_row()], RISKS: [risk_row()]}
    before, after = snapshot_of(BEFORE, {}), snapshot_of(AFTER, rows)
    after.for_meeting = is_edition
    page = render_page(after, before, "changes/").main
    assert (f"{words}: " in page, f"{words}, so" in page) == (True, True)
    assert is_edition is ("this edition" in page or "this one" in page)
    alone = render_page(after, None, "changes/").main
    assert is_edition is ("compare this one with" in alone)


def test_what_stands_on_both_sides_of_a_change_is_not_repeated():
    """ "in-year deficit £1 million to in-year deficit £1 million; cumulative deficit £0" told a change of both."""
    assert parts_to("in-year £1; from A", "in-year £1; from A; balance £0") == "added, balance £0"
    assert parts_to("in-year £1; balance £0", "in-year £1") == "removed, balance £0"
    assert parts_to("in-year £1; from A", "in-year £2; from A") == "in-year £1 to in-year £2"
    assert parts_to("a; b", "b; a") == OTHER_DETAILS
