"""The difference of two snapshots: every change of a record, and each said once in words. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from committee.changes import asks, milestones, numbers, other_changes, reorganised, revisions, risks, strands
from committee.changes.formatting import text_difference
from committee.changes.items import Changes, Item, Kind, Pair, Waiting
from committee.changes.keys import SECTIONS
from committee.changes.records import between, rows_of, sections_of
from committee.snapshot import catalogue
from sendprog.pages.inline_figures import resolve_in_text
from sendprog.pages.pre_election import PRE_ELECTION
from sendprog.records.snapshots import Section, Snapshot
from strands.snapshot import TARGETS, TEXTS


class Seen(Snapshot):
    """A snapshot whose sections of a later day are empty."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(on=snapshot.on, viewer=snapshot.viewer, key=snapshot.key, read=lambda section: b"[]")
        self._snapshot = snapshot

    def __getitem__(self, section: Section) -> tuple:
        return rows_of(self._snapshot, section)


def difference(before: Snapshot, after: Snapshot, sections: tuple[Section, ...] = SECTIONS) -> Changes:
    """What changed from one snapshot to the other, in the sections named (all, unless fewer are asked for).

    ValueError where the two were made for different audiences: what one may not see would look new or gone.
    """
    if before.viewer is not after.viewer:
        raise ValueError(f"A snapshot for {before.viewer} can't be compared with one for {after.viewer}.")
    # How a bound number is told is asked of it too.
    before.prefetch((*sections, PRE_ELECTION))
    after.prefetch((*sections, PRE_ELECTION))
    old, new = Seen(before), Seen(after)
    was, now = sections_of(old, sections), sections_of(new, sections)
    records = tuple(between(was, now))
    pair = Pair(with_all(was), with_all(now), Waiting(records))
    items = (with_numbers(item, old, new) for item in worded(pair, old, new, sections)) if records else ()
    return Changes(records, tuple(sorted(items, key=lambda item: item.kind.order)))


def with_numbers(item: Item, before: Snapshot, after: Snapshot) -> Item:
    """The item with the numbers that its texts bind, each as its own snapshot has them."""
    if "{{" not in f"{item.old}{item.new}{item.how}":
        return item
    old, new = resolve_in_text(item.old, before), resolve_in_text(item.new, after)
    if item.kind is Kind.TEXT:
        how = text_difference(old, new)
    else:
        # What was shortened may have lost a number's closing brackets.
        how = strands.begins(new) if item.section == TEXTS.name and new else resolve_in_text(item.how, after)
    return replace(item, old=old, new=new, how=how)


def with_all(rows: dict) -> dict:
    """With nothing in the sections that were not asked for."""
    return {section.name: {} for section in SECTIONS} | rows


def worded(pair: Pair, before: Snapshot, after: Snapshot, sections: tuple[Section, ...]) -> Iterator[Item]:
    """The rules, those that take the most first; what is left is "Other details changed"."""
    yield from reorganised.items(pair)
    yield from milestones.items(pair)
    yield from strands.items(pair)
    yield from risks.items(pair)
    yield from asks.items(pair)
    yield from revisions.items(pair)
    yield from numbers.items(pair, before, after)
    asked = {section.name for section in sections}
    measures = {one.address: one for one in catalogue.measures(after)} if TARGETS.name in asked else {}
    yield from other_changes.items(pair, sections, measures)
