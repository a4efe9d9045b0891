"""A page as a part of the print view: headings one level down, ids its own, every other letter as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.pages.briefing import LONGEST_LINE, shortened
from committee.pages.print_parts import as_print_part
from committee.pages.short_texts import cut
from sendprog.pages.narrative import render_markdown
from tests.crawling import by_id, parsed, reader, target, with_class, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]


@pytest.mark.parametrize(
    ("html", "part"),
    [
        ('<h1 class="x">A</h1><h5>B</h5>', '<h2 class="x">A</h2><h6>B</h6>'),
        ("<header>H</header><hr><h6>C</h6>", "<header>H</header><hr><h6>C</h6>"),
        ('<p id="a">', '<p id="p-a">'),
        (
            '<svg aria-labelledby="a b"><title id="a">',
            '<svg aria-labelledby="p-a p-b"><title id="p-a">',
        ),
        ('<a href="#a"><a href="../b/#a">', '<a href="#p-a"><a href="../b/#a">'),
        ('<path fill="url(#a)"/>', '<path fill="url(#p-a)"/>'),
        (
            '<div role="region" aria-label="Rows">',
            '<div role="region" aria-label="&lt;T&gt;: Rows">',
        ),
        (
            '<p title="1 > 2 id=&quot;x&quot;">&lt;h1 id="y"&gt;',
            '<p title="1 > 2 id=&quot;x&quot;">&lt;h1 id="y"&gt;',
        ),
    ],
)
def test_page_as_a_part(html, part):
    assert as_print_part(html, "p", "<T>") == part


@given(st.text(alphabet="ab <>\"'&=#h1id/-_*`[]()", max_size=200))
def test_no_letter_of_a_text_is_changed(text):
    html = render_markdown(text)
    plain = re.sub("<[^>]*>", "", html)
    assert re.sub("<[^>]*>", "", as_print_part(html, "p", "T")) == plain


def test_print_view_holds_every_part_in_order():
    page = parsed(reader().get("/print/").content.decode())
    idents = [one.get("id") for one in with_class(page, "print-part")]
    strands = [ident for ident in idents if ident.startswith("part-strand-")]
    commitments = [ident for ident in idents if ident.startswith("part-commitment-")]
    rest = ["ehcp", "finance", "risks", "milestones", "measures", "definitions"]
    assert idents == [
        "part-overview",
        "part-scorecard",
        "part-strands",
        *strands,
        *commitments,
        *(f"part-{name}" for name in rest),
    ]
    assert (len(strands), len(commitments)) == (7, 2)
    contents = by_id(page, "contents")
    listed = [link.get("href") for one in with_class(page, "contents") for link in one.iter("a")]
    assert words(contents) == "Contents" and listed == [f"#{ident}" for ident in idents]


def test_print_view_has_each_pages_words_and_links():
    client = reader()
    page = parsed(client.get("/print/").content.decode())
    for ident, address in (
        ("part-finance", "/finance/"),
        ("part-risks", "/risks/"),
        ("part-strand-strategy", "/strands/strategy/"),
    ):
        part, alone = (
            by_id(page, ident),
            parsed(client.get(address).content.decode()).find(".//main"),
        )
        # What says how a page is read is not for paper.
        (reading_help,) = with_class(alone, "reading-help")
        alone.remove(reading_help)
        assert words(part) == words(alone)
        links = [
            target(link.get("href"), seen_from="/print/")
            for link in part.iter("a")
            if not link.get("href").startswith("#")
        ]
        own = [
            target(link.get("href"), seen_from=address)
            for link in alone.iter("a")
            if not link.get("href").startswith("#")
        ]
        assert links == own


def test_long_lines_of_the_briefing_say_that_they_go_on():
    assert cut("a" * LONGEST_LINE, LONGEST_LINE) == "a" * LONGEST_LINE
    words = cut("word " * 100, LONGEST_LINE)
    assert words.endswith(" […]") and len(words) <= LONGEST_LINE + 4
    # A caveat is left out whole, never cut in its middle.
    caveat = f"{'word ' * 40}end. Basis not stated, in many words that go on and on."
    assert cut(caveat, LONGEST_LINE) == f"{'word ' * 40}end. […]"
    assert cut("x" * 900, LONGEST_LINE) == "x" * LONGEST_LINE + " […]"
    assert shortened([1, 2, 3], 2).more == 1 and shortened([1], 2).more == 0
