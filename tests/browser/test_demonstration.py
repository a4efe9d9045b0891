"""The demonstration as a newcomer starts it, in a real browser: every page on a desk and on a phone, and admin."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESK, LONGEST_START, PHONE, Demonstration, Watch, expect_errors
from tests.conftest import IS_SOAK
from tests.crawling import is_download, mounted_patterns

WIDTHS = {"desk": DESK, "phone": PHONE}
# A4, upright, with the margins browsers print by.
PAPER = {"width": 718, "height": 1000}
MOST_BYTES, MOST_REQUESTS = 45_000, 5
# Of a kind with many pages, so many are opened, spread evenly; every strand is.
# So many pages of a kind, evenly chosen; strands differ most.
MOST_OF_A_KIND, STRANDS = (4, 7) if IS_SOAK else (2, 3)
ELSEWHERE = ("/admin/", "/accounts/", "/live/")
KINDS = [pattern.name for pattern in mounted_patterns() if not is_download(f"/{pattern.route}")]


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


@pytest.fixture(scope="package")
def sessions() -> dict[str, list]:
    """The cookies of everybody who has signed in so far."""
    return {}


@pytest.fixture
def sign_in(
    demo: Demonstration, browser: Browser, sessions: dict[str, list]
) -> Callable[[Page, str], None]:
    """`sign_in(page, "officer")`: through the form, the first time; then by the cookies it gave."""

    def sign_in(page: Page, username: str) -> None:
        if username not in sessions:
            context = browser.new_context(base_url=demo.url)
            through_the_form(context.new_page(), username, demo.password)
            sessions[username] = context.cookies()
            context.close()
        page.context.add_cookies(sessions[username])

    return sign_in


def through_the_form(page: Page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/accounts/" not in address)


@pytest.fixture
def desk(page: Page, sign_in: Callable) -> Page:
    """A member's page on a desk."""
    sign_in(page, "member")
    return page


@pytest.fixture(scope="package")
def found(demo: Demonstration, browser: Browser) -> dict[str, list[str]]:
    """The addresses of each kind of page, found by following links from the overview."""
    context = browser.new_context(base_url=demo.url)
    through_the_form(context.new_page(), "member", demo.password)
    seen, waiting = {"/"}, ["/"]
    while waiting:
        address = waiting.pop()
        text = context.request.get(address).text()
        links = [urljoin(address, link) for link in re.findall(r'<a[^>]* href="([^"#?]+)"', text)]
        new = {
            link for link in links if not is_download(link) and not link.startswith(ELSEWHERE)
        } - seen
        seen |= new
        # A page about one thing leads to nothing that the page it is listed on does not.
        waiting += [link for link in new if set(resolve(link).kwargs) == {"mount"}]
    context.close()
    # Offered on the page of its meeting, at the edition's own address; and where a stock is known.
    seen |= {"/changes/since/1/", "/ehcp/what-if/"}
    kinds: dict[str, list[str]] = {}
    for address in sorted(seen):
        kinds.setdefault(resolve(address).url_name, []).append(address)
    return kinds


def some(addresses: list[str], most: int) -> list[str]:
    """All of a few; of many, evenly spread, the first and last among them."""
    if len(addresses) <= most:
        return addresses
    return [addresses[round(place * (len(addresses) - 1) / (most - 1))] for place in range(most)]


def opened(page: Page, address: str, status: int = 200) -> None:
    response = page.goto(address)
    assert response is not None and response.status == status, (
        f"{address}: {response and response.status}"
    )


# From one command


def test_demo_starts_from_nothing(demo: Demonstration):
    print(
        f"\nFrom an empty database to the first page: {demo.seconds:.1f} s (at most {LONGEST_START})"
    )
    assert demo.seconds < LONGEST_START


