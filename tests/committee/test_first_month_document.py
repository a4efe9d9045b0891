"""docs/first-month.md, followed line by line: its commands are run, and each page that it names is used in its order."""

import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings

from committee.models import Edition
from risks.models import RiskMatrix
from sendprog.models import User
from strands.models import Strand, StrandUpdate
from tests.builders import make_user
from tests.crawling import main_of, parsed
from tests.databases import MIGRATED, loaded
from tests.filling import fill_in, signed_in

pytestmark = pytest.mark.both_databases
DOCUMENT = settings.BASE_DIR / "docs" / "first-month.md"
TEXT = DOCUMENT.read_text()
TODAY = date(2026, 11, 10)
MEETING = "2026-12-03"
# Lines that a test can't run in a database of its own.
NOT_RUN = ("git clone", "cd ", "make install", "export ", ".venv/bin/gunicorn")
ALREADY_RUN = ("migrate", "collectstatic")
OPENED = {"month": "November 2026", "due": "30 November 2026"}
# Of the form's buttons the one that submits.
PRESSED = {"draft": None, "preview": None}
MANAGE = ".venv/bin/python manage.py "


def lines_of_shell() -> Iterator[str]:
    for block in re.findall(r"^```\n(.+?)^```", TEXT, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def pages() -> list[str]:
    """The addresses that the document names, in its order."""
    return re.findall(r"`(/[a-z0-9/-]*)`", TEXT)


@pytest.fixture(scope="module")
def followed(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The commands of the document, run in an empty database on its day."""
    folder = tmp_path_factory.mktemp("first-month")
    on_the_day = override_settings(SENDPROG_TODAY=TODAY, SENDPROG_COUNCIL="Newshire Council")
    with on_the_day, django_db_blocker.unblock(), loaded(MIGRATED):
        for line in lines_of_shell():
            run(line, folder)
        yield


def run(line: str, folder: Path) -> None:
    if line.startswith(NOT_RUN):
        return
    assert line.startswith(MANAGE), f"Nothing is known of this line: {line}"
    name, *arguments = shlex.split(line.removeprefix(MANAGE))
    if name in ALREADY_RUN:
        return
    if name == "createsuperuser":
        # It asks for a password.
        arguments.append("--noinput")
    arguments = [str(folder / each) if each.endswith(".xlsx") else each for each in arguments]
    if name == "load_programme" and arguments[0].endswith(".xlsx"):
        # Filled in by hand: here it has examples only, and says so.
        with pytest.raises(SystemExit):
            call_command(name, *arguments)
        return
    call_command(name, *arguments)


def main_text(response: HttpResponse) -> str:
    """The words of a page."""
    return " ".join(re.sub("<[^>]+>", " ", main_of(response.content.decode())).split())


def sign_in_page(clients: dict[str, Client]) -> None:
    assert Client().get("/accounts/login/").status_code == 200


def is_there(address: str, who: str, *said: str) -> Callable[[dict[str, Client]], None]:
    """A step that only looks: the page says what the document says of it."""

    def look(clients: dict[str, Client]) -> None:
        client = clients[who] if who else Client()
        text = main_text(client.get(address))
        assert all(each in text for each in said), text

    return look


def add_people(clients: dict[str, Client]) -> None:
    """The administrator adds a manager, and an officer for both strands."""
    admin = signed_in(User.objects.get(username="admin"))
    strands = {
        f"strands-{row}-strand": str(strand.pk) for row, strand in enumerate(Strand.objects.all())
    }
    people = ("manager", {}), ("officer", strands), ("figures administrator", {})
    for role, rows in people:
        person = {"name": f"The {role}", "email": f"{role.split()[0]}@newshire.example"}
        person["roles"] = role
        answer = fill_in(admin, "/people/add/", **person, **rows, more=None)
        assert answer.status_code == 302, main_text(answer)
        clients[role] = signed_in(User.objects.get(email=person["email"]))


def first_steps(clients: dict[str, Client]) -> None:
    text = main_text(clients["manager"].get("/first-steps/"))
    assert "4 of 7 done. Next: the risk matrix." in text


def matrix(clients: dict[str, Client]) -> None:
    assert clients["manager"].post("/set-up/ready-made/matrix-5-by-5/").status_code == 302
    assert RiskMatrix.objects.get().cells.count() == 25


def rounds(clients: dict[str, Client]) -> None:
    answer = fill_in(clients["manager"], "/rounds/", **OPENED)
    assert answer.status_code == 302
    assert StrandUpdate.objects.filter(month="2026-11-01").count() == 2


def my_updates(clients: dict[str, Client]) -> None:
    """The officer writes and submits each update; the manager accepts it."""
    assert "Timely assessments" in main_text(clients["officer"].get("/my-updates/"))
    for strand in Strand.objects.all():
        address = f"/strands/{strand.slug}/update/"
        written = {
            "stated_rag": "on_track",
            "rag_reason": "Milestones are met on their dates.",
            "progress": "Work goes on as planned.",
            "next_steps": "The next schools are visited.",
        }
        answer = fill_in(clients["officer"], address, **written, **PRESSED)
        assert answer.status_code == 302, main_text(answer)
        decide = f"{address}2026-11/decide/"
        assert fill_in(clients["manager"], decide, send_back=None).status_code == 302
    assert not StrandUpdate.objects.exclude(state="accepted").exists()


def readiness(clients: dict[str, Client]) -> None:
    """Nothing blocks the edition; the warnings of each kind are acknowledged."""
    address = f"/readiness/{MEETING}/"
    page = clients["manager"].get(address)
    assert "What blocks publication Nothing." in main_text(page)
    for form in parsed(page.content.decode()).find(".//main").iter("form"):
        sent = defaultdict(list)
        for field in form.iter():
            if field.get("name"):
                sent[field.get("name")].append(field.get("value", "As every month"))
        assert clients["manager"].post(address, sent).status_code == 302
    assert "is not acknowledged" not in main_text(clients["manager"].get(address))


def publish(clients: dict[str, Client]) -> None:
    address = f"/meetings/{MEETING}/publish/"
    answer = fill_in(clients["manager"], address)
    assert answer.status_code == 302, main_text(answer)
    assert Edition.objects.count() == 1


def front(clients: dict[str, Client]) -> None:
    member = signed_in(make_user("member", role="member"))
    assert "Inclusion in mainstream schools" in main_text(member.get("/"))
    assert "7 of 7 done." in main_text(clients["manager"].get("/first-steps/"))


STEPS: dict[str, Callable[[dict[str, Client]], None]] = {
    "/privacy/": is_there("/privacy/", "", "is not set"),
    "/accessibility/": is_there("/accessibility/", "", "not"),
    "/accounts/login/": sign_in_page,
    "/people/add/": add_people,
    "/first-steps/": first_steps,
    "/set-up/ready-made/matrix-5-by-5/": matrix,
    "/start/": is_there("/start/", "figures administrator", "Load figures"),
    "/rounds/": rounds,
    "/my-updates/": my_updates,
    "/meetings/add/": is_there("/meetings/add/", "manager", "meeting"),
    "/headline-measures/": is_there("/headline-measures/", "manager", "They head the overview"),
    "/paper/": is_there("/paper/", "manager", "Edit the title block", "The sections"),
    f"/readiness/{MEETING}/": readiness,
    f"/meetings/{MEETING}/publish/": publish,
    "/": front,
}


def test_the_document_leads_to_a_first_edition(followed):
    """With its own small programme, from an empty database."""
    assert pages() == list(STEPS)
    clients: dict[str, Client] = {}
    for address in pages():
        STEPS[address](clients)
