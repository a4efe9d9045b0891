"""A strand's monthly update: draft, preview, submit; decided by another; nothing typed is ever lost."""

import re
import time
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sendprog.pages.narrative import LONGEST_NARRATIVE
from sendprog.records.snapshots import live_snapshot
from strands.models import StrandOfficer, StrandUpdate
from strands.snapshot import STRANDS
from tests import builders
from tests.crawling import by_id, main_of, parsed, words
from tests.officers_month import (
    ADDRESS,
    ON,
    client_of,
    decide_address,
    programme,
    submitted,
    text,
    typed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.SENDPROG_TODAY = ON


@pytest.fixture
def it():
    return programme()


# Draft, preview, submit


def test_draft_is_saved_and_not_submitted(it):
    response = client_of(it.officer).post(
        ADDRESS, typed(it.update, draft="1", progress="Half", stated_rag="not_rated")
    )
    assert (response.status_code, response["Location"]) == (302, "/my-updates/")
    assert (it.update.state, it.update.progress, it.update.submitted_by) == ("draft", "Half", None)
    banner = client_of(it.officer).get("/my-updates/")
    assert banner.status_code == 200


def test_saving_says_so_with_an_undo_that_works(it):
    client = client_of(it.officer)
    response = client.post(ADDRESS, typed(it.update, draft="1"), follow=True)
    (undo,) = re.findall(
        r'href="(/history/strands.strandupdate/\d+/\d+/undo/)"', response.content.decode()
    )
    assert client.post(undo).status_code == 302
    assert it.update.progress == ""


def test_submitting_records_who_and_when(it):
    update = submitted(it)
    assert (update.state, update.submitted_by, update.submitted_on) == ("submitted", it.officer, ON)
    assert update.rag_as_at == ON
    assert update.history.first().history_user == it.officer
    assert next(iter(live_snapshot()[STRANDS])).update is None


def test_submitting_an_untouched_draft_submits_it(it):
    client = client_of(it.officer)
    client.post(ADDRESS, typed(it.update, draft="1"))
    client.post(ADDRESS, typed(it.update, submit="1"))
    assert it.update.state == "submitted"


def test_saving_a_submitted_update_as_draft_takes_it_back(it):
    update = submitted(it)
    client_of(it.officer).post(ADDRESS, typed(update, draft="1"))
    assert (it.update.state, it.update.submitted_by) == ("draft", None)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        (
            {"stated_rag": "off_track"},
            "path_to_green",
            "Say what will bring this strand back on track",
        ),
        (
            {"stated_rag": "at_risk"},
            "path_to_green",
            "Say what will bring this strand back on track",
        ),
        ({"rag_reason": ""}, "rag_reason", "Give the reason for the rating"),
        ({"rag_reason": "  \n "}, "rag_reason", "Give the reason for the rating"),
        ({"progress": ""}, "progress", "Say what progress was made this month"),
        ({"progress": "a" * (LONGEST_NARRATIVE + 1)}, "progress", "shorten it to 10,000"),
        ({"progress": "a\x00b"}, "progress", "Null characters are not allowed"),
        ({"stated_rag": "splendid"}, "stated_rag", "Select a valid choice"),
    ],
)
def test_errors_are_named_at_their_field_and_nothing_typed_is_lost(fields, field, message, it):
    response = client_of(it.officer).post(
        ADDRESS, typed(it.update, submit="1", next_steps="Kept words", **fields)
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in html and f'<a href="#id_{field}">' in html
    page = parsed(html)
    assert message in words(by_id(page, f"id_{field}_error"))
    assert "Kept words" in words(by_id(page, "id_next_steps"))
    assert it.update.state == "draft" and it.update.progress == ""


def test_rating_that_the_milestones_contradict_must_be_explained(it):
    builders.make_milestone(strand=it.strand, stage="in_progress", forecast="December 2024")
    client = client_of(it.officer)
    page = client.get(ADDRESS)
    assert "What the milestones say today: The one milestone is overdue" in text(page)
    response = client.post(ADDRESS, typed(it.update, submit="1"))
    assert "The rating is On track, but the one milestone is overdue" in text(response)
    assert it.update.state == "draft"
    submitted(it, disagreement="It was done last week; the paper is late.")
    assert it.update.state == "submitted"


def test_database_needs_the_path_to_green(it):
    update = it.update
    update.stated_rag, update.rag_reason, update.state = "off_track", "Late", "submitted"
    with pytest.raises(IntegrityError), transaction.atomic():
        update.save()


def test_preview_shows_the_text_and_saves_nothing(it):
    response = client_of(it.officer).post(
        ADDRESS, typed(it.update, preview="1", progress="It is **bold** <script>x</script>")
    )
    html = response.content.decode()
    assert "<strong>bold</strong>" in html and "<script>" not in html
    assert "It is **bold**" in words(by_id(parsed(html), "id_progress"))
    assert (it.update.progress, it.update.version) == ("", 1)


def test_last_months_text_stands_beside_and_is_not_carried_in(it):
    builders.make_update(date(2024, 12, 1), strand=it.strand, progress="December's words")
    html = client_of(it.officer).get(ADDRESS).content.decode()
    assert "December&#x27;s words" in html or "December's words" in html
    assert words(by_id(parsed(html), "id_progress")) == ""


def test_foi_line_stands_at_the_form(it):
    assert "Freedom of Information Act, drafts and history included" in text(
        client_of(it.officer).get(ADDRESS)
    )


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("deputy", 200), ("manager", 200), ("stranger", 403), ("member", 403)],
)
def test_who_may_open_the_form(who, status, it):
    client = client_of(getattr(it, who))
    assert client.get(ADDRESS).status_code == status
    assert client.post(ADDRESS, typed(it.update, draft="1")).status_code == (
        302 if status == 200 else 403
    )


