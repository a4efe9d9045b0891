"""Pictures that are HTML, of rows without a server: accessible, legible and not cut, at each width and in forced colours."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from risks.heat_map import MOST_LINKS
from risks.snapshot import MATRICES, RISKS
from risks.views import risks_page
from sendprog.pages.mounted_pages import Query
from tests.browser.conftest import DESK, PHONE
from tests.committee.test_comparators import benchmark, reading, strip_of
from tests.risks.test_heat_map import matrix_row, placed_risk
from tests.two_snapshots import AFTER, BEFORE, snapshot_of

SHEETS = ("static/govuk/govuk-frontend.css", "static/css/app.css")
SMALLEST = 14
# The texts that are set smaller than SMALLEST.
SMALL_TEXTS = """
smallest => [...document.querySelectorAll("main *")].filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && parseFloat(getComputedStyle(element).fontSize) < smallest).map(element => element.outerHTML)
"""
WIDER_THAN_ITS_BOX = """
() => [...document.querySelectorAll(".heat-map__box")].filter(box => box.scrollWidth > box.clientWidth)
    .map(box => box.getAttribute("aria-label"))
"""


def risks_html() -> str:
    """A matrix of ten by ten and one of five, a cell of many risks, risks that moved, long words."""
    ten = {"matrix": "Ten, version 1", "matrix_slug": "ten"}
    now = [placed_risk(f"many-{n}", 4, 4, target_score=6) for n in range(MOST_LINKS + 1)]
    now += [placed_risk("Verwaltungsvorschriftenverzeichnis" * 2, 5, 5, target_score=25)]
    now += [placed_risk(slug, 10, 10, **ten) for slug in ("one", "two")]
    then = [placed_risk("many-0", 5, 5), placed_risk("many-1", 1, 1)]
    rows = {RISKS: now, MATRICES: [matrix_row(), matrix_row(10, 10, slug="ten", name="Ten")]}
    previous = snapshot_of(BEFORE, {RISKS: then})
    return risks_page(snapshot_of(AFTER, rows), previous, Query("risks/", QueryDict())).main


def strip_html() -> str:
    strip = strip_of(reading(), benchmark("46.4"), benchmark("0", basis_text="A neighbour " * 9))
    return "<h1>Comparators</h1>" + render_to_string("components/dot_strip.html", {"strip": strip})


@pytest.fixture
def drawn(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`drawn(html, viewport=PHONE)`: the HTML as the page's <main>, with our style sheets."""
    contexts = []
    sheets = "".join(f"<style>{(settings.BASE_DIR / name).read_text()}</style>" for name in SHEETS)

    def draw(html: str, **options: object) -> Page:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_content(
            f'<!doctype html><html lang="en-GB" class="govuk-template"><head><title>Pictures</title>{sheets}'
            f'</head><body class="govuk-template__body"><div class="govuk-width-container">'
            f"<main>{html}</main></div></body></html>"
        )
        return page

    yield draw
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("make", [risks_html, strip_html])
def test_picture_is_accessible_and_legible(make, viewport, drawn, axe, sideways):
    page = drawn(make(), viewport=viewport)
    assert axe(page) == []
    assert page.evaluate(SMALL_TEXTS, SMALLEST) == []
    assert sideways(page) == 0
    assert page.evaluate(WIDER_THAN_ITS_BOX) == []


def test_bands_are_words_in_forced_colours(drawn, axe):
    """Without its shade, a cell says which band it is in."""
    html = risks_html()
    for colours, is_seen in (("none", False), ("active", True)):
        page = drawn(html, viewport=PHONE, forced_colors=colours)
        band = page.locator(".heat__band").first.bounding_box()
        assert band and (band["width"] > 1) is is_seen
        assert axe(page) == []
