"""Officers edit milestones: dates are echoed as understood, moves have reasons, promises stand, nothing typed is lost."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from sendprog.records.history import change
from sendprog.records.references import new_reference
from sendprog.values.partial_dates import PartialDate
from strands.actions.milestones import BulkChange, MilestonesChanged, change_several
from strands.dependency_clashes import is_too_early
from strands.models import Baseline, Milestone, MilestoneDependency, StrandOfficer
from tests import builders
from tests.builders import PASSWORD
from tests.crawling import parsed, with_class, words
from tests.filling import (
    banner,
    conflict,
    errors,
    fill_in,
    send,
    send_everywhere,
    signed_in,
    standing,
)
from tests.officers_month import text as said_on

pytestmark = pytest.mark.django_db

ON = date(2025, 1, 22)
HERE = "/milestones/new-places-open/edit/"
READ = "/milestones/new-places-open/"


@pytest.fixture(autouse=True)
def on_the_day(settings):
    settings.SENDPROG_TODAY = ON


@pytest.fixture
def strand():
    return builders.make_strand()


@pytest.fixture
def other_strand():
    return builders.make_strand("sufficiency", number=2)


@pytest.fixture
def milestone(strand):
    return builders.make_milestone(
        strand=strand, forecast="March 2025", stage="in_progress", owner="Head of SEND"
    )


@pytest.fixture
def officer_user(strand):
    user = builders.make_user(role="officer")
    builders.make_officer(strand, user)
    return user


@pytest.fixture
def officer(officer_user):
    return signed_in(officer_user)


@pytest.fixture
def deputy(strand):
    user = builders.make_user("deputy", role="officer")
    builders.make_officer(strand, user, deputy=True)
    return signed_in(user)


@pytest.fixture
def manager():
    return signed_in(builders.make_user("manager", role="manager"))


def now(reference: str = "new-places-open") -> Milestone:
    return Milestone.objects.get(reference=reference)


def when(text: str) -> PartialDate:
    return PartialDate.parse(text)


def count_of_entries(milestone: Milestone) -> int:
    return milestone.history.count()


# Making one


def test_a_new_milestone_takes_its_reference_from_its_title(officer, strand):
    response = fill_in(
        officer,
        "/milestones/new/?strand=strategy",
        title="Open the new school!",
        forecast="Q4 2024/25",
    )
    assert response["Location"] == "/live/milestones/open-the-new-school/"
    made = now("open-the-new-school")
    assert (made.strand, made.forecast, made.history.count()) == (
        strand,
        when("January to March 2025"),
        1,
    )
    assert "Forecast: January to March 2025 (to 31 March 2025)." in banner(officer, response)


@pytest.mark.parametrize(
    ("title", "reference"),
    [
        ("New places open", "new-places-open-2"),
        ("New", "new-2"),
        ("Change", "change-2"),
        ("In the bin", "in-the-bin-2"),
        ("!!! ‮", "milestone"),
        ("word " * 39, "word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_reference_is_unlike_every_other(title, reference, milestone):
    builders.make_milestone("in-the-bin").delete()
    assert new_reference(Milestone, title) == reference


def test_a_new_milestone_is_undone_into_the_bin(officer, strand):
    response = fill_in(officer, "/milestones/new/?strand=strategy", title="A slip")
    undo = undo_link(officer, response)
    assert "Put it in the bin" in officer.get(undo).content.decode()
    officer.post(undo)
    assert not Milestone.objects.exists()


def undo_link(client: Client, response) -> str:
    """The address of the banner's Undo."""
    page = parsed(client.get(response["Location"]).content.decode())
    (link,) = with_class(page, "govuk-notification-banner__link")
    assert words(link) == "Undo"
    return link.get("href")


def test_which_strand_is_asked_first(officer, manager, strand, other_strand):
    links = parsed(officer.get("/milestones/new/").content.decode()).find(".//main").iter("a")
    assert [(one.get("href"), words(one)) for one in links] == [
        ("/milestones/new/?strand=strategy", "Strategy")
    ]
    assert "The whole programme" in manager.get("/milestones/new/").content.decode()
    assert (
        fill_in(manager, "/milestones/new/?strand=whole-programme", title="All of it").status_code
        == 302
    )
    assert now("all-of-it").strand is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("sufficiency", 403),
        ("whole-programme", 403),
        ("no-such", 404),
        ("%00", 404),
        ("strategy", 200),
    ],
)
@pytest.mark.parametrize("address", ["/milestones/new/", "/milestones/change/"])
def test_a_strand_of_somebody_else_is_refused(
    address, query, status, officer, strand, other_strand
):
    assert officer.get(f"{address}?strand={query}").status_code == status


