"""A submitted update is accepted or sent back by another; an accepted one is corrected by a manager alone."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from sendprog.records.snapshots import live_snapshot
from strands.actions import updates as update_actions
from strands.forms.updates import CHECKED
from strands.models import StrandUpdate
from strands.snapshot import STRANDS
from tests import builders
from tests.filling import errors
from tests.officers_month import (
    ADDRESS,
    ON,
    WHOLE,
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


def shown_rating(it):
    return next(row for row in live_snapshot()[STRANDS] if row.slug == it.strand.slug)


def test_accepted_update_is_shown_to_members(it):
    update = submitted(it)
    client = client_of(it.manager)
    assert "The strategy is published" in text(client.get(decide_address(it)))
    assert (
        client.post(decide_address(it), {"version": update.version, "accept": "1"}).status_code
        == 302
    )
    update = it.update
    assert (update.state, update.decided_by, update.decided_on) == ("accepted", it.manager, ON)
    assert (
        shown_rating(it).update.html["progress"]
        == "<p>The strategy is <strong>published</strong>.</p>\n"
    )


def test_sent_back_update_is_a_draft_again_with_its_comment(it):
    update = submitted(it)
    manager, officer = client_of(it.manager), client_of(it.officer)
    refused = manager.post(decide_address(it), {"version": update.version, "send_back": "1"})
    assert "Say what must change" in text(refused) and it.update.state == "submitted"
    manager.post(
        decide_address(it),
        {"version": update.version, "send_back": "1", "comment": "Name the date"},
    )
    assert (it.update.state, it.update.comment, it.update.decided_by) == (
        "sent_back",
        "Name the date",
        it.manager,
    )
    assert "Name the date" in text(officer.get("/my-updates/")) and "Name the date" in text(
        officer.get(ADDRESS)
    )
    officer.post(ADDRESS, typed(it.update, draft="1", next_steps="On 3 March"))
    assert it.update.state == "draft" and "Name the date" in text(officer.get(ADDRESS))
    officer.post(ADDRESS, typed(it.update, submit="1", next_steps="On 3 March"))
    assert (it.update.state, it.update.decided_by) == ("submitted", None)
    manager.post(decide_address(it), {"version": it.update.version, "accept": "1"})
    assert (it.update.state, it.update.comment) == ("accepted", "")


def test_words_that_may_name_a_child_are_asked_about_at_each_step(it):
    named = {"progress": "Mrs. Brown's son Tom, aged 7, waited.", "next_steps": "aged 7"}
    ticked = {"names_nobody": "on"}
    officer, manager, decide = client_of(it.officer), client_of(it.manager), decide_address(it)
    assert officer.post(ADDRESS, typed(it.update, draft="1", **named)).status_code == 302
    asked = officer.post(ADDRESS, typed(it.update, submit="1", **named))
    assert errors(asked).keys() == {"progress", "next_steps"} and it.update.state == "draft"
    assert "I have checked: it names nobody" in text(asked)
    officer.post(ADDRESS, typed(it.update, submit="1", **named, **ticked))
    update = it.update
    assert (update.state, update.history.first().history_change_reason) == ("submitted", CHECKED)
    accepted = {"version": update.version, "accept": "1"}
    asked = manager.post(decide, accepted)
    assert "“Mrs. Brown's”" in errors(asked)["names_nobody"] and it.update.state == "submitted"
    manager.post(decide, accepted | ticked)
    reason = it.update.history.first().history_change_reason
    assert (it.update.state, reason) == ("accepted", f"Accepted. {CHECKED}")
    corrected = typed(it.update, correct="1", why="A slip", rag_reason="On time", **named)
    assert "progress" in errors(manager.post(ADDRESS, corrected))
    assert manager.post(ADDRESS, corrected | ticked).status_code == 302
    assert it.update.history.first().history_change_reason == f"A slip. {CHECKED}"


def test_nobody_accepts_their_own(it):
    client = client_of(it.manager)
    client.post(ADDRESS, typed(it.update, submit="1"))
    update = it.update
    assert "another manager decides" in text(client.get(decide_address(it)))
    assert (
        client.post(decide_address(it), {"version": update.version, "accept": "1"}).status_code
        == 403
    )
    with pytest.raises(PermissionDenied):
        update_actions.accept(by=it.manager, on=ON, update=update, version=update.version)
    with pytest.raises(PermissionDenied):
        update_actions.send_back(
            by=it.manager, on=ON, update=update, version=update.version, comment="No"
        )
    for decided_by in (it.manager, None):
        update.state, update.decided_by = "accepted", decided_by
        with pytest.raises(IntegrityError), transaction.atomic():
            update.save()
    assert (
        client_of(it.second)
        .post(decide_address(it), {"version": it.update.version, "accept": "1"})
        .status_code
        == 302
    )
    assert it.update.state == "accepted"


def test_where_there_is_no_other_manager_one_accepts_ones_own_with_ones_name(it):
    client = client_of(it.manager)
    client.post(ADDRESS, typed(it.update, submit="1"))
    builders.make_user("root", is_superuser=True, is_staff=True)
    it.second.is_active = False
    it.second.save()
    page = text(client.get(decide_address(it)))
    assert "no other manager can decide on it" in page and "Send back with" not in page
    sent = {"version": it.update.version, "send_back": "1", "comment": "No"}
    assert client.post(decide_address(it), sent).status_code == 403
    accepted = {"version": it.update.version, "accept": "1"}
    assert client.post(decide_address(it), accepted).status_code == 302
    update = it.update
    assert (update.state, update.decided_by, update.submitted_by) == ("accepted", it.manager, None)
    assert update.history.first().history_change_reason == (
        "Accepted: submitted and accepted by manager: no other manager could decide"
    )


@pytest.mark.parametrize("who", ["officer", "deputy", "stranger", "member"])
def test_only_managers_decide(who, it):
    update = submitted(it)
    client = client_of(getattr(it, who))
    assert client.get(decide_address(it)).status_code == 403
    assert (
        client.post(decide_address(it), {"version": update.version, "accept": "1"}).status_code
        == 403
    )
    with pytest.raises(PermissionDenied):
        update_actions.accept(by=getattr(it, who), on=ON, update=update, version=update.version)


def test_decision_on_a_text_that_changed_since_is_refused(it):
    update = submitted(it)
    client_of(it.deputy).post(ADDRESS, typed(update, submit="1", progress="Something else"))
    response = client_of(it.manager).post(
        decide_address(it), {"version": update.version, "send_back": "1", "comment": "My comment"}
    )
    assert response.status_code == 409
    assert "Something else" in text(response) and "My comment" in text(response)
    assert it.update.state == "submitted"


@pytest.mark.parametrize("state", ["draft", "accepted"])
def test_what_does_not_wait_is_not_decided(state, it):
    if state == "accepted":
        update = submitted(it)
        client_of(it.manager).post(decide_address(it), {"version": update.version, "accept": "1"})
    response = client_of(it.second).post(
        decide_address(it), {"version": it.update.version, "accept": "1"}
    )
    assert response.status_code == 409 and it.update.state == state


# After acceptance


@pytest.fixture
def accepted(it):
    update = submitted(it)
    client_of(it.manager).post(decide_address(it), {"version": update.version, "accept": "1"})
    return it


def test_manager_corrects_an_accepted_update_with_a_reason(accepted):
    client = client_of(accepted.manager)
    refused = client.post(ADDRESS, typed(accepted.update, progress="Corrected"))
    assert "Say why an accepted update is changed" in text(refused)
    client.post(ADDRESS, typed(accepted.update, progress="Corrected", why="A slip"))
    update = accepted.update
    assert (update.state, update.progress) == ("accepted", "Corrected")
    assert update.history.first().history_change_reason == "A slip"


def test_officer_cannot_change_an_accepted_update_and_keeps_the_typing(accepted):
    client = client_of(accepted.officer)
    page = text(client.get(ADDRESS))
    assert "The live pages show it, and the next edition will." in page
    response = client.post(ADDRESS, typed(accepted.update, draft="1", progress="Typed too late"))
    assert response.status_code == 409 and "Typed too late" in text(response)
    assert accepted.update.progress == WHOLE["progress"]


def test_officer_cannot_bring_back_an_acceptance_from_the_history(accepted):
    update = accepted.update
    accepted_entry = update.history.first()
    client_of(accepted.manager).post(
        f"/history/strands.strandupdate/{update.pk}/{accepted_entry.history_id}/undo/"
    )
    assert accepted.update.state == "submitted"
    address = f"/history/strands.strandupdate/{update.pk}/{accepted_entry.history_id}/restore/"
    response = client_of(accepted.officer).post(address)
    assert "can bring back an accepted update" in text(response)
    assert accepted.update.state == "submitted"
    assert StrandUpdate.objects.accepted().count() == 0


def test_a_decision_reads_numbers_and_says_what_is_unchanged(it):
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=161)
    said = {"progress": "{{ ehcp.plans_issued 2024-11 }} plans", "next_steps": "The same again"}
    builders.make_update(
        date(2024, 11, 1), strand=it.strand, next_steps="The same again", progress="Other"
    )
    officer = client_of(it.officer)
    assert officer.post(ADDRESS, typed(it.update, submit="1", **said)).status_code == 302
    page = text(client_of(it.manager).get(decide_address(it)))
    assert "161 plans" in page and "ehcp.plans_issued" not in page
    assert "Unchanged from November 2024: Next steps." in page


def test_an_update_begins_with_the_last(it):
    builders.make_update(
        date(2024, 11, 1), strand=it.strand, stated_rag="on_track", rag_reason="As planned"
    )
    officer = client_of(it.officer)
    link = re.search(r'href="([^"]*from=last)"', officer.get(ADDRESS).content.decode())
    begun = officer.get(link[1].replace("&amp;", "&")).content.decode()
    assert "As planned</textarea>" in begun and begun.count("Unchanged from November 2024") == 3
    assert it.update.progress == ""
    officer.post(ADDRESS, typed(it.update, draft="1", progress="Something new"))
    assert "from=last" not in officer.get(ADDRESS).content.decode()
