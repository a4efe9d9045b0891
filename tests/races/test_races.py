"""Two people editing one record, in turn and together, at every edit form: nothing overwritten silently, no typing lost."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import override_settings

from risks.models import Mitigation, Risk
from sendprog.records.history import Tracked
from strands.actions.updates import open_round
from strands.models import IndicatorReturn, Milestone, StrandUpdate, UpdateRound
from tests import builders
from tests.crawling import reader
from tests.filling import send, standing

ROUNDS = 50 if os.environ.get("SENDPROG_SOAK") else 5
ON = date(2025, 1, 22)

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class EditForm:
    """One edit form: its address, a text field of it, and the record it edits."""

    address: str
    field: str
    record: Callable[[], Tracked]
    other: dict[str, str | None]

    @property
    def stored(self) -> str:
        return getattr(self.record(), self.field)


# Of the form's three buttons, the one that saves.
SAVE_DRAFT = {"draft": "1", "preview": None, "submit": None}
FORMS = {
    "milestone": EditForm("/milestones/guide/edit/", "title", lambda: Milestone.objects.get(), {}),
    "update": EditForm(
        "/strands/strategy/update/", "progress", lambda: StrandUpdate.objects.get(), SAVE_DRAFT
    ),
    "indicator": EditForm(
        "/indicators/calls/2024-12/",
        "note",
        lambda: IndicatorReturn.objects.get(),
        {"why": "Corrected after a count."},
    ),
    "risk": EditForm("/risks/delay/edit/", "title", lambda: Risk.objects.get(), {}),
    "mitigation": EditForm(
        "/risks/delay/mitigations/1/", "text", lambda: Mitigation.objects.get(), {}
    ),
    "round": EditForm(
        "/rounds/2025-01/change/", "reminder_days", lambda: UpdateRound.objects.get(), {}
    ),
}
# What two people type; a round's reminder days must read as days.
TYPED = {"round": ("9, 2", "8, 3")}


@pytest.fixture(autouse=True)
def programme() -> None:
    """One record for each form, and two managers to edit it."""
    manager = builders.make_user("first", role="manager")
    builders.make_user("second", role="manager")
    strand = builders.make_strand()
    builders.make_milestone("guide", strand=strand)
    indicator = builders.make_indicator("calls", strand=strand)
    first, last = date(2024, 12, 1), date(2024, 12, 31)
    builders.make_return(indicator, reported_in=first, first=first, last=last)
    risk = builders.make_risk("delay", strand=strand)
    builders.make_mitigation(risk)
    with override_settings(SENDPROG_TODAY=ON):
        open_round(
            by=manager,
            on=ON,
            month=date(2025, 1, 1),
            due=date(2025, 1, 31),
            reminder_days="7, 1",
            grace_days=5,
        )
        yield


def words_of(name: str) -> tuple[str, str]:
    return TYPED.get(
        name,
        (
            f"What the first person typed of the {name}",
            f"What the second person typed of the {name}",
        ),
    )


def typing_in(response: HttpResponse, field: str) -> str:
    """What the page that came back has in the field."""
    return standing(response)[field]


@pytest.mark.parametrize("name", FORMS)
def test_second_saver_in_turn_sees_both_texts(name):
    form, (mine, theirs) = FORMS[name], words_of(name)
    first, second = reader("first"), reader("second")
    opened_by_first, opened_by_second = (
        standing(client.get(form.address)) for client in (first, second)
    )

    assert (
        send(first, form.address, opened_by_first, **form.other, **{form.field: theirs}).status_code
        == 302
    )
    answer = send(second, form.address, opened_by_second, **form.other, **{form.field: mine})

    assert answer.status_code == 409
    assert form.stored == theirs
    assert typing_in(answer, form.field) == mine
    assert theirs in answer.content.decode()
    assert send(second, form.address, standing(answer), **form.other).status_code == 302
    assert form.stored == mine
    assert theirs in {getattr(row, form.field) for row in form.record().history.all()}


def together(posts: list[Callable[[], HttpResponse]]) -> list[HttpResponse]:
    """Send at the same moment, each from a thread with a connection of its own."""
    start, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def run(place: int) -> None:
        try:
            start.wait(timeout=10)
            answers[place] = posts[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(posts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.parametrize("name", FORMS)
def test_two_savers_together_lose_nothing(name):
    form, (mine, theirs) = FORMS[name], words_of(name)
    people = [reader("first"), reader("second")]
    for turn in range(ROUNDS):
        texts = [mine, theirs] if name in TYPED else [f"{mine} {turn}", f"{theirs} {turn}"]
        if name in TYPED and turn % 2:
            texts = ["5, 1", "6, 4"]
        opened = [standing(client.get(form.address)) for client in people]
        answers = together(
            [
                lambda client=client, sent=sent, text=text: send(
                    client, form.address, sent, **form.other, **{form.field: text}
                )
                for client, sent, text in zip(people, opened, texts, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409], turn
        saved = next(place for place, answer in enumerate(answers) if answer.status_code == 302)
        kept = answers[1 - saved]
        assert form.stored == texts[saved]
        assert typing_in(kept, form.field) == texts[1 - saved]
