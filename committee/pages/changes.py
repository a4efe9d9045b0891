"""Since your last meeting: the page and its file, functions of two snapshots."""

from collections.abc import Iterable
from dataclasses import dataclass

import django_tables2 as tables

from committee.changes.difference import difference
from committee.changes.items import Changes, Item, Kind, Number
from committee.changes.records import rows_of
from committee.changes.summary import FIRST_EDITION, sentence
from committee.editions.agenda import AGENDA, EditionRow
from committee.snapshot.sections import section_named
from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS, SAVINGS
from risks.snapshot import RISKS
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.pages.tables import Table
from sendprog.records.snapshots import Snapshot
from strands.snapshot import CONDITIONS, INDICATORS, MILESTONES, PLACES, STRANDS, TARGETS

TITLE = "Since your last meeting"
TEMPLATE = "committee/changes.html"
WHOLE = "Whole programme"
OF_NUMBERS = {section.name for section in (MONTHS, POSITIONS, INDICATORS, TARGETS)}
OF_STRANDS = {section.name for section in (STRANDS, MILESTONES, PLACES, SAVINGS, CONDITIONS)}


@dataclass(frozen=True)
class Part:
    """A part of the page: what changed in it, and what this edition is the first to report."""

    items: list[Item]

    @property
    def changed(self) -> list[Item]:
        return [item for item in self.items if item.kind is not Kind.FIRST]

    @property
    def first(self) -> list[Item]:
        """Of a strand, its own update before its milestones."""
        return sorted(
            (item for item in self.items if item.kind is Kind.FIRST),
            key=lambda item: item.section != STRANDS.name,
        )


@dataclass(frozen=True)
class StrandPart(Part):
    """A strand and what changed in it; `slug` is "" for what belongs to no strand."""

    slug: str
    name: str

    @property
    def ident(self) -> str:
        return f"strand-{self.slug}" if self.slug else "whole-programme"


@dataclass(frozen=True)
class Parts:
    """The page from top to bottom: numbers, reorganisation, strands, risks, the rest. Every item is in one of them."""

    numbers: list[Item]
    figures: Part
    first_figures: list[Item]
    reorganised: list[Item]
    strands: list[StrandPart]
    risks: Part
    rest: Part

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        parts = (self.figures, self.risks, self.rest)
        return any(
            (
                self.numbers,
                self.first_figures,
                self.reorganised,
                self.strands,
                *(part.items for part in parts),
            )
        )


def parts_of(changes: Changes, snapshot: Snapshot, previous: Snapshot) -> Parts:
    of_numbers = [item for item in changes.items if item.section in OF_NUMBERS]
    others = [item for item in of_numbers if not isinstance(item, Number)]
    of_strands = [item for item in changes.items if item.section in OF_STRANDS]
    elsewhere = OF_NUMBERS | OF_STRANDS | {RISKS.name}
    return Parts(
        numbers=[item for item in of_numbers if isinstance(item, Number)],
        figures=Part([item for item in others if item.kind is not Kind.FIRST]),
        first_figures=[item for item in others if item.kind is Kind.FIRST],
        reorganised=[item for item in of_strands if item.kind is Kind.REORGANISED],
        strands=by_strand(
            [item for item in of_strands if item.kind is not Kind.REORGANISED], snapshot, previous
        ),
        risks=Part([item for item in changes.items if item.section == RISKS.name]),
        rest=Part([item for item in changes.items if item.section not in elsewhere]),
    )


def by_strand(items: Iterable[Item], snapshot: Snapshot, previous: Snapshot) -> list[StrandPart]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.strand, []).append(item)
    names = strand_names(snapshot, previous)
    order = [*(slug for slug in names if slug in found), *(slug for slug in found if slug not in names)]
    return [StrandPart(found[slug], slug, names.get(slug, slug or WHOLE)) for slug in order]


def strand_names(snapshot: Snapshot, previous: Snapshot) -> dict[str, str]:
    """Every strand of either edition by its slug, this edition's first and by its name in this one."""
    names: dict[str, str] = {}
    for row in (*rows_of(snapshot, STRANDS), *rows_of(previous, STRANDS)):
        names.setdefault(row.slug, row.name)
    return names


def changes_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """What changed since the edition of the meeting before: a sentence, the numbers, then strand by strand."""
    others = editions_to_name(snapshot)
    if previous is None:
        return query.render(TITLE, TEMPLATE, heading=TITLE, sentence=FIRST_EDITION, parts=None, others=others)
    return query.render(
        TITLE, TEMPLATE, others=others, csv=("changes_csv", {}), **compared(TITLE, snapshot, previous)
    )


def changes_since(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, since: int) -> Page:
    """What changed since any earlier edition, which the mount hands over as the previous one."""
    title, csv = f"Since edition {since}", ("changes_since_csv", {"since": since})
    return query.render(
        title, TEMPLATE, is_any=not snapshot.published, csv=csv, **compared(title, snapshot, previous)
    )


def compared(heading: str, snapshot: Snapshot, previous: Snapshot) -> dict[str, object]:
    """What both pages tell."""
    changes = difference(previous, snapshot)
    return {
        "heading": heading,
        "sentence": sentence(changes, is_all=True, plain=is_plain(snapshot)),
        "before": previous.on,
        "after": snapshot.on,
        "is_live": not snapshot.published,
        "parts": parts_of(changes, snapshot, previous),
    }


def editions_to_name(snapshot: Snapshot) -> list[EditionRow]:
    """The editions that what is live can be compared with, the latest first; an edition names none, for more may come."""
    if snapshot.published:
        return []
    found = [edition for row in snapshot[AGENDA] for edition in row.editions if edition.sealed_on is None]
    return sorted(found, key=lambda edition: -edition.number)


class ChangesTable(Table):
    """One change a row, texts in full."""

    caption = TITLE
    row_header = "which"

    part = tables.Column("Part", accessor="section")
    strand = tables.Column("Strand")
    kind = tables.Column("What", accessor="kind__words")
    which = tables.Column("Which")
    old = tables.Column("Last edition")
    when_old = tables.Column("Window of the last edition's figure", accessor="when_old", empty_values=())
    new = tables.Column("This edition")
    when_new = tables.Column("Window of this edition's figure", accessor="when_new", empty_values=())
    change = tables.Column("Change", empty_values=())
    how = tables.Column("How")
    reason = tables.Column("Reason")
    days = tables.Column("Days", empty_values=())
    basis = tables.Column("Basis", accessor="basis__words")

    class Meta(Table.Meta):
        pass

    def value_part(self, record: Item) -> str:
        return section_named(record.section).label

    def value_when_old(self, record: Item) -> str:
        return getattr(record, "when_old", "")

    def value_when_new(self, record: Item) -> str:
        return getattr(record, "when_new", "")

    def value_change(self, record: Item) -> str:
        return getattr(record, "change", "")

    def value_days(self, record: Item) -> object:
        return getattr(record, "days", "")


def changes_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every change; no row where there is no earlier edition."""
    items = difference(previous, snapshot).items if previous else ()
    return ChangesTable(items).download("changes.csv")


def changes_since_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, since: int) -> Download:
    """Every change since any earlier edition."""
    return changes_csv(snapshot, previous, query)
