"""What holds on every response: policy, headers, no inline script, no style but the first, no other host, and pages for when things fail."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from sendprog.pages.first_styles import first_styles, policy_source
from sendprog.urls import handler400, handler403, handler404, handler500
from tests.crawling import (
    Opened,
    ReaderOfAll,
    is_download,
    parsed,
    reader,
    reading_addresses,
    tags_of,
    words,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("static_files", "published_demonstration"),
]

__all__ = ["handler400", "handler403", "handler404", "handler500"]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": f"'self' {policy_source(settings.DEFAULT_COLOUR)}",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
STATIC = [
    "/static/css/app.css",
    "/static/govuk/govuk-frontend.css",
    "/static/favicon.svg",
    "/static/js/explore.js",
    "/static/plotly/plotly-static.css",
    "/static/admin/css/base.css",
]
UNSIGNED = ["/accounts/login/", "/admin/login/", "/healthz", "/council.css", "/ehcp/"]
ROOT = Path(__file__).resolve().parent.parent.parent


# Addresses of this test's own, for what the site does when a page fails.


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("something of ours broke")


def miss(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("test/forbidden/", refuse),
    path("test/broken/", break_down),
    path("test/missing/", miss),
    path("", include("sendprog.urls")),
]
WITH_FAILURES = override_settings(ROOT_URLCONF="tests.pages.test_site")


@pytest.fixture(scope="module")
def opened(published_demonstration) -> Opened:
    return Opened(ReaderOfAll())


@pytest.fixture
def database_down() -> Iterator[None]:
    """As far as Django can tell."""

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("could not connect to server")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("cursor", "chunked_cursor", "ensure_connection", "connect"):
            patch.setattr(connection, name, fail)
        yield


def policy_of(response: HttpResponse) -> dict[str, str]:
    directives = filter(None, map(str.strip, response["Content-Security-Policy"].split(";")))
    return dict(directive.split(" ", 1) for directive in directives)


def admin_addresses() -> list[str]:
    """The index, every list, every form to add, and one record's form, history and deletion of each kind."""
    found = ["/admin/", "/admin/password_change/"]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        record = model._default_manager.first()
        if record:
            found += [
                reverse(f"{name}_{page}", args=[record.pk])
                for page in ("change", "history", "delete")
            ]
    return found


def text_of(response: HttpResponse) -> str:
    """All of it: a file is closed once it is read to its end."""
    return b"".join(
        response.streaming_content if response.streaming else [response.content]
    ).decode()


@pytest.fixture(scope="module")
def responses(published_demonstration) -> dict[str, HttpResponse]:
    """Every kind of response of the site, by what asked for it."""
    member, administrator = (
        ReaderOfAll(raise_request_exception=False),
        reader("admin", raise_request_exception=False),
    )
    found = {address: member.get(address) for address in reading_addresses()}
    found |= {address: administrator.get(address) for address in admin_addresses()}
    found |= {
        address: Client(raise_request_exception=False).get(address)
        for address in (*UNSIGNED, *STATIC)
    }
    found |= {
        address: member.get(address)
        for address in ("/accounts/logout/", "/nonesuch/", "/strands/nonesuch/", "/milestones")
    }
    found["POST /"] = member.post("/")
    found["304"] = member.get("/", headers={"if-none-match": found["/"]["ETag"]})
    found["no such host"] = Client().get("/", HTTP_HOST="evil.example")
    found["403 without a token"] = Client(enforce_csrf_checks=True).post("/accounts/login/")
    found["wrong password"] = Client().post(
        "/accounts/login/", {"username": "member", "password": "wrong"}
    )
    with WITH_FAILURES:
        found["403"] = member.get("/test/forbidden/")
        found["500"] = member.get("/test/broken/")
        found["404"] = member.get("/test/missing/")
    for address in STATIC:
        text_of(found[address])
    return found


def pages(responses: dict[str, HttpResponse]) -> dict[str, str]:
    """Those that are pages, as text."""
    kinds = {name: response.headers.get("Content-Type", "") for name, response in responses.items()}
    return {
        name: responses[name].content.decode()
        for name, kind in kinds.items()
        if kind.startswith("text/html")
    }


# Headers


def test_responses_are_what_they_are_meant_to_be(responses):
    """The kinds below are all there, and no page of admin fails."""
    meant = {
        "403": 403,
        "404": 404,
        "500": 500,
        "304": 304,
        "POST /": 405,
        "no such host": 400,
        "403 without a token": 403,
    }
    assert {name: responses[name].status_code for name in meant} == meant
    assert [name for name, response in responses.items() if response.status_code >= 500] == ["500"]
    assert {address: responses[address].status_code for address in STATIC} == dict.fromkeys(
        STATIC, 200
    )


def test_policy_is_strict_on_every_response(responses):
    assert {
        name: policy_of(one) for name, one in responses.items() if policy_of(one) != POLICY
    } == {}


