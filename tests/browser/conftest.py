"""A real Chromium against a real server. Whatever it complains about, on any page, fails the test that opened it.

A test's pages come from pytest-django's live server, unless its module says `served` is the demonstration: then from
`manage.py demo`, started as a newcomer would start it, on an empty database.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from deploy.chromium import NAMES, find_chromium

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_START = 120
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1350, "height": 900}
PHONE = {"width": 320, "height": 700}
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation",
    event => window.reportViolation(`${event.effectiveDirective}: ${event.blockedURI} at ${event.sourceFile}`));
"""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test of this folder drives a browser, and may speak to this machine only."""
    item.add_marker("browser")
    item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))


@dataclass
class Watch:
    """What a page complained about. `allow("404")` lets through complaints that hold the text."""

    host: str
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, text: str) -> None:
        self.allowed.append(text)

    def complain(self, text: str) -> None:
        self.complaints.append(text)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complain(f"console {message.type}: {message.text}")

    def on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.complain(f"request to another host: {request.url}")

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.complain(f"page error: {error.error}"))
        context.on("request", self.on_request)
        context.expose_function(
            "reportViolation", lambda text: self.complain(f"CSP violation: {text}")
        )
        context.add_init_script(REPORT_VIOLATIONS)

    def unforgiven(self) -> list[str]:
        return [
            text for text in self.complaints if not any(allowed in text for allowed in self.allowed)
        ]


def chromium_path() -> str:
    """The machine's Chromium. Without one the test is skipped, or fails when SENDPROG_REQUIRE_BROWSER is 1."""
    if path := find_chromium():
        return path
    message = f"no Chromium on PATH ({', '.join(NAMES)})"
    if os.environ.get("SENDPROG_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


# For the package, not the session: while Playwright runs, its event loop makes Django refuse the database, so the
# permission below has to last as long as the loop, and both must end before the tests of other folders.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
            yield chromium
            chromium.close()


@dataclass(frozen=True)
class Demonstration:
    """The running demonstration: where, everybody's password, and how long it took from nothing to its first page."""

    url: str
    password: str
    seconds: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """`manage.py demo` on an empty SQLite database of its own, until the last browser test is done."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("SENDPROG_", "DJANGO_", "PYTEST_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "sendprog.settings",
        "SENDPROG_ENV": "development",
        "PORT": str(port),
    }
    environment |= {"DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3", "PYTHONUNBUFFERED": "1"}
    started, said = time.monotonic(), folder / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not answers(f"http://127.0.0.1:{port}/accounts/login/"):
            assert process.poll() is None and time.monotonic() - started < LONGEST_START, (
                said.read_text()
            )
            time.sleep(0.1)
        seconds = time.monotonic() - started
        password = re.search(r"^Password (\S+)", said.read_text(), re.MULTILINE)
        assert password, said.read_text()
        yield Demonstration(f"http://127.0.0.1:{port}", password[1], seconds)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


@pytest.fixture
def served(live_server) -> str:
    """Where this test's pages come from; a module of the demonstration's pages overrides it."""
    return live_server.url


@pytest.fixture
def watch(served: str) -> Iterator[Watch]:
    """The complaints of this test's pages; there must be none at its end."""
    watch = Watch(urlsplit(served).netloc)
    yield watch
    assert watch.unforgiven() == []


@pytest.fixture
def open_page(browser: Browser, served: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`open_page(viewport=PHONE, java_script_enabled=False)`: a watched page in a context of its own.

    Its addresses may be relative: `goto("/strands/")`.
    """
    contexts = []

    def open_page(**options) -> Page:
        context = browser.new_context(
            **{"base_url": served, "viewport": DESK, "locale": "en-GB", **options}
        )
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def expect_errors(page: Page) -> None:
    """The page that comes says in its title that there are errors. A press does not wait for the page that it leads to."""
    expect(page).to_have_title(re.compile("^Error: "))
    page.wait_for_load_state()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page on a desk."""
    return open_page(viewport=DESK)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A page on the narrowest phone."""
    return open_page(viewport=PHONE)


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, str], None]:
    """`sign_in(page, "officer")`: that user's session in the page's context, without the sign-in form."""

    def sign_in(page: Page, username: str) -> None:
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what axe-core finds on the page as it stands, one line a rule with the elements.

    Evaluated, not added as a script element, which the content security policy would rightly refuse; and from then on
    in each document that the page opens. No rule that is asked reads the style sheets themselves.
    """
    source, prepared = AXE.read_text(encoding="utf-8"), set()

    def axe(page: Page) -> list[str]:
        if page not in prepared:
            prepared.add(page)
            page.add_init_script(source)
            page.evaluate(source)
        violations = page.evaluate(
            "async () => (await axe.run({resultTypes: ['violations'], preload: {assets: ['media']}})).violations"
        )
        return [
            f"{found['id']}: {found['help']}: {[node['target'] for node in found['nodes']]}"
            for found in violations
        ]

    return axe


@pytest.fixture
def sideways() -> Callable[[Page], int]:
    """`sideways(page)`: by how many pixels the page is wider than its window; 0 is right."""
    return lambda page: page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
