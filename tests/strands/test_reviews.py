"""Reviewed, no change: one press submits the last accepted text again, counted as a review."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from sendprog.records.snapshots import live_snapshot
from strands.actions import updates as update_actions
from strands.snapshot import STRANDS
from tests import builders
from tests.officers_month import ADDRESS, ON, client_of, decide_address, programme, text, typed

pytestmark = pytest.mark.django_db

NO_CHANGE = f"{ADDRESS}2025-01/no-change/"


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.SENDPROG_TODAY = ON


@pytest.fixture
def it():
    return programme()


def previous(it, count=0, **fields):
    asked = {
        "stated_rag": "on_track",
        "rag_reason": "In time",
        "progress": "As before",
        "reviews_without_change": count,
    }
    return builders.make_update(date(2024, 12, 1), strand=it.strand, **asked | fields)


def test_review_in_one_press_submits_the_last_accepted_text_as_a_review(it):
    previous(it, count=2)
    client = client_of(it.officer)
    assert "Reviewed, no change" in text(client.get("/my-updates/"))
    response = client.post(NO_CHANGE, {"version": it.update.version})
    assert (response.status_code, response["Location"]) == (302, "/my-updates/")
    update = it.update
    assert (update.state, update.submitted_by, update.submitted_on) == ("submitted", it.officer, ON)
    assert (update.progress, update.stated_rag, update.reviews_without_change) == (
        "As before",
        "on_track",
        3,
    )
    assert update.history.first().history_change_reason == "Reviewed, no change"
    third = "Reviewed with no change three times in a row"
    for address in ("/rounds/2025-01/", decide_address(it), "/my-updates/"):
        assert third in text(client_of(it.manager).get(address))
    update_actions.accept(by=it.manager, on=ON, update=update, version=update.version)
    for address in ("/strands/strategy/", "/strands/"):
        assert third in text(client_of(it.member).get(address))


def test_second_review_is_not_yet_news_to_members(it):
    previous(it, count=1)
    client_of(it.officer).post(NO_CHANGE, {"version": it.update.version})
    update_actions.accept(by=it.manager, on=ON, update=it.update, version=it.update.version)
    (row, _) = live_snapshot()[STRANDS]
    assert row.update.reviews_without_change == 2 and row.update.review_words == ""


def test_writing_something_ends_the_count_of_reviews(it):
    previous(it, count=2)
    client_of(it.officer).post(NO_CHANGE, {"version": it.update.version})
    client_of(it.officer).post(ADDRESS, typed(it.update, submit="1"))
    assert it.update.reviews_without_change == 0


def test_nothing_is_reviewed_before_a_first_update(it):
    response = client_of(it.officer).post(NO_CHANGE, {"version": it.update.version}, follow=True)
    assert "there is nothing to review" in response.content.decode() and it.update.state == "draft"


@pytest.mark.parametrize("version", ["0", "99", "x", "", "٣", "9" * 40])
def test_review_of_another_version_overwrites_nothing(version, it):
    previous(it)
    client_of(it.officer).post(NO_CHANGE, {"version": version})
    assert it.update.state == "draft" and it.update.is_blank


def test_review_never_overwrites_a_draft(it):
    previous(it)
    client_of(it.deputy).post(ADDRESS, typed(it.update, draft="1", progress="Being written"))
    client_of(it.officer).post(NO_CHANGE, {"version": it.update.version})
    assert (it.update.state, it.update.progress) == ("draft", "Being written")


def test_review_that_the_milestones_contradict_is_refused(it):
    previous(it)
    builders.make_milestone(strand=it.strand, stage="in_progress", forecast="December 2024")
    response = client_of(it.officer).post(NO_CHANGE, {"version": it.update.version}, follow=True)
    assert (
        "the one milestone is overdue" in response.content.decode() and it.update.state == "draft"
    )


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_only_those_who_may_edit_review(who, it):
    previous(it)
    assert (
        client_of(getattr(it, who)).post(NO_CHANGE, {"version": it.update.version}).status_code
        == 403
    )
    with pytest.raises(PermissionDenied):
        update_actions.review_without_change(
            by=getattr(it, who), on=ON, update=it.update, version=it.update.version
        )
    assert client_of(it.officer).get(NO_CHANGE).status_code == 405
