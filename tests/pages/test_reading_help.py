"""Every page says how it is read: by the rules of its kind, and by the council's own words for what is on it."""

import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver

from committee.models import GlossaryTerm
from committee.snapshot.glossary import TermRow
from sendprog.pages import reading_help
from sendprog.pages.page_rules import PAGE_RULES
from sendprog.pages.reading_help import spelling, terms_on
from sendprog.records.history import change
from tests.crawling import (
    LIVE,
    Opened,
    ReaderOfAll,
    is_download,
    mounted_patterns,
    reader,
    with_class,
    words,
)


@pytest.fixture(scope="module")
def opened(published_demonstration) -> Opened:
    return Opened(ReaderOfAll())


def help_of(opened: Opened, address: str) -> str:
    (details,) = with_class(opened.tree(address).find(".//main"), "reading-help")
    return words(details)


def page_functions(found: list) -> set[str]:
    """The names of the functions that make the pages of these URL patterns, and of those below them."""
    below = [one for one in found if isinstance(one, URLResolver) and not one.namespace]
    names = {
        one.callback.page.__name__
        for one in found
        if hasattr(getattr(one, "callback", None), "page")
    }
    return names.union(*(page_functions(one.url_patterns) for one in below))


@pytest.mark.django_db
@pytest.mark.usefixtures("published_demonstration")
def test_every_kind_of_page_says_how_it_is_read(opened):
    for pattern in [*mounted_patterns(), *mounted_patterns(LIVE)]:
        if not is_download(f"/{pattern.route}"):
            told = help_of(opened, pattern.addresses()[0])
            assert told.startswith("How to read this page"), pattern.route
            assert told.endswith("All definitions"), pattern.route
    for address in ("/meetings/", "/meetings/2025-01-22/", "/corrections/"):
        assert "How to read this page" in help_of(opened, address)


@pytest.mark.django_db
@pytest.mark.usefixtures("published_demonstration")
def test_words_are_those_of_the_page_as_the_council_explains_them(opened):
    told = help_of(opened, "/ehcp/")
    assert "Education, Health and Care Plan." in told and "Dedicated Schools Grant" not in told
    with transaction.atomic():
        with change(by=None):
            GlossaryTerm(slug="ehcp", term="EHCP", meaning="Our <own> words.", shown=True).save()
        html = reader("auditor").get(f"{LIVE}ehcp/").content.decode()
        assert "Our &lt;own&gt; words." in html
        assert "Education, Health and Care Plan." not in html
        # What was published keeps its words.
        front = reader().get("/ehcp/").content.decode()
        assert "Our &lt;own&gt; words." not in front
        transaction.set_rollback(True)


def test_every_rule_is_of_a_page():
    """A rule that no page has is one that a page lost with its name."""
    assert set(PAGE_RULES) - page_functions(get_resolver().url_patterns) == set()
    assert PAGE_RULES and all(rules for rules in PAGE_RULES.values())
    text = " ".join(rule for rules in PAGE_RULES.values() for rule in rules)
    assert not re.search(r"Devon|Exampleshire|\b[a-z]+_[a-z]+\b|\b\d{2,}", text)


@dataclass(frozen=True)
class Found:
    term: str
    text: str
    is_found: bool


@pytest.mark.parametrize(
    "case",
    [
        Found("EHCP, EHC plan", "9,848 EHCPs", True),
        Found("EHCP, EHC plan", "two EHC plans", True),
        Found("SEND", "send us a letter", False),
        Found("Request", "requests received", True),
        Found("Request", "requested", False),
        Found("20-week rate", "the 20-week rate", True),
        Found("C++ (a)", "nothing", False),
        Found("", "anything", False),
        Found(",", "anything", False),
    ],
)
def test_spelling(case):
    assert bool(spelling(case.term).search(case.text)) is case.is_found


def test_words_in_drawings_and_markup_are_not_on_the_page(monkeypatch):
    rows = [TermRow("a", "Appeal", ""), TermRow("b", "Request", "")]
    monkeypatch.setattr(reading_help, "TERMS", [lambda snapshot: rows])
    main = (
        '<p class="appeal">A request</p><svg><title>Appeal</title></svg><script>"appeal"</script>'
    )
    assert [term.slug for term in terms_on(main, None)] == ["b"]
