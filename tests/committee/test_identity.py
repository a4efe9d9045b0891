"""Records are known by what the database holds unique, and scores are compared within one version of one matrix."""

from dataclasses import fields
from datetime import date

import msgspec
import pytest
from django.apps import apps
from django.db.models import UniqueConstraint

from committee.changes.difference import snapshot_changes
from committee.changes.keys import NESTED, SECTIONS
from risks.snapshot import RISKS
from risks.views import register_sentence
from sendprog.values.basis import Basis
from sendprog.values.rag import Rag
from strands.commitment_row_types import ConditionRow, ConditionStatusRow
from strands.snapshot import COMMITMENTS, CONDITIONS
from tests.two_snapshots import AFTER, BEFORE, assessment_row, risk_row, snapshot_of

# The model of each row whose records are not those of Section.edit, or that is nested in another row.
MODELS = {
    "StrandRow": "strands.strand",
    "TextRow": "strands.strandupdate",
    "RiskRow": "risks.risk",
    "MilestoneRow": "strands.milestone",
    "IndicatorRow": "strands.indicator",
    "SectionRow": "committee.papersection",
    "TermRow": "committee.glossaryterm",
    "TitleBlockRow": "committee.papertitleblock",
    "AskRow": "committee.ask",
    "HeadlineMeasureRow": "committee.headlinemeasure",
    "ScorecardMeasureRow": "committee.scorecardmeasure",
    "ExceptionRow": "committee.scorecardexception",
    "BaselineRow": "strands.baseline",
    "ReturnRow": "strands.indicatorreturn",
    "ConditionRow": "strands.condition",
    "ConditionStatusRow": "strands.conditionstatus",
    "CommitmentReportRow": "strands.commitmentreport",
    "PlanYearRow": "finance.planyear",
    "PositionFigureRow": "finance.positionfigure",
    "AssessmentRow": "risks.riskassessment",
    "MitigationRow": "risks.mitigation",
    "CellRow": "risks.riskmatrixcell",
}
# The row that a nested row stands in is part of its key.
PARENTS = {
    "BaselineRow": "milestone",
    "ReturnRow": "indicator",
    "ConditionRow": "commitment",
    "ConditionStatusRow": "condition",
    "CommitmentReportRow": "commitment",
    "PlanYearRow": "plan",
    "PositionFigureRow": "position",
    "AssessmentRow": "risk",
    "MitigationRow": "risk",
    "CellRow": "matrix",
}
# Kept by no UNIQUE rule: a contribution has none, a move is an entry of the history, an update is one a strand,
# and one of the whole programme; a figure of a position has two rules, with a day and without. An official figure is
# that of the newest of many releases, and there is one row of comparators.
WITHOUT_RULE = {
    "ComparisonRow",
    "ContributionRow",
    "MoveRow",
    "OfficialRow",
    "PositionFigureRow",
    "ProgrammeRow",
    "UpdateRow",
}


def unique_rules(label: str) -> list[set[str]]:
    model = apps.get_model(label)
    rules = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]
    return [set(rule.fields) for rule in rules]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_the_key_of_a_section_is_what_the_database_holds_unique(section):
    name = section.row.__name__
    label = MODELS.get(name) or section.model or section.edit.model
    if name not in WITHOUT_RULE:
        assert set(section.key) in unique_rules(label)


@pytest.mark.parametrize("row", NESTED, ids=lambda row: row.__name__)
def test_the_key_of_a_nested_row_is_what_the_database_holds_unique(row):
    if row.__name__ not in WITHOUT_RULE:
        assert {*NESTED[row], PARENTS[row.__name__]} in unique_rules(MODELS[row.__name__])


def condition(commitment: str, wording: str, rating: Rag = Rag.AT_RISK) -> ConditionRow:
    return ConditionRow(
        "1", "Condition", wording, "", "", "", rating, "", None, commitment=commitment
    )


def test_a_condition_of_another_commitment_changes_no_other():
    old = condition("safety-valve", "Keep to plan")
    added = condition("inspection", "Answer in time", Rag.OFF_TRACK)
    for rows in ([old, added], [added, old]):
        changes = snapshot_changes(
            snapshot_of(BEFORE, {CONDITIONS: [old]}), snapshot_of(AFTER, {CONDITIONS: rows})
        )
        assert {record.key for record in changes.records} == {("inspection", "1")}


