"""From an empty database to a first edition with its paper, in Chromium: six people, one after another."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

from django.conf import settings as project
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from committee.models import Edition
from strands.models import Milestone, Strand
from tests.browser.test_officer import Keyboard
from tests.builders import PASSWORD, make_user

FOLDER = project.BASE_DIR / "docs" / "first-month"
# Figures come through the desk, and the meeting through its form.
NOT_IN_THE_WORKBOOK = {
    "ehcp",
    "dsg",
    "meetings",
    "frequencies",
    "texts",
}
NARROW = {"width": 390, "height": 844}
THEIR_PASSWORD = "kettle-marble-tulip-9"
PEOPLE = {
    "manager": "manager",
    "first.officer": "officer",
    "second.officer": "officer",
    "figures": "figures administrator",
    "auditor": "auditor",
    "member": "member",
}
MEETING = "2026-12-03"
BUTTON = "here.tagName === 'BUTTON' && here.textContent.trim() === '{}'"


def filled_in(template: Path) -> bytes:
    """The workbook that was downloaded, with the rows of the small programme on its sheets."""
    workbook = load_workbook(BytesIO(template.read_bytes()))
    for path in sorted(FOLDER.glob("*.csv")):
        if path.stem in NOT_IN_THE_WORKBOOK:
            continue
        sheet = workbook[path.stem]
        columns = {cell.value: cell.column for cell in sheet[1]}
        sheet.delete_rows(2, sheet.max_row)
        for number, row in enumerate(csv.DictReader(path.read_text().splitlines()), 2):
            for name, text in row.items():
                sheet.cell(number, columns[name], text)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


@dataclass
class Council:
    """The browsers of this test, one a person, and what is checked of their pages."""

    open_page: Callable[..., Page]
    axe: Callable[[Page], list[str]]
    sideways: Callable[[Page], int]
    links: dict[str, str] = field(default_factory=dict)

    def is_sound(self, page: Page) -> bool:
        found = self.axe(page), self.sideways(page)
        assert found == ([], 0), (page.url, found)
        return True

    def signed_in(self, username: str, password: str = THEIR_PASSWORD, **options) -> Page:
        page = self.open_page(**options)
        page.goto("/accounts/login/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(password)
        press(page, "Sign in")
        return page

    @contextmanager
    def person(self, name: str, **options) -> Iterator[Page]:
        page = self.signed_in(f"{name}@newshire.example", **options)
        yield page
        page.context.close()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def says(page: Page, text: str) -> None:
    expect(page.locator("#main").or_(page.locator("#content-main")).first).to_contain_text(text)


def add_people(council: Council) -> None:
    """The administrator adds six; no e-mail is sent, so the page shows each link to hand on."""
    page = council.signed_in("admin", PASSWORD)
    for name, role in PEOPLE.items():
        page.goto("/people/add/")
        page.get_by_label("Name", exact=True).fill(name.replace(".", " ").title())
        page.get_by_label("E-mail address").fill(f"{name}@newshire.example")
        page.locator(f"input[name=roles][value='{role}']").check()
        press(page, "Add and invite")
        council.links[name] = page.locator(".handed-link").inner_text()
    page.context.close()


def set_passwords(council: Council) -> None:
    """Each by their own link, which works once."""
    page = council.open_page()
    for link in council.links.values():
        page.goto(link)
        page.get_by_label("New password", exact=True).fill(THEIR_PASSWORD)
        page.get_by_label("New password again").fill(THEIR_PASSWORD)
        press(page, "Set your password")
    page.context.close()


def set_up_by_keyboard(council: Council) -> bytes:
    """Download, upload, preview, confirm and undo on a phone's width; only files are the machine's."""
    with council.person("manager", viewport=NARROW) as page:
        assert page.url.endswith("/first-steps/") and council.is_sound(page)
        page.goto("/set-up/")
        council.is_sound(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Workbook to fill in").click()
        workbook = filled_in(Path(download.value.path()))
        keyboard = Keyboard(page)
        keyboard.tab_to("here.id === 'id_workbook'")
        choose(page, workbook)
        keyboard.press(BUTTON.format("Check the workbook"))
        says(page, "Nothing is loaded yet")
        council.is_sound(page)
        keyboard.write("id_reason", "Our programme at its start")
        keyboard.press(BUTTON.format("Load the programme"))
        assert Strand.objects.count() == 2 and council.is_sound(page)
        keyboard.press("here.textContent.includes('Undo')")
        council.is_sound(page)
        keyboard.write("id_reason", "Looked at first")
        keyboard.press("here.tagName === 'BUTTON' && here.textContent.includes('Undo')")
        assert Strand.objects.count() == 0 and council.is_sound(page)
    return workbook


def choose(page: Page, workbook: bytes) -> None:
    file = {
        "name": "programme.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": workbook,
    }
    page.locator("#id_workbook").set_input_files(file)


def set_up_without_javascript(council: Council, workbook: bytes) -> None:
    """Again, and for good: with the matrix, the meeting, the month, and who looks after what."""
    with council.person("manager", viewport=NARROW, java_script_enabled=False) as page:
        page.goto("/set-up/ready-made/matrix-5-by-5/")
        press(page, "Switch it on")
        page.goto("/set-up/")
        choose(page, workbook)
        press(page, "Check the workbook")
        page.get_by_label("Why is it loaded?").fill("Our programme")
        press(page, "Load the programme")
        assert Milestone.objects.count() == 3
        page.goto("/meetings/add/")
        page.get_by_label("Committee").fill("Children's Scrutiny Committee")
        page.locator("#id_date").fill("3 December 2026")
        page.get_by_label("Recommendation").fill("That the Committee notes the report.")
        press(page, "Save")
        page.goto("/rounds/")
        page.get_by_label("Month", exact=True).fill("November 2026")
        page.get_by_label("Due", exact=True).fill("30 November 2026")
        press(page, "Open the month")
        officers = (
            "first.officer",
            "second.officer",
        )
        for name, strand in zip(officers, Strand.objects.all(), strict=True):
            page.goto("/people/")
            page.locator("main tr", has_text=name).locator("a").first.click()
            page.locator("#id_strands-0-strand").select_option(strand.name)
            press(page, "Save")


def load_figures(council: Council) -> None:
    """Two months of both series, pasted at the desk."""
    with council.person("figures") as page:
        assert page.url.endswith("/start/")
        for kind in ("ehcp", "dsg"):
            page.goto("/start/")
            page.get_by_role("link", name="Load figures").first.click()
            page.locator("#id_kind").select_option(kind)
            page.locator("#id_pasted").fill((FOLDER / f"{kind}.csv").read_text())
            press(page, "Check it")
            page.locator("#id_reason").fill("The first two months")
            press(page, "Load these figures")
            says(page, "2 new")


def write_update(council: Council, name: str) -> None:
    with council.person(name) as page:
        assert page.url.endswith("/my-updates/")
        page.locator("#due h3 a").first.click()
        page.get_by_label("Your rating").select_option("On track")
        page.get_by_label("Why this rating").fill("Milestones are met on their dates.")
        page.get_by_label("Progress this month").fill("Work goes on as planned.")
        press(page, "Submit")


def publish(council: Council) -> None:
    """Accept both updates, write the paper's texts in it, answer the warnings, publish."""
    with council.person("manager") as page:
        for strand in Strand.objects.all():
            page.goto(f"/strands/{strand.slug}/update/2026-11/decide/")
            press(page, "Accept")
        page.goto("/paper/texts/")
        page.locator("#paper-legal a").first.click()
        page.get_by_label("Text", exact=True).fill("There is no legal question.")
        press(page, "Save")
        says(page, "There is no legal question.")
        address = f"/readiness/{MEETING}/"
        page.goto(address)
        says(page, "What blocks publication\nNothing.")
        while (forms := page.locator("main form")).count():
            forms.first.locator("input[type=checkbox]").last.check()
            forms.first.locator("textarea").fill("As every month")
            with page.expect_navigation():
                forms.first.locator("button").click()
        says(page, "Ready to publish.")
        page.get_by_role("link", name="Publish an edition").click()
        press(page, "Publish edition 1")
        page.goto(address)
        says(page, "Edition 1 is published for this meeting.")


def read(council: Council) -> None:
    with council.person("member", viewport=NARROW) as page:
        says(page, "Are we on track?")
        council.is_sound(page)
        edition = f"/meetings/{MEETING}/editions/1/"
        paper = page.request.get(f"{edition}paper.docx")
        assert paper.ok and paper.body().startswith(b"PK")


def test_from_nothing_to_a_first_edition(
    open_page: Callable[..., Page],
    axe: Callable,
    sideways: Callable,
    transactional_db: None,
    static_files: None,
    settings,
):
    settings.SENDPROG_TODAY = date(2026, 11, 10)
    settings.SENDPROG_COUNCIL = "Newshire Council"
    make_user("admin", is_staff=True, is_superuser=True)
    council = Council(open_page, axe, sideways)
    add_people(council)
    set_passwords(council)
    workbook = set_up_by_keyboard(council)
    set_up_without_javascript(council, workbook)
    load_figures(council)
    write_update(council, "first.officer")
    write_update(council, "second.officer")
    publish(council)
    read(council)
    assert Edition.objects.count() == 1