def test_workstreams_of_the_strand_are_offered_and_no_others(
    officer, milestone, strand, other_strand
):
    assert "workstream" not in standing(officer.get(HERE))
    own, other = builders.make_workstream(strand), builders.make_workstream(other_strand, "other")
    assert fill_in(officer, HERE, workstream=str(own.pk)).status_code == 302
    assert now().workstream == own
    assert set(errors(fill_in(officer, HERE, workstream=str(other.pk)))) == {"workstream"}


# Dates


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("September 2025", "September 2025 (to 30 September 2025)"),
        ("January to March 2025", "January to March 2025 (to 31 March 2025)"),
        ("Q4 2024/25", "January to March 2025 (to 31 March 2025)"),
        ("autumn term 2025", "autumn term 2025 (to 31 December 2025)"),
        ("2026", "2026 (to 31 December 2026)"),
        ("14/08/2024", "14 August 2024"),
    ],
)
def test_a_date_is_echoed_as_understood(typed, understood, officer, milestone):
    refused = fill_in(officer, HERE, forecast=typed, title="")
    hint = parsed(refused.content.decode()).find(".//*[@id='id_forecast_helptext']")
    assert words(hint).startswith(f"Understood as {understood}.")
    assert standing(refused)["forecast"] == typed
    response = fill_in(officer, HERE, forecast=typed, why="The plan changed")
    assert f"Forecast: {understood}." in banner(officer, response)
    assert standing(officer.get(HERE))["forecast"] == str(when(typed))


def test_a_bare_quarter_is_refused_with_both_readings(officer, milestone):
    said = errors(fill_in(officer, HERE, forecast="Q1 2025"))["forecast"]
    assert "January to March 2025" in said
    assert "Quarter 1 of 2025/26 (April to June 2025)" in said
    assert now().version == 1


def test_a_move_needs_a_reason_that_readers_see(officer, milestone):
    refused = fill_in(officer, HERE, forecast="May 2025", description="Typed with care")
    assert errors(refused) == {"why": "Say why the forecast moves from March 2025 to May 2025"}
    assert standing(refused)["description"] == "Typed with care"
    assert send(officer, HERE, standing(refused), why="The builder is late").status_code == 302
    found = now()
    assert (found.forecast, found.reason) == (when("May 2025"), "The builder is late")
    assert found.history.first().history_change_reason == "The builder is late"
    shown = officer.get(READ).content.decode()
    assert "Moved once." in shown and "The builder is late" in shown


def test_moves_are_counted_and_a_first_date_is_none(officer, strand):
    builders.make_milestone(strand=strand)
    for text, said in [
        ("March 2025", ""),
        ("May 2025", "Moved once"),
        ("", "Moved twice"),
        ("June 2025", "Moved twice"),
    ]:
        assert fill_in(officer, HERE, forecast=text, why="Late").status_code == 302
        for address in (READ, HERE):
            found = re.search(r"Moved \w+", officer.get(address).content.decode())
            assert (found[0] if found else "") == said


def test_the_database_refuses_a_move_without_a_reason(milestone):
    milestone.forecast = when("May 2025")
    with (
        pytest.raises(IntegrityError, match="A forecast moves only with a reason"),
        transaction.atomic(),
    ):
        milestone.save()
    milestone.reason = "Late"
    milestone.save()


def test_undoing_a_move_is_a_move_with_its_own_reason(officer, milestone):
    response = fill_in(officer, HERE, forecast="May 2025", why="A slip")
    done = officer.post(undo_link(officer, response), {"why": "It was March"})
    assert done.status_code == 302
    assert (now().forecast, now().reason) == (when("March 2025"), "Undone. It was March")


# Complete and withdrawn


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"stage": "complete"}, "actual", "Give the date it was done"),
        (
            {"stage": "complete", "actual": "2024", "actual_not_known": "on"},
            "actual_not_known",
            "not both",
        ),
        ({"stage": "complete", "actual": "February 2025"}, "actual", "today is 22 January 2025"),
        ({"actual": "2024"}, "stage", "Choose Complete"),
        ({"actual_not_known": "on"}, "stage", "Choose Complete"),
        ({"stage": "withdrawn"}, "why", "Say why it is withdrawn"),
        ({"stage": "no such"}, "stage", "valid choice"),
    ],
)
def test_what_a_stage_needs_is_said_at_the_field(typed, field, said, officer, milestone):
    found = errors(fill_in(officer, HERE, **typed))
    assert list(found) == [field]
    assert said in found[field]
    assert now().version == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"stage": "complete", "actual": "January 2025", "evidence": "The minutes"},
        {"stage": "complete", "actual_not_known": "on"},
        {"stage": "withdrawn", "why": "Replaced"},
    ],
)
def test_completing_and_withdrawing(typed, officer, milestone):
    assert fill_in(officer, HERE, **typed).status_code == 302
    found = now()
    assert (found.stage, found.evidence, found.reason) == (
        typed["stage"],
        typed.get("evidence", ""),
        typed.get("why", ""),
    )


