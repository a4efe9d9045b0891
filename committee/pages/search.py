"""Search: the records of one snapshot in whose words every word asked for stands. Pure.

It sees what the snapshot's audience sees and no more: what is restricted or exempt is in no member's snapshot, and a
sealed edition has none.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from committee.changes.keys import SECTIONS
from committee.paper.rich_text import text_of
from committee.readiness.texts import strings
from committee.snapshot import catalogue
from sendprog.pages.inline_figures import plainly
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.measures import Measure
from strands.rows import TextRow, strand_of_section
from strands.snapshot import STRANDS, TARGETS

LONGEST = 100
SHORTEST_WORD = 2
MOST_OF_A_KIND = 50
CONTEXT = 90
MEASURES_IN_WORDS = "Measures"
ROOMS = ("ehcp", "finance", "risks")


@dataclass(frozen=True)
class Told:
    """One thing that can be found: its kind, name, page with its values, and every word it says."""

    kind: str
    name: str
    page: str
    values: dict[str, str]
    text: str


@dataclass(frozen=True)
class Found:
    """One record: its name, where it is read, and the words about the first hit, in pieces: (text, whether it is a hit)."""

    name: str
    page: str
    values: dict[str, str]
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Group:
    """The records of one kind, those with a hit in their name first; `count` is of all, `found` of the first of them."""

    kind: str
    count: int
    found: tuple[Found, ...]


def words_asked(asked: str) -> list[str]:
    """The words to look for, folded; those of a single letter are left out."""
    return [word for word in folded(asked[:LONGEST]).split() if len(word) >= SHORTEST_WORD]


class Folding(dict[int, int]):
    """What each letter is without capitals and accents, worked out once a letter."""

    def __missing__(self, letter: int) -> int:
        self[letter] = ord(unicodedata.normalize("NFD", chr(letter))[0].lower()[0])
        return self[letter]


FOLDING = Folding()


def folded(text: str) -> str:
    """Without capitals and accents, letter for letter: a place in it is the same place in the text."""
    return text.translate(FOLDING)


def search(snapshot: Snapshot, asked: str) -> list[Group]:
    """The records that hold every word, kind by kind in the order of the snapshot's sections."""
    wanted = words_asked(asked)
    if not wanted:
        return []
    snapshot.prefetch(SECTIONS)
    of_kinds: dict[str, list[Told]] = {}
    for one in told(snapshot):
        whole = folded(f"{one.name} {one.text}")
        if all(word in whole for word in wanted):
            of_kinds.setdefault(one.kind, []).append(one)
    return [Group(kind, len(hits), best(hits, wanted)) for kind, hits in of_kinds.items()]


def best(hits: list[Told], wanted: list[str]) -> tuple[Found, ...]:
    """The first of them, those whose names hold every word before the others."""
    ordered = sorted(hits, key=lambda one: not all(word in folded(one.name) for word in wanted))
    return tuple(
        Found(one.name, one.page, one.values, pieces_of(one.text or one.name, wanted))
        for one in ordered[:MOST_OF_A_KIND]
    )


def told(snapshot: Snapshot) -> Iterator[Told]:
    """Everything that can be found."""
    strands = {row.slug for row in snapshot[STRANDS]}
    for section in SECTIONS:
        for row in snapshot[section]:
            page, values = page_of(row, section, strands)
            name = plainly(section.title_of(row), snapshot)
            yield Told(section.label, name, page, values, words_of(row, snapshot))
    for measure in catalogue.all_measures(snapshot):
        values = {"address": measure.address}
        yield Told(MEASURES_IN_WORDS, measure.label, "measure", values, words_of(measure, snapshot))


def page_of(row: Any, section: Section, strands: set[str]) -> tuple[str, dict[str, str]]:
    """Where a record is read: its own page, its strand's, or its room's; the paper's own records in the paper."""
    if section.page:
        return section.page, section.page_values(row)
    if section is TARGETS:
        return "measure", {"address": row.measure}
    slug = row.section if isinstance(row, TextRow) else getattr(row, "strand", "")
    room = section.name.partition(".")[0]
    if room == "committee":
        return "paper", {}
    if of_strand := strand_of_section(slug, strands):
        return "strand", {"slug": of_strand}
    return next((one for one in ROOMS if one in (room, slug.partition("-")[0])), "strands"), {}


def words_of(value: Any, snapshot: Snapshot) -> str:
    """Everything that a record says in words, its numbers told, on one line."""
    return " · ".join(dict.fromkeys(" ".join(plainly(text, snapshot).split()) for text in texts_in(value)))


def texts_in(value: Any) -> Iterator[str]:
    """The texts of a record and of what it holds. Codes (enums) are not words that anybody reads."""
    told = (value.label, value.definition, value.source) if isinstance(value, Measure) else strings(value)
    yield from filter(None, (text_of(text) if text.startswith("<") else text for text in told))


def pieces_of(text: str, wanted: list[str]) -> tuple[tuple[str, bool], ...]:
    """The words about the first hit, cut at the hits; the beginning where the hits are in the name alone."""
    hits = re.compile("|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True)))
    plain = folded(text)
    first = hits.search(plain)
    start = max(0, first.start() - CONTEXT) if first else 0
    start = text.rfind(" ", 0, start) + 1
    end = text.find(" ", min(len(text), (first.end() if first else start) + CONTEXT))
    end = len(text) if end < 0 else end
    pieces, at = [("… ", False)] if start else [], start
    for found in hits.finditer(plain, start, end):
        pieces += [(text[at : found.start()], False), (text[found.start() : found.end()], True)]
        at = found.end()
    pieces.append((f"{text[at:end]}{' …' if end < len(text) else ''}", False))
    return tuple((piece, is_hit) for piece, is_hit in pieces if piece)
