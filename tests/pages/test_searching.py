"""Search: what one snapshot's audience may see, found by every word, at every mount; and of nothing else a word."""

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from committee.editions.seal import request_sealing, seal_edition
from committee.models import Edition
from committee.pages.search import LONGEST_QUERY, folded, pieces_of, search
from sendprog.records.history import change
from sendprog.records.snapshots import Audience, live_snapshot
from sendprog.records.text_search import text_ranks
from strands.models import Milestone, Strand
from tests import builders
from tests.crawling import EDITION, LIVE, parsed, reader, target, with_class, words
from tests.pages.test_edition_pages import FIRST

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("published_demonstration"),
]
HOSTILE = """<script>alert(1)</script>"'&<img src=x onerror=x>\u202e"""


def found(address: str, q: str, username: str = "member") -> Element:
    response = reader(username).get(f"{address}search/", {"q": q})
    assert response.status_code == 200, response.status_code
    return parsed(response.content.decode())


def said(tree: Element) -> str:
    return words(tree.find(".//main"))


def links(tree: Element) -> list[str]:
    return [link.get("href") for link in tree.findall(".//main//li/a")]


def test_a_milestone_is_found_by_words_of_its_title_whatever_the_capitals():
    milestone = Milestone.objects.exclude(strand=None).first()
    tree = found("/", milestone.title.upper())
    assert f"../milestones/{milestone.reference}/" in links(tree)
    assert "Milestones (" in said(tree)


def test_every_result_can_be_opened_at_every_mount():
    for mount in ("/", EDITION, FIRST):
        tree = found(mount, "plan")
        assert links(tree)
        for link in set(links(tree)):
            assert reader().get(target(link, seen_from=f"{mount}search/")).status_code == 200, (
                mount,
                link,
            )


def test_all_words_must_stand_there_and_hits_are_marked():
    strand = Strand.objects.first()
    tree = found("/", strand.name)
    assert [mark.text.lower() for mark in tree.iter("mark")]
    nothing = said(found("/", f"{strand.name} zzzz"))
    assert "Nothing was found" in nothing


def test_nothing_asked_shows_the_form_and_one_letter_is_not_enough():
    assert "found for" not in said(found("/", ""))
    assert "at least two letters" in said(found("/", "x"))


@pytest.mark.parametrize(
    "asked", [HOSTILE, "\x00", "x" * 5000, "{{ ehcp.plans_issued }}", "%", "a|b(", "\\"]
)
def test_hostile_words_are_words(asked):
    response = reader().get("/search/", {"q": asked})
    assert response.status_code == 200
    tree = parsed(response.content.decode())
    assert not tree.findall(".//main//script") and not tree.findall(".//main//img")
    assert len(tree.find(".//main//input").get("value")) <= LONGEST_QUERY


def test_search_of_an_edition_is_of_its_own_records():
    milestone = Milestone.objects.first()
    with transaction.atomic():
        with change(by=None, reason="A test"):
            milestone.title = "Zanzibar guide"
            milestone.save()
        assert "1 record found" in said(found(LIVE, "zanzibar", "officer"))
        for mount in ("/", EDITION, FIRST):
            assert "Nothing was found" in said(found(mount, "zanzibar"))
        transaction.set_rollback(True)


def test_a_restricted_risk_is_found_by_nobody():
    with transaction.atomic():
        builders.make_risk("secret", title="Zanzibar risk", restricted=True)
        assert not search(live_snapshot(), "zanzibar")
        assert search(live_snapshot(Audience.RESTRICTED), "zanzibar")
        assert "Nothing was found" in said(found(LIVE, "zanzibar", "manager"))
        transaction.set_rollback(True)


def test_a_sealed_edition_is_not_searched():
    with transaction.atomic():
        edition = Edition.objects.get(number=1)
        asked = request_sealing(
            by=edition.published_by, edition=edition, category="other", reason="A test"
        )
        seal_edition(by=builders.make_user("second"), sealing=asked)
        assert reader().get(f"{FIRST}search/", {"q": "plan"}).status_code == 410
        transaction.set_rollback(True)


