"""Save pressed twice on the form of a new record makes one record, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from risks.models import Mitigation, RiskAssessment
from sendprog.models import SentForm
from sendprog.records.history import Tracked
from strands.models import IndicatorReturn, Milestone, MilestoneDependency, UpdateRound
from tests import builders
from tests.filling import banner, conflict, send, standing
from tests.officers_month import client_of
from tests.races.test_races import ROUNDS, together

ON = date(2025, 1, 22)


@dataclass(frozen=True)
class NewForm:
    """A form that makes a record: its address, what is typed, and the model."""

    address: str
    model: type[Tracked]
    typed: dict[str, str] = field(default_factory=dict)


FORMS = {
    "milestone": NewForm(
        "/milestones/new/?strand=strategy", Milestone, {"title": "Open the new school"}
    ),
    "dependency": NewForm("/milestones/guide/dependencies/", MilestoneDependency),
    "assessment": NewForm("/risks/delay/assess/", RiskAssessment, {"score": "12"}),
    "mitigation": NewForm(
        "/risks/delay/mitigations/new/", Mitigation, {"text": "Watch it monthly."}
    ),
    "indicator": NewForm("/indicators/calls/2024-12/", IndicatorReturn, {"value": "12"}),
    "round": NewForm("/rounds/", UpdateRound, {"month": "January 2025", "due": "31 January 2025"}),
}


@pytest.fixture
def manager(settings) -> Client:
    settings.SENDPROG_TODAY = ON
    strand = builders.make_strand()
    builders.make_milestone("guide", strand=strand)
    builders.make_milestone("school", strand=strand)
    builders.make_indicator("calls", strand=strand)
    builders.make_risk("delay", strand=strand)
    builders.make_matrix()
    return client_of(builders.make_user("manager", role="manager"))


def typed_for(name: str) -> dict[str, str]:
    return (
        {"needs": str(Milestone.objects.get(reference="school").pk)}
        if name == "dependency"
        else FORMS[name].typed
    )


@pytest.mark.takes_turns
@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_pressed_twice_in_turn_makes_one(manager, name):
    form, before = FORMS[name], FORMS[name].model.everything.count()
    opened = standing(manager.get(form.address))
    first = send(manager, form.address, opened, **typed_for(name))
    second = send(manager, form.address, opened, **typed_for(name))
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert form.model.everything.count() == before + 1
    said = banner(manager, second)
    assert (
        "nothing was different" in said or "was saved already" in said or "is open already" in said
    )


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["\x00", "a" * 31 + "\x00", "9" * 25, "x" * 5_000, ""])
@pytest.mark.parametrize("name", FORMS)
def test_a_token_that_is_none_is_no_failure(manager, name, token):
    manager.raise_request_exception = False
    form = FORMS[name]
    opened = standing(manager.get(form.address))
    for typed in ({}, typed_for(name)):
        assert send(manager, form.address, opened | {"token": token}, **typed).status_code < 500


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", FORMS)
def test_pressed_twice_at_the_same_moment_makes_one(manager, name):
    form = FORMS[name]
    clients: list[Client] = [manager, Client()]
    clients[1].cookies = manager.cookies
    for turn in range(ROUNDS):
        before, opened = form.model.everything.count(), standing(manager.get(form.address))
        posts: list[Callable] = [
            lambda client=client, opened=opened: send(
                client, form.address, opened, **typed_for(name)
            )
            for client in clients
        ]
        answers = together(posts)
        assert [answer.status_code for answer in answers] == [302, 302], turn
        assert answers[0]["Location"] == answers[1]["Location"], turn
        assert form.model.everything.count() == before + 1, turn
        form.model.objects.order_by("pk").last().delete()


@pytest.mark.django_db
def test_the_form_typed_anew_shows_both_texts_and_makes_no_second(manager):
    form = FORMS["milestone"]
    opened = standing(manager.get(form.address))
    assert send(manager, form.address, opened, title="Open the new school").status_code == 302
    before = Milestone.objects.count()
    answer = send(manager, form.address, opened, title="Open both schools")
    assert answer.status_code == 409
    assert conflict(answer) == {"Title": ("Open both schools", "Open the new school")}
    assert send(manager, form.address, standing(answer)).status_code == 302
    assert Milestone.objects.count() == before
    made = Milestone.objects.get(title="Open both schools")
    assert (made.version, made.history.count()) == (2, 2)


@pytest.mark.django_db
def test_two_forms_of_the_same_words_make_two(manager):
    form = FORMS["milestone"]
    before = Milestone.objects.count()
    for _ in range(2):
        assert (
            send(
                manager, form.address, standing(manager.get(form.address)), **form.typed
            ).status_code
            == 302
        )
    assert Milestone.objects.count() == before + 2


@pytest.mark.django_db
def test_what_was_put_in_the_bin_meanwhile_is_not_made_again(manager):
    form = FORMS["milestone"]
    opened = standing(manager.get(form.address))
    send(manager, form.address, opened, **form.typed)
    made = Milestone.objects.get(title="Open the new school")
    made.delete()
    answer = send(manager, form.address, opened, **form.typed)
    assert answer.status_code == 409
    assert "Somebody put this in the bin" in answer.content.decode()
    assert standing(answer)["title"] == "Open the new school"


@pytest.mark.django_db
def test_an_edit_form_carries_no_token(manager):
    assert "token" not in standing(manager.get("/milestones/guide/edit/"))


@pytest.mark.django_db
def test_the_database_keeps_one_record_for_each_form():
    milestone = builders.make_milestone()
    SentForm.store("a" * 32, milestone)
    with pytest.raises(IntegrityError), transaction.atomic():
        SentForm.store("a" * 32, milestone)
    for deed in (SentForm.objects.all().delete, lambda: SentForm.objects.update(key=0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    SentForm.store("", milestone)
    assert SentForm.objects.count() == 1
