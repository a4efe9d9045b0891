"""What the environment decides: production is the default, and what is unsafe stops the process with the fix."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sendprog import environment

SECRET = "kJ3vQx8nW2sT7yRb5mLc9pHf4gZd6uEa1iOoXtNqVwSrYhBjKl"
SOUND = {
    "DJANGO_SETTINGS_MODULE": "sendprog.settings",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "send.example.gov.uk,www.send.example.gov.uk",
    "DATABASE_URL": "sqlite:///:memory:",
}
START = "import django; django.setup()"
SHOW = (
    START
    + "; import json; from django.conf import settings as s; print(json.dumps({name: getattr(s, name) for name in "
    "['DEBUG', 'ALLOWED_HOSTS', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', "
    "'SESSION_COOKIE_HTTPONLY', 'CSRF_COOKIE_HTTPONLY', 'SECURE_HSTS_SECONDS', 'SECURE_HSTS_PRELOAD', 'SECURE_SSL_REDIRECT']}))"
)
HEADERS = (
    START + "; from django.test import Client; answer = Client().get('/healthz', secure=True, "
    "headers={'host': 'send.example.gov.uk'}); print(answer.status_code, answer.headers.get('Strict-Transport-Security'))"
)


def run(code: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Python in an environment that holds nothing but a sound production and these changes (None takes one out)."""
    named = {name: value for name, value in (SOUND | changes).items() if value is not None}
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        # A clean clone has not collected its static files, and whitenoise says so.
        [sys.executable, "-W", "error", "-W", "ignore:No directory at", "-c", code],
        env=kept | named,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def shown(**changes: str | None) -> dict:
    done = run(SHOW, **changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_starts_when_all_is_well():
    found = shown()
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["send.example.gov.uk", "www.send.example.gov.uk"]


SHORT = "a-secret-much-too-short"
REFUSALS = [
    pytest.param(
        {"SECRET_KEY": None}, "SECRET_KEY is not set. Make one with: python -c", id="no_secret"
    ),
    pytest.param(
        {"SECRET_KEY": ""}, "SECRET_KEY is not set. Make one with: python -c", id="empty_secret"
    ),
    pytest.param(
        {"SECRET_KEY": SHORT},
        "SECRET_KEY has 23 characters, at least 50 are needed. Make one",
        id="short_secret",
    ),
    pytest.param(
        {"SECRET_KEY": f"django-insecure-{SECRET}"},
        "made for development. Make one",
        id="insecure_secret",
    ),
    pytest.param(
        {"SECRET_KEY": f"development-only-{SECRET}"},
        "made for development. Make one",
        id="secret_of_a_desk",
    ),
    pytest.param({"DEBUG": "1"}, "DEBUG is on in production. Remove DEBUG", id="debug"),
    pytest.param(
        {"DEBUG": "True"}, "DEBUG is on in production. Remove DEBUG", id="debug_as_a_word"
    ),
    pytest.param({"DEBUG": "maybe"}, "DEBUG is 'maybe': write true or false", id="debug_unclear"),
    pytest.param(
        {"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is empty. Set it to the site's name", id="no_hosts"
    ),
    pytest.param(
        {"ALLOWED_HOSTS": " , "},
        "ALLOWED_HOSTS is empty. Set it to the site's name",
        id="blank_hosts",
    ),
    pytest.param({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds a *", id="any_host"),
    pytest.param(
        {"ALLOWED_HOSTS": "a.example, *.b.example"},
        "ALLOWED_HOSTS holds a *",
        id="any_host_of_a_domain",
    ),
    pytest.param(
        {"SENDPROG_TODAY": "2025-01-22"}, "SENDPROG_TODAY is set in production", id="today"
    ),
    pytest.param(
        {"SENDPROG_ENV": "staging"},
        "SENDPROG_ENV is 'staging': write production or development",
        id="env",
    ),
    pytest.param(
        {"SENDPROG_ENV": "Development"}, "SENDPROG_ENV is 'Development'", id="env_in_capitals"
    ),
    pytest.param(
        {"DATABASE_URL": "mysql://u:hunter2@h/n"},
        "DATABASE_URL doesn't begin with",
        id="other_database",
    ),
]


@pytest.mark.parametrize(("changes", "message"), REFUSALS)
def test_what_is_unsafe_stops_the_process(changes, message):
    done = run(START, **changes)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert message in last
    for secret in (SECRET, SHORT, "hunter2"):
        assert secret not in done.stdout + done.stderr


def test_a_desk_needs_nothing():
    nothing = dict.fromkeys(("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"))
    found = shown(SENDPROG_ENV="development", SENDPROG_TODAY="2025-01-22", **nothing)
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert found["DEBUG"] is False


def test_development_is_plain_http():
    found = shown(SENDPROG_ENV="development")
    assert (found["SESSION_COOKIE_SECURE"], found["CSRF_COOKIE_SECURE"]) == (False, False)
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("sessionid", "csrftoken")
    assert (found["SESSION_COOKIE_HTTPONLY"], found["CSRF_COOKIE_HTTPONLY"]) == (True, True)
    assert (found["SECURE_HSTS_SECONDS"], found["SECURE_SSL_REDIRECT"]) == (0, False)
    assert (
        run(HEADERS, SENDPROG_ENV="development", ALLOWED_HOSTS="send.example.gov.uk").stdout
        == "200 None\n"
    )


def test_production_is_https_alone():
    found = shown()
    assert (found["SESSION_COOKIE_SECURE"], found["CSRF_COOKIE_SECURE"]) == (True, True)
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == (
        "__Host-session",
        "__Host-csrf",
    )
    assert (found["SESSION_COOKIE_HTTPONLY"], found["CSRF_COOKIE_HTTPONLY"]) == (True, True)
    assert (found["SECURE_SSL_REDIRECT"], found["SECURE_HSTS_PRELOAD"]) == (True, False)
    assert run(HEADERS).stdout == "200 max-age=31536000\n"


@pytest.mark.django_db
def test_cookies_of_a_desk_travel_over_http(client):
    answer = client.get("/accounts/login/")
    cookie = answer.cookies["csrftoken"]
    assert not cookie["secure"]
    assert "Strict-Transport-Security" not in client.get("/accounts/login/", secure=True)


# DATABASE_URL


@pytest.mark.parametrize(
    ("url", "name"),
    [
        pytest.param("sqlite:///site.sqlite3", "site.sqlite3", id="relative"),
        pytest.param("sqlite:////srv/send/site.sqlite3", "/srv/send/site.sqlite3", id="absolute"),
        pytest.param(
            "sqlite:////srv/our%20site/a%3Fb.sqlite3", "/srv/our site/a?b.sqlite3", id="encoded"
        ),
        pytest.param("sqlite:///:memory:", ":memory:", id="memory"),
    ],
)
def test_sqlite_url(url, name):
    found = environment.database_from_url(url)
    assert (found["ENGINE"], Path(found["NAME"])) == ("django.db.backends.sqlite3", Path(name))
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        assert f"PRAGMA {pragma}" in found["OPTIONS"]["init_command"]


PARTS = ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        pytest.param(
            "postgresql://send:pw@db.example:5433/send",
            ("db.example", "5433", "send", "send", "pw", {}),
            id="whole",
        ),
        pytest.param(
            "postgres://send@db.example/send",
            ("db.example", "", "send", "send", "", {}),
            id="without_password",
        ),
        pytest.param(
            "postgresql://send:p%40ss%2Fw%3Ard%25@db/send",
            ("db", "", "send", "send", "p@ss/w:rd%", {}),
            id="encoded_password",
        ),
        pytest.param(
            "postgresql:///send?host=/run/postgresql",
            ("/run/postgresql", "", "send", "", "", {}),
            id="socket",
        ),
        pytest.param(
            "postgresql://u:@/send?host=/tmp/pg%20x",
            ("/tmp/pg x", "", "send", "u", "", {}),
            id="socket_encoded",
        ),
        pytest.param(
            "postgresql://u@db/send?sslmode=require",
            ("db", "", "send", "u", "", {"sslmode": "require"}),
            id="option",
        ),
        pytest.param(
            "postgresql://u@[::1]:5432/send", ("::1", "5432", "send", "u", "", {}), id="ipv6"
        ),
    ],
)
def test_postgresql_url(url, parts):
    found = environment.database_from_url(url)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert tuple(found[name] for name in PARTS) == parts


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param(
            "mysql://send:hunter2@db/send", "doesn't begin with sqlite: or postgresql:", id="mysql"
        ),
        pytest.param(
            "hunter2", "doesn't begin with sqlite: or postgresql:", id="password_by_mistake"
        ),
        pytest.param("", "doesn't begin with sqlite: or postgresql:", id="empty"),
        pytest.param("/srv/site.sqlite3", "doesn't begin with sqlite: or postgresql:", id="path"),
        pytest.param("sqlite://site.sqlite3", "names no database", id="two_slashes"),
        pytest.param("sqlite:///", "names no database", id="sqlite_without_a_name"),
        pytest.param(
            "postgresql://send:hunter2@db", "names no database", id="postgresql_without_a_name"
        ),
        pytest.param(
            "postgresql://send:hunter2/x@db/send", "can't be read", id="slash_in_the_password"
        ),
        pytest.param(
            "postgresql://send:hunter2#x@db/send", "can't be read", id="hash_in_the_password"
        ),
        pytest.param(
            "postgresql://send:[hunter2@db/send", "can't be read", id="bracket_in_the_password"
        ),
        pytest.param("postgresql://send:hunter2@db:port/send", "can't be read", id="port_in_words"),
    ],
)
def test_url_that_cannot_be_used(url, message):
    with pytest.raises(ImproperlyConfigured, match=message) as refusal:
        environment.database_from_url(url)
    assert "hunter2" not in str(refusal.value)
    assert "sqlite:///path or postgresql://" in str(refusal.value) or "%40" in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


