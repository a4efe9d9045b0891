"""Nothing that is accepted breaks a page: every extreme of each field, by the desk, the admin and the site's own forms.

What is refused is left out until the rest is saved; then every page, file and command is asked. `make soak` tries
every extreme by every door, all fields together and one after another; `make test` a part of them: the desk on each
database, the admin on SQLite, the site's forms on PostgreSQL.
"""

import pytest
from django.contrib import admin

from sendprog.loads.kinds import KINDS
from sendprog.loads.models import LoadState
from tests.conftest import IS_SOAK, in_turn
from tests.desk_writer import STAND_INS, accepted_rows, extreme_rows, load_rows
from tests.extremes import PLACES
from tests.form_writer import FormWriter
from tests.small_world import (
    TODAY,
    admin_address,
    client_of,
    failures_of_readers,
    failures_of_writers,
    make_small_world,
    site_addresses,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("without_sidebar"),
]

# Models whose records the site alone makes, or that only sign people in and out.
NOT_WRITTEN = {"Group", "User", "Load", "StoredFile", "StoredFileRemoval"}
MODELS = [model for model in admin.site._registry if model.__name__ not in NOT_WRITTEN]
OWN_PASSWORD = "/accounts/password/"
# Another place on each database: there the dates and numbers are not empty.
each_place = pytest.mark.parametrize(
    "place", [place for place in PLACES if in_turn(place + 9, of=len(PLACES))]
)
each_half = pytest.mark.parametrize("half", [half for half in (0, 1) if in_turn(half, of=2)])
# Each walk takes half a minute, and what it asks of a database is asked by the desk's walk on both.
turn_of_admin = pytest.mark.skipif(
    not in_turn(0, of=2), reason="`make test` walks the admin on SQLite"
)
turn_of_forms = pytest.mark.skipif(
    not in_turn(1, of=2), reason="`make test` walks the forms on PostgreSQL"
)
together = pytest.mark.parametrize("together", [True, False] if IS_SOAK else [True], ids=str)


@pytest.fixture(autouse=True)
def small_world(db, settings) -> None:
    settings.SENDPROG_TODAY = TODAY
    make_small_world()


@each_place
def test_nothing_that_the_desk_loads_breaks_a_page(place, tmp_path):
    desk, loads = client_of("figures"), []
    for kind in STAND_INS:
        rows = accepted_rows(kind, extreme_rows(kind, place))
        assert rows, kind
        loads.append(load_rows(desk, kind, rows))
    assert {load.state for load in loads} == {LoadState.CONFIRMED}
    assert failures_of_writers(KINDS[kind].model for kind in STAND_INS) == []
    assert failures_of_readers(tmp_path) == []


@turn_of_forms
@together
@each_place
def test_nothing_that_a_form_of_the_site_saves_breaks_a_page(place, together, tmp_path):
    writer = FormWriter(client_of("manager"))
    for address in list(site_addresses(mounted=False)):
        if address != OWN_PASSWORD:
            writer.write(address, place, together=together)
    assert sum(map(len, writer.saved.values())) > 50
    assert failures_of_writers([]) == []
    assert failures_of_readers(tmp_path) == []


@turn_of_admin
@together
@each_place
@each_half
def test_nothing_that_the_admin_saves_breaks_a_page(half, place, together, tmp_path):
    models = [model for model in MODELS[half::2] if model._default_manager.exists()]
    writer = FormWriter(client_of("admin"))
    for model in models:
        record = model._default_manager.latest("pk")
        writer.write(admin_address(model, "change", record.pk), place, together=together)
    assert len(writer.saved) > len(models) / 2
    assert failures_of_writers(models) == []
    assert failures_of_readers(tmp_path) == []
