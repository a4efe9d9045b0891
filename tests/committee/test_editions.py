"""Editions: published whole, in one moment, once; then nothing changes a byte of them but a sealing by two people."""

import hashlib
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import (
    DataError,
    IntegrityError,
    connection,
    connections,
    migrations,
    models,
    transaction,
)
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from committee.editions import freezing
from committee.editions.publish import DataChanged, NeedsUrgency, publish_edition
from committee.editions.seal import request_sealing, seal_edition
from committee.editions.stored import address_of_edition, hash_of_contents, snapshot_of
from committee.editions.withdraw import withdraw_edition
from committee.models import ContentKind, Edition, EditionContent, Meeting
from committee.snapshot.meetings import MEETINGS
from ehcp.models import MonthlyReturn
from risks.models import Risk
from risks.snapshot import RISKS
from sendprog.demo import DEVON
from sendprog.editing.restoring import CannotRestore, restore_entry
from sendprog.loads import actions as desk
from sendprog.loads.actions import LoadError
from sendprog.loads.models import Load
from sendprog.loads.undoing import undo_load
from sendprog.models import StoredFile, User
from sendprog.records.data_version import DataVersion
from sendprog.records.history import Tracked, change
from sendprog.records.snapshots import Section, live_snapshot
from strands.models import Milestone, Strand, StrandUpdate
from strands.snapshot import MILESTONES, STRANDS
from tests import builders
from tests.crawling import demonstration, main_of
from tests.sendprog.test_history import our_models
from tests.sendprog.test_loads_rules import HEADER as EHCP_HEADER
from tests.sendprog.test_triggers import refused, run

both_databases = pytest.mark.both_databases
EDITS = 1_000 if os.environ.get("SENDPROG_SOAK") else 100
SECONDS = 5


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.SENDPROG_TODAY = DEVON.today


