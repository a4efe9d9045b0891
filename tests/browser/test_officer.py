"""An officer's month in a real browser: by keyboard alone, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demonstration, expect_errors
from tests.browser.test_demonstration import through_the_form

TITLE = "Deliver the Strategy's delivery plan 2024/25 with partners"
MOST_PAGES = 4
# Far more than any of these pages has stops.
MOST_TABS = 150


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


class Keyboard:
    """A person who has no mouse: Tab, letters and Enter, and the pages they have seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages: list[str] = []
        page.on(
            "framenavigated",
            lambda frame: self.pages.append(frame.url) if frame == page.main_frame else None,
        )

    def tab_to(self, is_it: str) -> None:
        """Press Tab until the focused element answers to a JavaScript test of it, called `here`."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                f"(() => {{ const here = document.activeElement; return {is_it} }})()"
            ):
                return
        raise AssertionError(f"Tab never reached: {is_it}")

    def press(self, is_it: str) -> None:
        self.tab_to(is_it)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, ident: str, text: str) -> None:
        self.tab_to(f"here.id === '{ident}'")
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)


def test_milestone_by_keyboard_alone_in_four_pages(page: Page, demo: Demonstration):
    through_the_form(page, "officer", demo.password)
    keyboard = Keyboard(page)
    page.goto("/my-updates/")
    keyboard.press(f'here.tagName === "A" && here.textContent.trim() === "{TITLE}"')
    keyboard.write("id_forecast", "June 2025")
    keyboard.press(
        'here.tagName === "BUTTON" && here.type === "submit" && here.textContent.includes("Save")'
    )

    assert page.locator(".govuk-notification-banner").inner_text().find("June 2025") > -1
    assert page.locator("h1").inner_text() == TITLE
    assert len(keyboard.pages) <= MOST_PAGES, keyboard.pages
    print(
        f"\nFrom /my-updates/ to the saved milestone by keyboard: {len(keyboard.pages)} pages (at most {MOST_PAGES})"
    )


def test_milestone_without_javascript(open_page: Callable[..., Page], demo: Demonstration):
    page = open_page(java_script_enabled=False)
    through_the_form(page, "officer", demo.password)
    page.goto("/my-updates/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Owner").fill("Head of Strategy")
    page.get_by_role("button", name="Save").click()
    assert "Undo" in page.locator(".govuk-notification-banner").inner_text()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Put it back").click()
    assert "Undone" in page.locator(".govuk-notification-banner").inner_text()


@pytest.mark.parametrize(
    "address",
    ["/my-updates/", "/milestones/new/?strand=strategy", "/bin/", "/history/strands.milestone/1/"],
)
def test_officers_pages_are_accessible(
    page: Page, demo: Demonstration, axe: Callable, sideways: Callable, address: str
):
    through_the_form(page, "officer", demo.password)
    for width in (1350, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        assert axe(page) == []
        assert sideways(page) == 0


def test_error_is_named_at_the_top_and_at_the_field(page: Page, demo: Demonstration):
    through_the_form(page, "officer", demo.password)
    page.goto("/milestones/new/?strand=strategy")
    page.get_by_label("Forecast").fill("Q1 2025")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect_errors(page)
    summary = page.locator(".govuk-error-summary")
    assert "Q1 2025 could mean" in summary.inner_text()
    assert (
        page.locator("#id_forecast_error")
        .inner_text()
        .endswith(summary.locator("a[href='#id_forecast']").inner_text())
    )
    assert page.get_by_label("Forecast").input_value() == "Q1 2025"
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"


# A manager's forms: an indicator's month, and a risk.
FORMS = {
    "/indicators/national-case-growth/2024-12/": ("id_value", "12.5", "eleven"),
    "/risks/risk-1/edit/": ("id_title", "A title of its own", ""),
}


@pytest.mark.parametrize("address", FORMS)
def test_managers_forms_by_keyboard(
    page: Page, demo: Demonstration, axe: Callable, sideways: Callable, address: str
):
    """Wrong first: named at the top and at the field, with what was typed kept; then right, and it says so."""
    ident, right, wrong = FORMS[address]
    through_the_form(page, "manager", demo.password)
    keyboard = Keyboard(page)
    page.goto(address)
    for width in (320, 1350):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert sideways(page) == 0
    save = (
        'here.tagName === "BUTTON" && here.type === "submit" && here.textContent.includes("Save")'
    )
    page.locator(f"#{ident}").fill(wrong)
    keyboard.press(save)
    expect_errors(page)
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.locator(f"#{ident}").input_value() == wrong
    assert axe(page) == []
    keyboard.write(ident, right)
    if page.locator("#id_why").count():
        keyboard.write("id_why", "Counted again")
    keyboard.press(save)
    assert "Undo" in page.locator(".govuk-notification-banner").inner_text()
