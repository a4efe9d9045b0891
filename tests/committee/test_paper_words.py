"""Sentences of the paper that must be true of any council's records. Pure."""

from dataclasses import dataclass, replace

import pytest

from committee.paper.context import PaperContext
from committee.paper.docx_template import new_document
from committee.paper.section_bodies import ends_text
from committee.paper.strands import commitment_text, write_strand
from committee.paper.word_tables import milestones_table, reading_notes
from committee.paper.word_writer import Writer
from strands.choices import CommitmentKind, CommitmentStage
from strands.commitment_row_types import CommitmentRow
from strands.snapshot import STRANDS
from tests.sendprog.test_measures import reading
from tests.two_snapshots import (
    BEFORE,
    baseline_row,
    milestone_row,
    snapshot_of,
    strand_row,
    update_row,
)


@dataclass(frozen=True)
class Drawn:
    """What a chart's text alternative is made of."""

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ("Month", "Plans issued", "Basis")


def commitment(name: str, kind: CommitmentKind = CommitmentKind.AGREEMENT) -> CommitmentRow:
    return CommitmentRow("slug", name, "", "", None, "Its description", (), (), "", kind=kind)


@pytest.mark.parametrize(
    ("name", "kind", "strands", "text"),
    [
        (
            "Safety Valve agreement",
            "agreement",
            ["A", "B"],
            "Two strands deliver the Safety Valve agreement: A and B.",
        ),
        (
            "Local SEND reform plan",
            "reform_plan",
            ["A"],
            "One strand delivers the Local SEND reform plan: A.",
        ),
        ("Our reform plan", "reform_plan", ["A"], "One strand delivers Our reform plan: A."),
        ("The SEND plan", "other", ["A"], "One strand delivers The SEND plan: A."),
        (
            "Getting better together",
            "other",
            ["A"],
            "One strand delivers Getting better together: A.",
        ),
        ("Plan B", "other", ["A"], "One strand delivers Plan B: A."),
        (
            "Area SEND inspection",
            "inspection",
            ["A"],
            "One strand responds to the Area SEND inspection: A.",
        ),
        (
            "Direction of 2025",
            "direction",
            ["A", "B"],
            "Two strands respond to Direction of 2025: A and B.",
        ),
        ("Area SEND inspection", "inspection", [], "Area SEND inspection. Its description."),
    ],
)
def test_commitment_is_named_as_its_kind_is_spoken_of(name, kind, strands, text):
    assert commitment_text(commitment(name, CommitmentKind(kind)), strands) == text


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        ("lapsed", "One strand is named for the SEND agreement (lapsed): A."),
        ("declined", "One strand is named for the SEND agreement (declined): A."),
        ("worked_to", "One strand delivers the SEND agreement: A."),
    ],
)
def test_nobody_delivers_what_is_over(stage, text):
    row = replace(commitment("SEND agreement"), stage=CommitmentStage(stage))
    assert commitment_text(row, ["A"]) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["80", "158"], "Plans issued: from 80 (m0) to 158 (m1)"),
        (
            ["Not given", "80", "[c]", "158", "Not in the report"],
            "Plans issued: from 80 (m1) to 158 (m3)",
        ),
        (["Not given", "80"], ""),
        (["[x]", "Not given"], ""),
        ([], ""),
    ],
)
def test_ends_of_a_chart_are_its_first_and_last_figures(values, text):
    assert (
        ends_text(
            Drawn(tuple((f"m{place}", value, "Reported") for place, value in enumerate(values)))
        )
        == text
    )


def test_objective_and_each_text_of_an_update_say_what_they_are():
    """Neither an objective nor a reason is read as a statement of fact."""
    texts = {"rag_reason": "<p>Milestones are met.</p>", "progress": "<p>So far.</p>"}
    objective = "Plans are issued within 20 weeks."
    strand = strand_row(objective=objective, update=update_row(html=texts))
    document = new_document()
    snapshot = snapshot_of(BEFORE, {STRANDS: [strand]})
    write_strand(PaperContext(snapshot, Writer(document), None), strand)
    assert [paragraph.text for paragraph in document.paragraphs] == [
        strand.name,
        "Stated rating: On track.",
        "Reason for the rating:",
        "Milestones are met.",
        f"Objective: {objective}",
        "Progress:",
        "So far.",
    ]


@pytest.mark.parametrize(
    ("promised", "fields", "status"),
    [
        ("March 2025", {"forecast": "March 2025"}, "On track, on the date promised"),
        ("March 2025", {"forecast": "14 March 2025"}, "On track, on the date promised"),
        ("March 2025", {"forecast": "2025"}, "On track"),
        ("March 2025", {"forecast": "May 2025"}, "Slipped, 2 months later"),
        ("March 2025", {"forecast": "March 2025", "stage": "delayed"}, "Delayed"),
        (
            "October 2024",
            {"actual": "2 October 2024", "stage": "complete"},
            "Complete, on the date promised",
        ),
    ],
)
def test_milestone_is_on_the_date_promised_only_where_it_is_so(promised, fields, status):
    row = milestone_row(baselines=(baseline_row(1, promised),), **fields)
    assert milestones_table([row]).rows[0][1] == status


def test_load_of_a_figure_is_not_in_the_papers_tables():
    source = "Return; load 2 of 29 November 2026, by role: data lead; Report, 5.2"
    assert reading_notes(reading("4", source=source)) == "Source: Return; Report, 5.2."
    assert reading_notes(reading("4", source="load 2 of 9 May 2026, by role: x")) == ""
