"""Search: the records of one snapshot that contain every word of a query. Pure.

The snapshot has only what its audience may see: restricted and exempt records are in no member's,
and sealed editions have none.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from committee.changes.keys import SECTIONS
from committee.paper.rich_text import text_of
from committee.readiness.texts import strings_in
from committee.snapshot import catalogue
from sendprog.pages.inline_figures import resolve_in_text
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.measures import Measure
from strands.rows import TextRow, strand_of_section
from strands.snapshot import STRANDS, TARGETS

LONGEST_QUERY = 100
SHORTEST_WORD = 2
MOST_OF_A_KIND = 50
# Of more records that match, the rest keep their order.
MOST_RANKED = 500
# How many letters are shown before and after the first hit.
CONTEXT = 90
MEASURES_LABEL = "Measures"
ROOMS = ("ehcp", "finance", "risks")


@dataclass(frozen=True)
class SearchableRecord:
    """A record as it is searched: its kind, name, page with the values in its address, and all its
    texts.
    """

    kind: str
    name: str
    page: str
    values: dict[str, str]
    text: str


@dataclass(frozen=True)
class SearchResult:
    """A matching record: its name, its page, and the text around the first hit in pieces (text, is
    a hit).
    """

    name: str
    page: str
    values: dict[str, str]
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class ResultGroup:
    """The matching records of one kind: how many there are, and the first of them."""

    kind: str
    count: int
    results: tuple[SearchResult, ...]


def words_of_query(query: str) -> list[str]:
    """The folded words of a query; single letters are left out."""
    return [word for word in folded(query[:LONGEST_QUERY]).split() if len(word) >= SHORTEST_WORD]


class Folding(dict[int, int]):
    """A translation table that removes capitals and accents, filled letter by letter as needed."""

    def __missing__(self, letter: int) -> int:
        self[letter] = ord(unicodedata.normalize("NFD", chr(letter))[0].lower()[0])
        return self[letter]


FOLDING = Folding()


def folded(text: str) -> str:
    """The text without capitals and accents, of the same length: an index into one is valid in the
    other.
    """
    return text.translate(FOLDING)


def search(snapshot: Snapshot, query: str) -> list[ResultGroup]:
    """The records that contain every word, grouped by kind in the order of the snapshot's sections.

    In a group those with every word in their names are first and, where the database ranks texts,
    those that it ranks highest.
    """
    words = words_of_query(query)
    if not words:
        return []
    snapshot.prefetch(SECTIONS)
    matches: dict[str, list[SearchableRecord]] = {}
    for record in searchable_records(snapshot):
        text = folded(f"{record.name} {record.text}")
        if all(word in text for word in words):
            matches.setdefault(record.kind, []).append(record)
    matches = {kind: names_first(records, words) for kind, records in matches.items()}
    ranks = ranks_of(snapshot, words, matches)
    return [
        ResultGroup(kind, len(records), best(records, words, ranks))
        for kind, records in matches.items()
    ]


def names_first(records: list[SearchableRecord], words: list[str]) -> list[SearchableRecord]:
    """The records, those whose names contain every word before the others."""

    def is_in_text_only(record: SearchableRecord) -> bool:
        name = folded(record.name)
        return not all(word in name for word in words)

    return sorted(records, key=is_in_text_only)


def ranks_of(
    snapshot: Snapshot, words: list[str], matches: dict[str, list[SearchableRecord]]
) -> dict[int, float]:
    """The rank of each of the first records of each kind, by its id()."""
    ranked = [record for records in matches.values() for record in records[:MOST_RANKED]]
    texts = [(folded(record.name), folded(record.text)) for record in ranked]
    return dict(zip(map(id, ranked), snapshot.ranks(words, texts), strict=True))


def best(
    records: list[SearchableRecord], words: list[str], ranks: dict[int, float]
) -> tuple[SearchResult, ...]:
    """The first of the records, those of the highest rank before the others."""
    ordered = sorted(records, key=lambda record: -ranks.get(id(record), 0))
    return tuple(
        SearchResult(
            record.name, record.page, record.values, pieces_of(record.text or record.name, words)
        )
        for record in ordered[:MOST_OF_A_KIND]
    )


def searchable_records(snapshot: Snapshot) -> Iterator[SearchableRecord]:
    """The records of every section, then the measures."""
    strands = {row.slug for row in snapshot[STRANDS]}
    measures = catalogue.measures_by_any_address(snapshot)
    for section in SECTIONS:
        for row in snapshot[section]:
            page, values = page_of_row(row, section, strands, measures)
            name = resolve_in_text(section.title_of(row), snapshot)
            yield SearchableRecord(section.label, name, page, values, all_text(row, snapshot))
    for measure in catalogue.all_measures(snapshot):
        values, text = {"address": measure.address}, all_text(measure, snapshot)
        yield SearchableRecord(MEASURES_LABEL, measure.label, "measure", values, text)


def page_of_row(
    row: Any, section: Section, strands: set[str], measures: Collection[str]
) -> tuple[str, dict[str, str]]:
    """The page of a record and the values in its address: its own page, else its measure's,
    strand's or room's.

    The committee's own records are in the paper.
    """
    page, values = section.page_of(row)
    if page:
        return page, values
    if section is TARGETS:
        return (
            ("measure", {"address": row.measure}) if row.measure in measures else ("measures", {})
        )
    room = section.name.partition(".")[0]
    if room == "committee":
        return "paper", {}
    slug = row.section if isinstance(row, TextRow) else getattr(row, "strand", "")
    strand = strand_of_section(slug, strands)
    if strand:
        return "strand", {"slug": strand}
    for name in ROOMS:
        if name in (room, slug.partition("-")[0]):
            return name, {}
    return "strands", {}


def all_text(value: Any, snapshot: Snapshot) -> str:
    """All texts of a record or measure on one line, with their bound numbers, without repetitions."""
    texts: dict[str, None] = {}
    for text in plain_texts(value):
        resolved = resolve_in_text(text, snapshot) if "{{" in text else text
        texts[" ".join(resolved.split())] = None
    return " · ".join(texts)


def plain_texts(value: Any) -> Iterator[str]:
    """The texts of a record or measure, without tags."""
    is_measure = isinstance(value, Measure)
    texts = (value.label, value.definition, value.source) if is_measure else strings_in(value)
    for text in texts:
        plain = text_of(text) if text.startswith("<") else text
        if plain:
            yield plain


def pieces_of(text: str, words: list[str]) -> tuple[tuple[str, bool], ...]:
    """The text around the first hit, cut into hits and the rest.

    Its beginning where there is no hit.
    """
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    searched = folded(text)
    start, end = excerpt_around(text, pattern.search(searched))
    pieces, at = [("… ", False)] if start else [], start
    for hit in pattern.finditer(searched, start, end):
        pieces += [(text[at : hit.start()], False), (text[hit.start() : hit.end()], True)]
        at = hit.end()
    pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple((piece, is_hit) for piece, is_hit in pieces if piece)


def excerpt_around(text: str, hit: re.Match[str] | None) -> tuple[int, int]:
    """Where the text to show around a hit starts and ends: between whole words."""
    first = hit.start() if hit else 0
    start = text.rfind(" ", 0, max(0, first - CONTEXT)) + 1
    end = text.find(" ", min(len(text), (hit.end() if hit else start) + CONTEXT))
    return start, len(text) if end < 0 else end
