"""Every picture reads: letters of 14 px or more that grow with the reader's, and marks seen in any colours."""

from collections.abc import Callable
from itertools import chain

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_demonstration import KINDS, found, opened, served, sessions, sign_in
from tests.conftest import IS_SOAK

__all__ = ["found", "served", "sessions", "sign_in"]
SMALLEST = 14
# The heights of the letters of every drawing, as they are rendered.
LETTERS = """() => [...document.querySelectorAll("main svg text")]
    .filter(text => text.getClientRects().length)
    .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().d)"""
# Marks and lines that can't be told from the page behind them. What is cut out of another has the page's colour.
UNSEEN = """() => {
    const light = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const probe = document.querySelector("main").appendChild(document.createElement("i"));
    probe.style.backgroundColor = "Canvas";
    const behind = light(getComputedStyle(probe).backgroundColor);
    probe.remove();
    const far = paint => { if (!paint.startsWith("rgb")) return 1;
        const [one, other] = [light(paint), behind].sort((a, b) => b - a); return (one + 0.05) / (other + 0.05); };
    return [...document.querySelectorAll("main svg :is(line, rect, circle, path, text)")]
        .filter(mark => mark.getClientRects().length && !mark.closest(".mark__cut, .track__edge, .track__move--inside"))
        .filter(mark => { const style = getComputedStyle(mark); return Math.max(far(style.fill), far(style.stroke)) < 3; })
        .map(mark => mark.outerHTML.slice(0, 90));
}"""
WITH_PICTURES = ("/", "/finance/", "/risks/")


def chosen(found: dict[str, list[str]]) -> list[str]:
    """The first page of every kind in a soak, and some pages with pictures otherwise."""
    if IS_SOAK:
        return [found[kind][0] for kind in KINDS]
    return [*WITH_PICTURES, found["strand"][0], found["measure"][0]]


def letters(page: Page, size: dict[str, int], text: int) -> list[float]:
    page.set_viewport_size(size)
    page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
    return page.evaluate(LETTERS)


def test_letters_of_every_picture_are_large_enough_and_grow(found, open_page, sign_in, sideways):
    """At both widths, and with text twice as large, which makes no page wider than its window."""
    page, small, count = open_page(), {}, 0
    sign_in(page, "member")
    for address in chain.from_iterable(found.values()) if IS_SOAK else chosen(found):
        opened(page, address)
        for size, text in ((PHONE, 100), (DESK, 100), (DESK, 200), (PHONE, 200)):
            heights = letters(page, size, text)
            count += len(heights)
            least = min(heights, default=text)
            if least < SMALLEST * text / 100 or sideways(page):
                small[address, size["width"], text] = least, sideways(page)
    assert small == {} and count > 100


def test_pages_read_in_forced_colours_and_with_larger_text(
    found: dict[str, list[str]], open_page: Callable, sign_in: Callable, axe: Callable
):
    page, wrong = open_page(viewport=PHONE, forced_colors="active"), {}
    sign_in(page, "member")
    for address in chosen(found):
        opened(page, address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.emulate_media(color_scheme="dark")
        faults = page.evaluate(UNSEEN)
        # axe takes the page behind to be white.
        page.emulate_media(color_scheme="light")
        faults += page.evaluate(UNSEEN) + axe(page)
        if faults:
            wrong[address] = faults
    assert wrong == {}


@pytest.mark.parametrize("address", ["/finance/"])
def test_what_matters_of_a_long_page_is_reached_on_a_phone(address, open_page, sign_in):
    """Short, with the rest folded below links to it; whole on a desk and on paper."""
    page = open_page(viewport={"width": 390, "height": 800})
    sign_in(page, "member")
    opened(page, address)
    assert page.evaluate("document.documentElement.scrollHeight") < 6000
    folds = page.locator(".fold > .fold__content")
    assert folds.count() > 2 and not folds.first.is_visible()
    links = page.get_by_role("navigation", name="Further down this page").get_by_role("link")
    for link in links.all():
        heading = page.locator(link.get_attribute("href"))
        assert heading.inner_text() == link.inner_text() and heading.is_visible()
    for setting in ({"media": "print"}, {"media": "screen"}):
        page.emulate_media(**setting)
        page.set_viewport_size(DESK)
        assert all(fold.is_visible() for fold in folds.all()), setting
