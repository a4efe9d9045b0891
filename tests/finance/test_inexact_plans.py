"""A plan and an opening balance may be "about" so much, or a range: no page says more than that."""

from decimal import Decimal

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import finance.headlines
from committee.changes.difference import snapshot_changes
from finance.figures import amount_reading
from finance.readings import planned_reading, variance_reading
from finance.snapshot import POSITIONS
from finance.tables import PositionsTable
from sendprog.loads.actions import IncomingFile, check_file
from tests import builders
from tests.two_snapshots import AFTER, BEFORE, position_row, snapshot_of

MILLION = 1_000_000
ABOUT = position_row("2026-05", planned=20 * MILLION, planned_qualifier="about", forecast=None)
RANGE = position_row(
    "2026-05", planned=Decimal(20 * MILLION), planned_to=Decimal(25 * MILLION), forecast=None
)


@pytest.mark.parametrize(
    ("row", "text", "cell"),
    [
        (ABOUT, "about £20.0 million", "about £20.0m"),
        (RANGE, "£20.0m to £25.0 million", "between £20.0m and £25.0m"),
    ],
)
def test_plan_is_told_as_it_was_given(row, text, cell):
    assert planned_reading(row).in_words == amount_reading("planned", row).in_words == text
    assert PositionsTable([row]).rows[0].get_cell("planned") == cell


@pytest.mark.parametrize(
    ("row", "how"), [(ABOUT, "given as “about”"), (RANGE, "a range")], ids=["about", "range"]
)
def test_variance_to_an_inexact_plan_is_not_worked_out(row, how):
    row = position_row(
        "2026-05",
        planned=row.planned,
        planned_to=row.planned_to,
        planned_qualifier=row.planned_qualifier,
        forecast=25 * MILLION,
    )
    assert variance_reading(row).missing == f"Not worked out: the plan for 2026/27 is {how}"
    text = finance.headlines.sentence(snapshot_of(AFTER, {POSITIONS: [row]}))
    assert "above plan" not in text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (ABOUT, "the plan for 2026/27 is a deficit of about £20.0 million"),
        (RANGE, "the plan for 2026/27 is a deficit of between £20.0 million and £25.0 million"),
    ],
)
def test_sentence_without_a_forecast_gives_the_plan(row, text):
    assert text in finance.headlines.sentence(snapshot_of(AFTER, {POSITIONS: [row]}))


def test_line_of_the_plan_says_about():
    rows = [
        position_row(month, planned=20 * MILLION, planned_qualifier="about", forecast=25 * MILLION)
        for month in ("2026-05", "2026-06")
    ]
    charts = finance.headlines.charts(snapshot_of(AFTER, {POSITIONS: rows}), "Larch")
    assert "Plan about" in charts["deficit"].drawn


def test_plan_that_became_a_range_is_a_revision():
    before = snapshot_of(BEFORE, {POSITIONS: [position_row("2026-05", planned=20 * MILLION)]})
    row = position_row("2026-05", planned=20 * MILLION, planned_to=Decimal(25 * MILLION))
    (item,) = snapshot_changes(before, snapshot_of(AFTER, {POSITIONS: [row]})).items
    assert (item.old, item.new) == ("£20.0 million", "£20.0m to £25.0 million [r]")


def test_stored_positions_have_exact_plans():
    row = position_row("2026-05", planned=MILLION, others=(), cumulative_basis_is_inferred=False)
    stored = msgspec.json.decode(POSITIONS.encode([row]))
    for name in ("planned_qualifier", "planned_to", "opening_balance_qualifier"):
        del stored[0][name]
    del stored[0]["opening_balance_to"]
    upgraded = POSITIONS.upgrade(msgspec.json.encode(stored), POSITIONS.schema - 1)
    assert POSITIONS.decode(upgraded) == (row,)


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["planned_in_year_deficit", "opening_balance"])
@pytest.mark.parametrize(
    ("value", "others"),
    [
        (2, {"to": 1}),
        (None, {"to": 1}),
        (None, {"qualifier": "about"}),
        (-1, {"qualifier": "about"}),
    ],
)
def test_range_is_in_order_and_a_word_goes_before_an_amount(name, value, others):
    fields = {name: value} | {f"{name}_{end}": given for end, given in others.items()}
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        builders.make_position("2026-05-01", **fields)


@pytest.mark.django_db
def test_file_gives_words_and_ranges():
    head = "month,planned_in_year_deficit,planned_in_year_deficit_to,forecast_in_year_deficit"
    head += ",cumulative_deficit,opening_balance,opening_balance_qualifier"
    line = "2024-11,20000000,25000000,26000000,90000000,64000000,about"
    check = check_file("dsg", IncomingFile("dsg.csv", f"{head}\n{line}\n".encode()))
    assert check.problems == ()
    (row,) = check.rows
    assert row.value("planned_in_year_deficit_to") == 25 * MILLION
    assert row.value("opening_balance_qualifier") == "about"
