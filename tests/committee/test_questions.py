"""Questions and next steps come from what is recorded, or from what is not, and stand beside nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from committee.pages.attention import needs_attention
from committee.pages.next_steps import absent_steps, with_next_steps
from committee.pages.overview import overview_page
from ehcp.measures import ANNUAL_REVIEWS_OVERDUE, REQUESTS_RECEIVED, TWENTY_WEEK_RATE
from ehcp.questions import is_past_worst
from finance.questions import deficit_questions
from finance.snapshot import POSITIONS, SAVINGS
from risks.questions import risk_questions
from risks.row_types import MitigationRow
from sendprog.pages.mounted_pages import Query
from sendprog.pages.pre_election import PRE_ELECTION, PreElectionRow
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading
from sendprog.values.periods import FinancialYear, Month, Window
from sendprog.values.rag import Rag
from strands.questions import milestone_questions, strand_questions
from strands.rows import MonthRatingRow
from strands.snapshot import MILESTONES, STRANDS, TARGETS
from tests.committee.test_small_pictures import target
from tests.finance.test_trajectory import MILLION
from tests.properties.test_invariants import saving_row
from tests.risks.test_heat_map import matrix_row, placed_risk
from tests.two_snapshots import (
    AFTER,
    milestone_row,
    position_row,
    snapshot_of,
    strand_row,
    update_row,
)

NO_PATH = "How and by when will it be back on track? No path to green is recorded."
PATH = "Which step of the path to green comes next, and how will we know that it worked?"
OFF = update_row("off_track")
OVERDUE = milestone_row("late", on=AFTER, forecast="March 2024")


def ratings(*names: str) -> tuple[MonthRatingRow, ...]:
    start = Month(2024, 9)
    return tuple(
        MonthRatingRow(start.plus(place).first, Rag(name), Basis.REPORTED)
        for place, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("strand", "milestones", "questions"),
    [
        pytest.param(strand_row(), [OVERDUE], [], id="on_track"),
        pytest.param(strand_row(update=update_row("at_risk")), [], [], id="at_risk"),
        pytest.param(strand_row(update=None), [], [], id="never_told_of"),
        pytest.param(strand_row(update=OFF), [], [NO_PATH], id="no_path"),
        pytest.param(
            strand_row(update=replace(OFF, path_to_green_is_given=True)),
            [OVERDUE, milestone_row(on=AFTER)],
            [PATH, "One of its milestones is overdue. By when will it be done?"],
            id="path_and_an_overdue_milestone",
        ),
        pytest.param(
            strand_row(update=OFF, is_silent=True),
            [OVERDUE, OVERDUE],
            [
                NO_PATH,
                "Two of its milestones are overdue. By when will each be done?",
                "An update is overdue. What has happened since the last one?",
            ],
            id="three_at_most",
        ),
        pytest.param(
            strand_row(
                update=OFF, ratings=ratings("off_track", "at_risk", "off_track", "off_track")
            ),
            [],
            [
                NO_PATH,
                "Every rating since November 2024 is Off track. What would change that?",
            ],
            id="off_track_again",
        ),
        pytest.param(
            strand_row(update=OFF, ratings=ratings("at_risk", "off_track")),
            [],
            [NO_PATH],
            id="once",
        ),
    ],
)
def test_questions_of_a_strand(strand, milestones, questions):
    assert strand_questions(strand, milestones) == questions


def test_questions_of_a_milestone():
    assert milestone_questions(milestone_row(on=AFTER, forecast="March 2030")) == []
    assert milestone_questions(OVERDUE) == [
        "Its date has passed. By when will it be done?",
        "Who is responsible for it? Nobody is recorded.",
        "Why is it late? No reason is recorded.",
    ]
    known = {"owner": "Head of SEND", "reason": "Posts are vacant."}
    assert milestone_questions(replace(OVERDUE, **known)) == [
        "Its date has passed. By when will it be done?"
    ]


def risk(likelihood: int, impact: int, band: str, **fields: object):
    placed = placed_risk("a", likelihood, impact, band=band, target_score=6)
    return replace(placed, **{"owner": "Director", "mitigations": ()} | fields)


@pytest.mark.parametrize(
    ("row", "questions"),
    [
        pytest.param(risk(2, 2, "Low"), [], id="low"),
        pytest.param(
            risk(5, 5, "Very high"),
            [
                "What is being done about it? Nothing is recorded.",
                "What will bring the score down to its target, and by when?",
            ],
            id="nothing_done",
        ),
        pytest.param(
            risk(5, 5, "Very high", owner="", mitigations=(MitigationRow(1, "Recruit", ""),)),
            [
                "Who owns this risk? Nobody is recorded.",
                "What will bring the score down to its target, and by when?",
                "Who does what is planned? For some of it nobody is recorded.",
            ],
            id="nobody_named",
        ),
    ],
)
def test_questions_of_a_risk(row, questions):
    assert risk_questions(row, [matrix_row()]) == questions
    assert risk_questions(row, [matrix_row(is_example=True)]) == []
    assert risk_questions(row, []) == []


def positions(*forecasts: int, planned: int = 5) -> dict:
    rows = [
        position_row(f"2025-0{place}", forecast=millions * MILLION, planned=planned * MILLION)
        for place, millions in enumerate(forecasts, 1)
    ]
    return {POSITIONS: rows}


CAUSE = "What makes up the difference from the plan? No split by cause is recorded."
ROSE = "The figure was lower at the report before. What has changed since?"


@pytest.mark.parametrize(
    ("rows", "questions"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param(positions(4), [], id="below_plan"),
        pytest.param(positions(-1, planned=-2), [], id="a_smaller_surplus"),
        pytest.param(positions(9), [CAUSE], id="above_plan"),
        pytest.param(positions(9, 8), [CAUSE], id="above_plan_and_falling"),
        pytest.param(positions(8, 9), [CAUSE, ROSE], id="above_plan_and_rising"),
        pytest.param(
            positions(9)
            | {SAVINGS: [replace(saving_row("fees"), financial_year=FinancialYear(2024))]},
            [
                CAUSE,
                "For 1 saving of 2024/25 nothing delivered is recorded. What has it brought?",
            ],
            id="savings",
        ),
    ],
)
def test_questions_of_the_deficit(rows, questions):
    snapshot = snapshot_of(AFTER, rows)
    assert deficit_questions(snapshot, snapshot[SAVINGS]) == questions


@pytest.mark.parametrize(
    ("measure", "value", "fields", "is_past"),
    [
        (TWENTY_WEEK_RATE, 44, {}, True),
        (TWENTY_WEEK_RATE, 45, {}, False),
        (TWENTY_WEEK_RATE, 44, {"qualifier": "over"}, False),
        (ANNUAL_REVIEWS_OVERDUE, 46, {}, True),
        (ANNUAL_REVIEWS_OVERDUE, 44, {}, False),
        (REQUESTS_RECEIVED, 44, {}, False),
    ],
)
def test_past_the_worst_agreed(measure, value, fields, is_past):
    window = Window.of_months(Month(2024, 12), Month(2024, 12))
    reading = Reading(measure, value=Decimal(value), window=window, **fields)
    rows = [replace(target(60), measure=measure.address, floor=Decimal(45))]
    snapshot = snapshot_of(AFTER, {TARGETS: rows})
    assert is_past_worst(reading, snapshot) is is_past


# Next steps

STEPS = "<h3>Next</h3><ul><li>Appoint <strong>two</strong> leads.</li><li>Train.</li></ul>"
AHEAD = {"on": AFTER, "title": "Open the base", "owner": "Head of Places"}


def first_items(rows: dict, **period: object) -> list:
    snapshot = snapshot_of(AFTER, rows | period.get("rows", {}))
    return with_next_steps(needs_attention(snapshot), snapshot)


def test_next_step_of_a_strand_is_its_update_s_then_its_next_milestone():
    def step(**html: str) -> str:
        update = replace(OFF, html=html)
        rows = {STRANDS: [strand_row(update=update)]}
        rows[MILESTONES] = [milestone_row(forecast="March 2026", **AHEAD)]
        return first_items(rows)[0].next_step

    assert step(next_steps=STEPS, path_to_green="<p>A</p>") == "Appoint two leads."
    assert step(path_to_green=f"<p>{'Longer ' * 40}</p>").endswith("Longer […]")
    assert step() == "Open the base, March 2026"


def test_next_step_of_a_late_milestone_is_its_date_told_once():
    slipped = milestone_row(forecast="March 2026", stage="delayed", **AHEAD)
    item, late = first_items({MILESTONES: [slipped, OVERDUE]})[::-1]
    assert (item.next_step, "2026" in item.detail) == ("due March 2026", False)
    assert late.next_step == "" and "March 2024" in late.detail
    assert absent_steps([item, late]) == f"No next step is recorded for “{OVERDUE.title}” itself."
    assert absent_steps([late]) == "No next step is recorded." and absent_steps([item]) == ""


def test_next_step_of_the_deficit_is_the_next_milestone_of_the_room():
    rows = positions(9) | {
        MILESTONES: [
            milestone_row("far", room="finance", forecast="March 2027", **AHEAD),
            milestone_row("near", room="finance", forecast="March 2026", **AHEAD),
        ]
    }
    deficit = first_items(rows)[0]
    assert (deficit.next_step, deficit.owner) == ("Open the base, March 2026", "Head of Places")
    assert first_items(positions(9))[0].next_step == ""


def test_overview_has_the_questions_but_not_before_an_election():
    rows = {STRANDS: [strand_row(update=OFF)], MILESTONES: [OVERDUE]} | positions(8, 9)

    def page(**more: object) -> str:
        snapshot = snapshot_of(AFTER, rows | more.get("rows", {}))
        return overview_page(snapshot, None, Query("", QueryDict())).main

    main = page()
    assert main.count("Questions you might ask") == 3
    assert CAUSE in main and NO_PATH in main and main.count("No next step is recorded") == 1
    before = {PRE_ELECTION: [PreElectionRow(date(2025, 1, 1), date(2025, 2, 1))]}
    assert "Questions you might ask" not in page(rows=before)