def test_a_day_that_is_not_known_is_said_so(officer, milestone, settings):
    """Not the day it was forecast for, nor that some report lacks it."""
    fill_in(officer, HERE, stage="complete", actual_not_known="on")
    for page in (READ, "/live/milestones/", "/live/strands/strategy/"):
        said = said_on(officer.get(page if page.startswith("/live") else f"/live{page}"))
        assert "ate not known" in said, page
        assert "not in the report" not in said, page
    assert "Forecast:" not in said_on(officer.get(f"/live{READ}"))


def test_an_old_reason_does_not_stand_by_a_new_stage(officer, milestone):
    fill_in(officer, HERE, forecast="May 2025", why="Late")
    fill_in(officer, HERE, title="Another title")
    assert now().reason == "Late"
    fill_in(officer, HERE, stage="delayed")
    assert now().reason == ""


def test_roles_stand_one_a_line(officer, milestone):
    assert (
        fill_in(
            officer, HERE, responsible_roles="Head of SEND\r\n\r\n  Designated officer (NHS) \r\n"
        ).status_code
        == 302
    )
    assert now().responsible_roles == "Head of SEND\nDesignated officer (NHS)"


# Two people


def test_the_second_saver_sees_both_texts_and_decides(officer, deputy, milestone):
    mine = standing(officer.get(HERE))
    assert fill_in(deputy, HERE, title="Theirs", owner="Theirs").status_code == 302
    response = send(officer, HERE, mine, title="Mine", description="Mine too")
    assert response.status_code == 409
    assert conflict(response) == {
        "Title": ("Mine", "Theirs"),
        "Description": ("Mine too", "(empty)"),
    }
    kept = standing(response)
    assert (kept["title"], kept["description"], kept["owner"], kept["version"]) == (
        "Mine",
        "Mine too",
        "Theirs",
        "2",
    )
    assert now().title == "Theirs"
    assert send(officer, HERE, kept).status_code == 302
    assert (now().title, now().description, now().owner, now().version) == (
        "Mine",
        "Mine too",
        "Theirs",
        3,
    )


def test_a_move_by_somebody_else_asks_no_reason_of_me(officer, deputy, milestone):
    mine = standing(officer.get(HERE))
    fill_in(deputy, HERE, forecast="May 2025", why="Late")
    response = send(officer, HERE, mine, title="Mine")
    assert response.status_code == 409
    assert errors(response) == {}
    assert standing(response)["forecast"] == "May 2025"
    assert send(officer, HERE, standing(response)).status_code == 302
    assert (now().title, now().forecast, now().reason) == ("Mine", when("May 2025"), "Late")


def test_a_form_left_alone_overwrites_nothing(officer, deputy, milestone):
    mine = standing(officer.get(HERE))
    fill_in(deputy, HERE, title="Theirs")
    response = send(officer, HERE, mine)
    assert "nothing was different" in banner(officer, response)
    assert (now().title, now().version) == ("Theirs", 2)


def test_an_equal_second_save_is_a_success(officer, deputy, milestone):
    mine = standing(officer.get(HERE))
    fill_in(deputy, HERE, title="The same", owner="Theirs")
    response = send(officer, HERE, mine, title="The same")
    assert "nothing was different" in banner(officer, response)
    assert (now().title, now().owner, count_of_entries(milestone)) == ("The same", "Theirs", 2)


def test_typing_outlives_the_bin(officer, milestone):
    mine = standing(officer.get(HERE))
    milestone.delete()
    response = send(officer, HERE, mine, title="Typed with care")
    assert response.status_code == 409
    assert "in the bin" in response.content.decode()
    assert standing(response)["title"] == "Typed with care"
    assert officer.get(HERE).status_code == 404


