"""The glossary as rows: the terms that the council stored, and the usual ones in the place of
others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.models.glossary import GlossaryTerm
from committee.snapshot.usual_terms import USUAL_TERMS
from sendprog.pages.reading_help import provides_terms
from sendprog.records.snapshots import Audience, EditLink, Section, Snapshot


@dataclass(frozen=True)
class TermRow:
    """A term with its meaning; a term that is not shown is in the snapshot, but on no page."""

    slug: str
    term: str
    meaning: str
    shown: bool = True


def usual_rows() -> dict[str, TermRow]:
    """The usual terms by slug."""
    return {slug: TermRow(slug, term, meaning) for slug, (term, meaning) in USUAL_TERMS.items()}


def term_rows(*, on: date, viewer: Audience) -> Iterator[TermRow]:
    """Every term in alphabetical order, as stored or else as usual."""
    rows = usual_rows()
    for record in GlossaryTerm.objects.all():
        rows[record.slug] = TermRow(record.slug, record.term, record.meaning, record.shown)
    yield from in_order(rows)


def in_order(rows: dict[str, TermRow]) -> list[TermRow]:
    return sorted(rows.values(), key=lambda row: (row.term.casefold(), row.slug))


@provides_terms
def shown_terms(snapshot: Snapshot) -> list[TermRow]:
    """The terms for readers.

    An edition that was published without the section has the usual ones.
    """
    return [row for row in snapshot[GLOSSARY] or in_order(usual_rows()) if row.shown]


GLOSSARY = Section(
    "committee.glossary",
    TermRow,
    term_rows,
    key=("slug",),
    label="Terms of the glossary",
    nouns=("term", "terms"),
    title=lambda row: f"Definition of {row.term}",
    page="definitions",
    edit=EditLink("Edit the term", url_name="glossary_term_edit", by="slug"),
)
