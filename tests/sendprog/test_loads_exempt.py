"""A load whose record became exempt after it: only who may see the record reads or undoes what was loaded."""

from datetime import date

import pytest
from django.test import Client

from sendprog.loads.actions import IncomingFile, confirm, plan_load, receive
from sendprog.models import Load, User
from strands.models import Milestone
from tests import builders

pytestmark = pytest.mark.django_db
READS_ALL, READS_PART = ("auditor",), ("figures", "second")
FILE = b"reference,strand,title,forecast\r\nlease,strategy,Quokka lease,March 2025\r\nguide,strategy,Open guide,March 2025\r\n"


@pytest.fixture
def load(settings) -> Load:
    """Two milestones from one file; the lease is exempt now."""
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    builders.make_strand("strategy")
    for name, role in (
        ("figures", "figures administrator"),
        ("second", "figures administrator"),
        ("auditor", "auditor"),
    ):
        builders.make_user(name, role=role, is_staff=True)
    by = User.objects.get(username="figures")
    waiting = receive(by=by, kind="milestones", file=IncomingFile("milestones.csv", FILE))
    plan = plan_load(waiting)
    confirm(
        by=by,
        load=waiting,
        seen=plan.digest,
        reason="A test",
        answers=dict.fromkeys(plan.codes, "Seen"),
    )
    return waiting


def answers(username: str, load: Load) -> dict[str, tuple[int, bool, bool]]:
    """Of each page of the load: its status, and whether it names the lease and the guide."""
    client, found = Client(), {}
    client.force_login(User.objects.get(username=username))
    for name in ("change", "file", "undo"):
        response = client.get(f"/admin/sendprog/load/{load.pk}/{name}/")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        found[name] = (response.status_code, b"lease" in content, b"guide" in content)
    return found


def test_a_load_is_read_whole_while_nothing_of_it_is_exempt(load):
    for username in READS_PART:
        assert answers(username, load) == dict.fromkeys(
            ("change", "file", "undo"), (200, True, True)
        )


def test_what_became_exempt_is_not_read_on_the_desk(load):
    builders.make_exemption(Milestone.objects.get(reference="lease"))
    for username in READS_PART:
        found = answers(username, load)
        assert found["change"] == (200, False, True)
        assert [found[name][:2] for name in ("file", "undo")] == [(403, False), (403, False)]
    assert answers("auditor", load)["change"] == (200, True, True)
    assert answers("auditor", load)["file"][:2] == (200, True)


def test_what_became_exempt_is_not_undone_by_who_may_not_see_it(load):
    builders.make_exemption(Milestone.objects.get(reference="lease"))
    client = Client()
    client.force_login(User.objects.get(username="second"))
    assert (
        client.post(f"/admin/sendprog/load/{load.pk}/undo/", {"reason": "A test"}).status_code
        == 403
    )
    assert set(Milestone.objects.values_list("reference", flat=True)) == {"lease", "guide"}
