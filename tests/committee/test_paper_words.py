"""Sentences of the paper that must be true of any council's records. Pure."""

from dataclasses import dataclass, replace

import pytest

from committee.paper.section_bodies import ends_text
from committee.paper.strands import commitment_text
from strands.choices import CommitmentKind, CommitmentStage
from strands.commitment_row_types import CommitmentRow


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