# The other readers


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("1", True),
        ("true", True),
        (" Yes ", True),
        ("ON", True),
        ("0", False),
        ("false", False),
        ("off", False),
        ("", False),
    ],
)
def test_flag(monkeypatch, text, on):
    monkeypatch.setenv("A_FLAG", text)
    assert environment.read_flag("A_FLAG") is on


def test_flag_that_is_not_set_is_its_default(monkeypatch):
    monkeypatch.delenv("A_FLAG", raising=False)
    assert environment.read_flag("A_FLAG", default=True) is True


def test_today(monkeypatch):
    monkeypatch.setenv("SENDPROG_ENV", "development")
    monkeypatch.setenv("SENDPROG_TODAY", "2025-01-22")
    assert environment.read_today() == date(2025, 1, 22)
    monkeypatch.setenv("SENDPROG_TODAY", "22/01/2025")
    with pytest.raises(ImproperlyConfigured, match="write it as 2025-01-20"):
        environment.read_today()
    monkeypatch.setenv("SENDPROG_TODAY", "")
    assert environment.read_today() is None


def test_colour(monkeypatch):
    monkeypatch.delenv("A_COLOUR", raising=False)
    assert environment.read_colour("A_COLOUR", default="#12436d") == "#12436d"
    monkeypatch.setenv("A_COLOUR", "#A1b2C3")
    assert environment.read_colour("A_COLOUR", default="#12436d") == "#A1b2C3"


