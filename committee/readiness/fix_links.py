"""Where each record is mended: the page or list of the admin, and the words of the link to it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from committee.snapshot.asks import ASKS
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from ehcp.snapshot import MONTHS
from finance.snapshot import CONTRIBUTIONS, PLANS, POSITIONS, SAVINGS
from risks.snapshot import MATRICES, RISKS
from strands.rows import StrandRow
from strands.snapshot import COMMITMENTS, CONDITIONS, INDICATORS, MILESTONES, PLACES, STRANDS, TARGETS, TEXTS

Mend = tuple[str, str]


def listed(model: str, words: str, search: str = "") -> Mend:
    """The admin's list of a model ("strands.indicator"), with what to look for."""
    app, _, name = model.partition(".")
    address = reverse(f"admin:{app}_{name}_changelist")
    return (f"{address}?{urlencode({'q': search})}" if search else address), words


def update(slug: str, month: date | None = None) -> Mend:
    """A strand's update, of a month or the one that is owed."""
    address = reverse("strand_update", args=[slug])
    return (f"{address}?month={month:%Y-%m}" if month else address), "Open the strand's update"


def strand(row: StrandRow, field: str = "") -> Mend:
    """The strand's update where the text is the update's, else the strand itself."""
    if row.update and field == "html":
        return update(row.slug, row.update.month)
    return listed("strands.strand", "Open the strand", row.slug)


def text(section: str) -> Mend:
    return listed("strands.strandupdate", "Open the text", section)


MENDS: dict[str, Callable[[Any], Mend]] = {
    CONDITIONS.name: lambda row: listed("strands.condition", "Open the condition", row.reference),
    TEXTS.name: lambda row: text(row.section),
    MILESTONES.name: lambda row: (reverse("milestone_edit", args=[row.reference]), "Edit the milestone"),
    INDICATORS.name: lambda row: listed("strands.indicatorreturn", "Open its returns", row.slug),
    TARGETS.name: lambda row: listed("strands.target", "Open the target", row.measure),
    PLACES.name: lambda row: listed("strands.placesscheme", "Open the places", row.slug),
    COMMITMENTS.name: lambda row: listed("strands.commitment", "Open the agreement", row.slug),
    MONTHS.name: lambda row: listed("ehcp.monthlyreturn", "Open the monthly returns"),
    PLANS.name: lambda row: listed("finance.plan", "Open the plan", row.slug),
    POSITIONS.name: lambda row: listed("finance.monthlyposition", "Open the positions"),
    CONTRIBUTIONS.name: lambda row: listed("finance.contribution", "Open the contributions"),
    SAVINGS.name: lambda row: listed("finance.saving", "Open the saving", row.slug),
    RISKS.name: lambda row: (reverse("risk_edit", args=[row.reference]), "Edit the risk"),
    MATRICES.name: lambda row: listed("risks.riskmatrix", "Open the matrix", row.slug),
    ASKS.name: lambda row: (reverse("ask_edit", args=[row.reference]), "Edit the ask"),
    MEETINGS.name: lambda row: listed("committee.meeting", "Open the meeting", row.title),
    PAPER_SECTIONS.name: lambda row: (
        reverse("paper_section_edit", args=[row.slug]),
        "Edit the section of the paper",
    ),
    TITLE_BLOCKS.name: lambda row: (reverse("paper_title_block"), "Edit the title block"),
}


def mend_of(section: str, row: Any, field: str) -> Mend:
    """Where a field of a row is mended; what nobody has named a page for is found from the admin's front."""
    if section == STRANDS.name:
        return strand(row, field)
    found = MENDS.get(section)
    return found(row) if found else (reverse("admin:index"), "Open the records")
