"""A programme written as its workbook and as its folder, loaded into an empty database: the same again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sendprog.demo import EXAMPLESHIRE
from sendprog.loads.actions import LoadError
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.models import Load, LoadState
from sendprog.loads.undoing import undo_load
from sendprog.setting_up.actions import (
    NOTHING_NEW,
    load_programme_folder,
    new_load,
    try_file,
)
from sendprog.setting_up.programme_files import read_workbook
from sendprog.setting_up.writing import Rows, stored_rows, stored_workbook, write_folder
from strands.models import Milestone, Strand
from tests.builders import make_user
from tests.conftest import IS_SOAK, ON_POSTGRESQL
from tests.databases import INVENTED, MIGRATED, loaded


@dataclass(frozen=True)
class Written:
    """What was written of the invented council."""

    rows: dict[str, Rows]
    workbook: bytes
    folder: Path


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker, tmp_path_factory) -> Written:
    folder = tmp_path_factory.mktemp("programme")
    with django_db_blocker.unblock(), loaded(INVENTED):
        list(write_folder(folder))
        return Written(stored_rows(), stored_workbook(), folder)


@pytest.fixture(scope="module")
def loaded_back(written, django_db_blocker) -> Iterator[Load]:
    """An empty database with what the folder holds."""
    with django_db_blocker.unblock(), loaded(MIGRATED):
        by = make_user("manager", role="manager")
        yield load_programme_folder(by=by, folder=written.folder, reason="Set up")


def test_the_same_is_written_again(written, loaded_back):
    again = stored_rows()
    assert {name: rows for name, rows in again.items() if rows != written.rows[name]} == {}
    assert sum(map(len, written.rows.values())) == sum(loaded_back.counts.values()) > 300


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


@pytest.mark.skipif(not (ON_POSTGRESQL and IS_SOAK), reason="from PostgreSQL to SQLite, in a soak")
def test_a_database_of_the_other_kind_writes_the_same(written, tmp_path):
    """By the commands, as a council would move its programme."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3",
        "DJANGO_SETTINGS_MODULE": "sendprog.settings",
        "SENDPROG_ENV": "development",
        "SENDPROG_TODAY": EXAMPLESHIRE.today.isoformat(),
        "DJANGO_SUPERUSER_PASSWORD": "for this test only",
    }
    for command in (
        ["migrate", "--verbosity", "0"],
        ["createsuperuser", "--noinput", "--username", "admin", "--email", "admin@example.org"],
        ["load_programme", str(written.folder), "--acknowledge"],
        ["write_programme", str(tmp_path / "again")],
    ):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
    names = sorted(path.name for path in written.folder.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (written.folder / name).read_bytes()
