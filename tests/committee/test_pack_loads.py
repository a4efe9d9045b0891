"""The pack's files, loaded through the import desk into a database without such records, make the same readings."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from committee.editions.freezing import make_sections, render_page, snapshot_of_sections
from committee.models import Meeting
from committee.snapshot import catalogue
from risks.snapshot import RISKS
from sendprog.demo import DEVON, load_programme
from sendprog.loads.actions import IncomingFile, confirm, plan_load, receive
from sendprog.loads.models import LoadState
from sendprog.records.snapshots import Snapshot
from strands.headlines import SCHEME
from strands.snapshot import MILESTONES
from tests import builders
from tests.committee.test_pack import unzipped
from tests.crawling import demonstration

pytestmark = pytest.mark.django_db

# The files of the demonstration that hold a kind's records, and what can't be saved without them.
SHEETS = {
    "ehcp": ("ehcp",),
    "dsg": ("dsg", "texts"),
    "indicators": ("indicators", "texts"),
    "milestones": ("milestones", "promised-dates", "places", "texts"),
    "risks": ("risks", "risk-scores", "mitigations"),
}
# Official statistics come in the Department's own files.
OFFICIAL = "ehcp.official_"
# Worked out from dates that a load never changes, or of no cell of the file.
NOT_OF_THE_FILE = {
    "baselines",
    "moves",
    "needs",
    "slippage",
    "status",
    "warnings",
    "number",
    "mitigations",
    "assessments",
}


def frozen() -> Snapshot:
    """As an edition of the January meeting would keep it."""
    cache.clear()
    return snapshot_of_sections(
        make_sections(Meeting.objects.get(date=DEVON.today), DEVON.today), DEVON.today
    )


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker) -> tuple[dict[str, bytes], Snapshot]:
    """The pack of the whole demonstration, and its snapshot, read before it is gone."""
    with django_db_blocker.unblock(), demonstration(published=False):
        snapshot = frozen()
        found = unzipped(render_page(snapshot, None, "data.zip").content), snapshot
        told(snapshot), records(snapshot)
    return found


@contextmanager
def programme_without(kind: str, folder: Path) -> Iterator[None]:
    """The demonstration without one kind's records, gone again at the end."""
    shutil.copytree(DEVON.folder, folder / "fixtures")
    for path in (folder / "fixtures").rglob("*.csv"):
        if path.stem in SHEETS[kind]:
            path.unlink()
    with (
        override_settings(SENDPROG_TODAY=DEVON.today, SENDPROG_COUNCIL=DEVON.council),
        transaction.atomic(),
    ):
        load_programme(replace(DEVON, folder=folder / "fixtures"))
        yield
        transaction.set_rollback(True)


def told(snapshot: Snapshot) -> dict[str, list[tuple]]:
    """Every reading of every measure that some file holds, without the load that it came by."""
    return {
        one.address: [
            (
                each.in_words,
                each.when,
                each.marker,
                each.basis,
                each.comparison_text,
                each.beside,
                each.note,
                each.as_at,
            )
            for each in catalogue.all_readings(snapshot, one.address)
        ]
        for one in catalogue.all_measures(snapshot)
        if not one.address.startswith((SCHEME, OFFICIAL))
    }


def records(snapshot: Snapshot) -> dict[str, dict[str, object]]:
    """Milestones and risks, as far as their files tell of them."""
    found = {}
    for row in (*snapshot[MILESTONES], *snapshot[RISKS]):
        found[row.reference] = {
            name: getattr(row, name)
            for name in row.__dataclass_fields__
            if name not in NOT_OF_THE_FILE
        }
    for row in snapshot[RISKS]:
        last = row.current
        found[row.reference] |= {
            "last": last
            and (last.as_at, last.score, last.likelihood, last.impact, last.basis, last.reason)
        }
    return found


@pytest.mark.parametrize("kind", SHEETS)
def test_loads_into_an_empty_database_giving_the_same(kind, whole, tmp_path):
    files, snapshot = whole
    with programme_without(kind, tmp_path):
        person = builders.make_user("data-lead")
        before = frozen()
        assert (told(before), records(before)) != (told(snapshot), records(snapshot))
        load = receive(
            by=person, kind=kind, file=IncomingFile(f"{kind}.csv", files[f"load/{kind}.csv"])
        )
        assert load.state == LoadState.WAITING, load.problems
        made = plan_load(load)
        answers = dict.fromkeys(made.codes, "As it was published")
        confirm(by=person, load=load, seen=made.digest, reason="Loaded back", answers=answers)
        after = frozen()
    assert told(after) == told(snapshot)
    assert records(after) == records(snapshot)
