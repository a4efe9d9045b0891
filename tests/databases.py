"""The databases of a run. Each kind is made once, by the first process that needs it, and copied by the others.

Migrating and loading the demonstration take seconds; a copy takes milliseconds, of a file on SQLite and by
`CREATE DATABASE ... TEMPLATE` on PostgreSQL.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files import locks
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.state import ProjectState
from django.test import override_settings

from sendprog.demo import (
    DEVON,
    EXAMPLESHIRE,
    Programme,
    assign_officer,
    create_users,
    load_demonstration,
    load_programme,
)

MIGRATED, PROGRAMME, DEMONSTRATION, INVENTED = (
    "migrated",
    "programme",
    "demonstration",
    "exampleshire",
)
PASSWORD = "for these tests only"


def settings_of(programme: Programme) -> dict[str, object]:
    """The settings that a demonstration is served with."""
    return {
        "SENDPROG_TODAY": programme.today,
        "SENDPROG_COUNCIL": programme.council,
        "SENDPROG_AUTHORITY": programme.authority,
        "SENDPROG_DEMONSTRATION": programme.notice,
    }


DEMONSTRATION_SETTINGS = settings_of(DEVON)


def load_unpublished() -> None:
    """The demonstration's programme and people, as before a first edition."""
    load_programme(DEVON)
    create_users(PASSWORD)
    assign_officer(DEVON)


def load_published() -> None:
    """The demonstration as `make demo` loads it: people, programme and editions."""
    load_demonstration(DEVON, PASSWORD)


def load_invented() -> None:
    """The invented council as `PROGRAMME=exampleshire make demo` loads it."""
    with override_settings(**settings_of(EXAMPLESHIRE)):
        load_demonstration(EXAMPLESHIRE, PASSWORD)


def migrate() -> None:
    """As a council migrates, but that a model alone is rendered anew, not all that it hangs together with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "_find_reload_model", lambda state, *model: {model[:2]})
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


FILLED_BY: dict[str, Callable[[], None]] = {
    MIGRATED: migrate,
    PROGRAMME: load_unpublished,
    DEMONSTRATION: load_published,
    INVENTED: load_invented,
}


def templates_folder() -> Path:
    """Where templates are: those of SQLite may be shared with another run (deploy/run_tests.py)."""
    return Path(os.environ.get("SENDPROG_TEST_TEMPLATES") or os.environ["SENDPROG_TEST_FOLDER"])


@contextmanager
def alone() -> Iterator[None]:
    """No other process that shares the templates is inside at the same time."""
    with (templates_folder() / "databases.lock").open("w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def name_of(kind: str, owner: str = "") -> str:
    """What this kind's template, or an owner's copy of it, is called: a path on SQLite."""
    name = f"{settings.DATABASES['default']['TEST']['NAME']}_{kind}_{owner or 'template'}"
    if connection.vendor == "postgresql":
        return name
    path = Path(f"{name}.sqlite3")
    return str(path if owner else templates_folder() / path.name)


def open_database(name: str) -> None:
    """Connect to this database from now on, new threads too."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    # Ids of content types are kept by process; those of another database may differ.
    ContentType.objects.clear_cache()


def create(name: str, *, source: str | None) -> None:
    """A database of this name, as a copy of the source; an old one of that name goes."""
    connection.close()
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
        if source:
            shutil.copyfile(source, name)
        return
    drop(name)
    template = f" TEMPLATE {connection.ops.quote_name(source)}" if source else ""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}{template}")


def drop(name: str) -> None:
    """Remove a database of PostgreSQL; a file goes with its folder."""
    connection.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)"
            )


def template(kind: str) -> str:
    """The name of the template of this kind, made when it is first needed; for use by one process at a time."""
    name, made = name_of(kind), templates_folder() / f"{kind}.made"
    if not made.exists():
        create(name, source=None if kind == MIGRATED else template(MIGRATED))
        before = connection.settings_dict["NAME"]
        open_database(name)
        with override_settings(**DEMONSTRATION_SETTINGS):
            FILLED_BY[kind]()
        open_database(before)
        made.touch()
    return name


class Copies:
    """One worker's databases, one of each kind that it has asked for."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.names: dict[str, str] = {}

    def name(self, kind: str) -> str:
        """The name of this worker's copy, made when it is first asked for."""
        if kind not in self.names:
            name = name_of(kind, self.owner)
            before = connection.settings_dict["NAME"]
            with alone():
                create(name, source=template(kind))
            open_database(before)
            self.names[kind] = name
        return self.names[kind]

    @contextmanager
    def opened(self, kind: str) -> Iterator[None]:
        """This worker's copy, until the end; who changes it rolls that back."""
        name, before = self.name(kind), connection.settings_dict["NAME"]
        open_database(name)
        try:
            yield
        finally:
            open_database(before)

    def drop(self) -> None:
        for name in self.names.values():
            drop(name)


def drop_templates() -> None:
    """Remove this run's templates; those that another run shares stay."""
    if "SENDPROG_TEST_TEMPLATES" in os.environ:
        return
    for kind in FILLED_BY:
        made = templates_folder() / f"{kind}.made"
        if made.exists():
            drop(name_of(kind))
            made.unlink()


copies = Copies(os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@contextmanager
def loaded(kind: str) -> Iterator[None]:
    """The records of this kind, and no others; gone again at the end, with what was done to them.

    Inside a test's transaction they are loaded beside what is there, since the database can't be changed in it.
    """
    opened = nullcontext() if connection.in_atomic_block else copies.opened(kind)
    loads_here = connection.in_atomic_block
    with opened, transaction.atomic():
        if loads_here:
            FILLED_BY[kind]()
        yield
        transaction.set_rollback(True)
