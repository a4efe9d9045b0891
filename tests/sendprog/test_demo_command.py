"""`manage.py demo`: fills an empty database once, refuses any other, and says of every made-up value that it is."""

import os
import re
import secrets
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings as site
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import override_settings
from django.utils import timezone

from committee.models import Meeting
from ehcp.models import MonthlyReturn
from risks.models import RiskAssessment
from sendprog import demo
from sendprog.environment import database_from_url
from sendprog.models import DemoMark, User
from sendprog.records.data_version import DataVersion
from sendprog.records.history import Tracked
from sendprog.setting_up.actions import Refused
from strands.models import Baseline, IndicatorReturn, Milestone, StrandUpdate
from tests import builders
from tests.databases import PROGRAMME, loaded

pytestmark = pytest.mark.takes_turns

# The command, with its files in a folder of its own; it migrates as the tests' databases do (tests/databases.py). The browser's
# tests start it as a newcomer does.
RUNNER = """
import sys
from pathlib import Path
from django.conf import settings
settings.VAR_DIR = Path(sys.argv[1])
settings.STATIC_ROOT = settings.VAR_DIR / "static"
import django
django.setup()
from django.db.migrations.state import ProjectState
ProjectState._find_reload_model = lambda state, *model: {model[:2]}
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "demo", "--no-serve"])
"""
SIGN_INS = {
    "member": "member",
    "officer": "officer",
    "manager": "manager",
    "figures": "figures administrator",
    "auditor": "auditor",
    "admin": None,
}


@dataclass(frozen=True)
class Scratch:
    """A database of its own, empty at first, and the folder for the command's files."""

    url: str
    var: Path

    def demo(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command on it."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        mine = {
            "SENDPROG_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "sendprog.settings",
            "DATABASE_URL": self.url,
        }
        return subprocess.run(
            [sys.executable, "-c", RUNNER, str(self.var)],
            env=kept | mine | environment,
            cwd=site.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def ask(self, *statements: str) -> list[tuple]:
        """Run SQL on it; the rows of the last statement, if it has any."""
        with closing(self.connected()) as database:
            cursor = database.cursor()
            for statement in statements:
                cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            database.commit()
            return rows

    def connected(self) -> Any:
        """By its driver alone: pytest-django lets Django open no database but its own."""
        if self.url.startswith("sqlite"):
            return sqlite3.connect(database_from_url(self.url)["NAME"])
        return psycopg2.connect(self.url)

    def tables(self) -> list[str]:
        sql = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
            "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
        }
        return [name for (name,) in self.ask(sql[urlsplit(self.url).scheme])]

    def rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        return {table: self.ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in self.tables()}

    @property
    def password(self) -> str:
        return (self.var / "demo-password").read_text().strip()


def on_the_server(statement: str) -> None:
    """Run a statement on the PostgreSQL server of the tests that no transaction may hold."""
    with closing(psycopg2.connect(os.environ["TEST_DATABASE_URL"])) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="module")
def make_scratch(tmp_path_factory) -> Iterator[Callable[[], Scratch]]:
    """Makes empty databases of the kind that is tested, dropped at the end."""
    made: list[str] = []

    def make() -> Scratch:
        folder = tmp_path_factory.mktemp("demo")
        if connection.vendor == "sqlite":
            return Scratch(f"sqlite:///{folder}/site.sqlite3", folder / "var")
        made.append(f"scratch_{secrets.token_hex(6)}")
        on_the_server(f"CREATE DATABASE {made[-1]}")
        address = urlsplit(os.environ["TEST_DATABASE_URL"])
        return Scratch(urlunsplit(address._replace(path=f"/{made[-1]}")), folder / "var")

    yield make
    for name in made:
        on_the_server(f"DROP DATABASE {name} WITH (FORCE)")


# Loads once


def version_of(scratch: Scratch) -> list[tuple]:
    return scratch.ask("SELECT number, token FROM sendprog_dataversion")


