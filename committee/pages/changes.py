"""The pages of changes since the last meeting or any earlier edition: functions of two snapshots."""

from collections.abc import Iterable
from dataclasses import dataclass

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind, Changes, Item, NumberItem
from committee.changes.records import section_rows
from committee.changes.summary import (
    changes_summary,
    committees,
    compared_with,
    nothing_earlier,
    since_heading,
)
from committee.editions.agenda import AGENDA, EditionRow
from committee.pages.tables import ChangesTable
from ehcp.official.section import OFFICIAL
from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS, SAVINGS
from risks.snapshot import RISKS
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from strands.rows import NOT_RUNNING
from strands.snapshot import CONDITIONS, INDICATORS, MILESTONES, PLACES, STRANDS, TARGETS

TEMPLATE = "committee/changes.html"
WHOLE_PROGRAMME = "Whole programme"
NUMBER_SECTIONS = {section.name for section in (MONTHS, OFFICIAL, POSITIONS, INDICATORS, TARGETS)}
STRAND_SECTIONS = {section.name for section in (STRANDS, MILESTONES, PLACES, SAVINGS, CONDITIONS)}


@dataclass(frozen=True)
class ItemList:
    """A part of the page: changes, apart from what this edition is the first to report."""

    items: list[Item]

    @property
    def changed(self) -> list[Item]:
        return [item for item in self.items if item.kind is not ChangeKind.FIRST]

    @property
    def first(self) -> list[Item]:
        """The items first reported in this edition.

        Of a strand, its own update before its milestones.
        """
        first = [item for item in self.items if item.kind is ChangeKind.FIRST]
        return sorted(first, key=lambda item: item.section != STRANDS.name)


@dataclass(frozen=True)
class StrandChanges(ItemList):
    """What changed in a strand; `slug` is "" for what belongs to no strand."""

    slug: str
    name: str

    @property
    def ident(self) -> str:
        return f"strand-{self.slug}" if self.slug else "whole-programme"


@dataclass(frozen=True)
class ChangesByPart:
    """The parts of the page from top to bottom. Every item is in exactly one of them."""

    numbers: list[Item]
    figures: ItemList
    first_figures: list[Item]
    reorganised: list[Item]
    strands: list[StrandChanges]
    risks: ItemList
    rest: ItemList

    @property
    def any(self) -> bool:
        """Whether any part has an item."""
        lists = (self.numbers, self.first_figures, self.reorganised, self.strands)
        parts = (self.figures, self.risks, self.rest)
        return any(lists) or any(part.items for part in parts)


def changes_by_part(changes: Changes, snapshot: Snapshot, previous: Snapshot) -> ChangesByPart:
    of_numbers: list[Item] = []
    of_strands: list[Item] = []
    of_risks: list[Item] = []
    rest: list[Item] = []
    for item in changes.items:
        if item.section in NUMBER_SECTIONS:
            of_numbers.append(item)
        elif item.section in STRAND_SECTIONS:
            of_strands.append(item)
        elif item.section == RISKS.name:
            of_risks.append(item)
        else:
            rest.append(item)
    figures = [item for item in of_numbers if not isinstance(item, NumberItem)]
    in_strands = [item for item in of_strands if item.kind is not ChangeKind.REORGANISED]
    return ChangesByPart(
        numbers=[item for item in of_numbers if isinstance(item, NumberItem)],
        figures=ItemList([item for item in figures if item.kind is not ChangeKind.FIRST]),
        first_figures=[item for item in figures if item.kind is ChangeKind.FIRST],
        reorganised=[item for item in of_strands if item.kind is ChangeKind.REORGANISED],
        strands=changes_by_strand(in_strands, strand_names(snapshot, previous)),
        risks=ItemList(of_risks),
        rest=ItemList(rest),
    )


def changes_by_strand(items: Iterable[Item], names: dict[str, str]) -> list[StrandChanges]:
    """The items of each strand, in the order of `names`; slugs without a name last."""
    by_slug: dict[str, list[Item]] = {}
    for item in items:
        by_slug.setdefault(item.strand, []).append(item)
    slugs = [slug for slug in names if slug in by_slug]
    slugs += [slug for slug in by_slug if slug not in names]
    no_name = {"": WHOLE_PROGRAMME}
    return [
        StrandChanges(by_slug[slug], slug, names.get(slug) or no_name.get(slug, NOT_RUNNING))
        for slug in slugs
    ]


def strand_names(snapshot: Snapshot, previous: Snapshot) -> dict[str, str]:
    """The name of every strand of both snapshots by its slug, those of `snapshot` first, ended ones
    last.
    """
    names: dict[str, str] = {}
    for row in (*section_rows(snapshot, STRANDS), *section_rows(previous, STRANDS)):
        names.setdefault(row.slug, row.name)
    for milestone in (*section_rows(snapshot, MILESTONES), *section_rows(previous, MILESTONES)):
        if milestone.strand:
            names.setdefault(milestone.strand, milestone.strand_name)
    return names


def changes_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """What changed since the last meeting's edition: a sentence, the numbers, then strand by
    strand.
    """
    context = {"others": editions_to_compare(snapshot)}
    title = since_heading(snapshot, previous)
    if previous is None:
        context |= {"heading": title, "sentence": nothing_earlier(snapshot), "parts": None}
    else:
        context |= {"csv": ("changes_csv", {}), **comparison_context(title, snapshot, previous)}
    return query.render(title, TEMPLATE, **context)


def changes_since_page(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, since: int
) -> Page:
    """What changed since any earlier edition, which the mount passes as `previous`."""
    title = f"Since edition {since}"
    return query.render(
        title,
        TEMPLATE,
        is_any=not snapshot.published,
        csv=("changes_since_csv", {"since": since}),
        **comparison_context(title, snapshot, previous),
    )


def comparison_context(heading: str, snapshot: Snapshot, previous: Snapshot) -> dict[str, object]:
    """The template context that both pages of changes share."""
    changes = snapshot_changes(previous, snapshot)
    return {
        "heading": heading,
        "sentence": changes_summary(changes, is_all=True, plain=is_plain(snapshot)),
        "compared": compared_with(snapshot, previous),
        "before": previous.on,
        "after": snapshot.on,
        "is_live": not snapshot.published,
        "first_words": changes.first_words,
        "parts": changes_by_part(changes, snapshot, previous),
    }


def editions_to_compare(snapshot: Snapshot) -> list[tuple[EditionRow, str]]:
    """The editions that live data can be compared with, the latest first, each with its committee.

    The committee is "" where there is only one. An edition's own page lists none: it is frozen, and
    later editions may follow.
    """
    if snapshot.published:
        return []
    names_committee = len(committees(snapshot)) > 1
    editions = [
        (edition, row.committee if names_committee else "")
        for row in snapshot[AGENDA]
        for edition in row.editions
        if edition.sealed_on is None
    ]
    return sorted(editions, key=lambda pair: -pair[0].number)


def changes_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every change as a file, without rows where there is no earlier edition."""
    items = snapshot_changes(previous, snapshot).items if previous else ()
    return ChangesTable(items).download("changes.csv")


def changes_since_csv(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, since: int
) -> Download:
    """Every change since any earlier edition, as a file."""
    return changes_csv(snapshot, previous, query)