def test_an_undo_does_not_take_back_what_came_meanwhile(officer, deputy, milestone):
    undo = undo_link(officer, fill_in(officer, HERE, title="Mine"))
    form = standing(officer.get(undo))
    fill_in(deputy, HERE, owner="Theirs")
    officer.post(undo, form)
    assert (now().title, now().owner) == ("Mine", "Theirs")
    entry = milestone.history.order_by("history_id").first().history_id
    restore = f"/history/strands.milestone/{milestone.pk}/{entry}/restore/"
    form = standing(officer.get(restore))
    fill_in(deputy, HERE, owner="Theirs again")
    refused = officer.post(restore, form)
    assert "Somebody changed this" in refused.content.decode()
    assert now().owner == "Theirs again"


# Signing in, and rights


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        (
            HERE,
            {
                "title": "Typed with care",
                "version": "1",
                "stage": "in_progress",
                "forecast": "March 2025",
            },
        ),
        (
            "/milestones/new/",
            {"title": "Typed with care", "strand": "strategy", "stage": "in_progress"},
        ),
        ("/milestones/change/", {"owner": "Typed with care", "strand": "strategy", "confirm": "1"}),
    ],
)
def test_typing_outlives_a_session(address, typed, officer_user, milestone):
    client = Client()
    asked = client.post(address, typed)
    carried = standing(asked)["carried"]
    assert "Typed with care" not in asked.content.decode()
    shown = client.post(
        "/accounts/login/",
        {
            "username": officer_user.username,
            "password": PASSWORD,
            "next": address,
            "carried": carried,
        },
    )
    assert shown.status_code == 200
    assert "Typed with care" in shown.content.decode()
    assert Milestone.objects.get() == milestone and now().version == 1
    form = standing(shown)
    if address == HERE:
        assert send(client, address, form).status_code == 302
        assert now().title == "Typed with care"


def test_a_promise_typed_outlives_a_session(milestone):
    user = builders.make_user("manager", role="manager")
    client = Client()
    address = f"{READ}rebaseline/"
    carried = standing(client.post(address, PROMISE | {"version": "1"}))["carried"]
    shown = client.post(
        "/accounts/login/",
        {"username": user.username, "password": PASSWORD, "next": address, "carried": carried},
    )
    assert standing(shown)["reason"] == PROMISE["reason"]
    assert not Baseline.objects.exists()


@pytest.mark.parametrize("page", ["edit", "dependencies"])
def test_a_withdrawn_right_is_gone_with_the_next_request(page, officer, milestone):
    address = f"{READ}{page}/"
    assert officer.get(address).status_code == 200
    with change(by=None):
        right = StrandOfficer.objects.get()
        right.valid_to = date(2025, 1, 21)
        right.save()
    assert officer.get(address).status_code == 403
    assert officer.post(address, {"title": "Mine", "version": "1"}).status_code == 403


PAGES = ["edit/", "rebaseline/", "dependencies/"]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("member", [403, 403, 403]),
        ("officer", [403, 403, 403]),
        ("figures administrator", [403, 403, 403]),
        ("auditor", [403, 403, 403]),
        ("manager", [200, 200, 200]),
    ],
)
def test_who_may_edit(role, statuses, milestone):
    client = signed_in(builders.make_user("somebody", role=role))
    assert [client.get(f"{READ}{page}").status_code for page in PAGES] == statuses
    wanted = 200 if role == "manager" else 403
    assert [client.get(f"/milestones/{page}/").status_code for page in ("new", "change")] == [
        wanted,
        wanted,
    ]


def test_nobody_signed_in_is_sent_to_sign_in_and_nothing_is_kept(officer, milestone):
    assert [Client().get(f"{READ}{page}").status_code for page in PAGES] == [302, 302, 302]
    assert "no-store" in officer.get(HERE)["Cache-Control"]


# Hostile text