def assert_signs_in(scratch: Scratch, password: str) -> None:
    """The six roles, with this one password, which the file keeps for its owner alone."""
    found = scratch.ask(
        "SELECT u.username, g.name, u.is_superuser, u.password FROM sendprog_user u "
        "LEFT JOIN sendprog_user_groups ug ON ug.user_id = u.id LEFT JOIN auth_group g ON g.id = ug.group_id"
    )
    assert {username: group for username, group, *_ in found} == SIGN_INS
    assert [username for username, _, is_superuser, _ in found if is_superuser] == ["admin"]
    assert all(check_password(password, hashed) for *_, hashed in found)
    assert scratch.password == password
    assert stat.S_IMODE((scratch.var / "demo-password").stat().st_mode) == 0o600


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def test_it_loads_once_and_then_changes_nothing_but_a_chosen_password(make_scratch):
    """Filled, run again, and run with a password: one test, since each takes seconds."""
    scratch = make_scratch()
    done = scratch.demo()
    assert done.returncode == 0, done.stderr
    rows, version, password = scratch.rows(), version_of(scratch), scratch.password
    assert (rows["strands_strand"], rows["committee_edition"]) == (7, 2)
    overviews = scratch.ask("SELECT content FROM sendprog_storedfile WHERE name = 'overview'")
    assert [b"Devon County Council" in bytes(content) for (content,) in overviews] == [True, True]
    assert len(password) >= 12
    assert_signs_in(scratch, password)

    again = scratch.demo()
    assert again.returncode == 0, again.stderr
    assert (scratch.rows(), version_of(scratch)) == (rows, version)
    assert_signs_in(scratch, password)

    chosen = scratch.demo(SENDPROG_DEMO_PASSWORD="a password of my choice")
    assert chosen.returncode == 0, chosen.stderr
    assert (scratch.rows(), version_of(scratch)) == (rows, version)
    assert_signs_in(scratch, "a password of my choice")


