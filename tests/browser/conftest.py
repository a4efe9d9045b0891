"""A real Chromium against the live server. Whatever it complains about, on any page, fails the test that opened it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
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
        context.expose_function("reportViolation", lambda text: self.complain(f"CSP violation: {text}"))
        context.add_init_script(REPORT_VIOLATIONS)

    def unforgiven(self) -> list[str]:
        return [text for text in self.complaints if not any(allowed in text for allowed in self.allowed)]


def chromium_path() -> str:
    """The machine's Chromium. Without one the test is skipped, or fails when SENDPROG_REQUIRE_BROWSER is 1."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    message = f"no Chromium on PATH ({', '.join(CHROMIUM_NAMES)})"
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


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """The complaints of this test's pages; there must be none at its end."""
    watch = Watch(urlsplit(live_server.url).netloc)
    yield watch
    assert watch.unforgiven() == []


@pytest.fixture
def open_page(browser: Browser, live_server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`open_page(viewport=PHONE, java_script_enabled=False)`: a watched page in a context of its own.

    Its addresses may be relative: `goto("/strands/")`.
    """
    contexts = []

    def open_page(**options) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "viewport": DESK, "locale": "en-GB", **options})
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


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
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what axe-core finds on the page as it stands, one line a rule with the elements.

    Evaluated, not added as a script element, which the content security policy would rightly refuse.
    """

    def axe(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate("async () => (await axe.run()).violations")
        return [f"{found['id']}: {found['help']}: {[node['target'] for node in found['nodes']]}" for found in violations]

    return axe


@pytest.fixture
def sideways() -> Callable[[Page], int]:
    """`sideways(page)`: by how many pixels the page is wider than its window; 0 is right."""
    return lambda page: page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