def test_first_visit_is_light(open_page: Callable, sign_in: Callable):
    """With nothing kept from before, all that the overview fetches, as it comes over the wire."""
    page = open_page()
    sign_in(page, "member")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: dict[str, float] = {}
    names: dict[str, str] = {}
    network.on(
        "Network.responseReceived",
        lambda event: names.update({event["requestId"]: event["response"]["url"]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto("/", wait_until="networkidle")
    lines = [f"    {size:7,.0f}  {names.get(one, one)}" for one, size in sizes.items()]
    print(
        f"\nThe first visit to the overview: {sum(sizes.values()):,.0f} bytes (at most {MOST_BYTES:,})",
        *lines,
        sep="\n",
    )
    assert 2 <= len(sizes) <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_BYTES


# Every page


@dataclass(frozen=True)
class Looked:
    """What is wrong with the pages looked at, by address."""

    wrong: dict[str, list[str]]

    def look(
        self, page: Page, address: str, axe: Callable, sideways: Callable, status: int = 200
    ) -> None:
        """Open the page once, and look at it at each width."""
        opened(page, address, status)
        self.at_each_width(page, address, axe, sideways)

    def at_each_width(self, page: Page, address: str, axe: Callable, sideways: Callable) -> None:
        for name, size in WIDTHS.items():
            page.set_viewport_size(size)
            faults = axe(page)
            if over := sideways(page):
                faults.append(f"{over} px too wide")
            if faults:
                self.wrong[f"{address} on a {name}"] = faults


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_sound(kind, found, open_page, sign_in, axe, sideways):
    """No violation of the policy, no error, no other host (the watch sees to it); none that axe finds; no sideways scroll."""
    page = open_page()
    sign_in(page, "member")
    looked = Looked({})
    for address in some(found[kind], STRANDS if kind == "strand" else MOST_OF_A_KIND):
        looked.look(page, address, axe, sideways)
    sign_in(page, "auditor")
    # Printed from its meeting's page, an edition is found at its own address first.
    in_front = next(address for address in found[kind] if not address.startswith("/meetings/"))
    looked.look(page, f"/live{in_front}", axe, sideways)
    assert looked.wrong == {}


def test_pages_outside_the_mounts_are_sound(open_page, sign_in, watch, axe, sideways):
    watch.allow("the server responded with a status of 404")
    page = open_page()
    looked = Looked({})
    looked.look(page, "/accounts/login/?next=/ehcp/", axe, sideways)
    page.get_by_role("button", name="Sign in").click()
    expect_errors(page)
    looked.at_each_width(page, "sign-in with errors", axe, sideways)
    looked.look(page, "/nonesuch/", axe, sideways, status=404)
    sign_in(page, "manager")
    for address in (
        "/meetings/",
        "/accounts/logout/",
        "/accessibility/",
        "/privacy/",
        "/cookies/",
        "/milestones/?status=nonesuch&page=999",
        "/milestones/?show=late&sort=-when",
        "/search/?q=plan+review",
        "/search/?q=nonesuch",
        "/live/changes/since/1/",
        "/meetings/2025-01-22/",
        "/meetings/2024-11-26/editions/1/finance/",
        "/meetings/2025-01-22/publish/",
        "/meetings/2025-01-22/editions/2/withdraw/",
        "/meetings/2025-01-22/editions/2/seal/",
    ):
        looked.look(page, address, axe, sideways)
    assert looked.wrong == {}


def test_every_kind_of_page_was_found(found):
    assert set(KINDS) - found.keys() == set()
    assert len(found["strand"]) == 7 and len(found["milestone"]) > 30 and len(found["measure"]) > 25


def assert_drawn(figure: Locator, address: str) -> None:
    """It has one large drawing, or a list with a small one in each line."""
    drawings = figure.locator("svg").all()
    assert drawings and all(drawing.is_visible() for drawing in drawings), address
    box = (drawings[0] if len(drawings) == 1 else figure).bounding_box()
    assert box and box["width"] > 250 and box["height"] > 150, address


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_reads_without_script(kind, found, open_page, sign_in):
    page = open_page(java_script_enabled=False)
    sign_in(page, "member")
    for address in some(found[kind], MOST_OF_A_KIND):
        opened(page, address)
        assert page.locator("main h1").count() == 1 and page.locator("main h1").is_visible(), (
            address
        )
        for figure in page.locator("main figure:has(svg[role=img])").all():
            assert_drawn(figure, address)
            figure.locator("summary").click()
            assert figure.locator("table").is_visible(), address
        for picture in page.locator("main figure:not(:has(svg[role=img]))").all():
            assert picture.locator("table, li").first.is_visible(), address
        for table in page.locator("main > .scroll > table").all():
            assert table.is_visible() and table.locator("tbody tr").count() > 0, address


def test_pages_with_charts_show_them_without_script(found, open_page, sign_in):
    page = open_page(java_script_enabled=False)
    sign_in(page, "member")
    shown = {}
    for address in ("/", "/ehcp/", "/finance/", "/measures/ehcp.plans_issued/"):
        opened(page, address)
        shown[address] = page.locator("main figure svg").count()
    assert shown == {"/": 3, "/ehcp/": 2, "/finance/": 1, "/measures/ehcp.plans_issued/": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_prints_uncut(kind, found, open_page, sign_in, sideways):
    """On A4: neither the page nor anything that scrolls on screen is wider than the paper."""
    page = open_page(viewport=PAPER)
    sign_in(page, "member")
    page.emulate_media(media="print")
    cut = {}
    for address in some(found[kind], MOST_OF_A_KIND):
        opened(page, address)
        wider = page.evaluate("""[...document.querySelectorAll("main *")]
            .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
                && !getComputedStyle(one).clip.startsWith("rect") && one.clientWidth > 1)
            .map(one => `${one.tagName}.${one.className} ${one.scrollWidth} in ${one.clientWidth}`)""")
        outside = page.evaluate("""[...document.querySelectorAll("main td, main th, main p, main dd, main svg")]
            .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(one => `${one.tagName} ${one.textContent.slice(0, 30)}`)""")
        if sideways(page) or wider or outside:
            cut[address] = [sideways(page), wider[:3], outside[:3]]
    assert cut == {}


# Keyboard

FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {
        words: one.textContent.trim().replace(/\\s+/g, " "), tag: one.tagName, skip: one.classList.contains("govuk-skip-link"),
        navigation: !!one.closest(".service-nav"), offers: !!one.closest(".edit-links, .as-at"), main: !!one.closest("main"),
        seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0
            && box.left < innerWidth && box.top < innerHeight,
        marked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    };
}"""


def steps(page: Page, count: int) -> Iterator[dict]:
    """What Tab reaches, one after the other."""
    for _ in range(count):
        page.keyboard.press("Tab")
        # The browser scrolls to what has the focus.
        page.wait_for_timeout(20)
        yield page.evaluate(FOCUSED)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", "/milestones/", "/live/finance/"])
def test_keyboard_reaches_everything_in_order(address, width, open_page, sign_in):
    page = open_page(viewport=WIDTHS[width])
    sign_in(page, "auditor" if address.startswith("/live/") else "member")
    opened(page, address)
    reached = list(steps(page, 24))
    assert reached[0]["skip"]
    assert [one["words"] for one in reached if not (one["seen"] and one["marked"])] == []
    navigation = [place for place, one in enumerate(reached) if one["navigation"]]
    words = [reached[place]["words"] for place in navigation]
    assert words == [
        "Overview",
        "Strands",
        "Milestones",
        "EHCPs",
        "Finance",
        "Risks",
        "Meetings",
        "Measures",
        "Search",
    ]
    assert navigation == list(range(navigation[0], navigation[0] + len(words)))
    assert next(one for one in reached[navigation[-1] + 1 :] if not one["offers"])["main"]


def test_skip_link_leads_to_the_content(desk):
    opened(desk, "/")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/#main")
    assert next(steps(desk, 1))["main"]


# Regions whose table is wider than they are, and that don't say that it scrolls.
CUT = """[...document.querySelectorAll(".scroll")].filter(one => one.scrollWidth > one.clientWidth + 1)
    .filter(one => !getComputedStyle(one, "::before").content.includes("scrolls sideways"))
    .map(one => one.getAttribute("aria-label"))"""


@pytest.mark.parametrize("address", ["/", "/milestones/", "/finance/", "/ehcp/", "/measures/"])
def test_no_table_is_cut_at_any_width(address, open_page, sign_in):
    page = open_page(viewport=PHONE)
    sign_in(page, "member")
    opened(page, address)
    for width in (320, 390, 700, 1024, 1350):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT) == [], width


def test_tables_of_those_who_edit_are_not_cut_on_a_phone(open_page, sign_in, axe, sideways):
    page = open_page(viewport=PHONE)
    sign_in(page, "manager")
    for address in ("/paper/", "/people/", "/glossary/", "/headline-measures/", "/exempt/"):
        opened(page, address)
        assert (page.evaluate(CUT), sideways(page), axe(page)) == ([], 0, []), address


def test_table_of_cards_is_a_table_to_a_screen_reader(open_page, sign_in):
    page = open_page(viewport=PHONE)
    sign_in(page, "member")
    opened(page, "/milestones/")
    page.get_by_text("As a table").click()
    table = page.get_by_role("table", name="Milestones")
    rows = table.get_by_role("row")
    assert table.get_by_role("columnheader").count() == 6
    assert rows.nth(1).get_by_role("rowheader").count() == 1
    assert rows.nth(1).get_by_role("cell").count() == 5


def test_milestones_are_short_on_a_phone_and_whole_on_a_desk(open_page, sign_in):
    """Late ones and those without a date are open; the rest are folded where there is no room."""
    page = open_page(viewport=PHONE)
    sign_in(page, "member")
    opened(page, "/milestones/")
    rows = page.locator(".timeline__others .timeline__row")
    assert page.evaluate("document.documentElement.scrollHeight") < 6000
    assert not rows.first.is_visible() and page.locator(".timeline__rows").first.is_visible()
    page.locator(".timeline__others summary").first.click()
    assert rows.first.is_visible()
    smallest = """Math.min(...[...document.querySelectorAll("main svg text")]
        .filter(one => one.getClientRects().length)
        .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
    assert page.evaluate(smallest) >= 14
    page.set_viewport_size({"width": 1350, "height": 800})
    for row in rows.all():
        assert row.is_visible()
    # The key of what is drawn comes with the first that is.
    page.set_viewport_size(PHONE)
    opened(page, "/strands/early-help-inclusion/")
    key = page.locator(".picture-key")
    assert not key.is_visible()
    page.locator(".timeline__others summary").first.click()
    assert key.is_visible()


# What people do


def test_filter_sort_and_download_of_milestones(desk):
    opened(desk, "/milestones/")
    desk.get_by_role("link", name="Filter and sort").click()
    desk.get_by_label("Status").select_option("delayed")
    desk.get_by_role("button", name="Filter").click()
    expect(desk.locator(".timeline__row")).to_have_count(2)
    desk.get_by_text("As a table").click()
    assert desk.locator("tbody tr").count() == 2
    desk.get_by_role("link", name="Milestone", exact=True).click()
    assert desk.get_by_label("Status").input_value() == "delayed"
    # Sorted, the table is open.
    assert desk.locator("th[aria-sort=ascending]").inner_text() == "Milestone"
    assert desk.locator("tbody tr").first.is_visible()
    with desk.expect_download() as downloading:
        desk.get_by_role("link", name=re.compile("CSV")).click()
    lines = downloading.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert downloading.value.suggested_filename == "milestones.csv"
    assert len(lines) == 3


def test_unchanged_page_comes_from_the_browser(desk):
    """The second visit asks, and is told that nothing changed."""
    statuses = []
    network = desk.context.new_cdp_session(desk)
    network.send("Network.enable")
    told = "Network.responseReceivedExtraInfo"
    opened(desk, "/ehcp/")
    network.on(told, lambda event: statuses.append(event["statusCode"]))
    opened(desk, "/ehcp/")
    assert 304 in statuses


def test_back_button_after_sign_out_shows_nothing(open_page, demo):
    page = open_page()
    through_the_form(page, "auditor", demo.password)
    opened(page, "/finance/")
    opened(page, "/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")
    page.goto("/finance/")
    assert "/accounts/login/?next=/finance/" in page.url


# Admin


@pytest.fixture
def administrator(open_page: Callable, sign_in: Callable) -> Page:
    page = open_page()
    sign_in(page, "admin")
    return page


def changelists(page: Page) -> list[str]:
    opened(page, "/admin/")
    links = page.locator("#content-main th a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return [link for link in links if link.count("/") == 4]


@pytest.mark.parametrize("half", [0, 1])
def test_admin_lists_and_forms_raise_no_complaint(half, administrator):
    """The index, each list, its form to add and the first record's form and history; the watch hears any complaint."""
    started, count = time.monotonic(), 0
    lists = changelists(administrator)
    assert len(lists) > 15
    for address in lists[half::2]:
        opened(administrator, address)
        first = administrator.locator("#result_list tbody th a, #result_list tbody td a").first
        record = first.get_attribute("href") if first.count() else None
        offers_another = administrator.locator(".object-tools a.addlink").count() > 0
        addresses = [f"{address}add/"] * offers_another + (
            [record, record.replace("/change/", "/history/")] if record else []
        )
        for one in addresses:
            opened(administrator, one)
        count += 1 + len(addresses)
    print(f"\n{count} pages of admin in {time.monotonic() - started:.1f} s")


def test_admin_sign_in_raises_no_complaint(page):
    opened(page, "/admin/login/")


def test_watch_hears_complaints(desk, watch: Watch):
    """Otherwise silence would prove nothing."""
    opened(desk, "/")
    desk.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    desk.evaluate("console.error('of a test')")
    desk.wait_for_timeout(200)
    heard = " ".join(watch.complaints)
    assert "CSP violation: style-src-attr" in heard and "of a test" in heard
    watch.complaints.clear()


def test_axe_and_sideways_find_faults(desk, axe, sideways):
    """Otherwise silence would prove nothing."""
    opened(desk, "/")
    desk.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any(fault.startswith("image-alt") for fault in axe(desk))
    desk.evaluate("document.querySelector('h1').style.width = '3000px'")
    assert sideways(desk) > 0