def test_no_response_may_be_framed_sniffed_or_told_elsewhere(responses):
    for header, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
    ):
        assert {
            name for name, one in responses.items() if one.headers.get(header) != value
        } == set()
    # The policy's frame-ancestors covers files, redirects and what is
    # refused before that header is set.
    shown = {
        name: one
        for name, one in responses.items()
        if one.status_code == 200 and name not in STATIC
    }
    assert {
        name for name, one in shown.items() if one.headers.get("X-Frame-Options") != "DENY"
    } == set()


def test_cross_origin_opener_is_this_site_alone(responses):
    assert {
        name
        for name, one in responses.items()
        if one.headers.get("Cross-Origin-Opener-Policy") != "same-origin"
    } == set()


# What is in the pages


def inline(tag: str, attributes: dict[str, str]) -> bool:
    """Style or script in the page itself; JSON that never runs is neither."""
    script = (
        tag == "script" and "src" not in attributes and attributes.get("type") != "application/json"
    )
    return script or any(name == "style" or re.match("on[a-z]", name) for name in attributes)


def test_reading_pages_have_their_styles_in_them(responses):
    """All that a class on them has a rule for, and no sheet besides; pages that edit have the sheets."""
    styles = first_styles(settings.DEFAULT_COLOUR)
    found = {
        name: (re.findall("<style>(.*?)</style>", html, re.DOTALL), "govuk-frontend.css" in html)
        for name, html in pages(responses).items()
        if "<html" in html and "/admin/" not in name
    }
    assert found["/finance/"] == ([styles], False) and found["/accounts/login/"] == ([], True)
    assert [
        name for name, shown in found.items() if shown not in (([styles], False), ([], True))
    ] == []


def test_no_page_holds_inline_style_or_script(responses):
    found = {
        name: [one for one in tags_of(html) if inline(*one)]
        for name, html in pages(responses).items()
    }
    assert {name: bad for name, bad in found.items() if bad} == {}


FETCHING = {
    "src",
    "href",
    "action",
    "srcset",
    "data",
    "poster",
    "formaction",
    "background",
    "cite",
    "ping",
    "xlink:href",
}
ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)


def test_no_page_refers_to_another_host(responses):
    found = {
        (name, tag, value)
        for name, html in pages(responses).items()
        for tag, attributes in tags_of(html)
        for key, value in attributes.items()
        if key in FETCHING and ELSEWHERE.match(value)
    }
    assert found == set()


def test_no_style_sheet_refers_to_another_host():
    for address in [*STATIC, "/council.css"]:
        response = Client().get(address)
        text = text_of(response)
        assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//|@import", text), address


def test_pages_of_ours_run_no_script_but_for_exploring_charts(responses):
    """Every page reads without JavaScript; a page with charts has one file, which offers to explore them."""
    ours = {name: html for name, html in pages(responses).items() if not name.startswith("/admin/")}
    run = {
        name: [
            attributes["src"]
            for tag, attributes in tags_of(html)
            if tag == "script" and attributes.get("type") != "application/json"
        ]
        for name, html in ours.items()
    }
    explored = re.compile('<figure [^>]*id="(?:chart-|comparators|scores-)')
    charts = {name for name, html in ours.items() if explored.search(html) and "print" not in name}
    assert charts
    assert {name: found for name, found in run.items() if found} == {
        name: ["/static/js/explore.js"] for name in charts
    }


def test_every_page_leads_to_the_statements(responses):
    """The footer's links, in the admin and on pages of errors too."""
    without = [
        name
        for name, html in pages(responses).items()
        if html
        and not all(
            f'href="/{statement}/"' in html for statement in ("accessibility", "privacy", "cookies")
        )
    ]
    assert without == []


def test_pages_are_well_formed(opened):
    for address in reading_addresses():
        if not is_download(address):
            assert opened.tree(address).find(".//html").get("lang") == "en-GB", address


def test_pages_say_nothing_of_how_they_were_made(opened):
    told = re.compile(r"/home/|/root/|localhost|127\.0\.0\.1|Traceback|django\.|\{\{|\{%")
    for address in reading_addresses():
        if not is_download(address):
            html = opened.html(address)
            assert told.findall(html) == [], address
            cells = [
                words(cell)
                for cell in parsed(html).find(".//main").iter()
                if cell.tag in {"td", "dd", "th", "p", "li"}
            ]
            assert not {"None", "nan", "NaN", "True", "False"} & set(cells), address


# When things fail


@WITH_FAILURES
@pytest.mark.parametrize(
    ("address", "status"),
    [("/test/forbidden/", 403), ("/test/missing/", 404), ("/test/broken/", 500)],
)
def test_failure_has_a_page_of_ours_with_the_database_down(address, status, database_down):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    response = client.get(address)
    page = parsed(response.content.decode())
    assert response.status_code == status
    assert page.find(".//html").get("lang") == "en-GB"
    assert words(page.find(".//h1"))
    assert "Devon County Council" in words(page.find(".//head/title"))
    assert [link.get("href") for link in page.find(".//main").iter("a")] == ["/"]
    assert policy_of(response) == POLICY


