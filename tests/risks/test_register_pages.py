"""A register of many risks: a page of them at a time, with its map and its counts of all."""

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from django.http import QueryDict

from risks.row_types import RiskRow
from risks.snapshot import MATRICES, RISKS
from risks.views import risks_page
from sendprog.pages.mounted_pages import Query
from sendprog.pages.tables import MOST_WHOLE, PAGE_SIZE
from tests.crawling import parsed, words
from tests.risks.test_heat_map import matrix_row, placed_risk
from tests.two_snapshots import AFTER, risk_row, snapshot_of

MANY = MOST_WHOLE + 31


def many_risks(number: int) -> list[RiskRow]:
    """Spread over the cells, every tenth without a score."""
    placed = [
        placed_risk(f"r-{place}", 1 + place % 5, 1 + place // 5 % 5) for place in range(number)
    ]
    return [
        risk_row(reference=f"r-{place}", number=None) if place % 10 == 9 else risk
        for place, risk in enumerate(placed)
    ]


def page_of(number: int, parameters: str = "", *, is_static: bool = False) -> Element:
    snapshot = snapshot_of(AFTER, {RISKS: many_risks(number), MATRICES: [matrix_row()]})
    query = Query("risks/", QueryDict(parameters), is_static=is_static)
    return parsed(str(risks_page(snapshot, None, query).main))


def listed(page: Element) -> list[str]:
    sections = [section.get("id") for section in page.iter("section")]
    return [ident for ident in sections if ident and ident.startswith("risk-")]


@pytest.fixture(scope="module")
def pages() -> list[Element]:
    return [page_of(MANY, f"page={number}") for number in range(1, 2 + MANY // PAGE_SIZE)]


def test_each_risk_is_on_one_page(pages):
    found = [ident for page in pages for ident in listed(page)]
    assert len(found) == len(set(found)) == MANY
    assert {len(listed(page)) for page in pages[:-1]} == {PAGE_SIZE}


def test_map_and_counts_are_of_all_on_each_page(pages):
    for page in pages:
        heads = [words(page.find(f".//{place}")) for place in ("p[@class='lede']", "figure")]
        assert heads == [
            words(pages[0].find(f".//{place}")) for place in ("p[@class='lede']", "figure")
        ]
        numbers = [
            int(words(one.find("strong")))
            for one in page.findall(".//a")
            if one.find("strong") is not None
        ]
        alone = page.findall(".//a[@class='risk-key']")
        assert sum(numbers) + len(alone) == MANY - MANY // 10
        assert not page.findall(".//ul[@class='risk-list']")


def test_cell_leads_to_the_page_with_the_first_of_its_risks(pages):
    links = [one.get("href") for one in pages[0].findall(".//a[@class='govuk-link heat__many']")]
    assert len(links) > 20
    for link in links:
        parts = urlsplit(link)
        (number,) = parse_qs(parts.query)["page"]
        where = pages[int(number) - 1]
        assert where.find(f".//*[@id='{parts.fragment}']") is not None, link


def test_no_link_within_a_page_leads_nowhere(pages):
    for page in pages:
        idents = {element.get("id") for element in page.iter()}
        within = [
            one.get("href")[1:] for one in page.iter("a") if one.get("href", "").startswith("#")
        ]
        assert set(within) <= idents


def test_scores_go_down_and_risks_without_one_are_last(pages):
    scores = [
        int(found[1]) if (found := re.search(r"Current score: (\d+)", words(section))) else -1
        for page in pages
        for section in page.iter("section")
        if (section.get("id") or "").startswith("risk-")
    ]
    assert scores == sorted(scores, reverse=True) and scores.count(-1) == MANY // 10


def test_page_that_is_not_there_is_the_first_and_says_so():
    page = page_of(MANY, "page=99")
    assert "There is no such page" in words(page) and len(listed(page)) == PAGE_SIZE


@pytest.mark.parametrize(
    ("number", "is_static", "expected"),
    [
        (PAGE_SIZE, False, PAGE_SIZE),
        (PAGE_SIZE + 1, False, PAGE_SIZE),
        (MOST_WHOLE, True, MOST_WHOLE),
        (MOST_WHOLE + 1, True, PAGE_SIZE),
    ],
)
def test_long_register_is_cut(number, is_static, expected):
    page = page_of(number, is_static=is_static)
    assert len(listed(page)) == expected
    assert bool(page.findall(".//nav")) == (expected < number)
    assert bool(page.findall(".//ul[@class='risk-list']")) == (expected == number)
