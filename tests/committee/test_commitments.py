"""The page of a commitment: kind, stage and dates, conditions with every status, what is due and sent."""

from datetime import date

import pytest
from django.test import Client

from committee.pages.commitments import report_state
from sendprog.values.partial_dates import PartialDate
from strands.choices import CommitmentKind, CommitmentStage
from strands.commitment_row_types import CommitmentReportRow, CommitmentRow
from tests import builders
from tests.crawling import main_of, parsed, words

ON = date(2025, 1, 22)


def commitment(**fields: object) -> CommitmentRow:
    return CommitmentRow("deal", "Deal", "Deal", "", None, "", (), (), "", **fields)


@pytest.mark.parametrize(
    ("fields", "summary"),
    [
        pytest.param({}, "", id="nothing-stated"),
        pytest.param(
            {"kind": CommitmentKind.REFORM_PLAN, "stage": CommitmentStage.WORKED_TO},
            "Reform plan, declined, but worked to",
            id="declined-yet-worked-to",
        ),
        pytest.param({"stage": CommitmentStage.LAPSED}, "Lapsed", id="stage-without-kind-or-date"),
        pytest.param(
            {
                "kind": CommitmentKind.ACTION_PLAN,
                "stage": CommitmentStage.APPROVED,
                "approved": PartialDate.parse("July 2025"),
                "drafted": PartialDate.parse("May 2025"),
            },
            "Action plan. Drafted May 2025, approved July 2025",
            id="the-stage-is-said-with-its-date",
        ),
    ],
)
def test_summary_says_what_is_stated(fields, summary):
    assert commitment(**fields).summary == summary


@pytest.mark.parametrize(
    ("due", "sent", "state"),
    [
        ("January 2025", None, "Due January 2025"),
        ("21 January 2025", None, "Overdue: it was due 21 January 2025"),
        ("December 2024", "2 January 2025", "Sent 2 January 2025; it was due December 2024"),
        (None, "2 January 2025", "Sent 2 January 2025"),
        (None, None, "No date set"),
    ],
)
def test_report_is_due_until_its_last_day_is_over(due, sent, state):
    dates = [PartialDate.parse(text) if text else None for text in (due, sent)]
    report = CommitmentReportRow("Report", None, None, *dates, "", "")
    assert report_state(report, CommitmentStage.IN_FORCE, ON) == state


@pytest.mark.parametrize("stage", ["declined", "lapsed", "superseded"])
def test_report_on_a_commitment_that_is_over_is_not_overdue(stage):
    report = CommitmentReportRow(
        "Report", None, None, PartialDate.parse("21 January 2025"), None, "", ""
    )
    assert (
        report_state(report, CommitmentStage(stage), ON) == "Not sent; it was due 21 January 2025"
    )


@pytest.mark.django_db
def test_page_shows_dated_statuses_limit_and_reports():
    plan = builders.make_commitment(
        "plan", kind="direction", stage="in_force", counterparty="The Department"
    )
    condition = builders.make_condition(plan, limit="£3 million", if_missed="It is withheld")
    builders.make_condition_status(condition, stated_rag="off_track", words="Over the limit")
    builders.make_condition_status(condition, as_at=date(2025, 1, 10), stated_rag="at_risk")
    builders.make_commitment_report(plan, due="31 January 2099", first=date(2024, 9, 1))
    client = Client()
    client.force_login(builders.make_user("auditor", role="auditor"))
    page = words(
        parsed(f"<main>{main_of(client.get('/live/commitments/plan/').content.decode())}</main>")
    )
    assert "Direction, in force, by The Department." in page
    assert "Condition 1 Keep to the plan. Limit £3 million If it is missed It is withheld" in page
    assert "At risk 10 January 2025 Off track 30 November 2024. Over the limit" in page
    assert "Monitoring report From 1 September 2024 Due 31 January 2099" in page
    assert client.get("/live/commitments/none/").status_code == 404
    csv = client.get("/live/commitments/conditions.csv").content.decode()
    assert "£3 million,It is withheld,At risk" in csv
