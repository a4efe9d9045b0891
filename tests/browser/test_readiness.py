"""Warnings acknowledged in a real browser: by keyboard alone, on a desk and on a phone, with nothing that axe finds."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Demonstration, expect_errors
from tests.browser.test_demonstration import through_the_form
from tests.browser.test_officer import Keyboard

READINESS = "/readiness/2025-01-22/"
BUTTON = 'here.tagName === "BUTTON" && here.textContent.trim().startsWith("Acknowledge")'


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_and_its_errors_are_sound(width, open_page, demo, axe, sideways):
    page = open_page(viewport=width)
    through_the_form(page, "manager", demo.password)
    page.goto(READINESS)
    assert (axe(page), sideways(page)) == ([], 0)
    page.locator("main form button").last.click()
    expect_errors(page)
    assert (axe(page), sideways(page)) == ([], 0)
    # The summary has the focus, and leads to the boxes.
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Tick the warnings that you acknowledge.").click()
    assert page.evaluate("document.activeElement.type") == "checkbox"


def test_a_warning_is_acknowledged_by_keyboard_alone(
    open_page: Callable[..., Page], demo: Demonstration
):
    """On a phone's width too a person without a mouse reaches box, reason and button."""
    page = open_page(viewport=PHONE)
    through_the_form(page, "manager", demo.password)
    page.goto(READINESS)
    before = page.locator("main form").count()
    assert before
    keyboard = Keyboard(page)
    keyboard.tab_to('here.name === "provisional-which"')
    page.keyboard.press("Space")
    keyboard.write("id_provisional-reason", "Illustrative: the final return comes in March")
    keyboard.press(BUTTON)
    assert (
        page.locator(".govuk-notification-banner").inner_text().find("Acknowledged: 1 warning.")
        > -1
    )
    assert page.locator("main form").count() == before - 1
    assert "Illustrative: the final return comes in March" in page.locator("main").inner_text()
