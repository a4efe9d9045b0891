"""Adding somebody by keyboard alone, and their first sign-in without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demonstration
from tests.browser.test_demonstration import through_the_form
from tests.browser.test_officer import Keyboard

PASSWORD = "kettle-marble-tulip-9"
BUTTON = 'here.tagName === "BUTTON" && here.textContent.includes("Add and invite")'


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


def test_somebody_is_added_and_signs_in(
    page: Page,
    open_page: Callable[..., Page],
    demo: Demonstration,
    axe: Callable,
    sideways: Callable,
):
    def is_sound(shown: Page) -> bool:
        return axe(shown) == [] and sideways(shown) == 0

    page.set_viewport_size({"width": 390, "height": 900})
    through_the_form(page, "manager", demo.password)
    keyboard = Keyboard(page)
    page.goto("/people/add/")
    assert is_sound(page)
    keyboard.write("id_name", "New Officer")
    keyboard.write("id_email", "new.officer@example.org")
    keyboard.press(BUTTON)
    assert "Tick at least one" in page.locator(".govuk-error-summary").inner_text()
    assert is_sound(page)
    keyboard.tab_to('here.name === "roles" && here.value === "officer"')
    page.keyboard.press("Space")
    keyboard.tab_to('here.id === "id_strands-0-strand"')
    page.keyboard.press("ArrowDown")
    keyboard.press(BUTTON)
    link = page.locator(".handed-link").inner_text()
    assert is_sound(page)
    for address in ("/people/", "/accounts/", page.url + "leave/"):
        page.goto(address)
        assert is_sound(page), address

    theirs = open_page(java_script_enabled=False)
    theirs.goto(link)
    theirs.get_by_label("New password", exact=True).fill(PASSWORD)
    theirs.get_by_label("New password again").fill(PASSWORD)
    theirs.get_by_role("button", name="Set your password").click()
    assert "Your password is set" in theirs.locator("body").inner_text()
    theirs.get_by_label("Username").fill("new.officer@example.org")
    theirs.get_by_label("Password").fill(PASSWORD)
    theirs.get_by_role("button", name="Sign in").click()
    assert "My updates" in theirs.locator("body").inner_text()
    theirs.goto("/accounts/forgotten/")
    theirs.get_by_label("Your e-mail address").fill("nobody@example.org")
    theirs.get_by_role("button", name="Send the link").click()
    assert "somebody who may sign in" in theirs.locator("body").inner_text()
