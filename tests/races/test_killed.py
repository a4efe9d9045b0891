"""A worker killed between submit and response leaves either the whole change with its history, or nothing."""

import os
import signal

import pytest

from sendprog.records.data_version import DataVersion
from strands.models import Milestone
from tests import builders
from tests.killing import run_worker

MOMENTS = 50 if os.environ.get("SENDPROG_SOAK") else 6
# The worker edits the milestone through its form, and is killed after so many statements of its own.
WORKER = """
client = Client()
client.force_login(User.objects.get(username="first"))
with override_settings(ALLOWED_HOSTS=["testserver"]), connection.execute_wrapper(dying):
    answer = client.post("/milestones/guide/edit/", dict({form}, title="Killed"))
print("ANSWERED", answer.status_code, asked)
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form() -> dict[str, str]:
    """The form of the one milestone, as a browser would send it."""
    builders.make_user("first", role="manager")
    builders.make_milestone("guide", strand=builders.make_strand(), title="As it was")
    return {"stage": "not_started", "forecast": "", "version": "1"}


def state() -> tuple[str, int, int, int]:
    """The title, its version, its history's length, and the data's version."""
    milestone = Milestone.objects.get()
    return (
        milestone.title,
        milestone.version,
        milestone.history.count(),
        DataVersion.current().number,
    )


def test_whole_or_nothing_at_every_statement(form):
    title, version, entries, number = state()
    whole = run_worker(WORKER.format(form=form), 10_000)
    assert "ANSWERED 302" in whole.stdout, whole.stdout + whole.stderr
    asked = int(whole.stdout.split()[-1])
    assert state() == ("Killed", version + 1, entries + 1, number + 1)

    moments = sorted({1 + place * asked // MOMENTS for place in range(MOMENTS)} | {asked})
    for moment in moments:
        restore(title)
        before = state()
        killed = run_worker(WORKER.format(form=dict(form, version=str(before[1]))), moment)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        after = state()
        assert after in (before, ("Killed", before[1] + 1, before[2] + 1, before[3] + 1)), moment


def restore(title: str) -> None:
    milestone = Milestone.objects.get()
    milestone.title = title
    milestone.save()
