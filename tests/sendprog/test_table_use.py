"""Cached sections follow the tables that they were read from, whichever record is written."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from committee.snapshot.sections_to_freeze import SECTIONS
from risks.snapshot import RISKS
from sendprog.records.data_version import DataVersion
from sendprog.records.history import BumpsDataVersion, Tracked, change
from sendprog.records.snapshots import Audience, live_snapshot
from sendprog.records.table_use import tables_named, tables_written, written_tables
from strands.models import Milestone
from strands.snapshot import MILESTONES, STRANDS
from tests import builders
from tests.conftest import IS_SOAK
from tests.small_world import TODAY, make_small_world

pytestmark = pytest.mark.django_db
# Texts that a record may have, of which the first is changed.
TEXTS = ("title", "name", "note", "text", "reason", "source", "definition", "label", "purpose")


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = TODAY


def queries_of(*sections) -> int:
    snapshot = live_snapshot()
    with CaptureQueriesContext(connection) as asked:
        for section in sections:
            assert snapshot[section] is not None
    return len(asked)


def test_write_leaves_sections_of_other_tables():
    milestone, risk = builders.make_milestone(), builders.make_risk()
    assert queries_of(MILESTONES, RISKS) > 0
    risk.save()
    assert queries_of(MILESTONES) == 0
    assert queries_of(RISKS) > 0
    milestone.save()
    assert queries_of(RISKS) == 0
    assert queries_of(MILESTONES) > 0


def test_write_of_a_table_that_is_joined_is_one_of_the_section():
    strand = builders.make_strand("a", name="Old name")
    builders.make_milestone(strand=strand)
    assert live_snapshot()[MILESTONES][0].strand_name == "Old name"
    strand.name = "New name"
    strand.save()
    assert live_snapshot()[MILESTONES][0].strand_name == "New name"


def test_first_row_of_an_empty_table_shows():
    assert live_snapshot()[MILESTONES] == ()
    builders.make_milestone()
    assert len(live_snapshot()[MILESTONES]) == 1


def test_bump_without_tables_is_of_all_of_them():
    builders.make_strand()
    assert len(live_snapshot()[STRANDS]) == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE strands_strand SET name = 'By hand'")
    DataVersion.bump()
    assert [row.name for row in live_snapshot()[STRANDS]] == ["By hand"]


def test_tokens_are_of_the_tables_written():
    builders.make_strand()
    before = DataVersion.current_versions()
    builders.make_risk(strand=None)
    after = DataVersion.current_versions()
    risk_tables = ["risks_risk", "risks_historicalrisk"]
    assert set(after.of(risk_tables).values()) == {after.token}
    assert after.of(["strands_strand"]) == before.of(["strands_strand"])
    # What reads the version itself depends on all data.
    assert list(after.of(["sendprog_dataversion"]).values()) == [after.token]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "a_b" ("c") SELECT "c" FROM "d"', ["a_b"]),
        ('INSERT OR IGNORE INTO "a" ("c") VALUES (%s)', ["a"]),
        ('UPDATE "a" SET "c" = (SELECT "c" FROM "d")', ["a"]),
        ('DELETE FROM "a" WHERE "a"."id" IN (%s)', ["a"]),
        ("update a set c = 1", ["a"]),
        ('SELECT "UPDATE" FROM "a"', []),
        ("SAVEPOINT x", []),
    ],
)
def test_written_tables(sql, tables):
    assert list(written_tables(sql)) == tables


def test_statements_are_watched_in_their_block_alone():
    with tables_written() as written, tables_named() as named:
        builders.make_strand()
    list(Milestone.objects.all())
    assert {"strands_strand", "strands_historicalstrand"} <= written <= named
    assert "strands_milestone" not in named


# Whichever record is written


def written_models() -> list[type[models.Model]]:
    """Every model that readers see; a third of them in a quick run."""
    seen = (Tracked, BumpsDataVersion)
    every = [model for model in apps.get_models() if issubclass(model, seen)]
    return every if IS_SOAK else every[::3]


def change_text(record: models.Model) -> bool:
    """Change and save a text of the record; False where it has none, or the database refuses."""
    fields = {field.name for field in record._meta.concrete_fields}
    name = next((name for name in TEXTS if name in fields), "")
    if not name:
        return False
    setattr(record, name, "Another text")
    return is_accepted(record.save)


def is_accepted(write) -> bool:
    try:
        with transaction.atomic(), change(by=None, reason="A test"):
            write()
    except IntegrityError:
        return False
    return True


def stale_sections(viewer: Audience) -> list[str]:
    """The sections that were not read again though their rows in the tables are others now."""
    snapshot, stale = live_snapshot(viewer), []
    for section in SECTIONS:
        with CaptureQueriesContext(connection) as asked:
            rows = section.encode(snapshot[section])
        if not asked and rows != section.encode(section.build(on=TODAY, viewer=viewer)):
            stale.append(section.name)
    return stale


def test_cached_rows_are_those_in_the_tables_after_any_write():
    """A text of a record of each kind changes; what has none, or is never changed, goes to the bin."""
    make_small_world()
    viewers = list(Audience)
    changed, binned = [], []
    for place, model in enumerate(written_models()):
        record = model._default_manager.last()
        if record is None:
            continue
        if change_text(record):
            changed.append(model)
        elif is_accepted(record.delete):
            binned.append(model)
        assert stale_sections(viewers[place % len(viewers)]) == [], model
    assert len(changed) > (20 if IS_SOAK else 5)
    assert len(changed) > len(binned) > 0


def test_exemption_shows_for_each_audience():
    milestone = builders.make_milestone()
    assert [len(live_snapshot(viewer)[MILESTONES]) for viewer in Audience] == [1, 1, 1]
    exemption = builders.make_exemption(milestone)
    counts = {viewer: len(live_snapshot(viewer)[MILESTONES]) for viewer in Audience}
    assert counts == {Audience.MEMBER: 0, Audience.RESTRICTED: 0, Audience.PART_TWO: 1}
    exemption.delete()
    assert len(live_snapshot()[MILESTONES]) == 1


def test_other_day_reads_again(settings):
    builders.make_milestone(forecast="March 2025")
    first = live_snapshot()[MILESTONES][0].status
    settings.SENDPROG_TODAY = date(2026, 1, 1)
    assert live_snapshot()[MILESTONES][0].status is not first