HOSTILE = {
    "nul": "a\x00b",
    "brackets": "[" * 5_000,
    "bidi": "‮evil‬",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "long": "x" * 100_000,
    "surrogates": "\ufffe\U0001f600\r\n\t",
    "number": "9" * 40,
}
FIELDS = [
    "title",
    "description",
    "stage",
    "stage_words",
    "forecast",
    "actual",
    "evidence",
    "owner",
    "responsible_roles",
    "accountable_role",
    "success_criteria",
    "why",
    "workstream",
]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_saved_as_text_or_refused_at_its_field(text, manager, milestone, strand):
    builders.make_workstream(strand)
    for page in send_everywhere(manager, HERE, text, FIELDS):
        assert page.status_code in (200, 409)
        assert (
            "<script>alert" not in page.content.decode()
            and "<img src=x" not in page.content.decode()
        )
    response = fill_in(manager, HERE, version=text)
    assert response.status_code == 409 or (response.status_code == 200 and "" in errors(response))
    shown = manager.get(READ).content.decode()
    assert "<script>alert" not in shown and "<img src=x" not in shown


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_on_the_other_pages(text, manager, milestone):
    for field in ("date", "reason", "approver", "approved_on", "version"):
        response = manager.post(
            f"{READ}rebaseline/", {**PROMISE, "version": str(now().version), field: text}
        )
        assert response.status_code in (200, 302, 409), field
    for field in ("needs", "remove"):
        assert manager.post(f"{READ}dependencies/", {field: text}).status_code in (200, 302)
    chosen = f"{milestone.pk}.{now().version}"
    for field in ("chosen", "forecast", "no_forecast", "owner", "no_owner", "reason", "strand"):
        sent = {
            "strand": "strategy",
            "chosen": chosen,
            "owner": "A role",
            "reason": "Why",
            "confirm": "1",
            field: text,
        }
        assert manager.post("/milestones/change/", sent).status_code in (200, 302, 404, 409), field
    assert manager.post("/milestones/change/undo/", {"entries": text}).status_code == 403


def test_a_text_that_is_too_long_is_kept_and_named(officer, milestone):
    refused = fill_in(officer, HERE, description="x" * 10_001, title="y" * 201)
    assert errors(refused) == {
        "title": "Title: at most 200 characters, this has 201",
        "description": "Description: at most 10000 characters, this has 10001",
    }
    assert standing(refused)["description"] == "x" * 10_001
    assert "maxlength" not in refused.content.decode()


# Queries


def test_the_form_asks_as_little_of_a_large_programme(officer, milestone, strand):
    builders.make_workstream(strand)
    builders.make_baseline(milestone)
    others = [
        builders.make_milestone(f"more-{index}", strand=strand, forecast="May 2025")
        for index in range(2)
    ]
    builders.make_dependency(milestone, others[0])
    builders.make_dependency(others[1], milestone)
    # What waits for an officer is counted at the first page.
    queries(officer)
    small = queries(officer)
    for index in range(57):
        more = builders.make_milestone(f"later-{index}", strand=strand, forecast="May 2025")
        builders.make_baseline(more)
        builders.make_dependency(milestone, more)
    assert (queries(officer), small <= 20) == (small, True), small


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(HERE).status_code == 200
    return len(asked)


# A date promised anew

PROMISE = {
    "date": "September 2025",
    "reason": "The site changed",
    "approver": "SEND board",
    "approved_on": "20 January 2025",
}


def test_a_manager_promises_a_new_date_beside_the_first(manager, milestone):
    first = builders.make_baseline(milestone)
    response = fill_in(manager, f"{READ}rebaseline/", **PROMISE)
    assert "Date 2 promised: September 2025 (to 30 September 2025)." in banner(manager, response)
    made = milestone.baselines.last()
    assert (made.number, str(made.date), made.reason) == (2, "September 2025", "The site changed")
    assert (made.approver, made.approved_on) == ("SEND board", date(2025, 1, 20))
    assert milestone.baselines.first() == first
    entry = milestone.history.first()
    assert entry.history_user.username == "manager"
    assert "September 2025, approved by SEND board. The site changed" in entry.history_change_reason
    shown = manager.get(READ).content.decode()
    assert (
        "1. March 2025" in shown
        and "2. September 2025, approved 20 January 2025 by SEND board" in shown
    )


def test_an_officer_promises_no_date(officer, milestone):
    assert officer.get(f"{READ}rebaseline/").status_code == 403
    assert officer.post(f"{READ}rebaseline/", PROMISE | {"version": "1"}).status_code == 403
    assert "Promise a new date" not in officer.get(HERE).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"date": ""}, "date", "Give the date"),
        ({"date": "Q1 2025"}, "date", "could mean January to March 2025"),
        ({"date": "March 2025"}, "date", "promised already"),
        ({"reason": ""}, "reason", "Say why"),
        ({"approver": ""}, "approver", "which role or board"),
        ({"approved_on": "23 January 2025"}, "approved_on", "still to come"),
        ({"approved_on": "January 2025"}, "approved_on", "write the day too"),
    ],
)
def test_a_promise_is_whole(typed, field, said, manager, milestone):
    builders.make_baseline(milestone)
    found = errors(fill_in(manager, f"{READ}rebaseline/", **PROMISE | typed))
    assert list(found) == [field] and said in found[field]
    assert milestone.baselines.count() == 1


