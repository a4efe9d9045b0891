"""Her own headings in a real browser: said, previewed, loaded, and read on the page that is linked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demonstration, expect_errors
from tests.browser.test_demonstration import through_the_form
from tests.browser.test_desk import ADD, look

OWN = (
    "Month,EHCNA requests,Agreed to assess,No. of EHC plans issued,No. issued in 20 weeks,"
    "Total EHCPs,Reviews that are late and were not held in the time that the law gives,Area\n"
    "2024-12,241,137,165,70,9871,889,all\n"
)
LIKELY = range(1, 6)


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


def text_of(page: Page) -> str:
    return page.locator("#content-main").inner_text()


def answer_warnings(page: Page) -> None:
    for box in page.locator("[id^=id_looked_]").all():
        box.check()
    for field in page.locator("[id^=id_answer_]").all():
        field.fill("Checked against the case system")


def test_own_headings_are_said_once_and_lead_to_the_page(
    page: Page, demo: Demonstration, axe: Callable, sideways: Callable, watch
):
    watch.allow("422")
    through_the_form(page, "figures", demo.password)
    page.goto(f"{ADD}?kind=ehcp")
    page.locator("#id_upload").set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": OWN.encode()}
    )
    page.get_by_role("button", name="Check it").click()
    assert "say once what the headings of your file stand for" in text_of(page)
    look(page, axe, sideways)

    page.get_by_role("button", name="Keep this and check the file").click()
    expect_errors(page)
    look(page, axe, sideways)
    for position in LIKELY:
        page.locator(f"#id_is_{position}").check()
    page.locator("#id_to_6").select_option("annual_reviews_overdue")
    page.locator("#id_to_7").select_option("-")
    page.get_by_role("button", name="Keep this and check the file").click()
    assert "1 new, 0 changed, 0 unchanged" in text_of(page)
    assert "Left out" in text_of(page)
    look(page, axe, sideways)

    answer_warnings(page)
    page.locator("#id_reason").fill("The monthly return")
    page.get_by_role("button", name="Load these figures").click()
    assert "1 new (December 2024)" in text_of(page)
    look(page, axe, sideways)
    loaded = page.url
    page.get_by_role("link", name="Returns on EHCPs").click()
    assert "9,871" in page.locator("main").inner_text()

    # The demonstration is left as it was.
    page.goto(loaded)
    page.get_by_role("button", name="Undo this load").click()
    page.locator("#id_reason").fill("A test")
    page.get_by_role("button", name="Undo this load").click()
    assert "Put in the bin" in text_of(page)