def test_conditions_stored_before_they_named_their_commitment_still_read():
    stored = {
        field.name: ""
        for field in fields(ConditionRow)
        if field.name not in ("commitment", "statuses")
    }
    content = msgspec.json.encode(
        [stored | {"rating": "at_risk", "status_as_at": None, "reference": "1"}]
    )
    (row,) = CONDITIONS.decode(CONDITIONS.upgrade(content, 1))
    assert (row.reference, row.commitment, row.statuses) == ("1", "", ())


def test_conditions_stored_with_their_latest_status_alone_still_read():
    old = condition("safety-valve", "Keep to plan")
    stored = {
        field.name: getattr(old, field.name) for field in fields(old) if field.name != "statuses"
    }
    stored |= {"status_as_at": "2024-11-30", "status_words": "Late"}
    (row,) = CONDITIONS.decode(CONDITIONS.upgrade(msgspec.json.encode([stored]), 2))
    assert row.statuses == (ConditionStatusRow(date(2024, 11, 30), Rag.AT_RISK, "Late"),)


def test_commitments_stored_before_they_had_stages_still_read():
    condition_of_deal = condition("deal", "Keep to plan")
    stored = {
        "conditions": [
            {
                field.name: getattr(condition_of_deal, field.name)
                for field in fields(condition_of_deal)
            }
        ]
    }
    del stored["conditions"][0]["statuses"]
    stored |= dict.fromkeys(
        ("slug", "name", "short_name", "counterparty", "description", "source"), "deal"
    )
    stored |= {"agreed": None, "strands": []}
    (row,) = COMMITMENTS.decode(COMMITMENTS.upgrade(msgspec.json.encode([stored]), 2))
    assert (row.summary, row.reports) == ("With deal", ())


FIRST, SECOND, THIRD = date(2024, 5, 1), date(2024, 8, 1), date(2024, 11, 1)


@pytest.mark.parametrize(
    ("scores", "movement"),
    [
        pytest.param([(12, "A"), (16, "A")], "Up from 12", id="up"),
        pytest.param([(2, "A"), (0, "A")], "Down from 2", id="down-to-0"),
        pytest.param([(0, "A"), (0, "A")], "Unchanged", id="still-0"),
        pytest.param([(None, "A"), (16, "A")], "No earlier score", id="first-score"),
        pytest.param([(16, "A"), (None, "A")], "Not scored", id="score-taken-away"),
        pytest.param([(12, "A"), (None, "A"), (16, "A")], "Up from 12", id="past-an-unscored-one"),
        pytest.param(
            [(32, "A"), (12, "B")],
            "Not comparable with 32: scored with another matrix",
            id="other-matrix",
        ),
    ],
)
def test_movement_of_a_risk(scores, movement):
    days = (FIRST, SECOND, THIRD)
    rows = [
        assessment_row(score, on, matrix=matrix)
        for (score, matrix), on in zip(scores, days, strict=False)
    ]
    risk = risk_row(*rows)
    assert risk.movement == movement
    assert "None" not in risk.before_in_words


def test_highest_is_said_of_each_matrix():
    one = risk_row(assessment_row(32, matrix="Old, version 1"), title="A")
    two = risk_row(assessment_row(20, matrix="New, version 1"), title="B", reference="b")
    sentence = register_sentence(snapshot_of(AFTER, {RISKS: [one, two]}))
    assert sentence.endswith("Highest, at 32 with Old, version 1: A; at 20 with New, version 1: B.")
    alone = register_sentence(snapshot_of(AFTER, {RISKS: [one]}))
    assert alone == "1 scored risk. Highest, at 32: A."


@pytest.mark.parametrize(
    ("levels", "basis", "words"),
    [
        ({"likelihood": 4}, Basis.REPORTED, "Likelihood 4, impact not given"),
        ({"impact": 0, "likelihood": 0}, Basis.REPORTED, "Likelihood 0, impact 0"),
        ({}, Basis.REPORTED, "Likelihood and impact are not given"),
        ({}, Basis.PUBLISHED, "Likelihood and impact are not in the report"),
    ],
)
def test_likelihood_and_impact_in_words(levels, basis, words):
    assert assessment_row(12, basis=basis, source="Report 9.2", **levels).levels_in_words == words


def test_a_target_of_0_is_a_value():
    assert risk_row(assessment_row(0, target_score=0)).target_in_words == "0"
    assert risk_row(assessment_row(0, target_score=0)).score_in_words == "0"
    assert risk_row(assessment_row(4)).target_in_words == "Not given"