def test_two_managers_promise_at_once(manager, milestone):
    other = signed_in(builders.make_user("second", role="manager"))
    address = f"{READ}rebaseline/"
    mine, same = standing(manager.get(address)), standing(manager.get(address))
    assert fill_in(other, address, **PROMISE).status_code == 302
    assert send(manager, address, same, **PROMISE).status_code == 302
    assert milestone.baselines.count() == 1
    response = send(manager, address, mine, **PROMISE | {"date": "2026"})
    assert response.status_code == 409
    assert "second saved this milestone" in response.content.decode()
    assert (standing(response)["date"], standing(response)["version"]) == ("2026", "2")
    assert send(manager, address, standing(response)).status_code == 302
    assert [str(one.date) for one in milestone.baselines.all()] == ["September 2025", "2026"]


# What waits for what


def test_a_milestone_waits_for_one_of_another_strand(officer, milestone, other_strand):
    needed = builders.make_milestone("bid", strand=other_strand, forecast="May 2025")
    address = f"{READ}dependencies/"
    page = officer.get(address).content.decode()
    assert [one.get("label") for one in parsed(page).iter("optgroup")] == ["Sufficiency"]
    response = officer.post(address, {"needs": str(needed.pk)})
    assert "“New places open” waits for “Bid”." in banner(officer, response)
    clash = "This is due March 2025, but it waits for “Bid”, which is due May 2025."
    for shown in (READ, HERE, address):
        assert clash in officer.get(shown).content.decode()
    other = "“New places open” is due March 2025, but it waits for this, which is due May 2025."
    assert other in officer.get("/milestones/bid/").content.decode()
    assert "already" in banner(officer, officer.post(address, {"needs": str(needed.pk)}))


def test_what_is_taken_away_can_be_put_back(officer, milestone):
    needed = builders.make_milestone("bid")
    link = builders.make_dependency(milestone, needed)
    address = f"{READ}dependencies/"
    response = officer.post(address, {"remove": str(link.pk)})
    assert not MilestoneDependency.objects.exists()
    undo = undo_link(officer, response)
    assert officer.post(undo, standing(officer.get(undo))).status_code == 302
    assert MilestoneDependency.objects.get() == link
    officer.post(address, {"remove": str(link.pk)})
    assert "already" in banner(officer, officer.post(address, {"remove": str(link.pk)}))


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_circle_is_refused_by_name(length, manager):
    ring = [builders.make_milestone(f"step-{index}") for index in range(length)]
    for one, needed in pairwise(ring):
        builders.make_dependency(one, needed)
    address = f"/milestones/step-{length - 1}/dependencies/"
    response = manager.post(address, {"needs": str(ring[0].pk)})
    said = response.content.decode()
    assert (
        escape(f"“Step {length - 1}” can't wait for “Step 0”: that one waits for “Step 1”") in said
    )
    assert "<title>Error: " in said
    assert MilestoneDependency.objects.count() == length - 1


def test_a_circle_is_refused_by_every_path(manager, milestone):
    other = builders.make_milestone("other")
    link = builders.make_dependency(milestone, other)
    link.delete()
    builders.make_dependency(other, milestone)
    link = MilestoneDependency.everything.get(pk=link.pk)
    with pytest.raises(ValidationError, match="can't wait for"):
        builders.make_dependency(milestone, other)
    entry = link.history.order_by("history_id").first().history_id
    restore = f"/history/strands.milestonedependency/{link.pk}/{entry}/restore/"
    refused = manager.post(restore, standing(manager.get(restore)))
    assert escape("can't wait for") in refused.content.decode()


@pytest.mark.parametrize(
    ("mine", "needed", "early"),
    [
        ("March 2025", "May 2025", True),
        ("May 2025", "March 2025", False),
        ("May 2025", "14 May 2025", False),
        ("2025", "June 2025", False),
        ("30 April 2025", "May 2025", True),
        ("autumn term 2025", "January to March 2026", True),
    ],
)
def test_too_early(mine, needed, early):
    assert is_too_early(when(mine), when(needed)) is early
    assert not is_too_early(None, when(needed)) and not is_too_early(when(mine), None)


@pytest.mark.parametrize("stage", ["complete", "withdrawn"])
def test_nothing_hangs_on_what_is_over(stage, officer, milestone):
    over = {"stage": stage, "reason": "Over", "actual_not_known": stage == "complete"}
    builders.make_dependency(milestone, builders.make_milestone("bid", forecast="May 2025", **over))
    assert (
        "Dates clash" not in officer.get(READ).content.decode() + officer.get(HERE).content.decode()
    )


