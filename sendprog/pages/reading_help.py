"""How to read each kind of page: its rules, and the words on it as the council explains them."""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from sendprog.pages.page_rules import OTHER_MEANINGS, PAGE_RULES
from sendprog.records.snapshots import Snapshot


class Term(Protocol):
    """A term of the glossary. Several spellings stand in `term` with commas between."""

    slug: str
    term: str
    meaning: str


Terms = Callable[[Snapshot], Sequence[Term]]
# The function that gives the council's terms; the app of the glossary registers it.
TERMS: list[Terms] = []
# The heading of a page, with the sentence that may follow it.
HEADING = re.compile(r"</h1>(?:\s*<p class=\"lede\">.*?</p>)?", re.DOTALL)
BEGINS_NO_TEXT = re.compile(r"<(?=(?:svg|script)\b)")
TAG = re.compile(r"<[^<>]*>")


def provides_terms(terms: Terms) -> Terms:
    """Decorator: these are the terms that pages explain."""
    TERMS.append(terms)
    return terms


def with_reading_help(page: Callable[..., Any]) -> Callable[..., Any]:
    """The page with "How to read this page" below its heading; any other page or file unchanged."""
    rules = PAGE_RULES.get(page.__name__)
    if rules is None:
        return page

    @functools.wraps(page)
    def helped(snapshot: Snapshot, previous: Snapshot | None, query: Any, **values: Any) -> Any:
        content = page(snapshot, previous, query, **values)
        others = OTHER_MEANINGS.get(page.__name__, set())
        terms = [term for term in terms_on(content.main, snapshot) if term.slug not in others]
        context = {"rules": rules, "terms": terms}
        details = render_to_string(
            "components/reading_help.html", {**context, "address": query.address}
        )
        main = HEADING.sub(lambda heading: heading[0] + details, content.main, count=1)
        # The templates of both escaped every text.
        return replace(content, main=mark_safe(main))  # noqa: S308

    return helped


def terms_on(main: str, snapshot: Snapshot) -> list[Term]:
    """The council's terms that a page uses and does not explain itself, in the glossary's order."""
    text = text_of(main)
    small = text.lower()
    terms = [term for source in TERMS for term in source(snapshot)]
    return [
        term
        for term in terms
        if f'id="term-{term.slug}"' not in main and is_used(term.term, text, small)
    ]


def is_used(term: str, text: str, small: str) -> bool:
    """Whether the text, given in small letters too, has the term in any of its spellings.

    It is looked for as a word where its letters are: most terms are on few pages.
    """
    word = spelling(term)
    if len(text) != len(small):
        return bool(word.search(text))
    for letters in map(str.lower, spellings(term)):
        place = small.find(letters)
        while place >= 0:
            if word.match(text, place):
                return True
            place = small.find(letters, place + 1)
    return False


def text_of(main: str) -> str:
    """The words of a page, without its tags, drawings and the figures for exploring them."""
    first, *others = BEGINS_NO_TEXT.split(main)
    ends = ("</svg>" if other.startswith("svg") else "</script>" for other in others)
    texts = [first, *(other.partition(end)[2] for other, end in zip(others, ends, strict=True))]
    return TAG.sub(" ", " ".join(texts))


def spellings(term: str) -> list[str]:
    """The spellings that a term has commas between."""
    return [word.strip() for word in term.split(",") if word.strip()]


@functools.lru_cache(maxsize=500)
def spelling(term: str) -> re.Pattern[str]:
    """Finds a term in any of its spellings, singular or plural.

    "EHCP, EHC plan" is found in "EHCPs" and "EHC plans", "SEND" not in "send".
    """
    words = [re.escape(word) for word in spellings(term)]
    flags = 0 if any(word.isupper() for word in words) else re.IGNORECASE
    return re.compile(rf"\b(?:{'|'.join(words)})s?\b" if words else r"(?!)", flags)
