"""The people and the programme that the tests of the officers' month share."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.test import Client

from sendprog.models import User
from strands.actions.updates import open_round
from strands.models import Strand, StrandUpdate, UpdateRound
from tests import builders
from tests.crawling import main_of, parsed, words

ON = date(2025, 1, 22)
MONTH, DUE = date(2025, 1, 1), date(2025, 1, 31)
ADDRESS = "/strands/strategy/update/"
WHOLE = {
    "stated_rag": "on_track",
    "rag_reason": "All is in time.",
    "disagreement": "",
    "path_to_green": "",
    "progress": "The strategy is **published**.",
    "next_steps": "Print it.",
    "help_needed": "",
}


@dataclass
class Programme:
    """Two strands, the round of January 2025, and who has to do with them."""

    strand: Strand
    other: Strand
    officer: User
    deputy: User
    stranger: User
    manager: User
    second: User
    member: User
    round: UpdateRound

    @property
    def update(self) -> StrandUpdate:
        return StrandUpdate.objects.get(strand=self.strand, month=MONTH)


def programme(**round_fields: object) -> Programme:
    strand, other = (
        builders.make_strand(sponsor_role="Director of Education"),
        builders.make_strand("sufficiency", number=2),
    )
    people = {
        name: builders.make_user(name, role="officer", email=f"{name}@example.org")
        for name in ("officer", "deputy")
    }
    people["stranger"] = builders.make_user(
        "stranger", role="officer", email="stranger@example.org"
    )
    people["manager"] = builders.make_user("manager", role="manager", email="manager@example.org")
    people["second"] = builders.make_user("second", role="manager", email="second@example.org")
    people["member"] = builders.make_user("member", role="member")
    builders.make_officer(strand, people["officer"])
    builders.make_officer(strand, people["deputy"], deputy=True)
    builders.make_officer(other, people["stranger"])
    asked = {
        "month": MONTH,
        "due": DUE,
        "reminder_days": "7, 1, -1, -3",
        "grace_days": 5,
    } | round_fields
    opened = open_round(by=people["manager"], on=ON, **asked)
    return Programme(strand=strand, other=other, round=opened, **people)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(update: StrandUpdate, **fields: object) -> dict[str, object]:
    """What the form sends: a whole update at its version, with these fields instead."""
    return {**WHOLE, "version": update.version, "for_month": f"{update.month:%Y-%m}", **fields}


def submitted(it: Programme, **fields: object) -> StrandUpdate:
    """The strand's update, submitted by its officer through the page."""
    response = client_of(it.officer).post(ADDRESS, typed(it.update, submit="1", **fields))
    assert response.status_code == 302, response.content.decode()
    return it.update


def decide_address(it: Programme) -> str:
    return f"{ADDRESS}{it.round.month:%Y-%m}/decide/"


def text(response: HttpResponse) -> str:
    """What the page says in its <main>."""
    return words(parsed(f"<main>{main_of(response.content.decode())}</main>"))
