"""Two people at one record of the admin, in turn and together: nothing overwritten silently, no typing lost, no failure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import models
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from ehcp.models import MonthlyReturn
from risks.models import Risk, RiskAssessment
from sendprog.models import User
from sendprog.records.exemptions import Exemption
from strands.models import (
    Commitment,
    Indicator,
    Milestone,
    MilestoneDependency,
    SeriesFrequency,
    Strand,
    StrandCommitment,
    StrandOfficer,
    Target,
)
from tests import builders as make
from tests.officers_month import client_of
from tests.pages.test_admin import BUILDERS, TRACKED, FormReader, address, form_of
from tests.races.test_races import ROUNDS, together

pytestmark = pytest.mark.usefixtures("without_sidebar")

WHY = {"change_reason": "Compared with the minutes"}


def two_people() -> list[Client]:
    people = [
        make.make_user(name, is_staff=True, is_superuser=True) for name in ("first", "second")
    ]
    return [client_of(person) for person in people]


def form_in(response: HttpResponse) -> dict:
    """What a browser would send of the form that came back."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return {name: value for name, value in reader.sent.items() if "__prefix__" not in name}


# In turn, on every admin page of a tracked model

# What two people choose where a model has no text of its own.
CHOSEN: dict[type[Model], Callable[[Model], tuple[str, str, str]]] = {
    StrandOfficer: lambda one: ("valid_to", "2025-01-31", "2025-02-28"),
    MilestoneDependency: lambda one: (
        "needs",
        str(make.make_milestone("x").pk),
        str(make.make_milestone("y").pk),
    ),
    SeriesFrequency: lambda one: ("frequency", "yearly", "termly"),
    # Its measure must be one there is.
    Target: lambda one: ("set_by", "The first", "The second"),
    Exemption: lambda one: ("decided_by", "The first", "The second"),
    StrandCommitment: lambda one: (
        "strand",
        str(make.make_strand("x").pk),
        str(make.make_strand("y").pk),
    ),
}
# Of texts that must read as something, two that do.
READ_AS = {
    "reminder_days": ("9, 2", "8, 3"),
    "measure": ("ehcp.measure_8", "ehcp.measure_9"),
    "heading": ("first_heading", "second_heading"),
}
# What says why there is no figure where there is one, or what is too short for a sentence.
NOT_THESE = {"missing", "block", "reference"}


def typed_by_two(record: Model) -> tuple[str, str, str]:
    """A field of a record's form, and what each of two people puts there."""
    if type(record) in CHOSEN:
        return CHOSEN[type(record)](record)
    texts = [
        field
        for field in record._meta.fields
        if field.editable
        and type(field) in (models.CharField, models.TextField)
        # Long enough for what is typed below.
        and (field.max_length or 100) > 30
    ]
    name = next(field.name for field in texts if not field.choices and field.name not in NOT_THESE)
    return name, *READ_AS.get(name, ("What the first typed", "What the second typed"))


def stored_in(record: Model, name: str) -> str:
    value = record._meta.get_field(name).value_from_object(
        type(record).everything.get(pk=record.pk)
    )
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.takes_turns
@pytest.mark.django_db
@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_the_second_in_turn_sees_both_and_decides(model):
    first, second = two_people()
    record = BUILDERS[model](1)
    name, theirs, mine = typed_by_two(record)
    page = address(model, "change", record.pk)
    opened_by_first, opened_by_second = form_of(first, page), form_of(second, page)

    assert first.post(page, {**opened_by_first, **WHY, name: theirs}).status_code == 302
    answer = second.post(page, {**opened_by_second, **WHY, name: mine})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors[name][0].startswith("Saved meanwhile: ")
    assert stored_in(record, name) == theirs
    assert form_in(answer)[name] == mine
    assert second.post(page, form_in(answer) | WHY).status_code == 302
    assert stored_in(record, name) == mine
    assert record.history.count() == 3