def test_a_text_s_bound_numbers_are_told():
    with transaction.atomic():
        strand = Strand.objects.first()
        text = "Zanzibar issued {{ ehcp.plans_issued_per_month 2024-06..2024-11 }} plans."
        builders.make_update(date(2025, 3, 1), strand=strand, state="accepted", progress=text)
        tree = found(LIVE, "zanzibar", "officer")
        assert "issued 158 (illustrative) plans" in said(tree)
        assert "ehcp.plans" not in "".join(tree.find(".//main//ul").itertext())
        transaction.set_rollback(True)


def test_an_edition_is_searched_in_few_queries(django_assert_max_num_queries):
    client = reader()
    client.get(EDITION)
    cache.clear()
    # The last ranks what was found, where the database can.
    with django_assert_max_num_queries(7):
        client.get(f"{EDITION}search/", {"q": "plan"})


def test_first_of_many_are_shown_and_all_are_counted(monkeypatch):
    monkeypatch.setattr("committee.pages.search.MOST_OF_A_KIND", 2)
    groups = search(live_snapshot(), "the")
    many = [group for group in groups if group.count > 2]
    assert many and all(len(group.results) == 2 for group in many)


def test_navigation_leads_to_search_and_says_where_one_is():
    tree = found("/", "")
    (nav,) = with_class(tree, "service-nav")
    (here,) = [link for link in nav.iter("a") if link.get("aria-current")]
    assert words(here) == "Search"


@given(
    st.text(max_size=60),
    st.text(min_size=2, max_size=10).map(folded).filter(lambda word: word.strip() == word and word),
)
@example("Ümläut straße İstanbul", "istanbul")
@example("ﬁne ﬁne", "ne")
def test_pieces_are_the_text_and_hits_are_hits(text, word):
    told = pieces_of(text, [word])
    joined = "".join(piece for piece, _ in told)
    assert joined.removeprefix("… ").removesuffix(" …") in text
    for piece, is_hit in told:
        assert not is_hit or folded(piece) == word


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(folded(text)) == len(text)


# The order of what is found

TEXTS = {
    "zanzibar-a-once": "A long text that is about many other things and tells of Zanzibar at its end.",
    "zanzibar-b-often": "Zanzibar. The plan for Zanzibar is the Zanzibar plan.",
    "zanzibar-c-named": "Nothing more.",
}


def make_texts() -> None:
    for reference, text in TEXTS.items():
        title = "The Zanzibar plan" if reference.endswith("named") else "Another plan"
        builders.make_milestone(
            reference,
            title=title,
            description=text,
        )


def references(snapshot) -> list[str]:
    return [
        result.values["slug"]
        for group in search(snapshot, "zanzibar plan")
        for result in group.results
    ]


def test_names_are_first_and_postgresql_ranks_the_texts():
    with transaction.atomic():
        make_texts()
        ranked = ["zanzibar-c-named", "zanzibar-b-often", "zanzibar-a-once"]
        stored = ["zanzibar-c-named", "zanzibar-a-once", "zanzibar-b-often"]
        is_ranked = connection.vendor == "postgresql"
        assert references(live_snapshot()) == (ranked if is_ranked else stored)
        transaction.set_rollback(True)


def test_exempt_record_changes_no_count_and_no_order():
    """Even one that would be ranked first."""
    with transaction.atomic():
        make_texts()
        before = search(live_snapshot(), "zanzibar plan")
        exempt = builders.make_milestone("zanzibar-exempt", title="Zanzibar Zanzibar plan")
        builders.make_exemption(exempt)
        assert search(live_snapshot(), "zanzibar plan") == before
        assert "3 records found" in said(found(LIVE, "zanzibar plan", "manager"))
        transaction.set_rollback(True)


@pytest.mark.parametrize("words", [["it's", "a\\b"], ["&|!():*<->"], ["'':*", "%s"], ["the"]])
def test_no_word_is_an_operator_of_the_text_search(words):
    ranks = text_ranks(words, [("It's a title", "And a text"), ("", "")])
    assert len(ranks) == 2 and all(rank >= 0 for rank in ranks)
    assert text_ranks(words, []) == []
