"""The difference of two snapshots: every change of a record, each described by exactly one item.

Pure.
"""

from collections.abc import Iterator
from dataclasses import replace

from committee.changes import (
    asks,
    exceptions,
    milestones,
    numbers,
    other_changes,
    reorganised,
    revisions,
    risks,
    strands,
)
from committee.changes.formatting import ONLY_LAYOUT, text_with_figures
from committee.changes.items import ChangeKind, Changes, Item, PendingChanges, SnapshotPair
from committee.changes.keys import SECTIONS
from committee.changes.records import record_changes, section_rows, sections_of
from committee.snapshot import catalogue
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.scorecard import EXCEPTIONS
from sendprog.pages.inline_figures import resolve_in_text
from sendprog.pages.pre_election import PRE_ELECTION
from sendprog.records.snapshots import Section, Snapshot
from strands.snapshot import TARGETS, TEXTS


class TolerantSnapshot(Snapshot):
    """A snapshot in which sections introduced after it was frozen are empty."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(
            on=snapshot.on, viewer=snapshot.viewer, key=snapshot.key, read=lambda section: b"[]"
        )
        self._snapshot = snapshot

    def __getitem__(self, section: Section) -> tuple:
        return section_rows(self._snapshot, section)


def snapshot_changes(
    before: Snapshot, after: Snapshot, sections: tuple[Section, ...] = SECTIONS
) -> Changes:
    """What changed from one snapshot to the other in these sections.

    ValueError if they were made for different audiences: what one may not see would look new or
    removed.
    """
    if before.viewer is not after.viewer:
        raise ValueError(
            f"A snapshot for {before.viewer} can't be compared with one for {after.viewer}."
        )
    # The text of an inline figure depends on PRE_ELECTION.
    before.prefetch((*sections, PRE_ELECTION, MEETINGS))
    after.prefetch((*sections, PRE_ELECTION, MEETINGS))
    old, new = TolerantSnapshot(before), TolerantSnapshot(after)
    was, now = sections_of(old, sections), sections_of(new, sections)
    records = tuple(record_changes(was, now))
    if not records:
        return Changes((), (), is_live=not after.for_meeting)
    pair = SnapshotPair(with_all_sections(was), with_all_sections(now), PendingChanges(records))
    items = [with_inline_figures(item, old, new) for item in all_items(pair, old, new, sections)]
    in_order = tuple(sorted(items, key=lambda item: item.kind.order))
    return Changes(records, in_order, is_live=not after.for_meeting)


def with_inline_figures(item: Item, before: Snapshot, after: Snapshot) -> Item:
    """The item with the figures that its texts refer to, each as its own snapshot has them."""
    if "{{" not in f"{item.old}{item.new}{item.how}":
        return item
    old, new = resolve_in_text(item.old, before), resolve_in_text(item.new, after)
    texts = (ChangeKind.TEXT, ChangeKind.GIVEN_AGAIN)
    if item.kind in texts or item.how == ONLY_LAYOUT:
        return text_with_figures(item, old, new)
    # A shortened text may have lost a figure's closing brackets.
    how = resolve_in_text(item.how, after)
    if item.section == TEXTS.name and new:
        how = strands.beginning(new)
    return replace(item, old=old, new=new, how=how)


def with_all_sections(rows: dict) -> dict:
    """The rows by section, with the sections that are not compared empty."""
    return {section.name: {} for section in SECTIONS} | rows


def all_items(
    pair: SnapshotPair, before: Snapshot, after: Snapshot, sections: tuple[Section, ...]
) -> Iterator[Item]:
    """The items of all rules, those that account for the most changes first."""
    yield from reorganised.reorganisation_items(pair)
    yield from milestones.milestone_items(pair)
    yield from strands.strand_items(pair)
    yield from risks.risk_items(pair)
    yield from asks.ask_items(pair)
    yield from revisions.revision_items(pair)
    yield from numbers.number_items(pair, before, after)
    measures = {}
    if TARGETS in sections or EXCEPTIONS in sections:
        measures = {
            **catalogue.measures_by_any_address(before),
            **catalogue.measures_by_any_address(after),
        }
    yield from exceptions.exception_items(pair, measures)
    yield from other_changes.other_items(pair, sections, measures)