@pytest.mark.django_db
def test_what_the_second_did_not_touch_stays_as_the_first_saved_it():
    first, second = two_people()
    record = make.make_milestone(owner="Head of SEND", forecast="March 2025")
    page = address(Milestone, "change", record.pk)
    mine, theirs = form_of(second, page), form_of(first, page)
    assert (
        first.post(page, {**theirs, "title": "Theirs", "stage_words": "Nearly there"}).status_code
        == 302
    )
    answer = second.post(page, {**mine, "owner": "Mine"})
    assert set(answer.context["adminform"].form.errors) == {"__all__", "owner"}
    assert form_in(answer)["title"] == "Theirs"
    assert second.post(page, form_in(answer)).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.stage_words, record.owner) == ("Theirs", "Nearly there", "Mine")


@pytest.mark.django_db
def test_a_second_who_typed_nothing_or_the_same_is_no_conflict():
    first, second = two_people()
    record = make.make_milestone()
    page = address(Milestone, "change", record.pk)
    untouched, same, theirs = form_of(second, page), form_of(second, page), form_of(first, page)
    assert first.post(page, {**theirs, "title": "Theirs"}).status_code == 302
    assert second.post(page, untouched).status_code == 302
    assert second.post(page, {**same, "title": "Theirs"}).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.version, record.history.count()) == ("Theirs", 2, 2)


# Together


@dataclass(frozen=True)
class Together:
    """A page and a field of it that two people fill in at the same moment; how to read what is stored."""

    model: type[Model]
    make: Callable[[], Model]
    field: str
    stored: Callable[[Model], str]

    def page(self, record: Model) -> str:
        return address(self.model, "change", record.pk)


def with_officer() -> Strand:
    strand = make.make_strand()
    make.make_officer(strand, User.objects.get(username="first"))
    return strand


def with_condition() -> Commitment:
    commitment = make.make_commitment()
    make.make_condition(commitment)
    return commitment


def with_return() -> Indicator:
    indicator = make.make_indicator()
    make.make_return(indicator)
    return indicator


def with_mitigation() -> Risk:
    risk = make.make_risk()
    make.make_mitigation(risk)
    return risk


# One for each kind of page: a record, a figure that asks why, a form of its own, rows as a table, rows as forms, the
# latest rows alone.
PAGES = {
    "record": Together(Milestone, make.make_milestone, "title", lambda one: one.title),
    "figure": Together(
        MonthlyReturn,
        lambda: make.make_monthly_return(date(2024, 11, 1)),
        "note",
        lambda one: one.note,
    ),
    "own_form": Together(
        RiskAssessment,
        lambda: make.make_assessment(make.make_risk()),
        "reason",
        lambda one: one.reason,
    ),
    "rows_as_a_table": Together(
        Risk, with_mitigation, "mitigations-0-text", lambda one: one.mitigations.get().text
    ),
    "rows_as_forms": Together(
        Commitment, with_condition, "conditions-0-wording", lambda one: one.conditions.get().wording
    ),
    "latest_rows": Together(
        Indicator, with_return, "returns-0-note", lambda one: one.returns.get().note
    ),
}

pytestmark_together = pytest.mark.django_db(transaction=True)


def send_together(clients: list[Client], page: str, typed: list[dict]) -> list[HttpResponse]:
    forms = [form_of(client, page) for client in clients]
    return together(
        [
            lambda client=client, form=form, mine=mine: client.post(page, {**form, **WHY, **mine})
            for client, form, mine in zip(clients, forms, typed, strict=True)
        ]
    )


