"""Print view and briefing on paper: a real browser's PDF, read back."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests import builders
from tests.browser.conftest import Watch
from tests.browser.test_demonstration import opened, served, sessions, sign_in
from tests.committee.test_paper import hostile
from tests.pages.test_hostile_outputs import HOSTILE

__all__ = ["served", "sessions", "sign_in"]

# A4 less the margins of the style sheet, in CSS pixels: 180 mm.
INSIDE = {"width": 680, "height": 1000}
A4 = (595, 842)
EDITION = "/meetings/2025-01-22/editions/2/"
PAGES = (
    "/",
    "/strands/",
    "/milestones/",
    "/ehcp/",
    "/finance/",
    "/risks/",
    "/measures/",
    "/definitions/",
    "/changes/",
)


@pytest.fixture
def member(open_page: Callable, sign_in: Callable) -> Page:
    page = open_page(viewport=INSIDE)
    sign_in(page, "member")
    return page


def printed(page: Page, address: str) -> PdfReader:
    """The page as its reader would print it, or save it as a PDF."""
    opened(page, address)
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=True, outline=True)))


def texts(document: PdfReader) -> list[str]:
    """The words of each page, its number and count first."""
    return [" ".join(page.extract_text().split()) for page in document.pages]


def test_whole_report_prints_on_numbered_pages(member):
    document = printed(member, f"{EDITION}print/")
    assert {
        (round(page.mediabox.width), round(page.mediabox.height)) for page in document.pages
    } == {A4}
    told, count = texts(document), len(document.pages)
    print(f"\nThe whole report prints on {count} pages")
    assert 30 < count < 80
    assert [
        number for number, words in enumerate(told, 1) if f"Page {number} of {count}" not in words
    ] == []
    assert "Edition 2, published for the meeting of 22 January 2025." in told[0]
    assert not any(
        "Skip to main content" in words or "Sign out" in words or "(CSV)" in words for words in told
    )


def test_each_part_begins_a_page_and_tables_repeat_their_heads(member):
    told = texts(printed(member, "/print/"))
    begins = (
        "Strategy",
        "EHCPs: plans, requests and reviews",
        "Finance: the deficit",
        "Risks to the programme",
    )
    for words in begins:
        assert any(re.match(rf"Page \d+ of \d+ (?:Strand 1 )?{words}", page) for page in told), (
            words
        )
    first, last = (
        next(at for at, page in enumerate(told) if f" {name} " in page[:40])
        for name in ("Measures", "Definitions")
    )
    assert last - first > 2
    assert [
        at for at in range(first, last) if "Measure Latest Window Basis Better" not in told[at]
    ] == []
    months = [page for page in told if page.count("Illustrative month: made up") > 2]
    assert months and all("Month Plans issued" in page for page in months)


def test_briefing_is_one_page(member):
    for address in (
        "/briefing/",
        f"{EDITION}briefing/",
        "/meetings/2024-11-26/editions/1/briefing/",
    ):
        document = printed(member, address)
        (told,) = texts(document)
        assert (
            "Page 1 of 1" in told
            and "What the committee is asked" in told
            and "Highest risks" in told
        )
        assert round(document.pages[0].mediabox.width) == A4[0]
    (told,) = texts(printed(member, "/briefing/"))
    for words in (
        "£51.6 million",
        "158 a month",
        "900",
        "18.42%",
        "£132.0 million",
        "June to November 2024",
        "reported at Month 8 (November 2024)",
    ):
        assert words in told, words


@pytest.mark.parametrize("address", [*PAGES, "/print/", "/briefing/"])
def test_nothing_is_wider_than_the_paper(address, member, sideways):
    opened(member, address)
    member.emulate_media(media="print")
    assert sideways(member) == 0
    wider = member.evaluate("""[...document.querySelectorAll("main table, main svg, main td, main th, main p, main li")]
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map(one => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`)""")
    assert wider == []


@pytest.mark.parametrize("address", ["/milestones/", "/finance/", "/print/"])
def test_rows_are_not_cut_and_headings_stay_with_what_follows(address, member):
    opened(member, address)
    member.emulate_media(media="print")
    styles = member.evaluate(
        """selector => [...new Set([...document.querySelectorAll(selector)].map(one => {
        const style = getComputedStyle(one); return `${style.breakInside} ${style.breakAfter} ${style.display}`; }))]""",
        "main tr",
    )
    assert {style.split()[0] for style in styles} == {"avoid"}
    of = "[...new Set([...document.querySelectorAll('main h2, main h3, main h4')].map(one => getComputedStyle(one).breakAfter))]"
    assert set(member.evaluate(of)) <= {"avoid"}
    heads = "[...new Set([...document.querySelectorAll('main table:not(.heat-map) thead')].map(one => getComputedStyle(one).display))]"
    assert member.evaluate(heads) == ["table-header-group"]


def test_addresses_of_other_sites_are_printed_and_our_own_are_not(member):
    opened(member, "/print/")
    member.emulate_media(media="print")
    said = member.evaluate("""() => ["https://x.example/a", "../measures/", "../milestones/milestones.csv"].map(address => {
        const link = document.createElement("a"); link.href = address; document.querySelector("main").append(link);
        return [getComputedStyle(link, "::after").content, getComputedStyle(link).display]; })""")
    assert ("attr(href)" in said[0][0] or "https://x.example/a" in said[0][0]) and said[1][
        0
    ] == "none"
    assert [display for _, display in said] == ["inline", "inline", "none"]


# What a greyscale printer makes of a colour, against white paper.
FAINT = """() => {
    const light = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const clear = colour => colour === "rgba(0, 0, 0, 0)" || colour === "transparent" || light(colour) > 0.95;
    return [...document.querySelectorAll("body *")].filter(one => one.checkVisibility() && !one.closest("svg"))
        .filter(one => !clear(getComputedStyle(one).backgroundColor)
            || ([...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
                && 1.05 / (light(getComputedStyle(one).color) + 0.05) < 4.5))
        .map(one => `${one.tagName}.${one.className} ${getComputedStyle(one).color} on ${getComputedStyle(one).backgroundColor}`);
}"""


@pytest.mark.parametrize("address", ["/", "/milestones/", "/changes/", "/print/", "/briefing/"])
def test_it_reads_in_black_and_white(address, member):
    """Dark letters on white; a rating is its word; lines of a chart differ in more than colour."""
    opened(member, address)
    member.emulate_media(media="print")
    assert member.evaluate(FAINT) == []
    for one in member.locator("main .rating, main .status").all()[:60]:
        assert one.inner_text().strip()
    for chart in member.locator("main svg").all():
        lines = chart.evaluate("""one => [...one.querySelectorAll("path, polyline, line")]
            .filter(line => line.getAttribute("stroke") && Number(line.getAttribute("stroke-width") || 1) > 1)
            .map(line => `${line.getAttribute("stroke")} ${line.getAttribute("stroke-dasharray") || "whole"}`)""")
        by_dashes = {line.split(" ", 1)[1] for line in lines}
        assert len(set(lines)) <= max(1, len(by_dashes)), lines


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_fetches_and_runs_nothing(
    name, live_server, browser, transactional_db, settings
):
    """Every request that a browser makes of the print view and the briefing goes to our own pages and style sheets."""
    settings.SENDPROG_PUBLIC_EDITIONS = True
    hostile(HOSTILE[name])
    builders.make_edition()
    context = browser.new_context(base_url=live_server.url, viewport=INSIDE)
    asked: list[str] = []
    watch = Watch(live_server.url.removeprefix("http://"))
    watch.over(context)
    context.on("request", lambda request: asked.append(request.url.removeprefix(live_server.url)))
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    for address in ("/print/", "/briefing/"):
        page.goto(address, wait_until="networkidle")
        page.pdf(prefer_css_page_size=True)
        assert (
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            == 0
        ), address
    context.close()
    own = ("/print/", "/briefing/", "/static/", "/council.css")
    assert [one for one in asked if not one.startswith(own)] == []
    assert watch.unforgiven() == []