# Several at once

CHANGE = "/milestones/change/"


def chosen(*milestones: Milestone) -> list[str]:
    return [f"{one.pk}.{one.version}" for one in milestones]


def previewed(client: Client, **typed) -> dict[str, list[str]]:
    """What the preview would send on, its hidden fields by name."""
    response = client.post(CHANGE, {"strand": "strategy", **typed})
    assert response.status_code == 200, response.status_code
    return hidden(response)


def hidden(response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in parsed(response.content.decode()).find(".//main").iter("input"):
        if field.get("type") == "hidden" and field.get("name") != "csrfmiddlewaretoken":
            found.setdefault(field.get("name"), []).append(field.get("value"))
    return found


@pytest.fixture
def second(strand):
    return builders.make_milestone("second", strand=strand, owner="Somebody")


def test_several_are_shown_old_beside_new_and_saved_together(officer, milestone, second):
    page = officer.get(f"{CHANGE}?strand=strategy").content.decode()
    assert [
        one.get("value") for one in parsed(page).iter("input") if one.get("name") == "chosen"
    ] == chosen(milestone, second)
    typed = {
        "chosen": chosen(milestone, second),
        "forecast": "Q4 2024/25",
        "owner": "Director",
        "reason": "A new plan",
    }
    sent = previewed(officer, **typed)
    assert now().version == now("second").version == 1
    shown = [
        [words(cell) for cell in row]
        for row in parsed(
            officer.post(CHANGE, {"strand": "strategy", **typed}).content.decode()
        ).findall(".//tbody/tr")
    ]
    assert shown == [
        ["New places open", "Forecast", "March 2025", "January to March 2025"],
        ["New places open", "Owner", "Head of SEND", "Director"],
        ["Second", "Forecast", "(empty)", "January to March 2025"],
        ["Second", "Owner", "Somebody", "Director"],
    ]
    response = officer.post(CHANGE, {**sent, "confirm": "1"})
    assert "2 milestones changed. Forecast: January to March 2025 (to 31 March 2025)." in banner(
        officer, response
    )
    for reference in ("new-places-open", "second"):
        found = now(reference)
        assert (found.forecast, found.owner, found.reason) == (
            when("Q4 2024/25"),
            "Director",
            "A new plan",
        )
        assert found.history.first().history_change_reason == "A new plan"


def test_blank_leaves_and_clearing_is_ticked(officer, milestone, second):
    sent = previewed(officer, chosen=chosen(milestone, second), no_owner="on")
    officer.post(CHANGE, {**sent, "confirm": "1"})
    assert (now().owner, now().forecast, now("second").owner) == ("", when("March 2025"), "")
    sent = previewed(officer, chosen=chosen(now()), no_forecast="on", reason="On hold")
    officer.post(CHANGE, {**sent, "confirm": "1"})
    assert (now().forecast, now().reason) == (None, "On hold")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"chosen": []}, ["chosen", "forecast"]),
        ({"chosen": ["nonsense"], "owner": "A role"}, ["chosen"]),
        ({}, ["forecast"]),
        ({"forecast": "May 2025"}, ["reason"]),
        ({"forecast": "Q1 2025"}, ["forecast"]),
        ({"owner": "A role", "no_owner": "on"}, ["no_owner"]),
        ({"forecast": "May 2025", "no_forecast": "on", "reason": "x"}, ["no_forecast"]),
    ],
)
def test_what_a_change_of_several_lacks_is_said(typed, fields, officer, milestone):
    response = officer.post(CHANGE, {"strand": "strategy", "chosen": chosen(milestone), **typed})
    page = parsed(response.content.decode())
    links = [
        one.find("a").get("href")
        for one in with_class(page, "govuk-error-summary__list")[0].iter("li")
    ]
    assert links == [f"#id_{name}{'_0' if name == 'chosen' else ''}" for name in fields]
    assert words(page.find(".//head/title")).startswith("Error: ")
    ids = [one.get("id") for one in page.iter()]
    assert all(link[1:] in ids for link in links)


def test_one_saved_meanwhile_is_named_and_nothing_is_changed(officer, deputy, milestone, second):
    sent = previewed(officer, chosen=chosen(milestone, second), owner="Director")
    fill_in(deputy, HERE, owner="Theirs")
    response = officer.post(CHANGE, {**sent, "confirm": "1"})
    assert response.status_code == 409
    summary = words(with_class(parsed(response.content.decode()), "govuk-error-summary")[0])
    assert "New places open" in summary and "Second" not in summary
    assert (now().owner, now("second").owner) == ("Theirs", "Somebody")
    assert officer.post(CHANGE, {**hidden(response), "confirm": "1"}).status_code == 302
    assert (now().owner, now("second").owner) == ("Director", "Director")


