"""Who may open what: every address of the URLconf, with the status each role gets. One table, complete or the run fails."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from committee.mounts import pdf
from tests.crawling import Pattern, patterns, reader

ROLES = ("anonymous", "member", "officer", "manager", "figures", "auditor", "admin")
TABLE = Path(__file__).parent.parent / "roles.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]


@pytest.fixture(autouse=True)
def pdf_extra(monkeypatch) -> None:
    """As where PDFs can be made: who may have one is asked here, not what is in it."""
    monkeypatch.setattr(pdf, "is_installed", lambda: True)
    monkeypatch.setattr(pdf, "as_pdf", lambda html, *, base: b"%PDF-")


def expected() -> dict[str, dict[str, int]]:
    """The table: for each route, the status each role gets of a GET."""
    with TABLE.open(newline="") as file:
        return {
            row["route"]: {role: int(row[role]) for role in ROLES} for row in csv.DictReader(file)
        }


def walked() -> list[Pattern]:
    """Every pattern outside admin, whose own tests open it as each role."""
    return [pattern for pattern in patterns() if not pattern.is_admin]


def client_of(role: str) -> Client:
    options = {"raise_request_exception": False}
    return Client(**options) if role == "anonymous" else reader(role, **options)


def test_table_lists_every_address_and_no_other():
    assert sorted(expected()) == sorted(pattern.route for pattern in walked())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role):
    """And no page of theirs has a table that a narrow screen would cut: each is cards, or says that it scrolls."""
    client, table = client_of(role), expected()
    found = {pattern.route: client.get(pattern.addresses()[0]) for pattern in walked()}
    statuses = {route: response.status_code for route, response in found.items()}
    assert statuses == {route: statuses[role] for route, statuses in table.items()}
    cut = [
        route
        for route, response in found.items()
        if b'<table class="govuk-table">' in response.content
    ]
    assert cut == []


@pytest.mark.parametrize("role", ["anonymous", "member", "auditor"])
def test_what_can_not_be_opened_can_not_be_sent_either(role):
    """The table's other method: where a GET is refused or leads to the sign-in, so is a POST."""
    client, table = client_of(role), expected()
    shut = [one for one in walked() if table[one.route][role] in (302, 403) and not one.mount]
    sent = {one.route: client.post(one.addresses()[0]) for one in shut}
    # What is typed by who is signed out comes back with the sign-in page, to be sent again.
    statuses = {
        route: response.status_code
        for route, response in sent.items()
        if role != "anonymous" or b'name="password"' not in response.content
    }
    assert {one: status for one, status in statuses.items() if status < 300 or status >= 500} == {}


def contents() -> dict[str, list]:
    """Every row of every table but sessions."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - {"django_session"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


@pytest.mark.parametrize("role", ["officer", "manager", "admin"])
def test_get_changes_nothing_but_sessions(role):
    client, before = client_of(role), contents()
    for pattern in walked():
        client.get(pattern.addresses()[0])
    after = contents()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == set()
