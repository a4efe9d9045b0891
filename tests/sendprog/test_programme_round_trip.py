"""A programme written as its workbook and as its folder, loaded into an empty database: the same again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models
from django.test import override_settings

from sendprog.demo import EXAMPLESHIRE
from sendprog.loads.actions import LoadError
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.linked_records import keys_of_exempt
from sendprog.loads.models import Load, LoadState
from sendprog.loads.undoing import undo_load
from sendprog.records.people import User
from sendprog.setting_up.actions import (
    NOTHING_NEW,
    confirm_programme,
    load_programme_folder,
    new_load,
    try_file,
)
from sendprog.setting_up.programme_files import read_workbook
from sendprog.setting_up.sheets import SHEETS
from sendprog.setting_up.writing import Rows, stored_rows, stored_workbook, write_folder
from strands.models import Milestone, Strand
from tests.builders import make_user
from tests.conftest import IS_SOAK, ON_POSTGRESQL
from tests.databases import INVENTED, MIGRATED, loaded

# Fields that say how a record came to be stored here, not what it says.
NOT_OF_THE_RECORD = {"id", "version", "deleted_at", "load", "restricted"}
# What the pages set when somebody submits and decides.
OF_THE_ROUND = {"submitted_by", "submitted_on", "decided_by", "decided_on", "comment"}


@dataclass(frozen=True)
class Written:
    """What was written of the invented council, and every field of its records."""

    rows: dict[str, Rows]
    fields: dict[str, list[str]]
    workbook: bytes
    folder: Path


def stored_fields() -> dict[str, list[str]]:
    """By model of a sheet, each record that is not hidden as the text of its fields, sorted."""
    fields = {}
    for kind in SHEETS.values():
        shown = kind.model._default_manager.exclude(pk__in=keys_of_exempt(kind.model))
        fields[kind.model._meta.label] = sorted(map(texts_of, shown))
    return fields


def texts_of(record: models.Model) -> str:
    names = [field.name for field in record._meta.concrete_fields]
    names = [name for name in names if name not in NOT_OF_THE_RECORD | OF_THE_ROUND]
    return " | ".join(f"{name}: {getattr(record, name)}" for name in names)


@pytest.fixture(scope="module", autouse=True)
def on_its_day() -> Iterator[None]:
    with override_settings(SENDPROG_TODAY=EXAMPLESHIRE.today):
        yield


@pytest.fixture(scope="module")
def written(on_its_day, django_db_setup, django_db_blocker, tmp_path_factory) -> Written:
    folder = tmp_path_factory.mktemp("programme")
    with django_db_blocker.unblock(), loaded(INVENTED):
        list(write_folder(folder))
        return Written(stored_rows(), stored_fields(), stored_workbook(), folder)


@pytest.fixture(scope="module")
def loaded_back(written, django_db_blocker) -> Iterator[Load]:
    """An empty database with what the folder holds."""
    with django_db_blocker.unblock(), loaded(MIGRATED):
        by = make_user("manager", role="manager")
        yield load_programme_folder(by=by, folder=written.folder, reason="Set up")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="from PostgreSQL to SQLite and back")
def test_a_database_of_the_other_kind_writes_the_same(written, tmp_path, django_db_blocker):
    """As a council that moves its programme; and back again in a soak. First, while no other is loaded here."""
    (tmp_path / "moved.xlsx").write_bytes(written.workbook)
    templates = os.environ.get("SENDPROG_TEST_SQLITE_TEMPLATES", str(tmp_path))
    environment = os.environ | {
        "SENDPROG_TEST_FOLDER": str(tmp_path),
        "SENDPROG_TEST_TEMPLATES": templates,
    }
    command = [sys.executable, "-m", "tests.other_database", tmp_path / "moved.xlsx", tmp_path]
    subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)
    assert files_of(tmp_path / "sheets") == files_of(written.folder)
    if not IS_SOAK:
        return
    with django_db_blocker.unblock(), loaded(MIGRATED):
        by = make_user("manager", role="manager")
        load_workbook(by, (tmp_path / "programme.xlsx").read_bytes())
        assert stored_rows() == written.rows


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def load_workbook(by: User, content: bytes) -> None:
    file = IncomingFile("programme.xlsx", content)
    load = new_load(by, file, state=LoadState.WAITING)
    confirm_programme(by=by, load=load, file=read_workbook(file), seen="", reason="Moved")


def test_the_same_is_written_again(written, loaded_back):
    again = stored_rows()
    assert {name: rows for name, rows in again.items() if rows != written.rows[name]} == {}
    assert sum(map(len, written.rows.values())) == sum(loaded_back.counts.values()) > 300


def test_every_field_comes_back(written, loaded_back):
    """Those too for which a sheet has no column."""
    again = stored_fields()
    for label, records in written.fields.items():
        assert (label, again[label]) == (label, records)


def test_every_sheet_has_rows_of_the_invented_council(written):
    """So that the round trip tries each sheet."""
    without = {name for name, rows in written.rows.items() if not rows}
    assert without <= {"headlines", "glossary", "paper-sections"}


def test_loading_again_changes_nothing(written, loaded_back):
    """From the folder, and from the workbook, whose cells are typed."""
    with pytest.raises(LoadError, match=NOTHING_NEW):
        load_programme_folder(
            by=loaded_back.received_by, folder=written.folder, reason="Set up again"
        )
    by, file = loaded_back.received_by, IncomingFile("programme.xlsx", written.workbook)
    run = try_file(by, new_load(by, file, state=LoadState.WAITING), read_workbook(file))
    assert [str(problem) for problem in run.problems] == []
    assert [
        (sheet.kind.slug, row.label, row.changes)
        for sheet in run.sheets
        for row in sheet.changed_rows
    ] == []


def test_undo_and_load_again(written, loaded_back):
    """What was made goes to the bin, and comes back from it."""
    by = loaded_back.received_by
    undo_load(by=by, load=loaded_back, reason="Too early")
    assert not Strand.objects.exists()
    assert not Milestone.objects.exists()
    load_programme_folder(by=by, folder=written.folder, reason="Set up after all")
    again = stored_rows()
    assert {name: rows for name, rows in again.items() if rows != written.rows[name]} == {}