@pytest.mark.parametrize(
    "address",
    ["/", "/live/", "/milestones/", "/ehcp/months.csv", "/meetings/", "/accounts/logout/"],
)
def test_page_with_the_database_down_says_sorry(address, database_down):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    response = client.get(address)
    assert response.status_code == 500
    assert "Sorry, there is a problem" in response.content.decode()
    assert "could not connect" not in response.content.decode()


def test_unknown_address_with_the_database_down(database_down):
    response = Client(raise_request_exception=False).get("/nonesuch/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_sign_in_page_with_the_database_down(database_down):
    assert Client(raise_request_exception=False).get("/accounts/login/").status_code == 200
    signed = {"username": "member", "password": "x"}
    assert Client(raise_request_exception=False).post("/accounts/login/", signed).status_code == 500


def test_healthz_tells_whether_the_database_answers():
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_healthz_with_the_database_down(database_down):
    response = Client(raise_request_exception=False).get("/healthz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "the database does not answer"},
    )


def test_form_without_its_token_is_refused_with_a_page_of_ours():
    response = Client(enforce_csrf_checks=True).post(
        "/accounts/login/", {"username": "member", "password": "x"}
    )
    page = parsed(response.content.decode())
    assert response.status_code == 403
    assert page.find(".//main") is not None and words(page.find(".//h1"))


def test_council_style_sheet_holds_the_colour():
    response = Client().get("/council.css")
    assert response["Content-Type"].startswith("text/css")
    assert "--council:#12436d" in response.content.decode()


def test_pages_ask_for_the_colour_only_where_the_council_has_its_own():
    """The site's own style sheets have the usual one, which saves readers a request."""
    for address, sheet in (("/accounts/login/", "app.css"), ("/admin/login/", "admin.css")):
        assert 'href="/council.css"' not in Client().get(address).content.decode()
        assert "--council: #12436d" in Path(str(finders.find(f"css/{sheet}"))).read_text()
        with override_settings(SENDPROG_COLOUR="#005a30"):
            assert 'href="/council.css"' in Client().get(address).content.decode()


def test_cookies_are_for_the_server_alone():
    client = Client()
    client.post("/accounts/login/", {"username": "member", "password": "for these tests only"})
    client.get("/accounts/logout/")
    assert {"sessionid", "csrftoken"} <= client.cookies.keys()
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["secure"], cookie


# Production

ASK = """
import django
django.setup()
from django.conf import settings
from django.test import Client
response = Client().get("/accounts/login/", secure=True, HTTP_HOST="send.example.gov.uk")
plain = Client().get("/accounts/login/", HTTP_HOST="send.example.gov.uk")
cookies = response.cookies["__Host-csrf"]
print(response.status_code, response["Strict-Transport-Security"], plain.status_code, plain["Location"])
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
print(bool(cookies["secure"]), cookies["path"], repr(cookies["domain"]), bool(cookies["httponly"]))
print(response["Content-Security-Policy"])
print(settings.DEBUG, settings.SENDPROG_TODAY, settings.SENDPROG_DEMONSTRATION == "")
"""


def in_production(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a production server would be run: nothing of this process's environment but the path."""
    given = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "sendprog.settings",
        "SECRET_KEY": "k" * 64,
        "ALLOWED_HOSTS": "send.example.gov.uk",
        "DATABASE_URL": "sqlite:///:memory:",
    }
    told = {name: value for name, value in (given | environment).items() if value}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=told, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> str:
    """Production's file names come from a manifest: code that collects them into a folder of the test's own."""
    folder = tmp_path_factory.mktemp("static")
    return f"""
from django.conf import settings
from pathlib import Path
settings.STATIC_ROOT = Path({str(folder)!r})
import django
django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""


def test_production_is_secure(collected):
    done = in_production(collected + ASK)
    assert done.returncode == 0, done.stderr
    answer, names, cookie, policy, rest = done.stdout.splitlines()
    assert answer == "200 max-age=31536000 301 https://send.example.gov.uk/accounts/login/"
    assert names == "__Host-session __Host-csrf True True"
    assert cookie == "True / '' True"
    assert "script-src 'self'" in policy and "style-src 'self'" in policy and "unsafe" not in policy
    assert rest == "False None True"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        pytest.param({"SECRET_KEY": ""}, "SECRET_KEY is not set", id="no_secret"),
        pytest.param({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters", id="short_secret"),
        pytest.param(
            {"SECRET_KEY": "django-insecure-" + "x" * 60},
            "made for development",
            id="insecure_secret",
        ),
        pytest.param({"DEBUG": "1"}, "DEBUG is on", id="debug"),
        pytest.param({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty", id="no_hosts"),
        pytest.param({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds a *", id="any_host"),
        pytest.param(
            {"SENDPROG_TODAY": "2025-01-22"}, "SENDPROG_TODAY is set in production", id="today"
        ),
    ],
)
def test_unsafe_production_stops_and_says_why(environment, told):
    done = in_production("import django; django.setup()", **environment)
    assert done.returncode != 0
    assert told in done.stderr


def test_manage_demo_never_runs_in_production():
    done = in_production(
        "from django.core.management import execute_from_command_line as run; run(['manage.py', 'demo'])"
    )
    assert done.returncode != 0
    assert "never runs in production" in done.stderr
