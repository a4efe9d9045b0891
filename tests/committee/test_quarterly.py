"""A council that reports every quarter: its pages are true, and it publishes without filler rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import strip_tags

import ehcp.headlines
from committee.managing.sign_offs import snapshot_for
from committee.models import Meeting
from committee.readiness.findings import FindingKind, all_findings
from committee.readiness.inputs import read_inputs
from ehcp.models import MonthlyReturn
from ehcp.snapshot import MONTHS
from sendprog.loads.kinds import KINDS
from sendprog.records.snapshots import live_snapshot
from sendprog.values.basis import Basis
from sendprog.values.periods import Month, Window
from tests import builders
from tests.two_snapshots import month_row, snapshot_of

ON = date(2026, 1, 20)
pytestmark = pytest.mark.django_db
QUARTERS = {(2025, 3): 300, (2025, 6): 330, (2025, 9): 420, (2025, 12): 480}


@pytest.fixture
def quarterly(settings) -> Meeting:
    settings.SENDPROG_TODAY = ON
    for series in ("ehcp", "dsg"):
        builders.make_frequency(series)
    for (year, month), plans in QUARTERS.items():
        builders.make_monthly_return(
            date(year, month, 1),
            covers="quarter",
            state="final",
            plans_issued=plans,
            plans_issued_within_20_weeks=plans // 2,
        )
    for month in (6, 9, 12):
        builders.make_position(
            date(2025, month, 1), forecast_in_year_deficit=Decimal(month * 1_000_000)
        )
    return builders.make_meeting(date(2026, 2, 3))


def missing(meeting: Meeting) -> list[str]:
    findings = all_findings(snapshot_for(meeting), read_inputs(meeting, ON))
    kinds = (FindingKind.MISSING_MONTH, FindingKind.STALE)
    return [finding.text for finding in findings if finding.kind in kinds]


def test_quarters_lack_no_month(quarterly):
    assert missing(quarterly) == []


def test_quarter_without_a_return_or_position_blocks(quarterly):
    MonthlyReturn.objects.get(month=date(2025, 9, 1)).delete()
    builders.make_position(date(2024, 12, 1))
    assert missing(quarterly) == [
        "July to September 2025 is missing",
        "High needs: January to March 2025 is missing",
    ]


def test_stale_follows_the_stated_rhythm(quarterly, settings):
    settings.SENDPROG_TODAY = date(2026, 5, 31)
    snapshot = live_snapshot()
    findings = [one.text for one in all_findings(snapshot, read_inputs(quarterly, snapshot.on))]
    assert (
        "The latest return is of October to December 2025, and figures come every quarter"
        in findings
    )
    late = "The latest position is of Month 9 (December 2025), and positions come every quarter"
    assert late in findings


def test_pages_of_quarters_say_what_they_cover(quarterly):
    builders.make_user("manager", role="manager")
    client = Client()
    client.login(username="manager", password=builders.PASSWORD)
    page = client.get("/live/ehcp/").content.decode()
    text = " ".join(strip_tags(page).split())
    assert "and more plans were issued a month: July to December 2025" in text
    assert "Just before, January to June 2025: 105 a month. Up 45 a month" in text
    assert "A figure is due every quarter." in text
    assert "October to December 2025" in text and "Monthly returns" not in text
    assert "480 plans" not in text
    finance = " ".join(strip_tags(client.get("/live/finance/").content.decode()).split())
    assert "A figure is due every quarter." in finance
    measure = strip_tags(client.get("/live/measures/ehcp.plans_issued/").content.decode())
    assert "Every quarter" in measure and "480 in three months" in measure


def test_flow_is_a_mean_and_a_stock_is_of_the_end():
    row = month_row("2025-06", covers="quarter", plans_issued=330, plans_maintained=5_000)
    snapshot = snapshot_of(ON, {MONTHS: [row]})
    issued, maintained = (
        ehcp.headlines.series(snapshot, f"ehcp.{name}")[0]
        for name in ("plans_issued", "plans_maintained")
    )
    assert (issued.value, issued.when, issued.basis.value) == (
        110,
        "April to June 2025",
        "computed",
    )
    assert (maintained.value, maintained.when) == (5_000, "end of June 2025")
    june = Window.of_months(Month(2025, 6), Month(2025, 6))
    assert ehcp.headlines.read(snapshot, "ehcp.plans_issued", june) is None
    assert ehcp.headlines.read(snapshot, "ehcp.plans_maintained", june).value == 5_000
    assert ehcp.headlines.read(snapshot, "ehcp.plans_issued", row.window).value == 110
    text = ehcp.headlines.sentence(snapshot)
    assert text == "Plans issued: 110 a month (April to June 2025, the mean of three months)."


@pytest.mark.parametrize(
    ("fields", "issued", "maintained"),
    [
        ({"note": "Recounted"}, "Of the whole return: Recounted", "Of the whole return: Recounted"),
        (
            {"note": "Illustrative: the mean is the report's", "basis": Basis.ILLUSTRATIVE},
            "Illustrative: the mean is the report's",
            "",
        ),
    ],
)
def test_the_note_of_a_return_is_of_no_one_count(fields, issued, maintained):
    row = month_row("2025-06", plans_issued=330, plans_maintained=5_000, **fields)
    snapshot = snapshot_of(ON, {MONTHS: [row]})
    notes = [
        ehcp.headlines.series(snapshot, f"ehcp.{name}")[0].note
        for name in ("plans_issued", "plans_maintained")
    ]
    assert notes == [issued, maintained]


def test_months_and_quarters_pool_by_their_months():
    rows = [
        month_row("2025-06", covers="quarter", plans_issued=330),
        month_row("2025-07", plans_issued=70),
        month_row("2025-08", plans_issued=80),
        month_row("2025-09", plans_issued=90),
    ]
    snapshot = snapshot_of(ON, {MONTHS: rows})
    half_year = Window.of_months(Month(2025, 4), Month(2025, 9))
    assert ehcp.headlines.read(snapshot, "ehcp.plans_issued", half_year).value == Decimal("95.0")
    overlapping = Window.of_months(Month(2025, 5), Month(2025, 9))
    assert ehcp.headlines.read(snapshot, "ehcp.plans_issued", overlapping) is None


def test_quarters_go_out_and_come_back_through_the_desk(quarterly):
    kind = KINDS["ehcp"]
    rows = list(kind.stored_rows())
    assert [row["covers"] for row in rows] == ["quarter"] * 4
    assert next(iter(kind.published_rows(live_snapshot()[MONTHS])))["covers"] == "quarter"