def test_a_right_that_ends_is_gone_with_the_next_request(it):
    client = client_of(it.officer)
    assert client.get(ADDRESS).status_code == 200
    officer = StrandOfficer.objects.get(user=it.officer)
    officer.valid_to = date(2025, 1, 21)
    builders.saved(officer)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, typed(it.update, draft="1")).status_code == 403
    assert it.update.progress == ""


@pytest.mark.parametrize(
    "month", ["2025-02", "2025-13", "nonsense", "\x00", "2025-01-01", "٢٠٢٥-٠١"]
)
def test_a_month_without_an_update_is_not_found(month, it):
    assert client_of(it.officer).get(ADDRESS, {"month": month}).status_code == 404
    assert client_of(it.officer).post(ADDRESS, {"for_month": month}).status_code == 404


def test_without_a_round_the_page_says_so():
    strand = builders.make_strand()
    officer = builders.make_user(role="officer")
    builders.make_officer(strand, officer)
    assert "no month is open" in text(client_of(officer).get(ADDRESS))


# Two at one update


def test_second_saver_sees_both_texts(it):
    opened = it.update
    client_of(it.deputy).post(ADDRESS, typed(opened, draft="1", progress="The deputy's"))
    response = client_of(it.officer).post(
        ADDRESS, typed(opened, draft="1", progress="The officer's")
    )
    assert response.status_code == 409
    assert "The deputy's" in text(response) and "The officer's" in text(response)
    assert it.update.progress == "The deputy's"
    client_of(it.officer).post(ADDRESS, typed(it.update, draft="1", progress="Both"))
    assert it.update.progress == "Both"


def test_submitting_what_somebody_changed_since_is_stopped_even_untouched(it):
    client_of(it.officer).post(ADDRESS, typed(it.update, draft="1"))
    opened = it.update
    client_of(it.deputy).post(ADDRESS, typed(opened, draft="1", progress="Unseen by the officer"))
    response = client_of(it.officer).post(ADDRESS, typed(opened, submit="1"))
    assert response.status_code == 409
    assert "Somebody else saved this after you opened it" in text(response)
    assert "Unseen by the officer" in words(by_id(parsed(response.content.decode()), "id_progress"))
    assert (it.update.state, it.update.progress) == ("draft", "Unseen by the officer")


def test_typing_survives_an_expired_session(it, client):
    response = client.post(ADDRESS, typed(it.update, submit="1", progress="Typed for an hour"))
    carried = re.search(r'name="carried" value="([^"]+)"', response.content.decode())[1]
    sign_in = {
        "username": "officer",
        "password": builders.PASSWORD,
        "carried": carried,
        "next": ADDRESS,
    }
    html = client.post("/accounts/login/", sign_in).content.decode()
    assert words(by_id(parsed(html), "id_progress")) == "Typed for an hour"
    assert it.update.progress == ""


# Hostile text

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1)) <a href='javascript:alert(1)'>y</a>",
    "[x](//evil.example/) ![i](https://evil.example/i.png) <img src=x onerror=alert(1)>",
    "[" * 5_000,
    "- " * 2_048,
    "\u202eevil\u202c",
    "a\x00b",
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("button", ["draft", "preview", "submit"])
def test_hostile_text_never_runs_and_never_fails(button, hostile, it):
    client = client_of(it.officer)
    begun = time.process_time()
    fields = dict.fromkeys(StrandUpdate.NARRATIVE, hostile)
    responses = [
        client.post(ADDRESS, typed(it.update, **fields, **{button: "1"})),
        client.get(ADDRESS),
        client.get("/my-updates/"),
    ]
    if it.update.state == "submitted":
        manager = client_of(it.manager)
        responses += [manager.get(decide_address(it)), manager.get("/rounds/2025-01/")]
        decided = {"version": it.update.version, "send_back": "1", "comment": hostile[:2_000]}
        responses += [
            manager.post(decide_address(it), decided),
            client.get("/my-updates/"),
            client.get(ADDRESS),
        ]
    assert time.process_time() - begun < 10
    for response in responses:
        assert response.status_code < 500
        if response.status_code == 200:
            main = parsed(f"<main>{main_of(response.content.decode())}</main>")
            assert not [one for one in main.iter() if one.tag in {"script", "img", "iframe"}]
            links = [one.get("href", "") for one in main.iter("a")]
            assert not [link for link in links if link.startswith(("javascript:", "//", "\\"))]
