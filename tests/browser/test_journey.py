"""A member's way through the site before a meeting, by keyboard alone and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration
from tests.browser.test_demonstration import sessions, sign_in

__all__ = ["sessions", "sign_in"]
MOST_STEPS = 120


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


def step_to(page: Page, selector: str, words: str) -> None:
    """Press Tab until the focus is on such an element that says these words."""
    focused = page.locator(f"{selector}:focus")
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if focused.count() and words in focused.inner_text():
            return
    pytest.fail(f"{MOST_STEPS} steps do not reach {words!r} on {page.url}")


def follow(page: Page, selector: str, words: str, heading: str) -> None:
    """Press Enter on the link with these words; the page it leads to has this heading."""
    step_to(page, selector, words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_member_reads_before_a_meeting(open_page: Callable, sign_in: Callable):
    page = open_page(java_script_enabled=False)
    sign_in(page, "member")
    page.goto("/")
    follow(page, ".rating-grid a", "Sufficiency", "Sufficiency")
    milestone = page.locator(".timeline__title a").first.inner_text()
    follow(page, ".timeline__title a", milestone, milestone)
    follow(page, ".service-nav a", "Search", "Search")
    step_to(page, "input", "")
    page.keyboard.type(milestone)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("found for")
    follow(page, "main li a", milestone, milestone)
    follow(page, ".service-nav a", "Meetings", "Meetings")
    follow(page, "main a", "22 January 2025", "22 January 2025")
    step_to(page, "summary", "What changed since an earlier edition")
    page.keyboard.press("Enter")
    follow(page, "main li a", "since edition 1", "Since edition 1")
    follow(page, ".service-nav a", "Overview", "Are we on track?")
