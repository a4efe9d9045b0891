"""A worker killed between submit and response leaves either the whole change with its history, or nothing."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from sendprog.history import DataVersion
from strands.models import Milestone
from tests import builders

MOMENTS = 50 if os.environ.get("SENDPROG_SOAK") else 6
# The worker edits the milestone through its form, and is killed after so many statements of its own.
WORKER = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from sendprog.models import User
asked = 0
def die_after(execute, sql, params, many, context):
    global asked
    asked += 1
    if asked == int(sys.argv[1]):
        os.kill(os.getpid(), {signal})
    return execute(sql, params, many, context)
client = Client()
client.force_login(User.objects.get(username="first"))
with override_settings(ALLOWED_HOSTS=["testserver"]), connection.execute_wrapper(die_after):
    answer = client.post("/milestones/guide/edit/", dict({form}, title="Killed"))
print("ANSWERED", answer.status_code, asked)
"""

pytestmark = pytest.mark.django_db(transaction=True)


def run_worker(statements: int, form: dict[str, str]) -> subprocess.CompletedProcess:
    """A process of its own on this test's database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sendprog.settings",
        "SENDPROG_ENV": "development",
        "DATABASE_URL": database_url(),
    }
    code = WORKER.format(signal=int(signal.SIGKILL), form=form)
    command = [sys.executable, "-c", code, str(statements)]
    return subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60)


def database_url() -> str:
    """The address of the test database as another process opens it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    address = os.environ["TEST_DATABASE_URL"]
    before, _, query = address.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def form() -> dict[str, str]:
    """The form of the one milestone, as a browser would send it."""
    builders.make_user("first", role="manager")
    builders.make_milestone("guide", strand=builders.make_strand(), title="As it was")
    return {"stage": "not_started", "forecast": "", "version": "1"}


def state() -> tuple[str, int, int, int]:
    """The title, its version, its history's length, and the data's version."""
    milestone = Milestone.objects.get()
    return milestone.title, milestone.version, milestone.history.count(), DataVersion.current().number


def test_whole_or_nothing_at_every_statement(form):
    title, version, entries, number = state()
    whole = run_worker(10_000, form)
    assert "ANSWERED 302" in whole.stdout, whole.stdout + whole.stderr
    asked = int(whole.stdout.split()[-1])
    assert state() == ("Killed", version + 1, entries + 1, number + 1)

    moments = sorted({1 + place * asked // MOMENTS for place in range(MOMENTS)} | {asked})
    for moment in moments:
        restore(title)
        before = state()
        killed = run_worker(moment, dict(form, version=str(before[1])))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        after = state()
        assert after in (before, ("Killed", before[1] + 1, before[2] + 1, before[3] + 1)), moment


def restore(title: str) -> None:
    milestone = Milestone.objects.get()
    milestone.title = title
    milestone.save()
