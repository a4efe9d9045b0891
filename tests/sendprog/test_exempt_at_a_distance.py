"""A record that refers to an exempt one, however far away, is hidden alike in lists and on its own pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from sendprog.models import User
from sendprog.records.exemptions import (
    EXEMPTIBLE,
    exemptible_address_fields,
    exemptible_foreign_keys,
)
from sendprog.records.history import Tracked
from sendprog.records.rights import is_exempt_for, visible_to_user
from sendprog.records.roles import FIGURES
from strands.models import Milestone, PlacesScheme, Target
from tests import builders
from tests.conftest import examples
from tests.databases import MIGRATED, loaded

pytestmark = pytest.mark.django_db
ON = date(2025, 1, 14)
USERS = {"member": "member", "officer": "officer", "figures": FIGURES, "manager": "manager"}


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Two records of each kind that can be exempt, and chains of records that refer to them."""
    with django_db_blocker.unblock(), loaded(MIGRATED):
        make_people()
        make_chains()
        make_figures()
        yield


def make_people() -> None:
    for name, role in USERS.items():
        builders.make_user(name, role=role)
    builders.make_officer(
        builders.make_strand(), User.objects.get(username="officer"), valid_from=ON
    )


def make_chains() -> None:
    strand = apps.get_model("strands.strand").objects.get()
    first = builders.make_milestone("lease", strand=strand)
    builders.make_dependency(builders.make_milestone("waits"), first)
    for slug, milestone in (("school", first), ("base", None)):
        scheme = builders.make_places(slug, milestone=milestone, strand=strand)
        builders.make_target(scheme.address)
    risk = builders.make_risk("staff", title="Too few staff", strand=strand)
    builders.make_assessment(risk)
    builders.make_mitigation(risk)
    asked = builders.make_ask("first", risk=risk)
    for number, reference in enumerate(("second", "third", "fourth"), 2):
        meeting = builders.make_meeting(date(2025, number, 22))
        asked = builders.make_ask(reference, meeting=meeting, repeats=asked)
    condition = builders.make_condition(builders.make_commitment(), strand=strand)
    builders.make_condition_status(condition)


def make_figures() -> None:
    builders.make_position_figure(builders.make_position(date(2024, 11, 1)))
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_return(builders.make_indicator())
    builders.make_saving()
    builders.make_contribution(builders.make_plan())


def models_to_list() -> list[type[Tracked]]:
    """The models that can be exempt, and those that refer to them."""
    tracked = [model for model in apps.get_models() if issubclass(model, Tracked)]
    own = {known.model for known in EXEMPTIBLE.values()}
    return [
        model
        for model in tracked
        if model in own or exemptible_foreign_keys(model) or exemptible_address_fields(model)
    ]


def every_exemptible() -> list[Tracked]:
    return [
        record for known in EXEMPTIBLE.values() for record in known.model.everything.order_by("pk")
    ]


def listed_and_shown(model: type[Tracked], user: User) -> tuple[set[Any], set[Any]]:
    """The records in a list of the model, and those whose own page the user may open."""
    shown = {record.pk for record in model.everything.all() if not is_exempt_for(user, record)}
    return {record.pk for record in visible_to_user(model.everything.all(), user)}, shown


@given(data=st.data(), name=st.sampled_from(sorted(USERS)))
@settings(max_examples=examples(40), deadline=None)
def test_lists_hide_what_pages_hide(data, name):
    with transaction.atomic():
        records = every_exemptible()
        for place in data.draw(st.sets(st.integers(0, len(records) - 1), max_size=4)):
            builders.make_exemption(records[place])
        user = User.objects.get(username=name)
        for model in models_to_list():
            listed, shown = listed_and_shown(model, user)
            assert listed == shown, model
        transaction.set_rollback(True)


def test_target_of_a_scheme_on_an_exempt_milestone_is_hidden():
    """Two levels away, the first by key and the second by address."""
    builders.make_exemption(Milestone.objects.get(reference="lease"))
    user = User.objects.get(username="member")
    school = PlacesScheme.objects.get(slug="school")
    assert [target.measure for target in visible_to_user(Target.objects.all(), user)] == [
        PlacesScheme.objects.get(slug="base").address
    ]
    assert is_exempt_for(user, school) and is_exempt_for(
        user, Target.objects.get(measure=school.address)
    )


def test_every_later_repeat_of_an_exempt_ask_is_hidden():
    asks = apps.get_model("committee.ask").objects
    builders.make_exemption(asks.get(reference="first"))
    assert not visible_to_user(asks.all(), User.objects.get(username="officer"))
