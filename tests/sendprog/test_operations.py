"""What operating the site relies on: health checks, the proxy's settings, and migrations that only go forward."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from sendprog.middleware import ADMIN_PREFIX
from sendprog.records import triggers
from sendprog.records.migration_reversal import refuse_reversal, table_with_records
from tests import builders

DEPLOY = Path(settings.BASE_DIR) / "deploy"


@pytest.fixture
def database_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("could not connect to server at 10.0.0.7, user sendprog")

    for name in ("cursor", "chunked_cursor", "ensure_connection", "connect"):
        monkeypatch.setattr(connection, name, fail)


# Whether this release can serve from this database


@pytest.mark.django_db
def test_readyz_when_the_database_is_ready():
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_with_the_database_down(database_down):
    response = Client(raise_request_exception=False).get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "the database does not answer"},
    )


@pytest.mark.django_db
def test_readyz_counts_pending_migrations():
    for label in ("risks", "committee"):
        MigrationRecorder(connection).record_unapplied(label, "0001_initial")
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "pending: 2 migrations"})
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_readyz_counts_missing_triggers():
    triggers.remove_triggers(connection.alias)
    number = len(triggers.triggers_for(connection.vendor))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": f"missing: {number} triggers"},
    )


# The admin


@pytest.fixture
def superuser() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(builders.make_user("root", is_superuser=True, is_staff=True))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/", 200),
        ("/admin/strands/milestone/", 200),
        ("/admin/password_change/", 200),
        ("/admin/jsi18n/", 200),
        ("/admin/strands/reminder/add/", 403),
        ("/admin/nonesuch/", 404),
    ],
)
def test_no_answer_of_the_admin_is_stored(address, status, superuser):
    response = superuser.get(address)
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    assert "no-store" in Client().get(address)["Cache-Control"]


def test_the_admin_is_where_the_middleware_expects_it():
    assert reverse("admin:index") == ADMIN_PREFIX


# Behind nginx


def nginx_settings() -> str:
    return (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def gunicorn_settings() -> dict[str, Any]:
    pytest.importorskip("gunicorn")
    return runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))


@pytest.fixture
def gunicorn_response() -> Iterator[type]:
    """gunicorn's class of responses, put back as it was."""
    wsgi = pytest.importorskip("gunicorn.http.wsgi")
    original = wsgi.Response.default_headers
    yield wsgi.Response
    wsgi.Response.default_headers = original


def test_gunicorn_keeps_connections_open_for_longer_than_nginx(gunicorn_response):
    """Else it closes some just as nginx sends a request, which is then lost."""
    (seconds,) = re.findall(r"^\s*keepalive_timeout (\d+)s;$", nginx_settings(), re.MULTILINE)
    assert gunicorn_settings()["keepalive"] > int(seconds) > 0


def test_the_server_is_not_named(gunicorn_response):
    gunicorn_settings()
    request = SimpleNamespace(version=(1, 1), method="GET", should_close=lambda: False)
    response = gunicorn_response(request, None, SimpleNamespace(protocol="http"))
    response.start_response("200 OK", [("Content-Length", "0")])
    headers = response.default_headers()
    assert headers[0] == "HTTP/1.1 200 OK\r\n"
    assert [
        header for header in headers if "gunicorn" in header or header.startswith("Server")
    ] == []
    assert "server_tokens off;" in nginx_settings()


def test_nginx_limits_nobody_by_address():
    """Thirty people of one council share an address."""
    assert re.findall("limit_(?:req|conn)", nginx_settings()) == []


def test_debians_nginx_knows_every_directive():
    """Debian 12 has 1.22, which stops at "http2 on"."""
    assert "listen 443 ssl http2;" in nginx_settings()
    assert re.findall(r"^ *http2 ", nginx_settings(), re.MULTILINE) == []


# Migrations only go forward


def plan_of(label: str, name: str | None) -> list[tuple[Any, bool]]:
    return MigrationExecutor(connection).migration_plan([(label, name)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("label", ["committee", "risks", "sendprog", "sessions"])
def test_no_migration_is_reversed_where_there_are_records(label):
    builders.make_milestone()
    tables, installed = (
        connection.introspection.table_names(),
        triggers.installed_triggers("default"),
    )
    applied = MigrationRecorder(connection).applied_migrations().keys()
    with pytest.raises(CommandError, match=r"Nothing was changed: .* can't be reversed, because"):
        call_command("migrate", label, "zero", verbosity=0)
    assert connection.introspection.table_names() == tables
    assert triggers.installed_triggers("default") == installed
    assert MigrationRecorder(connection).applied_migrations().keys() == applied


@pytest.mark.django_db
def test_what_every_database_has_is_no_record():
    assert table_with_records("default") is None
    refuse_reversal("default", plan_of("strands", None))


@pytest.mark.django_db
def test_users_are_records():
    builders.make_user()
    assert table_with_records("default") == "sendprog_rolechange"


@pytest.mark.django_db
def test_a_migration_that_loses_nothing_may_be_reversed():
    builders.make_milestone()
    plan = plan_of("committee", None)
    assert plan
    refuse_reversal("default", [(migration, False) for migration, _ in plan])
    harmless = [
        (SimpleNamespace(loses_nothing_reversed=True), is_backwards) for _, is_backwards in plan
    ]
    refuse_reversal("default", harmless)
    with pytest.raises(CommandError):
        refuse_reversal("default", [*harmless, *plan])
