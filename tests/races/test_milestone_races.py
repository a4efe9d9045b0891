"""People changing what hangs together at the same moment: no circle, no number given twice, nothing half done, no failure."""

import pytest
from django.test import Client

from sendprog.models import User
from strands.models import Baseline, Milestone, MilestoneDependency
from tests import builders
from tests.filling import standing
from tests.races.test_races import ROUNDS, together

pytestmark = pytest.mark.django_db(transaction=True)

PROMISE = {"reason": "The site changed", "approver": "SEND board", "approved_on": "20 January 2025"}


@pytest.fixture
def people(settings) -> list[Client]:
    settings.SENDPROG_TODAY = None
    clients = []
    for name in ("first", "second", "third"):
        builders.make_user(name, role="manager")
        client = Client()
        client.force_login(User.objects.get(username=name))
        clients.append(client)
    return clients


@pytest.fixture
def pair() -> list[Milestone]:
    strand = builders.make_strand()
    return [
        builders.make_milestone(name, strand=strand, forecast="March 2025")
        for name in ("one", "two")
    ]


def test_two_who_close_a_circle_from_its_ends(people, pair):
    for turn in range(ROUNDS):
        answers = together(
            [
                lambda: people[0].post("/milestones/one/dependencies/", {"needs": str(pair[1].pk)}),
                lambda: people[1].post("/milestones/two/dependencies/", {"needs": str(pair[0].pk)}),
            ]
        )
        assert sorted(one.status_code for one in answers) == [200, 302], turn
        MilestoneDependency.objects.get().delete()


def test_two_managers_promise_together(people, pair):
    address = "/milestones/one/rebaseline/"
    for turn in range(ROUNDS):
        forms = [standing(client.get(address)) for client in people[:2]]
        answers = together(
            [
                lambda client=client, form=form, year=year: client.post(
                    address, {**form, **PROMISE, "date": str(year)}
                )
                for client, form, year in zip(
                    people, forms, (2030 + 2 * turn, 2031 + 2 * turn), strict=False
                )
            ]
        )
        assert sorted(one.status_code for one in answers) == [302, 409], turn
    assert list(Baseline.objects.values_list("number", flat=True)) == list(range(1, ROUNDS + 1))


def test_a_change_of_several_an_edit_and_a_dependency_together(people, pair):
    for turn in range(ROUNDS):
        form = standing(people[0].get("/milestones/two/edit/"))
        now = list(Milestone.objects.order_by("pk"))
        several = {"strand": "strategy", "confirm": "1", "owner": f"Owner {turn}"}
        chosen = [f"{one.pk}.{one.version}" for one in now]
        answers = together(
            [
                lambda form=form, turn=turn: people[0].post(
                    "/milestones/two/edit/", {**form, "title": f"Title {turn}"}
                ),
                lambda sent=several, chosen=chosen: people[1].post(
                    "/milestones/change/", {**sent, "chosen": chosen}
                ),
                lambda: people[2].post("/milestones/one/dependencies/", {"needs": str(pair[1].pk)}),
            ]
        )
        edited, changed, added = (one.status_code for one in answers)
        assert added == 302
        # Whoever comes second is told so, and changes nothing.
        assert {edited, changed} == {302, 409}, turn
        owners = set(Milestone.objects.values_list("owner", flat=True))
        assert (f"Owner {turn}" in owners, len(owners)) == (changed == 302, 1)
        MilestoneDependency.objects.get().delete()
