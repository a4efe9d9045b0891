"""What no other module describes: targets, savings, places, and last "Other details changed".

Pure.
"""

from collections.abc import Iterator
from typing import Any

from committee.changes.formatting import NOTHING, change_text, name_label, value_text
from committee.changes.items import ChangeKind, Item, SnapshotPair, item_fields
from committee.snapshot.meetings import MeetingRow
from finance.saving_rows import AMOUNTS, SavingRow
from finance.snapshot import CONTRIBUTIONS, SAVINGS, ContributionRow
from sendprog.records.snapshots import Section
from sendprog.values.measures import Measure
from strands.rows import PlacesRow, TargetRow
from strands.snapshot import PLACES, TARGETS
from strands.targets import amounts_in_words, target_kind

PLACES_FIELDS = ("stage", "places", "marker", "when")


def other_items(
    pair: SnapshotPair, sections: tuple[Section, ...], measures: dict[str, Measure]
) -> Iterator[Item]:
    """The items of these sections; `measures` are those of the second snapshot by address."""
    if TARGETS in sections:
        yield from target_items(pair, measures)
    if SAVINGS in sections:
        yield from saving_items(pair)
    if CONTRIBUTIONS in sections:
        yield from contribution_items(pair)
    if PLACES in sections:
        yield from places_items(pair)
    for section in sections:
        yield from remaining_items(pair, section)


def target_items(pair: SnapshotPair, measures: dict[str, Measure]) -> Iterator[Item]:
    """Changed targets and comparators.

    First reported where the last edition had none of the measure.
    """
    had_target = {row.measure for row in pair.before[TARGETS.name].values()}
    rows = [(key, None, change.new) for key, change in pair.new(TARGETS)]
    rows += [(key, change.old, None) for key, change in pair.gone(TARGETS)]
    rows += pair.changed(TARGETS)
    for key, old, new in rows:
        row: TargetRow = new or old
        measure = measures.get(row.measure)
        was, now = target_text(old, measure), target_text(new, measure)
        how = f"{was} to {now}"
        if new and new.basis_text:
            how += f"; {new.basis_text}"
        fields = item_fields(row, TARGETS, key)
        fields["which"] = f"{target_kind(row)} for {measure.label if measure else row.measure}"
        yield Item(
            kind=ChangeKind.FIRST
            if old is None and row.measure not in had_target
            else ChangeKind.TARGET,
            how=how,
            old=was,
            new=now,
            records=pair.pending.take_all(TARGETS, key),
            **fields,
        )


def target_text(row: TargetRow | None, measure: Measure | None) -> str:
    if row is None:
        return "none"
    if measure is None:
        return value_text(row.value)
    return amounts_in_words(row, measure) or "no value"


def saving_items(pair: SnapshotPair) -> Iterator[Item]:
    """The amounts of a saving that changed, and the confidence in it."""
    for key, old, new in pair.changed(SAVINGS):
        texts, records = [], pair.pending.take(SAVINGS, key, "confidence")
        for name, label in AMOUNTS.items():
            changed = pair.pending.take(SAVINGS, key, name, f"{name}_qualifier", f"{name}_to")
            if changed:
                was, now = old.amount_text(name) or NOTHING, new.amount_text(name) or NOTHING
                texts.append(f"{name_label(label)}: {was} to {now}")
            records += changed
        if records:
            how = "; ".join(
                [*texts, *(change_text(each) for each in records if each.field == ("confidence",))]
            )
            fields = item_fields(new, SAVINGS, key)
            yield Item(kind=ChangeKind.MONEY, how=how, records=records, **fields)


def contribution_items(pair: SnapshotPair) -> Iterator[Item]:
    """The amounts of contributions that changed."""
    for key, old, new in pair.changed(CONTRIBUTIONS):
        records = pair.pending.take(CONTRIBUTIONS, key, "amount", "amount_to", "qualifier")
        if records:
            was, now, fields = (
                old.amount_text,
                new.amount_text,
                item_fields(new, CONTRIBUTIONS, key),
            )
            how = f"{was} to {now}"
            yield Item(
                kind=ChangeKind.CONTRIBUTION, how=how, old=was, new=now, records=records, **fields
            )


def places_items(pair: SnapshotPair) -> Iterator[Item]:
    """The stage of a scheme of places, and its number of places."""
    for key, old, new in pair.changed(PLACES):
        records = pair.pending.take(PLACES, key, *PLACES_FIELDS)
        if records:
            was, now, fields = summary_of(old), summary_of(new), item_fields(new, PLACES, key)
            how = f"{was} to {now}" if was != now else "; ".join(map(change_text, records))
            yield Item(kind=ChangeKind.PLACES, how=how, old=was, new=now, records=records, **fields)


def remaining_items(pair: SnapshotPair, section: Section) -> Iterator[Item]:
    """One item for each record with changes that no other rule accounted for."""
    for key, changes in pair.pending.in_section(section.name):
        whole_row = changes.get(())
        records = pair.pending.take_all(section, key)
        if whole_row is None:
            fields = item_fields(pair.after[section.name][key], section, key)
            how = "; ".join(change_text(change) for change in records)
            yield Item(kind=ChangeKind.OTHER, how=how, records=records, **fields)
        elif key in pair.after[section.name]:
            fields, summary = item_fields(whole_row.new, section, key), summary_of(whole_row.new)
            yield Item(kind=ChangeKind.FIRST, how=summary, new=summary, records=records, **fields)
        else:
            fields = item_fields(whole_row.old, section, key, is_removed=True)
            how, summary = (
                "It was in the earlier edition and is not in this one",
                summary_of(whole_row.old),
            )
            yield Item(kind=ChangeKind.REMOVED, how=how, old=summary, records=records, **fields)


def summary_of(row: Any) -> str:
    """The record in a few words where that is possible: "54, open, September 2024"; else ""."""
    match row:
        case PlacesRow():
            number = "Number not given" if row.places is None else value_text(row.places)
            return f"{number}, {row.stage.label.lower()}, {row.when}"
        case SavingRow():
            return row.amounts_in_words or NOTHING
        case ContributionRow():
            return row.amount_text
        case MeetingRow():
            return row.title
    return ""
