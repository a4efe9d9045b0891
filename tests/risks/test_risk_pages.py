"""What the pages of risks say."""

from django.http import QueryDict

from risks.row_types import MitigationRow
from risks.snapshot import RISKS
from risks.views import risk_page
from sendprog.pages.mounted_pages import Query
from tests.two_snapshots import AFTER, assessment_row, risk_row, snapshot_of


def test_source_of_a_risk_stands_once():
    """A mitigation names its source only where it is another one."""
    mitigations = (
        MitigationRow(1, "More staff", "", "Register of May"),
        MitigationRow(2, "Training", "", "Register of June"),
    )
    risk = risk_row(assessment_row(12), source="Register of May", mitigations=mitigations)
    snapshot = snapshot_of(AFTER, {RISKS: [risk]})
    page = risk_page(snapshot, None, Query(f"risks/{risk.slug}/", QueryDict()), slug=risk.slug).main
    assert page.count("Register of May") == 1
    assert page.count("Register of June") == 1