@pytest.mark.parametrize(
    "text", ["red", "#12", "#12436d; x", "#12436d\n", "red}body{background:url(//evil.example)"]
)
def test_colour_that_is_more_than_a_colour(monkeypatch, text):
    monkeypatch.setenv("A_COLOUR", text)
    with pytest.raises(ImproperlyConfigured, match="write it as #12436d"):
        environment.read_colour("A_COLOUR", default="#12436d")


def test_cache_url():
    assert environment.cache_from_url("locmem://")["BACKEND"].endswith("LocMemCache")
    assert (
        environment.cache_from_url("file:///var/cache/send%20x")["LOCATION"] == "/var/cache/send x"
    )
    with pytest.raises(ImproperlyConfigured, match="write locmem:// or file:///folder") as refusal:
        environment.cache_from_url("redis://:hunter2@cache/0")
    assert "hunter2" not in str(refusal.value)


def test_days(monkeypatch):
    monkeypatch.delenv("SENDPROG_CLEAR_DAYS", raising=False)
    assert environment.read_number("SENDPROG_CLEAR_DAYS", default=5, noun="days", last=60) == 5
    monkeypatch.setenv("SENDPROG_CLEAR_DAYS", "7")
    assert environment.read_number("SENDPROG_CLEAR_DAYS", default=5, noun="days", last=60) == 7