def test_password_file_that_anyone_could_read_is_closed(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo-password").write_text("old\n")
    (tmp_path / "demo-password").chmod(0o644)
    assert demo.demo_password("a new one") == "a new one"
    assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600
    assert demo.demo_password("") == "a new one"


def test_passwords_are_random(settings, tmp_path):
    found = set()
    for folder in ("a", "b", "c"):
        settings.VAR_DIR = tmp_path / folder
        found.add(demo.demo_password(""))
    assert len(found) == 3


# Refuses what is not its own


@pytest.mark.parametrize(
    "table",
    ["sendprog_user", "django_session", "strands_strand", "somebodys_own"],
)
def test_a_database_with_a_record_is_left_as_it_is(make_scratch, table):
    """Not even a migration is applied: the record stands in a database that lacks most of our tables."""
    scratch = make_scratch()
    scratch.ask(
        "CREATE TABLE django_migrations (id integer, app varchar(255), name varchar(255), applied timestamp)",
        "INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', '2024-11-01 00:00:00')",
        f"CREATE TABLE {table} (id integer)",
        f"INSERT INTO {table} VALUES (1)",
    )
    before = scratch.rows()
    done = scratch.demo()
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: This database already holds records (in {table})")
    assert "Unset DATABASE_URL, or name an empty database." in done.stderr
    assert scratch.rows() == before == {"django_migrations": 1, table: 1}
    assert scratch.ask("SELECT name FROM django_migrations") == [("0001_initial",)]
    assert not scratch.var.joinpath("demo-password").exists()


def make_session() -> None:
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "table"),
    [
        pytest.param(builders.make_user, "sendprog_rolechange", id="user"),
        pytest.param(make_session, "django_session", id="session"),
        pytest.param(builders.make_strand, "strands_historicalstrand", id="strand"),
        pytest.param(builders.make_area, "strands_area", id="area"),
        pytest.param(
            lambda: apps.get_model("auth.Group").objects.create(name="Governors"),
            "auth_group",
            id="group",
        ),
    ],
)
def test_a_migrated_database_with_a_record_is_refused(make, table, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    make()
    version, people = DataVersion.current().token, User.objects.count()
    with pytest.raises(CommandError, match=re.escape(f"already holds records (in {table})")):
        call_command("demo", no_serve=True)
    assert (DataVersion.current().token, User.objects.count()) == (version, people)
    assert not DemoMark.objects.exists()


@pytest.mark.django_db
def test_a_migrated_database_without_a_record_is_not_refused():
    demo.refuse_foreign_records(demo.DEVON)


@pytest.mark.django_db
def test_production_is_refused(settings):
    settings.DEVELOPMENT = False
    with pytest.raises(
        CommandError, match=re.escape("The demonstration never runs in production. Use: make demo")
    ):
        call_command("demo", no_serve=True)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_programme_that_cannot_be_loaded_leaves_nothing(tmp_path):
    folder = tmp_path / "2024-11-26-first"
    folder.mkdir()
    (folder / "strands.csv").write_text("slug,number,name\nstrategy,1,Strategy\n")
    (folder / "milestones.csv").write_text("reference,strand,title\na,strategy,A\nb,nowhere,B\n")
    with pytest.raises(Refused, match=r"milestones: .*nowhere"):
        demo.load_programme(replace(demo.DEVON, folder=tmp_path))
    assert not DemoMark.objects.exists()
    assert not Milestone.everything.exists()


@pytest.mark.django_db
def test_rows_are_saved_with_the_day_of_their_folder(tmp_path):
    for day, cells in (("2024-11-26-a", "March 2025,"), ("2025-01-22-b", "2026,Late")):
        (tmp_path / day).mkdir()
        rows = f"reference,title,forecast,reason\nnew-places,New places,{cells}\n"
        (tmp_path / day / "milestones.csv").write_text(rows)
    demo.load_programme(replace(demo.DEVON, folder=tmp_path))
    history = Milestone.objects.get().history.order_by("history_id")
    assert [(row.history_date.date(), str(row.forecast)) for row in history] == [
        (date(2024, 11, 26), "March 2025"),
        (date(2025, 1, 22), "2026"),
    ]
    assert {row.history_change_reason for row in history} == {
        "Demonstration: the programme as at 26 November 2024",
        "Demonstration: the programme as at 22 January 2025",
    }


# What it says


# A reported record may say that its day alone is made up.
DAY_ALONE = ("and the day is illustrative", "The day is the meeting's, which is illustrative")


def in_words(record: models.Model) -> str:
    words = " ".join(
        str(field.value_from_object(record))
        for field in record._meta.concrete_fields
        if field.name != "basis"
    )
    return reduce(lambda text, day: text.replace(day, ""), DAY_ALONE, words)


def with_a_basis() -> Iterator[models.Model]:
    for model in apps.get_models():
        if (issubclass(model, Tracked) or model is Baseline) and any(
            one.name == "basis" for one in model._meta.fields
        ):
            yield from model._default_manager.all()


def mean(first: date, last: date) -> Decimal:
    issued = list(
        MonthlyReturn.objects.filter(month__range=(first, last)).values_list(
            "plans_issued", flat=True
        )
    )
    assert len(issued) == (last.year - first.year) * 12 + last.month - first.month + 1
    return Decimal(sum(issued)) / len(issued)


@pytest.fixture(scope="class")
def programme(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration's records; gone again when the class ends."""
    with django_db_blocker.unblock(), loaded(PROGRAMME):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("programme")
class TestProgramme:
    def test_made_up_values_say_so(self):
        records = list(with_a_basis())
        assert {type(record) for record in records} >= {
            MonthlyReturn,
            IndicatorReturn,
            Baseline,
            Meeting,
            Milestone,
        }
        unsaid = [
            str(record)
            for record in records
            if re.search("illustrative|made up", in_words(record), re.IGNORECASE)
            and record.basis != "illustrative"
        ]
        unmarked = [
            str(record)
            for record in records
            if record.basis == "illustrative"
            and not re.search("illustrative", in_words(record), re.IGNORECASE)
        ]
        assert (unsaid, unmarked) == ([], [])

    def test_no_month_of_ehcps_is_passed_off_as_reported(self):
        assert set(MonthlyReturn.objects.values_list("basis", "note")) == {
            ("illustrative", "Illustrative month: made up so that the average equals the report's")
        }

    def test_one_example_alone_has_a_baseline(self):
        baseline = Baseline.objects.get()
        assert baseline.milestone.title.startswith("Example (illustrative)")
        assert (baseline.milestone.basis, baseline.basis) == ("illustrative", "illustrative")

    def test_plans_issued_average_what_the_report_says(self):
        assert mean(date(2024, 6, 1), date(2024, 11, 1)) == 158
        assert mean(date(2024, 1, 1), date(2024, 5, 1)) == 80
        assert mean(date(2023, 1, 1), date(2023, 12, 1)) == 83

    def test_overdue_reviews_run_from_1070_to_900(self):
        known = MonthlyReturn.objects.filter(annual_reviews_overdue__isnull=False).order_by("month")
        found = list(known.values_list("month", "annual_reviews_overdue"))
        assert (found[0], found[-1]) == ((date(2024, 5, 1), 1_070), (date(2024, 11, 1), 900))
        assert [count for _, count in found] == sorted((count for _, count in found), reverse=True)

    def test_what_the_report_does_not_say_is_null(self):
        for name in (
            "requests_received",
            "plans_issued_within_20_weeks",
            "exceptions",
            "assessments_agreed",
        ):
            assert set(MonthlyReturn.objects.values_list(name, flat=True)) == {None}
        assert StrandUpdate.objects.exclude(stated_rag="not_rated").count() == 1
        assert not RiskAssessment.objects.filter(matrix__is_example=False).exists()
