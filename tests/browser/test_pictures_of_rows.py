"""Pictures that are HTML, of rows without a server: accessible, legible and not cut, at each width and in forced colours."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from risks.heat_map import MOST_LINKS
from risks.snapshot import MATRICES, RISKS
from risks.views import risks_page
from sendprog.pages.mounted_pages import Query
from strands.headlines import latest_indicator_reading
from tests.browser.conftest import DESK, PHONE
from tests.committee.test_comparators import benchmark, reading, strip_of
from tests.committee.test_small_pictures import THREE, picture, target
from tests.finance.test_trajectory import OUTTURN, at, plan
from tests.finance.test_trajectory import page_of as page_of_finance
from tests.risks.test_heat_map import matrix_row, placed_risk
from tests.strands.test_timeline import ON, STATES
from tests.strands.test_timeline import page_of as page_of_milestones
from tests.two_snapshots import (
    AFTER,
    BEFORE,
    baseline_row,
    indicator_row,
    milestone_row,
    snapshot_of,
)

SHEETS = ("static/govuk/govuk-frontend.css", "static/css/app.css")
SMALLEST = 14
# The texts that are set smaller than SMALLEST.
SMALL_TEXTS = """
smallest => [...document.querySelectorAll("main *")].filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && parseFloat(getComputedStyle(element).fontSize) < smallest).map(element => element.outerHTML)
"""
TOUCHING = """
() => [...document.querySelectorAll(".timeline__axis, .fluid")].flatMap(axis => {
    const boxes = [...axis.querySelectorAll(".timeline__tick, .fluid__tick")]
        .filter(tick => tick.getClientRects().length).map(tick => tick.getBoundingClientRect());
    return boxes.slice(1).filter((box, place) => box.left < boxes[place].right).map(box => box.left);
})
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


def milestones_html() -> str:
    """A milestone in every state, dates far away, and a title of the longest words."""
    rows = [milestone_row(name.replace("_", "-"), on=ON, **STATES[name][0]) for name in STATES]
    far = {"forecast": "June 2050", "baselines": (baseline_row(1, "June 1999"),)}
    rows.append(milestone_row("far", on=ON, title="Verwaltungsvorschriftenverzeichnis " * 5, **far))
    return page_of_milestones(rows)


def finance_html() -> str:
    """Outturns, a forecast and two plans; a sum of which a part is not split; several years."""
    sum_of = {"opening_balance": 46_000_000, "forecast": 9_000_000, "planned": 8_000_000}
    plans = (
        plan("Plan with a name of many words, drawn", (2024, 50), (2027, -3)),
        plan("B", (2031, 9)),
    )
    return page_of_finance(OUTTURN, at("2024-11", 64, **sum_of), plans=plans)


def cards_html() -> str:
    """An indicator's card with the picture of its readings and a target."""
    row = indicator_row(*THREE)
    context = {
        "reading": latest_indicator_reading(row),
        "picture": picture(*THREE, targets=[target(80, None, "Plan")]),
        "address": "",
    }
    card = Template("<h1>Cards</h1><dl class='readings'>{% reading reading 'x' picture %}</dl>")
    return card.render(Context(context))


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


PAGES = [risks_html, strip_html, milestones_html, finance_html, cards_html]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("make", PAGES)
def test_picture_is_accessible_and_legible(make, viewport, drawn, axe, sideways):
    page = drawn(make(), viewport=viewport)
    assert axe(page) == []
    assert page.evaluate(SMALL_TEXTS, SMALLEST) == []
    assert sideways(page) == 0
    assert page.evaluate(WIDER_THAN_ITS_BOX) == []


@pytest.mark.parametrize("make", [milestones_html, finance_html, cards_html])
def test_letters_of_pictures_grow_with_the_reader_s(make, drawn, sideways):
    page = drawn(make(), viewport=PHONE)
    page.add_style_tag(content="html { font-size: 200% }")
    sizes = page.evaluate(
        """[...document.querySelectorAll(".timeline text, .fluid text")]
        .filter(text => text.getClientRects().length)
        .map(text => parseFloat(getComputedStyle(text).fontSize))"""
    )
    assert sizes and min(sizes) >= 2 * SMALLEST
    assert sideways(page) == 0
    # Labels that are shown side by side don't run into one another.
    assert page.evaluate(TOUCHING) == []


def test_bands_are_words_in_forced_colours(drawn, axe):
    """Without its shade, a cell says which band it is in."""
    html = risks_html()
    for colours, is_seen in (("none", False), ("active", True)):
        page = drawn(html, viewport=PHONE, forced_colors=colours)
        band = page.locator(".heat__band").first.bounding_box()
        assert band and (band["width"] > 1) is is_seen
        assert axe(page) == []