@pytest.fixture
def of_the_demonstration(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration with its editions; gone again at the end of the test."""
    with django_db_blocker.unblock(), demonstration():
        yield


def programme() -> Strand:
    """A little of everything that an edition holds."""
    strand = builders.make_strand(sponsor_role="Director of Education")
    builders.make_update(
        date(2024, 12, 1), strand=strand, stated_rag="on_track", rag_reason="In time"
    )
    builders.make_milestone("guide", strand=strand, forecast="March 2025")
    builders.make_assessment(builders.make_risk(strand=strand))
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_position(date(2024, 11, 1))
    builders.make_whole_paper(builders.make_meeting(recommendation="Note the report"))
    return strand


def held_bytes(edition: Edition) -> dict[tuple[str, str], bytes]:
    return {
        (one.kind, one.name): bytes(one.file.content) for one in edition.held.select_related("file")
    }


# Publication


@pytest.mark.django_db
def test_an_edition_holds_every_section_and_page():
    programme()
    edition = builders.make_edition()
    held = held_bytes(edition)
    assert (edition.number, edition.previous, edition.contents, len(held)) == (
        1,
        None,
        len(held),
        len(held),
    )
    assert {name for kind, name in held if kind == ContentKind.SECTION} == {
        section.name for section in freezing.SECTIONS
    }
    pages = {name for kind, name in held if kind == ContentKind.PAGE}
    assert {
        "",
        "strands/strategy/",
        "milestones/guide/",
        "risks/risk-1/",
        "ehcp/months.csv",
        "measures/ehcp.plans_issued/",
    } <= pages
    assert {name for kind, name in held if kind == ContentKind.FILE} == set(freezing.FILE_MAKERS)
    assert edition.figures == "Figures to November 2024 (Month 8)."


@both_databases
@pytest.mark.django_db
def test_an_edition_s_records_are_the_tables_of_that_moment():
    strand = programme()
    edition = builders.make_edition(pages=())
    strand.name = "Renamed since"
    builders.saved(strand)
    snapshot = snapshot_of(edition)
    assert [row.name for row in snapshot[STRANDS]] == ["Strategy"]
    assert (snapshot.on, [row.reference for row in snapshot[MILESTONES]]) == (
        DEVON.today,
        ["guide"],
    )
    meeting = f"{edition.meeting_date:%-d %B %Y}"
    assert snapshot.edition_name == f"edition {edition.number}, for the meeting of {meeting}"


@pytest.mark.django_db
def test_hashes_can_be_checked_by_anybody():
    programme()
    edition = builders.make_edition()
    for held in edition.held.select_related("file"):
        assert held.file.sha256 == hashlib.sha256(bytes(held.file.content)).hexdigest()
        assert held.file.size == len(held.file.content)
    things = [(one.kind, one.name, one.file.sha256) for one in edition.held.select_related("file")]
    assert edition.hash == hash_of_contents(things) == hash_of_contents(reversed(things))
    assert edition.hash != hash_of_contents(things[1:])
    listed = held_bytes(edition)[ContentKind.FILE, "checksums.csv"].decode("utf-8-sig")
    assert all(sha256 in listed for kind, name, sha256 in things if kind != ContentKind.FILE)


@pytest.mark.django_db
def test_publishing_moves_the_data_version():
    programme()
    before = DataVersion.current().token
    edition = builders.make_edition(pages=())
    assert edition.data_version == before != DataVersion.current().token


@pytest.mark.django_db
def test_withdrawing_and_sealing_move_the_data_version():
    programme()
    edition, seen = builders.make_edition(pages=()), []
    deeds = [
        lambda: withdraw_edition(by=edition.published_by, edition=edition, reason="A wrong figure"),
        lambda: request_sealing(
            by=edition.published_by, edition=edition, category="other", reason="A test"
        ),
        lambda: seal_edition(by=builders.make_user("another"), sealing=edition.sealings.get()),
    ]
    for deed in deeds:
        seen.append(DataVersion.current().token)
        deed()
    assert len({*seen, DataVersion.current().token}) == 4


@pytest.mark.django_db
def test_numbers_count_across_meetings_and_each_knows_the_meeting_before():
    """A supplement is compared with what the last meeting read, never with the edition that it adds to."""
    programme()
    january, march = Meeting.objects.get(), builders.make_meeting(date(2025, 3, 5))
    first = builders.make_edition(january, pages=())
    builders.make_withdrawal(first)
    second = builders.make_edition(march, pages=())
    third = builders.make_edition(january, pages=())
    fourth, fifth = (
        builders.make_edition(march, pages=()),
        builders.make_edition(builders.make_meeting(date(2025, 5, 7)), pages=()),
    )
    made = (first, second, third, fourth, fifth)
    assert [(one.number, one.previous) for one in made] == [
        (1, None),
        (2, None),
        (3, None),
        (4, third),
        (5, fourth),
    ]
    assert list(Edition.objects.in_force()) == [fifth, fourth, third, second]


@pytest.mark.django_db
def test_the_same_press_twice_is_one_edition():
    programme()
    first = builders.make_edition(token="one", pages=())
    again = builders.make_edition(token="one", pages=())
    assert (again.pk, Edition.objects.count()) == (first.pk, 1)


@pytest.mark.django_db
def test_a_preview_that_is_out_of_date_is_not_published():
    strand = programme()
    seen = DataVersion.current().token
    builders.saved(strand)
    with pytest.raises(DataChanged):
        builders.make_edition(seen=seen, pages=())
    assert not Edition.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "is_late"), [(date(2025, 1, 14), False), (date(2025, 1, 15), True)]
)
def test_a_late_paper_needs_the_chair_s_reason(day, is_late):
    programme()
    if is_late:
        with pytest.raises(NeedsUrgency):
            builders.make_edition(urgency="", on=day, pages=())
    edition = builders.make_edition(
        urgency="A court decided yesterday" if is_late else "", on=day, pages=()
    )
    assert bool(edition.urgency) == is_late


@pytest.mark.django_db
def test_what_fails_to_be_made_leaves_nothing(monkeypatch):
    programme()

    def fails(draft: freezing.Draft) -> bytes:
        raise RuntimeError("a maker broke")

    monkeypatch.setitem(
        freezing.FILE_MAKERS, "paper.docx", freezing.FileMaker("paper.docx", "application/x", fails)
    )
    with pytest.raises(RuntimeError):
        builders.make_edition(pages=())
    assert not Edition.objects.exists()
    assert not StoredFile.objects.exists()
    assert not EditionContent.objects.exists()


@pytest.mark.django_db
def test_a_maker_sees_the_draft_whole(monkeypatch):
    programme()
    builders.make_edition(pages=())
    seen = []

    def make(draft: freezing.Draft) -> bytes:
        seen.append(draft)
        return b"made"

    monkeypatch.setitem(
        freezing.FILE_MAKERS, "made.txt", freezing.FileMaker("made.txt", "text/plain", make)
    )
    edition = builders.make_edition(builders.make_meeting(date(2025, 3, 5)), pages=())
    (draft,) = seen
    assert (draft.number, draft.meeting, draft.on) == (2, edition.meeting, DEVON.today)
    assert (
        [row.name for row in draft.snapshot[STRANDS]]
        == [row.name for row in draft.previous[STRANDS]]
        == ["Strategy"]
    )
    assert held_bytes(edition)[ContentKind.FILE, "made.txt"] == b"made"


def test_two_makers_of_one_file_are_a_mistake():
    with pytest.raises(ValueError, match=r"Two makers make checksums\.csv"):
        freezing.makes_file("checksums.csv", "text/csv")(lambda draft: b"")


@pytest.mark.django_db
def test_every_page_that_takes_a_value_has_values():
    taking = {name for name, takes in freezing.mounted_page_names().items() if takes} - set(
        freezing.NOT_STORED
    )
    assert taking == {
        "commitment",
        "measure",
        "measure_csv",
        "milestone",
        "risk",
        "strand",
        "strand_csv",
    }
    for name in taking:
        records = freezing.address_values(name, live_snapshot())
        assert bool(records) is name.startswith("measure")


# What is frozen: as a member sees it


@pytest.mark.django_db
def test_nothing_restricted_and_no_staff_name_is_frozen():
    strand = programme()
    people = [
        builders.make_user(
            "canary.username", role="manager", first_name="Canaryfirst", last_name="Canarylast"
        )
    ]
    builders.make_officer(strand, people[0])
    builders.make_risk("secret", title="Canaryrisk", restricted=True)
    builders.make_update(date(2025, 1, 1), strand=strand, state="draft", progress="Canarydraft")
    update = StrandUpdate.objects.get(month=date(2024, 12, 1))
    update.submitted_by, update.decided_by = people[0], builders.make_user("canary.second")
    builders.saved(update)
    edition = builders.make_edition(by=people[0])
    told = [key for key, content in held_bytes(edition).items() if b"canary" in content.lower()]
    assert told == []


@pytest.mark.django_db
def test_a_later_meeting_s_drafts_are_not_frozen():
    programme()
    builders.make_meeting(date(2025, 3, 5), recommendation="Canary of a draft")
    edition = builders.make_edition(Meeting.objects.get(date=date(2025, 1, 22)))
    assert [row.date for row in snapshot_of(edition)[MEETINGS]] == [date(2025, 1, 22)]
    assert not any(b"Canary of a draft" in content for content in held_bytes(edition).values())


# The schemas of sections


def test_rows_of_an_earlier_schema_are_upgraded():
    def add_note(rows: list) -> list:
        return [row | {"note": ""} for row in rows]

    def rename(rows: list) -> list:
        return [{"title": row["name"], "note": row["note"]} for row in rows]

    section = Section("tests.old", dict, lambda **asked: [], (add_note, rename))
    assert section.schema == 3
    assert section.upgrade(b'[{"name":"A"}]', 1) == b'[{"title":"A","note":""}]'
    assert section.upgrade(b'[{"name":"A","note":"B"}]', 2) == b'[{"title":"A","note":"B"}]'
    assert section.upgrade(b'[{"title":"A"}]', 3) == b'[{"title":"A"}]'
    with pytest.raises(ValueError, match="stored with schema 4, but this release knows 3"):
        section.upgrade(b"[]", 4)


@pytest.mark.django_db
def test_an_edition_published_before_a_section_has_no_rows_of_it():
    programme()
    assert (
        snapshot_of(builders.make_edition(pages=()))[Section("tests.new", dict, lambda **asked: [])]
        == ()
    )


# The database refuses


@both_databases
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "number = 9",
        "meeting_date = '2026-01-01'",
        "note = 'x'",
        "published_by_id = NULL",
        "hash = 'x'",
        "token = 'x'",
        '"on" = NULL',
    ],
)
def test_edition_is_never_changed(change):
    programme()
    edition = builders.make_edition(pages=())
    refused(
        "An edition cannot be changed",
        f"UPDATE committee_edition SET {change} WHERE id = %s",
        edition.pk,
    )


@both_databases
@pytest.mark.django_db
def test_edition_and_what_it_holds_are_never_deleted_nor_added_to():
    programme()
    edition = builders.make_edition(pages=())
    held = edition.held.first()
    refused(
        "An edition cannot be deleted", "DELETE FROM committee_edition WHERE id = %s", edition.pk
    )
    refused(
        "The content of an edition cannot be deleted",
        "DELETE FROM committee_editioncontent WHERE id = %s",
        held.pk,
    )
    refused(
        "The content of an edition cannot be changed",
        "UPDATE committee_editioncontent SET name = 'other' WHERE id = %s",
        held.pk,
    )
    for column, value in (("content", b"other"), ("sha256", "other")):
        refused(
            "can only lose its content",
            f"UPDATE sendprog_storedfile SET {column} = %s WHERE id = %s",
            value,
            held.file_id,
        )
    refused("cannot be deleted", "DELETE FROM sendprog_storedfile WHERE id = %s", held.file_id)
    with pytest.raises(IntegrityError, match="inserted whole"), transaction.atomic():
        EditionContent.objects.create(
            edition=edition, kind=ContentKind.FILE, name="more.txt", file=builders.make_file()
        )
    edition.note = "Changed"
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


@both_databases
@pytest.mark.django_db
def test_what_an_edition_holds_is_not_removed_by_one_person():
    programme()
    edition = builders.make_edition(pages=())
    file = edition.held.first().file
    with (
        pytest.raises(IntegrityError, match="only once two people have sealed it"),
        transaction.atomic(),
    ):
        builders.make_removal(file, edition.published_by)
    builders.make_sealing(edition)
    with (
        pytest.raises(IntegrityError, match="only once two people have sealed it"),
        transaction.atomic(),
    ):
        builders.make_removal(file, edition.published_by)
    refused(
        "once a removal with its reason names it",
        "UPDATE sendprog_storedfile SET content = NULL WHERE id = %s",
        file.pk,
    )


@both_databases
@pytest.mark.django_db
def test_withdrawal_and_sealing_stay_as_they_are():
    programme()
    edition = builders.make_edition(pages=())
    withdrawal, sealing = builders.make_withdrawal(edition), builders.make_sealing(edition)
    refused(
        "A withdrawal cannot be changed",
        "UPDATE committee_editionwithdrawal SET reason = 'x' WHERE id = %s",
        withdrawal.pk,
    )
    refused(
        "A withdrawal cannot be deleted",
        "DELETE FROM committee_editionwithdrawal WHERE id = %s",
        withdrawal.pk,
    )
    refused(
        "only be agreed to", "UPDATE committee_sealing SET reason = 'x' WHERE id = %s", sealing.pk
    )
    refused("cannot be deleted", "DELETE FROM committee_sealing WHERE id = %s", sealing.pk)
    agreed = "UPDATE committee_sealing SET agreed_at = asked_at, agreed_by_id = %s {} WHERE id = %s"
    other = builders.make_user("other")
    refused("only be agreed to", agreed.format(", category = 'other'"), other.pk, sealing.pk)
    with pytest.raises(IntegrityError, match="sealing_takes_two_people"), transaction.atomic():
        run(agreed.format(""), sealing.asked_by_id, sealing.pk)
    assert run(agreed.format(""), other.pk, sealing.pk) == 1
    refused("only be agreed to", agreed.format(""), builders.make_user("third").pk, sealing.pk)


# Whatever happens afterwards

# How a rule refuses a deed: then it did not happen.
REFUSALS = (IntegrityError, DataError, CannotRestore, ValidationError, LoadError)


def edited(field: models.Field, value: Any, choose: random.Random) -> Any:
    """Another value of the field's kind."""
    if field.choices:
        return choose.choice([key for key, _ in field.flatchoices])
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + choose.randrange(1, 9)
        case date():
            return value + timedelta(days=choose.randrange(1, 40))
        case str():
            return f"Edited {choose.randrange(10**6)}"[: field.max_length]
    return value


def random_deeds(choose: random.Random) -> list[Callable[[], object]]:
    """What people do to a programme after an edition: each kind of record edited, put back, binned, restored, renamed."""

    def record() -> Tracked:
        models = [
            model
            for model in our_models()
            if issubclass(model, Tracked) and model.everything.exists()
        ]
        return choose.choice(list(choose.choice(models).everything.all()))

    def edit() -> None:
        """Any field: a number, a day, a stage, a rating, a narrative."""
        one = record()
        fields = [
            field for field in one._meta.concrete_fields if field.editable and not field.is_relation
        ]
        field = choose.choice(fields)
        setattr(one, field.attname, edited(field, getattr(one, field.attname), choose))
        one.save()

    def restore() -> None:
        one = record()
        restore_entry(
            one, choose.choice(list(one.history.all())), by=User.objects.first(), reason="A test"
        )

    def bin_or_take_out() -> None:
        one = record()
        if one.deleted_at:
            one.deleted_at = None
            one.save()
        else:
            one.delete()

    def rename() -> None:
        strand = choose.choice(list(Strand.everything.all()))
        strand.name, strand.slug = (
            f"Renamed {choose.random()}"[:40],
            f"renamed-{choose.randrange(10**9)}",
        )
        strand.save()

    def deactivate() -> None:
        user = choose.choice(list(User.objects.all()))
        user.is_active, user.username = not user.is_active, f"renamed{choose.randrange(10**9)}"
        user.save()

    def move_the_meeting() -> None:
        meeting = choose.choice(list(Meeting.everything.all()))
        meeting.date, meeting.committee = (
            date(2030, 1, choose.randrange(1, 29)),
            "Another committee",
        )
        meeting.save()

    def load_a_file() -> None:
        month = choose.choice(list(MonthlyReturn.objects.values_list("month", flat=True)))
        counts = ",".join(str(choose.randrange(100, 400)) for _ in range(3))
        rows = f"{EHCP_HEADER}\n{month:%Y-%m},{counts},20,6000,900\n"
        load = desk.receive(
            by=User.objects.first(),
            kind="ehcp",
            file=desk.IncomingFile("figures.csv", rows.encode()),
        )
        plan = desk.plan_load(load)
        answers = dict.fromkeys(plan.codes, "A test")
        desk.confirm(
            by=User.objects.first(), load=load, seen=plan.digest, reason="A test", answers=answers
        )

    def undo_a_load() -> None:
        loads = Load.objects.filter(state="confirmed", undoes=None, undone_by=None)
        if not loads:
            raise LoadError("There is nothing to undo.")
        undo_load(by=User.objects.first(), load=choose.choice(list(loads)), reason="A test")

    return [
        edit,
        edit,
        edit,
        restore,
        bin_or_take_out,
        rename,
        deactivate,
        move_the_meeting,
        load_a_file,
        undo_a_load,
    ]


@both_databases
def test_nothing_changes_a_byte_of_an_edition(of_the_demonstration):
    """A seeded walk; what a rule of the database refuses is a deed that did not happen."""
    before = {
        edition.pk: (held_bytes(edition), vars_of(edition)) for edition in Edition.objects.all()
    }
    reader = Client()
    reader.force_login(builders.make_user("reader", role="member"))
    shown = served(reader)
    choose, done = random.Random(20250122), Counter()
    deeds = random_deeds(choose)
    for number in range(EDITS):
        deed = choose.choice(deeds)
        with (
            suppress(*REFUSALS),
            transaction.atomic(),
            change(by=User.objects.first(), reason=f"Deed {number}"),
        ):
            deed()
            done[deed.__name__] += 1
    print(f"\n{done.total()} of {EDITS} deeds done: {dict(done)}")
    assert set(done) == {deed.__name__ for deed in deeds} and done.total() > EDITS / 2
    # As a later release would: tables that change (once no foreign key waits to be checked), and triggers made anew.
    connection.check_constraints()
    for table in (
        "strands_milestone",
        "committee_edition",
        "committee_editioncontent",
        "sendprog_storedfile",
    ):
        run(f"ALTER TABLE {table} ADD COLUMN later varchar(10)")
    call_command("migrate", verbosity=0)
    assert {
        edition.pk: (held_bytes(edition), vars_of(edition)) for edition in Edition.objects.all()
    } == before
    cache.clear()
    reader.force_login(builders.make_user("another", role="member"))
    assert served(reader) == shown
    for edition in Edition.objects.all():
        assert all(
            one.file.sha256 == hashlib.sha256(bytes(one.file.content)).hexdigest()
            for one in edition.held.all()
        )
        assert edition.hash == hash_of_contents(
            (one.kind, one.name, one.file.sha256) for one in edition.held.all()
        )


def served(reader: Client) -> dict[str, bytes]:
    """What a member gets of every page and file of every edition: of pages what stands in <main>."""
    found = {}
    for edition in Edition.objects.all():
        for held in edition.held.filter(kind__in=[ContentKind.PAGE, ContentKind.FILE]):
            address = f"{address_of_edition(edition)}{held.name}"
            response = reader.get(address)
            assert response.status_code == 200, address
            is_page = response["Content-Type"].startswith("text/html")
            found[address] = (
                main_of(response.content.decode()).encode() if is_page else response.content
            )
    return found


@both_databases
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_its_tables_leaves_an_edition_as_it_is():
    """Columns become wider in every table that an edition is kept in; SQLite copies such tables, without their triggers."""
    builders.make_milestone("guide")
    edition = builders.make_edition()
    before = (held_bytes(edition), vars_of(edition))
    state = MigrationExecutor(connection).loader.project_state()
    emit_pre_migrate_signal(
        0, False, "default", plan=[(migrations.Migration("0099_later", "committee"), False)]
    )
    for label, name, column in (
        ("committee", "edition", "note"),
        ("committee", "editioncontent", "name"),
        ("sendprog", "storedfile", "name"),
    ):
        wider = state.models[label, name].fields[column].clone()
        wider.max_length += 100
        later = state.clone()
        operation = migrations.AlterField(name, column, wider)
        operation.state_forwards(label, later)
        with connection.schema_editor() as editor:
            operation.database_forwards(label, editor, state, later)
        state = later
    call_command("migrate", verbosity=0)
    edition.refresh_from_db()
    assert (held_bytes(edition), vars_of(edition)) == before
    refused("cannot be changed", "UPDATE committee_edition SET note = 'x'")
    refused("cannot be changed", "UPDATE committee_editioncontent SET name = 'x'")
    refused("only lose its content", "UPDATE sendprog_storedfile SET content = %s", b"x")


def vars_of(edition: Edition) -> dict[str, object]:
    return {
        field.attname: getattr(edition, field.attname) for field in edition._meta.concrete_fields
    }


def test_publishing_the_demonstration_is_quick(of_the_demonstration):
    """Not the first pages of the process, which import pandas."""
    for address in ("ehcp/", "paper.docx"):
        freezing.render_page(live_snapshot(), None, address)
    begun = time.process_time()
    edition = builders.make_edition(Meeting.objects.get(date=DEVON.today))
    taken = time.process_time() - begun
    print(
        f"\nPublishing the demonstration's edition, {edition.contents} things: {taken:.1f} s (at most {SECONDS})"
    )
    assert taken < SECONDS


# Two at the same moment


def together(deeds: list[Callable[[], object]]) -> list[object]:
    """Run at the same moment, each in a thread with a connection of its own; what each gave, or how it failed."""
    start, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def begin(place: int) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = deeds[place]()
        except Exception as failure:
            answers[place] = failure
        finally:
            connections.close_all()

    threads = [threading.Thread(target=begin, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


@both_databases
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_edition():
    programme()
    by, meeting = builders.make_user("publisher", role="manager"), Meeting.objects.get()
    press = lambda: publish_edition(by=by, meeting=meeting, token="one", urgency="A test")  # noqa: E731
    answers = together([press, press, press])
    assert [answer.pk for answer in answers] == [Edition.objects.get().pk] * 3
    assert (
        Edition.objects.get().contents
        == EditionContent.objects.count()
        == StoredFile.objects.count()
    )


@both_databases
@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_make_two_editions_in_order():
    programme()
    by, meeting = builders.make_user("publisher", role="manager"), Meeting.objects.get()
    answers = together(
        [
            lambda name=name: publish_edition(by=by, meeting=meeting, token=name, urgency="A test")
            for name in ("a", "b")
        ]
    )
    assert sorted(answer.number for answer in answers) == [1, 2]
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2]


@both_databases
@pytest.mark.django_db(transaction=True)
def test_publish_against_a_write_is_wholly_before_or_wholly_after_it(monkeypatch):
    """Two records changed in one transaction: an edition tells both or neither, and the data version says which."""
    monkeypatch.setattr(freezing, "page_addresses", lambda _: ["milestones/", "risks/"])
    strand = programme()
    by, meeting = builders.make_user("publisher", role="manager"), Meeting.objects.get()
    for turn in range(5):
        risk, milestone = (
            Risk.objects.get(reference="risk-1"),
            Milestone.objects.get(reference="guide"),
        )

        def write(turn=turn, milestone=milestone, risk=risk) -> None:
            with change(by=by):
                milestone.title = f"Turn {turn}"
                milestone.save()
                time.sleep(0.05)
                risk.title = f"Turn {turn}"
                risk.save()

        def publish(turn=turn) -> Edition:
            time.sleep(0.02 * turn)
            return publish_edition(by=by, meeting=meeting, token=f"turn {turn}", urgency="A test")

        written, edition = together([write, publish])
        assert written is None and isinstance(edition, Edition), (written, edition)
        snapshot = snapshot_of(edition)
        assert snapshot[MILESTONES][0].title.startswith("Turn") or turn == 0
        if turn:
            assert snapshot[MILESTONES][0].title == snapshot[RISKS][0].title
    assert Edition.objects.count() == 5
    assert strand.pk


@both_databases
@pytest.mark.django_db(transaction=True)
def test_an_edition_of_a_reader_in_progress_is_one_moment(monkeypatch):
    """A write that commits while the sections are being made is in none of them."""
    monkeypatch.setattr(freezing, "page_addresses", lambda _: ["strands/"])
    programme()
    by, meeting = builders.make_user("publisher", role="manager"), Meeting.objects.get()
    made = freezing.make_sections

    def slowly(*args: object) -> list:
        first = Strand.objects.get().name
        writer = threading.Thread(target=rename_strand)
        writer.start()
        writer.join(timeout=1)
        assert Strand.objects.get().name == first
        writers.append(writer)
        return made(*args)

    def rename_strand() -> None:
        try:
            strand = Strand.objects.get()
            strand.name = "Renamed meanwhile"
            builders.saved(strand)
        finally:
            connections.close_all()

    writers: list[threading.Thread] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("committee.editions.publish.make_sections", slowly)
        edition = publish_edition(by=by, meeting=meeting, token="one", urgency="A test")
    writers[0].join(timeout=30)
    assert Strand.objects.get().name == "Renamed meanwhile"
    assert [row.name for row in snapshot_of(edition)[STRANDS]] == ["Strategy"]


@both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's transactions are of one moment already"
)
def test_publishing_reads_repeatably():
    programme()
    by, meeting = builders.make_user("publisher", role="manager"), Meeting.objects.get()
    levels = []

    def watched(*args: object) -> list:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            levels.append(cursor.fetchone()[0])
        return freezing.make_sections(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("committee.editions.publish.make_sections", watched)
        publish_edition(by=by, meeting=meeting, token="one", urgency="A test")
    assert levels == ["repeatable read"]
