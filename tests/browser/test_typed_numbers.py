"""Numbers typed, pasted and wheeled over in Django admin: nothing changes in silence, each is saved right or explained."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page

from ehcp.models import MonthlyReturn
from finance.models import MonthlyPosition
from sendprog.records.history import Tracked
from strands.models import Target
from tests import builders as make

TYPED = ("£51.6m", "(51.6)", "51.6 million", "<5", "12k", "42.5%")
POUNDS = {"£51.6m": 51_600_000, "51.6 million": 51_600_000, "12k": 12_000}
PER_CENT = {"42.5%": Decimal("42.5")}


@dataclass(frozen=True)
class AdminForm:
    """One form for each kind of number box: where, what else it needs, what is typed, and what of it is saved."""

    address: str
    model: type[Tracked]
    others: dict[str, str]
    boxes: tuple[str, ...]
    saved: dict[str, object]


FORMS = {
    "counts": AdminForm(
        "ehcp/monthlyreturn",
        MonthlyReturn,
        {"month": "November 2024"},
        (
            "requests_received",
            "assessments_agreed",
            "plans_issued",
            "plans_maintained",
            "annual_reviews_overdue",
            "plans_issued_within_20_weeks",
        ),
        {},
    ),
    "deficits": AdminForm(
        "finance/monthlyposition",
        MonthlyPosition,
        {"month": "November 2024", "block": "High needs", "financial_year": "2024/25"},
        (
            "planned_in_year_deficit",
            "reported_variance",
            "forecast_in_year_deficit",
            "council_contribution",
            "department_contribution",
            "block_transfer",
        ),
        POUNDS,
    ),
    "per cent": AdminForm(
        "strands/target",
        Target,
        {"measure": "ehcp.twenty_week_rate", "kind": "local", "basis_text": "Agreed"},
        ("value", "floor", "expected_low", "expected_high"),
        PER_CENT,
    ),
}


@pytest.fixture
def administrator(transactional_db) -> str:
    make.make_user("admin", is_staff=True, is_superuser=True)
    return "admin"


def copied(page: Page, text: str) -> None:
    """The text on the machine's own clipboard, cut from a box of the page."""
    box = page.locator("[name=change_reason]").first
    box.fill(text)
    box.press("ControlOrMeta+A")
    box.press("ControlOrMeta+X")


def put(page: Page, box: Locator, text: str, *, pasted: bool) -> None:
    if pasted:
        copied(page, text)
    box.click()
    box.press("ControlOrMeta+A")
    if pasted:
        box.press("ControlOrMeta+V")
    else:
        box.press_sequentially(text)
    page.mouse.wheel(0, 240)
    box.press("ArrowUp")
    page.mouse.wheel(0, -240)
    assert box.input_value() == text


def errors_beside(page: Page, name: str) -> str:
    return page.locator(f".form-row:has([name={name}]) .errorlist").first.inner_text()


def save(page: Page) -> None:
    page.locator("[name=change_reason]").first.fill("A test")
    with page.expect_navigation():
        page.locator("[name=_save]").click()


def fill_others(page: Page, form: AdminForm) -> None:
    for name, text in form.others.items():
        box = page.locator(f"#id_{name}")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(text)
        else:
            box.fill(text)


def rounds(form: AdminForm) -> Iterator[dict[str, str]]:
    """What is typed by box, until each text was tried."""
    for first in range(0, len(TYPED), len(form.boxes)):
        yield dict(zip(form.boxes, TYPED[first : first + len(form.boxes)], strict=False))


@pytest.mark.parametrize("name", FORMS)
def test_numbers_of_the_admin(name, page: Page, sign_in, administrator):
    form = FORMS[name]
    sign_in(page, administrator)
    for typed in rounds(form):
        page.goto(f"/admin/{form.address}/add/")
        fill_others(page, form)
        for number, (box, text) in enumerate(typed.items()):
            put(page, page.locator(f"#id_{box}"), text, pasted=number % 2 == 0)
        save(page)
        for box, text in typed.items():
            if text not in form.saved:
                assert len(errors_beside(page, box)) > 20, (box, text)
                assert page.locator(f"#id_{box}").input_value() == text
                page.locator(f"#id_{box}").fill("")
        kept = {box: form.saved[text] for box, text in typed.items() if text in form.saved}
        if kept:
            save(page)
            record = form.model.objects.latest("pk")
            assert {box: getattr(record, box) for box in kept} == kept