@pytest.mark.parametrize("text", ["0", "-1", "five", "5.0", "61", "٥", "100000"])
def test_days_that_cannot_be_used(monkeypatch, text):
    monkeypatch.setenv("SENDPROG_CLEAR_DAYS", text)
    with pytest.raises(ImproperlyConfigured, match="write a number of days from 1 to 60"):
        environment.read_number("SENDPROG_CLEAR_DAYS", default=5, noun="days", last=60)


def test_spans(monkeypatch):
    monkeypatch.delenv("SENDPROG_PRE_ELECTION", raising=False)
    assert environment.read_periods("SENDPROG_PRE_ELECTION") == ()
    monkeypatch.setenv(
        "SENDPROG_PRE_ELECTION", " 2025-03-25..2025-05-01, 2026-03-24 .. 2026-03-24,"
    )
    spring = date(2025, 3, 25), date(2025, 5, 1)
    assert environment.read_periods("SENDPROG_PRE_ELECTION") == (
        spring,
        (date(2026, 3, 24), date(2026, 3, 24)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-03-25", "write each period as 2025-03-25..2025-05-01"),
        ("2025-03-25..", "write each period as"),
        ("25/03/2025..01/05/2025", "write each period as"),
        ("2025-03-25-2025-05-01", "write each period as"),
        ("2025-05-01..2025-03-25", "ends before it begins"),
    ],
)
def test_spans_that_cannot_be_used(monkeypatch, text, said):
    monkeypatch.setenv("SENDPROG_PRE_ELECTION", text)
    with pytest.raises(ImproperlyConfigured, match=said):
        environment.read_periods("SENDPROG_PRE_ELECTION")


def test_sign_offs(monkeypatch):
    monkeypatch.delenv("SENDPROG_SIGN_OFFS", raising=False)
    assert environment.read_sign_offs("SENDPROG_SIGN_OFFS") == {}
    monkeypatch.setenv("SENDPROG_SIGN_OFFS", "finance: Section 151 officer , ehcp:Head of SEND")
    assert environment.read_sign_offs("SENDPROG_SIGN_OFFS") == {
        "finance": "Section 151 officer",
        "ehcp": "Head of SEND",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("finance", "a colon and a role: finance:Section 151 officer"),
        ("finance:", "a colon and a role"),
        ("money:Section 151 officer", "write a part \\(strands, ehcp, finance, risks or paper\\)"),
        ("finance:One,finance:Two", "names finance twice"),
    ],
)
def test_sign_offs_that_cannot_be_used(monkeypatch, text, said):
    monkeypatch.setenv("SENDPROG_SIGN_OFFS", text)
    with pytest.raises(ImproperlyConfigured, match=said):
        environment.read_sign_offs("SENDPROG_SIGN_OFFS")


def test_dates(monkeypatch):
    monkeypatch.delenv("SENDPROG_CLOSED_DAYS", raising=False)
    assert environment.read_dates("SENDPROG_CLOSED_DAYS") == frozenset()
    monkeypatch.setenv("SENDPROG_CLOSED_DAYS", "2025-12-29, 2025-12-30,")
    assert environment.read_dates("SENDPROG_CLOSED_DAYS") == {
        date(2025, 12, 29),
        date(2025, 12, 30),
    }
    monkeypatch.setenv("SENDPROG_CLOSED_DAYS", "29 December 2025")
    with pytest.raises(ImproperlyConfigured, match="write dates as 2025-12-29,2025-12-30"):
        environment.read_dates("SENDPROG_CLOSED_DAYS")