def test_the_same_change_sent_twice_is_a_success(officer, milestone, second):
    sent = previewed(officer, chosen=chosen(milestone, second), owner="Director")
    assert officer.post(CHANGE, {**sent, "confirm": "1"}).status_code == 302
    assert "nothing was different" in banner(
        officer, officer.post(CHANGE, {**sent, "confirm": "1"})
    )
    assert now().version == 2


def test_one_that_is_over_is_left_as_it_stands(officer, milestone, second):
    sent = previewed(officer, chosen=chosen(milestone, second), owner="Director")
    fill_in(officer, HERE, stage="complete", actual_not_known="on")
    response = officer.post(CHANGE, {**sent, "confirm": "1"})
    assert response.status_code == 409
    assert "1 milestone is no longer open" in response.content.decode()
    officer.post(CHANGE, {**hidden(response), "confirm": "1"})
    assert (now().owner, now("second").owner) == ("Head of SEND", "Director")


def test_one_of_somebody_else_is_refused(officer, milestone, other_strand):
    theirs = builders.make_milestone("theirs", strand=other_strand)
    sent = {
        "strand": "strategy",
        "chosen": chosen(milestone, theirs),
        "owner": "Mine",
        "confirm": "1",
    }
    assert officer.post(CHANGE, sent).status_code == 403
    assert officer.post(CHANGE, sent | {"strand": "sufficiency"}).status_code == 403
    assert (now().owner, now("theirs").owner) == ("Head of SEND", "")


def test_going_back_keeps_what_was_typed(officer, milestone, second):
    sent = previewed(officer, chosen=chosen(second), owner="Director")
    page = parsed(officer.post(CHANGE, {**sent, "back": "1"}).content.decode())
    ticked = [
        one.get("value")
        for one in page.iter("input")
        if one.get("name") == "chosen" and "checked" in one.attrib
    ]
    assert ticked == chosen(second)
    assert page.find(".//*[@id='id_owner']").get("value") == "Director"


def test_a_change_of_several_is_taken_back_together(officer, deputy, milestone, second):
    sent = previewed(
        officer,
        chosen=chosen(milestone, second),
        forecast="May 2025",
        owner="Director",
        reason="A slip",
    )
    response = officer.post(CHANGE, {**sent, "confirm": "1"})
    undo = undo_link(officer, response)
    fill_in(deputy, "/milestones/second/edit/", title="Theirs")
    page = officer.get(undo).content.decode()
    assert "Not undone: it was changed since." in page
    done = officer.post(undo, hidden(officer.get(undo)))
    shown = officer.get(done["Location"]).content.decode()
    assert (
        "Undone for 1 milestone." in shown
        and "“Second”" not in shown.partition("was changed since by deputy")[2]
    )
    assert (now().forecast, now().owner, now().reason) == (
        when("March 2025"),
        "Head of SEND",
        "Undone",
    )
    assert (now("second").owner, now("second").title) == ("Director", "Theirs")
    assert signed_in(builders.make_user("stranger", role="officer")).get(undo).status_code == 403


def test_several_are_saved_whole_or_not_at_all(officer_user, milestone, second, monkeypatch):
    wanted = BulkChange(
        forecast=when("May 2025"), no_forecast=False, owner=None, no_owner=False, reason=""
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        change_several(
            bulk_change=wanted, versions={milestone.pk: 1, second.pk: 1}, by=officer_user
        )
    assert (now().version, now("second").version, now("second").forecast) == (1, 1, None)
    with pytest.raises(MilestonesChanged):
        change_several(
            bulk_change=wanted, versions={milestone.pk: 7, second.pk: 1}, by=officer_user
        )


# Nothing changes by looking


def test_a_get_changes_nothing(manager, milestone, second):
    builders.make_dependency(milestone, second)
    entries = [model.history.count() for model in (Milestone, MilestoneDependency)]
    undo = f"/milestones/change/undo/?entries={milestone.history.first().history_id}"
    for address in [
        *(f"{READ}{page}" for page in PAGES),
        "/milestones/new/?strand=strategy",
        f"{CHANGE}?strand=strategy",
        undo,
    ]:
        assert manager.get(address).status_code == 200
    assert [model.history.count() for model in (Milestone, MilestoneDependency)] == entries