@pytestmark_together
@pytest.mark.parametrize("name", PAGES)
def test_two_together_lose_nothing(name):
    clients, kind = two_people(), PAGES[name]
    record = kind.make()
    for turn in range(ROUNDS):
        texts = [f"What the first typed in turn {turn}", f"What the second typed in turn {turn}"]
        answers = send_together(clients, kind.page(record), [{kind.field: one} for one in texts])
        assert sorted(answer.status_code for answer in answers) == [200, 302], turn
        saved = next(place for place, answer in enumerate(answers) if answer.status_code == 302)
        assert kind.stored(kind.model.objects.get(pk=record.pk)) == texts[saved], turn
        kept = answers[1 - saved]
        assert form_in(kept)[kind.field] == texts[1 - saved]
        assert f"Saved meanwhile: {texts[saved]}" in kept.content.decode()


@pytestmark_together
def test_two_together_at_different_fields_both_stay():
    clients = two_people()
    record = make.make_milestone()
    page = address(Milestone, "change", record.pk)
    for turn in range(ROUNDS):
        typed = [{"title": f"Title {turn}"}, {"owner": f"Owner {turn}"}]
        answers = send_together(clients, page, typed)
        assert sorted(answer.status_code for answer in answers) == [200, 302], turn
        late = next(place for place, answer in enumerate(answers) if answer.status_code == 200)
        assert clients[late].post(page, form_in(answers[late])).status_code == 302
        record.refresh_from_db()
        assert (record.title, record.owner) == (f"Title {turn}", f"Owner {turn}")


@pytestmark_together
def test_a_record_and_a_row_of_it_together_both_stay():
    """One edits the risk, the other what is done about it: nobody is in the other's way, and nothing is lost."""
    clients, record = two_people(), with_mitigation()
    page = address(Risk, "change", record.pk)
    for turn in range(ROUNDS):
        typed = [{"title": f"Title {turn}"}, {"mitigations-0-text": f"Text {turn}"}]
        answers = send_together(clients, page, typed)
        assert all(answer.status_code in (200, 302) for answer in answers), turn
        for client, answer in zip(clients, answers, strict=True):
            if answer.status_code == 200:
                assert client.post(page, form_in(answer) | WHY).status_code == 302
        record.refresh_from_db()
        assert (record.title, record.mitigations.get().text) == (f"Title {turn}", f"Text {turn}")


@pytestmark_together
def test_a_row_changed_and_binned_together():
    clients, record = two_people(), with_mitigation()
    page = address(Risk, "change", record.pk)
    for turn in range(ROUNDS):
        answers = send_together(
            clients, page, [{"mitigations-0-text": f"Text {turn}"}, {"mitigations-0-DELETE": "on"}]
        )
        assert sorted(answer.status_code for answer in answers) == [200, 302], turn
        if answers[0].status_code == 302:
            assert record.mitigations.get().text == f"Text {turn}"
        else:
            assert not record.mitigations.exists()
            assert form_in(answers[0])["mitigations-0-text"] == f"Text {turn}"
            assert "Somebody put this in the bin" in answers[0].content.decode()
            make.make_mitigation(record, number=turn + 2)


@pytest.mark.django_db
def test_typing_sent_to_what_is_in_the_bin_by_now_is_not_lost():
    first, second = two_people()
    record = make.make_milestone()
    page = address(Milestone, "change", record.pk)
    mine = form_of(second, page)
    first.post(address(Milestone, "delete", record.pk), {"post": "yes"})
    for _ in range(2):
        answer = second.post(page, {**mine, "title": "Typed with care"})
        assert answer.status_code == 200
        assert "Somebody put this in the bin" in answer.content.decode()
        assert form_in(answer)["title"] == "Typed with care"
        mine = form_in(answer)
    assert Milestone.everything.get().history.count() == 2
    assert second.get(page).status_code == 302


@pytest.mark.django_db
def test_a_row_in_the_bin_by_now_is_in_nobody_s_way():
    first, second = two_people()
    record = with_mitigation()
    page = address(Risk, "change", record.pk)
    mine, theirs = form_of(second, page), form_of(first, page)
    assert first.post(page, {**theirs, "mitigations-0-DELETE": "on"}).status_code == 302
    assert second.post(page, {**mine, "title": "Mine"}).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.mitigations.exists()) == ("Mine", False)
