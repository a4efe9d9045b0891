"""Sentences that were true of one council alone: each read where it was false. Most need no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from committee.changes.items import ChangeKind, Changes, NumberItem, Verdict
from committee.changes.summary import changes_summary, compared_with, since_heading
from committee.editions.freezing import render_page
from committee.models.meetings import ANOTHER_MEETING
from committee.pages.asks import asks_summary
from committee.pages.changes import editions_to_compare
from committee.pages.search import search
from committee.snapshot.ask_rows import AskStatus
from committee.snapshot.asks import ASKS
from committee.snapshot.meetings import MEETINGS, MeetingRow
from ehcp.contacts import CONTACTS, ContactRow, contacts_table
from ehcp.models import CoveredPeriod
from ehcp.snapshot import MONTHS
from ehcp.tables import group_tables, months_table_of
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot, uncached_snapshot
from sendprog.values.basis import Basis
from sendprog.values.periods import Month
from sendprog.values.rag import MilestoneStatus
from strands.filters import filter_milestones
from strands.snapshot import STRANDS, TARGETS
from tests import builders
from tests.crawling import main_of, reader
from tests.filling import fill_in
from tests.two_snapshots import (
    milestone_row,
    month_row,
    move_row,
    snapshot_of,
    strand_row,
    target_row,
    update_row,
)

ON = date(2026, 11, 20)
SCRUTINY, CABINET = "Scrutiny Committee", "Cabinet"


def meeting_row(committee: str, day: date) -> MeetingRow:
    texts = dict.fromkeys(MeetingRow.__dataclass_fields__, "")
    return MeetingRow(**texts | {"committee": committee, "date": day, "basis": Basis.REPORTED})


def snapshot_with_meetings(on: date, *meetings: MeetingRow) -> Snapshot:
    return snapshot_of(on, {MEETINGS: meetings})


# Several committees

EARLIER = snapshot_with_meetings(date(2026, 9, 1), meeting_row(SCRUTINY, date(2026, 9, 9)))
NEXT = {name: meeting_row(name, date(2026, 12, 1)) for name in (SCRUTINY, CABINET)}


@pytest.mark.parametrize(
    ("to_come", "heading", "ending"),
    [
        ([NEXT[SCRUTINY]], "Since your last meeting", "1 September 2026."),
        ([NEXT[CABINET]], "Since the last edition", "1 September 2026 (Scrutiny Committee)."),
        ([], "Since your last meeting", "1 September 2026 (Scrutiny Committee)."),
        (
            [NEXT[CABINET], replace(NEXT[SCRUTINY], date=date(2026, 12, 2))],
            "Since the last edition",
            "1 September 2026 (Scrutiny Committee).",
        ),
    ],
    ids=["its-own", "of-another", "none-to-come", "several-to-come"],
)
def test_what_is_live_names_the_committee_that_it_is_compared_with(to_come, heading, ending):
    live = snapshot_with_meetings(ON, *to_come)
    assert since_heading(live, EARLIER) == heading
    assert compared_with(live, EARLIER) == f"Compared with the edition before, as at {ending}"


def test_edition_for_the_meeting_to_come_is_not_of_the_last_meeting():
    edition = snapshot_of(date(2026, 11, 18), {MEETINGS: [NEXT[SCRUTINY]]})
    for live in (snapshot_with_meetings(ON, NEXT[SCRUTINY]), snapshot_with_meetings(ON)):
        assert since_heading(live, edition) == "Since the last edition"


def test_committee_is_named_wherever_there_are_several():
    live = snapshot_with_meetings(ON, meeting_row(CABINET, date(2026, 10, 1)), NEXT[SCRUTINY])
    assert since_heading(live, EARLIER) == "Since your last meeting"
    assert compared_with(live, EARLIER).endswith("(Scrutiny Committee).")


@pytest.mark.django_db
def test_editions_to_compare_with_name_their_committees(settings):
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    builders.make_meeting(committee=SCRUTINY)
    builders.make_edition()
    from_one = editions_to_compare(uncached_snapshot())
    builders.make_meeting(date(2025, 2, 1), committee=CABINET)
    assert [committee for _, committee in from_one] == [""]
    assert [committee for _, committee in editions_to_compare(uncached_snapshot())] == [SCRUTINY]


@pytest.mark.django_db
def test_second_meeting_on_a_day_is_refused_with_the_reason():
    builders.make_user("manager", role="manager", is_staff=True)
    builders.make_meeting(date(2025, 1, 22))
    response = fill_in(
        reader("manager"), "/admin/committee/meeting/add/", committee=CABINET, date="22/01/2025"
    )
    assert ANOTHER_MEETING in main_of(response.content.decode()).replace("&#x27;", "'")


# Targets whose measure has no page

UNKNOWN = snapshot_of(
    ON, {TARGETS: [target_row(60, measure="gone.measure", basis_text="Bespoke words")]}
)


def test_target_of_an_unknown_measure_is_found_where_it_is_shown():
    (group,) = search(UNKNOWN, "bespoke")
    assert [(result.page, result.values) for result in group.results] == [("measures", {})]
    page = render_page(UNKNOWN, None, "measures/").main
    assert "Local target: 60. Bespoke words" in page and "gone.measure" not in page


def test_target_of_a_known_measure_is_found_on_its_page():
    known = snapshot_of(ON, {TARGETS: [target_row(60, basis_text="Bespoke words")]})
    (group,) = search(known, "bespoke")
    address = {"address": "ehcp.twenty_week_rate"}
    assert [(result.page, result.values) for result in group.results] == [("measure", address)]


MOVED = (move_row("January 2025", "March 2025"),)

# Periods that are no months


def contact_row(month: str, **fields: object) -> ContactRow:
    counts = dict.fromkeys(
        ("calls_handled", "average_wait_seconds", "survey_answers", "staff_days_freed")
    )
    given = {"counts": counts | {"calls_handled": 1500}, "markers": {}, "wait_change_percent": None}
    given |= {
        "satisfaction": Decimal("4.2"),
        "state": "Final",
        "basis": Basis.REPORTED,
        "source": "",
    }
    return ContactRow(month=Month.parse(month), **given | fields)


def test_contact_of_a_quarter_is_of_no_month():
    quarter = contact_row("2026-09", covers=CoveredPeriod.QUARTER)
    table = contacts_table((quarter,))
    heads, row = list(table.as_values())
    assert (heads[0], row[0]) == (
        "Period",
        "July to September 2026",
    ) and "month" not in table.caption
    assert CONTACTS.title_of(quarter) == "Contact with families, July to September 2026"


@pytest.mark.parametrize(
    ("covers", "head"), [("month", "Month"), ("quarter", "Period"), ("year", "Period")]
)
def test_tables_of_returns_name_their_periods(covers, head):
    rows = [month_row("2026-09", covers=covers, requests_received=10, decisions=4)]
    tables = [months_table_of(rows, ["requests_received"]), *group_tables(rows)]
    assert {next(iter(table.as_values()))[0] for table in tables} == {head}
    assert all(("month" in table.caption.lower()) is (covers == "month") for table in tables)


@pytest.mark.parametrize("covers", ["quarter", "term", "year"])
def test_page_of_longer_returns_speaks_of_no_monthly_one(covers):
    rows = [month_row("2026-09", covers=covers, plans_issued=90, plans_issued_within_20_weeks=30)]
    page = render_page(snapshot_of(ON, {MONTHS: rows}), None, "ehcp/").main
    assert "onthly" not in page and "onth by month" not in page and ">Month<" not in page


# Counts of counts


@pytest.mark.parametrize(
    ("statuses", "summary"),
    [
        ([AskStatus.OVERDUE], "1 open and overdue; 0 answered"),
        ([AskStatus.OVERDUE, AskStatus.OVERDUE], "2 open, all of them overdue; 0 answered"),
        ([AskStatus.OVERDUE, AskStatus.OPEN], "2 open, 1 of them overdue; 0 answered"),
        ([AskStatus.OPEN, AskStatus.ANSWERED], "1 open; 1 answered"),
        ([], "0 open; 0 answered"),
    ],
)
def test_asks_are_counted_in_english(statuses, summary):
    row = ASKS.row(**dict.fromkeys(ASKS.row.__dataclass_fields__, ""))
    assert asks_summary([replace(row, status=status) for status in statuses]) == summary


def moved(verdict: Verdict) -> NumberItem:
    return NumberItem(kind=ChangeKind.MOVED, which="Plans", verdict=verdict)


def test_verdict_of_one_figure_has_no_number():
    assert changes_summary(Changes((1,), (moved(Verdict.BETTER),))) == "1 figure moved: better."
    both = (moved(Verdict.BETTER), moved(Verdict.WORSE))
    assert changes_summary(Changes((1,), both)) == "2 figures moved: 1 better, 1 worse."


# Ratings that are made up

MADE_UP = update_row("off_track", basis=Basis.ILLUSTRATIVE, rating_as_at=date(2026, 11, 3))
RATED = snapshot_of(ON, {STRANDS: [strand_row(update=MADE_UP)]})


@pytest.mark.parametrize(
    "address", ["", "strands/", "strands/places/", "briefing/", "strands/strands.csv"]
)
def test_made_up_rating_says_so_wherever_it_is(address):
    page = render_page(RATED, None, address)
    text = page.content.decode() if isinstance(page, Download) else page.main
    assert Basis.ILLUSTRATIVE.label in text
    assert "As at 03" not in text


def test_filters_say_what_they_select():
    rows = [
        milestone_row("late", stage="complete", forecast=None, actual="March 2025", moves=MOVED)
    ]
    options = dict(
        filter_milestones(rows, [], Query("", QueryDict("show=late")), on=ON).fields[2].options
    )
    assert rows[0].status is MilestoneStatus.COMPLETE_LATE and "completed late" in options["late"]
