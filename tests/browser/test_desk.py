"""The import desk's whole journey in a real browser, by keyboard; only the file dialog is the machine's own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demonstration, expect_errors
from tests.browser.test_demonstration import through_the_form
from tests.browser.test_officer import Keyboard

HEADER = "month,requests_received,assessments_agreed,plans_issued,plans_issued_within_20_weeks,plans_maintained,annual_reviews_overdue"
FIGURE = "9,167"
BAD = f"{HEADER}\n2024-12,243,1_36,167,171,9812,900\n"
# Ten times what any month before it had.
MENDED = f"{HEADER}\n2024-12,243,136,9167,71,9812,900\n"
ADD = "/admin/sendprog/load/add/"


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


def bring(page: Page, keyboard: Keyboard, content: str) -> None:
    """Choose the kind by its first letters, the file by the machine's dialog, and press Enter on the button."""
    keyboard.tab_to("here.id === 'id_kind'")
    page.keyboard.type("EHCP")
    keyboard.tab_to("here.id === 'id_upload'")
    page.locator("#id_upload").set_input_files(
        {"name": "figures.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    keyboard.press("here.tagName === 'BUTTON' && here.textContent.trim() === 'Check it'")


def months_read(page: Page) -> str:
    page.goto("/live/ehcp/")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    return page.locator("main").inner_text()


def look(page: Page, axe: Callable, sideways: Callable) -> None:
    """The page as it stands is accessible, on a desk and on a phone."""
    for width in (320, 1350):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert sideways(page) == 0


def test_the_whole_journey_by_keyboard(
    page: Page, demo: Demonstration, axe: Callable, sideways: Callable, watch
):
    watch.allow("422")
    through_the_form(page, "figures", demo.password)
    before = months_read(page)
    assert FIGURE not in before
    keyboard = Keyboard(page)

    page.goto(ADD)
    look(page, axe, sideways)
    bring(page, keyboard, BAD)
    expect_errors(page)
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    told = page.locator("#content-main").inner_text()
    assert "2 problems found: nothing was loaded" in told
    assert "“1_36”" in told and "more than plans_issued" in told
    look(page, axe, sideways)

    keyboard.press("here.tagName === 'A' && here.textContent === 'upload it again'")
    bring(page, keyboard, MENDED)
    assert (
        "1 new, 0 changed, 0 unchanged. Nothing is loaded yet."
        in page.locator("#content-main").inner_text()
    )
    look(page, axe, sideways)
    keyboard.write("id_reason", "The monthly return")
    keyboard.press("here.tagName === 'BUTTON' && here.textContent.includes('Load these figures')")
    expect_errors(page)
    look(page, axe, sideways)
    for code in ("gap", "jump", "share"):
        if page.locator(f"#id_looked_{code}").count():
            keyboard.tab_to(f"here.id === 'id_looked_{code}'")
            page.keyboard.press("Space")
            keyboard.write(f"id_answer_{code}", "Checked against the case system")
    keyboard.press("here.tagName === 'BUTTON' && here.textContent.includes('Load these figures')")
    assert "Loaded: 1 new" in page.locator(".messagelist").inner_text()
    look(page, axe, sideways)
    load = page.url

    after = months_read(page)
    assert FIGURE in after
    page.goto(load)
    keyboard.press("here.tagName === 'A' && here.textContent === 'Undo this load'")
    assert "Put in the bin" in page.locator("#content-main").inner_text()
    look(page, axe, sideways)
    keyboard.write("id_reason", "Nine thousand plans in a month can't be")
    keyboard.press("here.tagName === 'BUTTON' && here.textContent.includes('Undo this load')")
    assert "Undone: 1 binned" in page.locator(".messagelist").inner_text()
    look(page, axe, sideways)
    assert months_read(page) == before


def test_a_slip_in_the_admin_is_asked_about_on_a_page_of_its_own(
    page: Page, demo: Demonstration, axe: Callable, sideways: Callable, watch
):
    """The whole way by keyboard: from the form to the questions, and back to what was typed."""
    watch.allow("422")
    through_the_form(page, "figures", demo.password)
    page.goto("/admin/finance/monthlyposition/")
    page.locator("#result_list tbody th a").first.click()
    page.locator("[name=forecast_in_year_deficit]").fill("£516m")
    page.locator("[name=change_reason]").fill("A report of Month 8")
    page.locator("[name=_save]").press("Enter")
    page.wait_for_selector("#id_asked_answer")
    assert "Is this right?" in page.title()
    look(page, axe, sideways)
    page.locator("[name=_correct]").press("Enter")
    page.wait_for_selector("[name=forecast_in_year_deficit]")
    assert page.locator("[name=forecast_in_year_deficit]").input_value() == "£516m"
    assert page.locator("[name=change_reason]").input_value() == "A report of Month 8"
    assert "Nothing is saved yet" in page.locator(".errorlist, .errornote").all_inner_texts()[-1]


@pytest.mark.parametrize("address", ["/admin/sendprog/load/", "/admin/sendprog/monthlock/"])
def test_lists_are_accessible(page: Page, demo: Demonstration, axe: Callable, address: str):
    through_the_form(page, "figures", demo.password)
    page.goto(address)
    assert axe(page) == []
