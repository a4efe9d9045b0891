"""What no other rule has words for: money, places, targets, agreements, and last "Other details changed". Pure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from committee.changes.formatting import NOTHING, detail, label, said
from committee.changes.items import Item, Kind, Pair, record_fields
from committee.changes.records import Field, RecordChange
from committee.snapshot.meetings import MeetingRow
from finance.snapshot import SAVINGS, ContributionRow, SavingRow
from sendprog.records.snapshots import Section
from sendprog.values.measures import Measure
from sendprog.values.wording import pounds_in_text
from strands.rows import PlacesRow, TargetRow
from strands.snapshot import PLACES, TARGETS

MONEY = ("planned", "expected", "achieved")
PLACES_TOLD = ("stage", "places", "marker", "when")


def items(pair: Pair, sections: tuple[Section, ...], measures: dict[str, Measure]) -> Iterator[Item]:
    names = {section.name for section in sections}
    if TARGETS.name in names:
        yield from targets(pair, measures)
    if SAVINGS.name in names:
        yield from savings(pair)
    if PLACES.name in names:
        yield from places(pair)
    for section in sections:
        yield from others(pair, section)


def targets(pair: Pair, measures: dict[str, Measure]) -> Iterator[Item]:
    """Targets and comparators: new where the last edition had one of this measure, else reported first."""
    compared = {row.measure for row in pair.before[TARGETS.name].values()}
    rows = [(key, None, change.new) for key, change in pair.new(TARGETS)]
    rows += [(key, change.old, None) for key, change in pair.gone(TARGETS)]
    rows += [(key, old, new) for key, old, new in pair.changed(TARGETS)]
    for key, old, new in rows:
        row: TargetRow = new or old
        measure = measures.get(row.measure)
        was, now = (target_words(one, measure) for one in (old, new))
        kind = Kind.FIRST if old is None and row.measure not in compared else Kind.TARGET
        how = "; ".join(part for part in (f"{was} to {now}", new.basis_text if new else "") if part)
        kept = record_fields(row, TARGETS, key) | {
            "which": f"{row.kind} for {measure.label if measure else row.measure}"
        }
        yield Item(kind=kind, how=how, old=was, new=now, records=pair.waiting.take_all(TARGETS, key), **kept)


def target_words(row: TargetRow | None, measure: Measure | None) -> str:
    if row is None:
        return "none"
    if row.value is None:
        return NOTHING
    return measure.in_text(row.value) if measure else said(row.value)


def savings(pair: Pair) -> Iterator[Item]:
    """Each amount of a saving that is another now, and how sure it is."""
    for key, _, new in pair.changed(SAVINGS):
        records = pair.waiting.take(SAVINGS, key, *MONEY, "confidence")
        if records:
            told = [f"{label(one.field[-1])}: {amount(one.old)} to {amount(one.new)}" for one in records]
            yield Item(
                kind=Kind.MONEY, how="; ".join(told), records=records, **record_fields(new, SAVINGS, key)
            )


def amount(value: Any) -> str:
    return pounds_in_text(value) if isinstance(value, Decimal) else said(value)


def places(pair: Pair) -> Iterator[Item]:
    """How far a scheme of places has come, and how many there are to be."""
    for key, old, new in pair.changed(PLACES):
        records = pair.waiting.take(PLACES, key, *PLACES_TOLD)
        if records:
            was, now = stands(old), stands(new)
            kept = record_fields(new, PLACES, key)
            yield Item(kind=Kind.PLACES, how=f"{was} to {now}", old=was, new=now, records=records, **kept)


def others(pair: Pair, section: Section) -> Iterator[Item]:
    """Whatever is left of a section: one line a record, so that nothing changed goes unsaid."""
    for key, fields in pair.waiting.in_section(section.name):
        whole = fields.get(())
        records = pair.waiting.take_all(section, key)
        if whole is None:
            row = pair.after[section.name][key]
            yield Item(
                kind=Kind.OTHER, how=said_of(fields), records=records, **record_fields(row, section, key)
            )
        elif key in pair.after[section.name]:
            stood = stands(whole.new)
            yield Item(
                kind=Kind.FIRST,
                how=stood,
                new=stood,
                records=records,
                **record_fields(whole.new, section, key),
            )
        else:
            kept = record_fields(whole.old, section, key, is_there=False)
            how = "It was in the last edition and is not in this one"
            yield Item(kind=Kind.REMOVED, how=how, old=stands(whole.old), records=records, **kept)


def stands(row: Any) -> str:
    """What a record comes to, where a few words can say it: "54, open, September 2024"."""
    match row:
        case PlacesRow():
            return f"{said(row.places) if row.places is not None else 'Number not given'}, {row.stage.label.lower()}, {row.when}"
        case SavingRow():
            return "; ".join(f"{label(name)}: {amount(getattr(row, name))}" for name in MONEY)
        case ContributionRow():
            return amount(row.amount)
        case MeetingRow():
            return row.title
    return ""


def said_of(fields: dict[Field, RecordChange]) -> str:
    return "; ".join(detail(change) for change in fields.values())
