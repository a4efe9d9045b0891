"""What is left on a strand that ended, and what belongs to none, has its tables in the paper."""

from datetime import date
from decimal import Decimal

from committee.editions.freezing import render_page
from committee.models.paper import Filling
from committee.snapshot.paper import PAPER_SECTIONS
from committee.snapshot.usual_sections import SectionRow
from finance.saving_rows import SavingRow
from finance.snapshot import SAVINGS
from sendprog.values.basis import Basis
from sendprog.values.periods import FinancialYear
from strands.choices import PlacesStage
from strands.rows import PlacesRow
from strands.snapshot import ENDED_STRANDS, MILESTONES, PLACES, STRANDS
from strands.succession_row_types import EndedStrandRow
from tests import word
from tests.two_snapshots import milestone_row, snapshot_of, strand_row

TODAY = date(2026, 11, 20)


def saving(slug: str, strand: str) -> SavingRow:
    planned, year = Decimal(1_000_000), FinancialYear(2026)
    return SavingRow(
        slug, slug.title(), strand, year, planned, None, None, "", Basis.REPORTED, "", ""
    )


def places(slug: str, strand: str) -> PlacesRow:
    stage, when = PlacesStage.PLANNED, "No date set"
    return PlacesRow(slug, slug.title(), strand, "", 12, None, "", stage, when, Basis.REPORTED, "")


def test_ended_and_no_strand_have_tables():
    """Their places and savings were in no table."""
    rows = {
        PAPER_SECTIONS: [SectionRow("strands", 1, False, "Strands", "", (), Filling.STRANDS)],
        STRANDS: [strand_row("places", name="More places")],
        ENDED_STRANDS: [EndedStrandRow("old", "Old ways", None, date(2026, 5, 31), (), "")],
        PLACES: [places("bases", "old"), places("units", "")],
        SAVINGS: [saving("buses", "old"), saving("fees", ""), saving("lost", "unknown")],
        MILESTONES: [
            milestone_row(strand="old", title="School"),
            milestone_row("tribunal", strand="", room="ehcp", title="Tribunal"),
        ],
    }
    paper = word.opened(render_page(snapshot_of(TODAY, rows), None, "paper.docx").content)
    text = word.texts(paper)
    for heading in ("Old ways (not running now)", "A strand that is not running now"):
        assert heading in text
    for name in ("Old ways", "The whole programme"):
        for kind in ("places (not added up)", "savings"):
            assert f"{name}: {kind}" in text
    assert "Old ways: milestones" in text
    assert "The whole programme: milestones" not in text
    for title in ("Bases", "Units", "Buses", "Fees", "Lost", "School"):
        assert title in text
