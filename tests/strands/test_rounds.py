"""Rounds are opened once; the task list says what is owed; silence and repeated reviews are shown to members."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sendprog.records.history import change
from sendprog.records.snapshots import live_snapshot
from sendprog.values.periods import Month
from strands.actions import updates as update_actions
from strands.models import Indicator, StrandUpdate, UpdateRound
from strands.papers_due import proposed_due
from strands.snapshot import STRANDS
from tests import builders
from tests.officers_month import ADDRESS, DUE, MONTH, ON, client_of, programme, submitted, text

pytestmark = pytest.mark.django_db

AFTER = date(2025, 2, 4)
FEBRUARY = {
    "month": "February 2025",
    "due": "28/02/2025",
    "reminder_days": "7, 1, -1, -3",
    "grace_days": "5",
}


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.SENDPROG_TODAY = ON


@pytest.fixture
def it():
    return programme()


def row(slug="strategy"):
    return next(one for one in live_snapshot()[STRANDS] if one.slug == slug)


# Opening a month


def test_opening_a_month_gives_each_current_strand_an_empty_draft(it):
    builders.make_strand("ended", number=3, valid_to=date(2024, 12, 31))
    builders.make_update(date(2025, 2, 1), strand=it.other, state="draft", progress="Begun early")
    response = client_of(it.manager).post("/rounds/", FEBRUARY)
    assert (response.status_code, response["Location"]) == (302, "/rounds/2025-02/")
    opened = UpdateRound.objects.get(month=date(2025, 2, 1))
    assert (opened.due, opened.days_to_remind, opened.grace_days) == (
        date(2025, 2, 28),
        [7, 1, -1, -3],
        5,
    )
    drafts = {
        update.strand.slug: update for update in StrandUpdate.objects.filter(month=opened.month)
    }
    assert set(drafts) == {"strategy", "sufficiency"}
    assert (drafts["strategy"].state, drafts["strategy"].is_blank) == ("draft", True)
    assert drafts["sufficiency"].progress == "Begun early"
    entry = drafts["strategy"].history.get()
    assert (entry.history_user, entry.history_change_reason) == (
        it.manager,
        "Opened the round of February 2025",
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"month": "January 2025"}, "January 2025 is open already"),
        ({"month": "2025-01"}, "January 2025 is open already"),
        ({"month": "Q1 2025"}, "Q1 2025"),
        ({"month": "2025"}, "Give one month, like January 2025"),
        ({"month": ""}, "Fill in “Month”"),
        ({"due": "31 January 2025"}, "The due date is before the month it is for"),
        ({"due": "February 2025"}, "Give the day too"),
        ({"due": "32/01/2025"}, "There is no 32 January 2025"),
        ({"reminder_days": "soon"}, "Write days with commas between"),
        ({"grace_days": "-1"}, "This can't be below 0"),
        ({"grace_days": "99999"}, "365 days"),
        ({"month": "\x00"}, "has characters that no date has"),
    ],
)
def test_a_month_that_makes_no_sense_is_refused_at_its_field(fields, message, it):
    response = client_of(it.manager).post("/rounds/", FEBRUARY | fields)
    assert response.status_code == 200 and message in text(response)
    assert UpdateRound.objects.count() == 1 and StrandUpdate.objects.count() == 2


@pytest.mark.parametrize("who", ["officer", "member"])
@pytest.mark.parametrize("address", ["/rounds/", "/rounds/2025-01/", "/rounds/2025-01/change/"])
def test_rounds_are_the_managers(who, address, it):
    client = client_of(getattr(it, who))
    assert client.get(address).status_code == 403
    assert client.post(address, FEBRUARY).status_code in (403, 405)
    assert UpdateRound.objects.count() == 1


def test_changing_a_round_gives_a_strand_that_joined_its_draft(it):
    joined = builders.make_strand("pathways", number=3)
    client = client_of(it.manager)
    assert "Not in this round" in text(client.get("/rounds/2025-01/"))
    fields = {
        "version": it.round.version,
        "due": "1 February 2025",
        "reminder_days": "2",
        "grace_days": "5",
    }
    assert client.post("/rounds/2025-01/change/", fields).status_code == 302
    assert UpdateRound.objects.get().due == date(2025, 2, 1)
    assert StrandUpdate.objects.filter(strand=joined, month=MONTH).exists()


def test_round_page_says_who_has_and_who_has_not(it):
    submitted(it)
    page = text(client_of(it.manager).get("/rounds/2025-01/"))
    assert (
        "1 of 2 strands has updated; 1 waits for your decision. Due on 31 January 2025, in 9 days."
        in page
    )
    assert (
        "Strategy: read and decide Submitted 22 January 2025 On track officer" in page
        and "deputy (deputy)" in page
    )
    assert "Sufficiency Not begun" in page
    update = it.update
    update_actions.send_back(
        by=it.manager, on=ON, update=update, version=update.version, comment="Name the date"
    )
    assert "Sent back Name the date 22 January 2025" in text(
        client_of(it.manager).get("/rounds/2025-01/")
    )


@pytest.mark.parametrize(
    "address", ["/rounds/2025-02/", "/rounds/x/", "/rounds/2025-99/", "/rounds/2025-01-01/change/"]
)
def test_a_round_that_is_not_there_is_not_found(address, it):
    assert client_of(it.manager).get(address).status_code == 404


def test_round_is_due_before_the_papers_of_the_next_meeting(it):
    builders.make_meeting(date(2025, 2, 20), deadline=date(2025, 1, 30))
    client = client_of(it.manager)
    page = client.get("/rounds/")
    assert page.context["form"].initial["due"] == date(2025, 1, 29)
    assert "The papers of the next meeting are due on 30 January 2025" in text(page)
    assert "due on 30 January 2025, before these updates are" in text(
        client.get("/rounds/2025-01/")
    )
    with change(by=None):
        it.round.due = date(2025, 1, 29)
        it.round.save()
    assert "before these updates are" not in text(client.get("/rounds/2025-01/"))


@pytest.mark.parametrize(
    ("papers", "due"),
    [(None, 31), (date(2025, 1, 10), 9), (date(2025, 2, 1), 31), (date(2025, 3, 5), 31)],
)
def test_due_date_that_is_proposed(papers, due):
    assert proposed_due(Month(2025, 1), papers) == date(2025, 1, due)


# The task list


def test_task_list_holds_ones_own_strands_and_a_managers_all(it):
    builders.make_milestone(
        "late-one", strand=it.strand, stage="in_progress", forecast="December 2024"
    )
    builders.make_milestone(
        "not-late", strand=it.strand, stage="in_progress", forecast="March 2025"
    )
    builders.make_milestone(
        "others", strand=it.other, stage="in_progress", forecast="December 2024"
    )
    builders.make_milestone("done", strand=it.strand, stage="complete", actual="December 2024")
    builders.make_milestone("everybodys", stage="in_progress", forecast="December 2024")
    builders.make_indicator("monthly", strand=it.strand, period_type="month")
    given = builders.make_indicator("given", strand=it.strand, period_type="month")
    builders.make_return(given, reported_in=MONTH)
    html = client_of(it.officer).get("/my-updates/").content.decode()
    assert "/milestones/late-one/edit/" in html and "/indicators/monthly/2025-01/" in html
    past, _, still_open = html.partition('id="open-milestones"')
    assert "/milestones/not-late/edit/" in still_open and "not-late" not in past
    for other in (
        "/milestones/others/",
        "/milestones/done/",
        "everybodys",
        "/indicators/given/",
        "Sufficiency",
    ):
        assert other not in html
    # The month has not ended: its indicator is named, and not yet to do.
    assert "2 things to do" in html and "Their values are due from 1 February 2025" in html
    assert "Due by 31 January 2025" in html
    html = client_of(it.manager).get("/my-updates/").content.decode()
    assert (
        "/milestones/others/edit/" in html
        and "/milestones/everybodys/edit/" in html
        and "Sufficiency" in html
    )


def test_task_list_says_what_is_overdue_and_what_waits(it, settings):
    settings.SENDPROG_TODAY = AFTER
    client = client_of(it.officer)
    builders.make_indicator("monthly", strand=it.strand, period_type="month")
    page = text(client.get("/my-updates/"))
    assert "Overdue Strategy: update for January 2025 Was due on 31 January 2025." in page
    assert "2 things to do" in page and "due from 1 February" not in page
    assert "Indicators without a value for the period to January 2025" in page
    builders.make_return(Indicator.objects.get(slug="monthly"), reported_in=MONTH)
    submitted(it)
    page = text(client.get("/my-updates/"))
    assert "Nothing to do" in page and "Submitted, waiting for the manager" in page


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("manager", 200), ("member", 403)])
def test_who_has_a_task_list(who, status, it):
    assert client_of(getattr(it, who)).get("/my-updates/").status_code == status


def test_officer_whose_right_ended_has_an_empty_list(it, settings):
    with change(by=None):
        for officer in it.strand.officers.all():
            officer.valid_to = date(2025, 1, 21)
            officer.save()
    page = text(client_of(it.officer).get("/my-updates/"))
    assert "No strand is yours" in page and "Strategy" not in page


def test_a_round_overtaken_by_a_later_one_past_due_is_no_task(it, settings):
    client_of(it.manager).post("/rounds/", FEBRUARY)
    settings.SENDPROG_TODAY = date(2025, 3, 3)
    page = text(client_of(it.officer).get("/my-updates/"))
    assert "February 2025" in page and "January 2025" not in page


def grown(it) -> None:
    with change(by=None):
        for number in range(3, 15):
            strand = builders.make_strand(f"more-{number}", number=number)
            builders.make_officer(strand, it.officer)
            builders.make_update(date(2024, 12, 1), strand=strand)
            builders.make_update(MONTH, strand=strand, state="draft")
            for index in range(10):
                late = builders.make_milestone(
                    f"m-{number}-{index}", strand=strand, stage="in_progress", forecast="June 2024"
                )
                builders.make_baseline(late)
            builders.make_indicator(f"i-{number}", strand=strand, period_type="month")


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("officer", "/my-updates/"),
        ("manager", "/my-updates/"),
        ("manager", "/rounds/2025-01/"),
        ("officer", ADDRESS),
    ],
)
def test_queries_do_not_grow_with_the_programme(who, address, it):
    client = client_of(getattr(it, who))
    # What waits for them is counted at the first page.
    client.get(address)
    counts = []
    for size in ("small", "large"):
        if size == "small":
            builders.make_milestone(strand=it.strand, stage="in_progress", forecast="December 2024")
            builders.make_indicator(strand=it.strand, period_type="month")
        else:
            grown(it)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] and counts[1] <= 20, counts


# Silence


def test_silence_shows_to_members_once_the_round_is_past_due(it, settings):
    builders.make_update(date(2024, 10, 1), strand=it.strand, submitted_on=date(2024, 10, 3))
    assert row().silence == ""
    settings.SENDPROG_TODAY = AFTER
    assert row().silence == "An update is overdue: the last one shown is of 3 October 2024"
    assert row("sufficiency").silence == "An update is overdue: none is shown"
    for address in ("/strands/strategy/", "/strands/"):
        assert "An update is overdue: the last one shown is of 3 October 2024" in text(
            client_of(it.member).get(address)
        )
    submitted(it)
    assert row().silence == ""
    update = it.update
    update_actions.send_back(
        by=it.manager, on=AFTER, update=update, version=update.version, comment="More"
    )
    assert row().silence == "An update is overdue: the last one shown is of 3 October 2024"


def test_silence_of_a_loaded_update_names_its_month(it, settings):
    builders.make_update(date(2024, 10, 1), strand=it.strand)
    settings.SENDPROG_TODAY = AFTER
    assert row().silence == "An update is overdue: the last one shown is of October 2024"


def test_without_a_round_nobody_is_silent():
    builders.make_strand()
    assert (row().silence, row().is_silent) == ("", False)


def test_the_due_day_itself_is_in_time(it, settings):
    settings.SENDPROG_TODAY = DUE
    assert not row().is_silent
