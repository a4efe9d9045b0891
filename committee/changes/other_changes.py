"""What no other module describes: targets, savings, places, and last "Other details changed".

Pure.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from committee.changes.formatting import (
    NOTHING,
    PLAIN,
    NameOf,
    ValueWording,
    change_text,
    name_label,
    texts_to,
    value_text,
)
from committee.changes.items import ChangeKind, Item, SnapshotPair, item_fields
from committee.changes.reference_names import names_of
from committee.snapshot.meetings import MeetingRow
from finance.amounts import amount_of, amount_text, texts_apart
from finance.saving_rows import AMOUNTS, SavingRow
from finance.snapshot import CONTRIBUTIONS, SAVINGS, ContributionRow
from sendprog.records.snapshots import Section
from sendprog.values.apart import places_apart
from sendprog.values.measures import Measure
from strands.indicator_row_types import IndicatorRow
from strands.rows import PlacesRow, TargetRow
from strands.snapshot import PLACES, TARGETS
from strands.targets import amounts_in_words, target_kind

TARGET_AMOUNTS = ("value", "floor", "expected_low", "expected_high")
PLACES_FIELDS = ("stage", "places", "marker", "when")


def other_items(
    pair: SnapshotPair, sections: tuple[Section, ...], measures: dict[str, Measure]
) -> Iterator[Item]:
    """The items of these sections; `measures` are those of both by address."""
    if TARGETS in sections:
        yield from target_items(pair, measures)
    name_of = names_of(pair, measures)
    if SAVINGS in sections:
        yield from saving_items(pair)
    if CONTRIBUTIONS in sections:
        yield from contribution_items(pair)
    if PLACES in sections:
        yield from places_items(pair)
    for section in sections:
        yield from remaining_items(pair, section, name_of)


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
        was, now = target_texts(old, new, measure)
        how = texts_to(was, now)
        if new and new.basis_text:
            how += f"; {new.basis_text}"
        fields = item_fields(row, TARGETS, key)
        of_what = measure.label if measure else "a measure that is not listed"
        fields["which"] = f"{target_kind(row)} for {of_what}"
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


def target_texts(
    old: TargetRow | None, new: TargetRow | None, measure: Measure | None
) -> tuple[str, str]:
    """Both targets in words, with as many decimal places as they need to read differently."""
    was, now = (target_text(row, measure) for row in (old, new))
    if measure and old and new and was == now:
        values = [getattr(row, name) for row in (old, new) for name in TARGET_AMOUNTS]
        places = places_apart(values, measure.unit.in_text, measure.places)
        was, now = (target_text(row, replace(measure, places=places)) for row in (old, new))
    return was, now


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
                was, now = texts_apart(amount_of(old, name), amount_of(new, name), amount_text)
                step = texts_to(was or NOTHING, now or NOTHING)
                texts.append(f"{name_label(label)}: {step}")
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
            was, now = texts_apart(old.exact_amount, new.exact_amount, amount_text)
            fields, how = item_fields(new, CONTRIBUTIONS, key), texts_to(was, now)
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


def remaining_items(pair: SnapshotPair, section: Section, name_of: NameOf) -> Iterator[Item]:
    """One item for each record with changes that no other rule accounted for."""
    for key, changes in pair.pending.in_section(section.name):
        whole_row = changes.get(())
        records = pair.pending.take_all(section, key)
        if whole_row is None:
            row = pair.after[section.name][key]
            fields, wording = item_fields(row, section, key), ValueWording(name_of, numbers_of(row))
            how = "; ".join(change_text(change, wording) for change in records)
            yield Item(kind=ChangeKind.OTHER, how=how, records=records, **fields)
        elif key in pair.after[section.name]:
            fields, summary = item_fields(whole_row.new, section, key), summary_of(whole_row.new)
            yield Item(kind=ChangeKind.FIRST, how=summary, new=summary, records=records, **fields)
        else:
            fields = item_fields(whole_row.old, section, key, is_removed=True)
            how, summary = (
                "It was in the earlier edition and is no longer listed",
                summary_of(whole_row.old),
            )
            yield Item(kind=ChangeKind.REMOVED, how=how, old=summary, records=records, **fields)


def numbers_of(row: Any) -> Callable[[Decimal], str]:
    """How the numbers in a row are written: those of an indicator in its unit."""
    if not isinstance(row, IndicatorRow):
        return PLAIN.number_text
    return lambda value: row.unit.in_text(value, row.places_of(value))


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
