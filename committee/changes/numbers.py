"""Numbers that moved: each measure's latest reading in the last edition and in this one. Pure.

A month or position holds the figures of several measures. Its record changes are listed once, under
the item for the new months; the items for single measures list no record changes, so that none is
counted twice.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import ehcp.headlines
from committee.changes.formatting import text_item
from committee.changes.items import ChangeKind, Item, SnapshotPair, item_fields
from committee.changes.reading_changes import (
    first_reported_item,
    is_same_value,
    measure_fields,
    moved_item,
    revised_item,
    why_windows_differ,
)
from committee.changes.records import ABSENT, Key
from ehcp.official.section import OFFICIAL
from ehcp.snapshot import MONTHS
from finance.measures import CUMULATIVE, MOVEMENT
from finance.readings import readings_of_position
from finance.sentences import basis_against
from finance.snapshot import POSITIONS, PositionRow
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.free_text import in_the_middle
from sendprog.values.measures import Measure, Reading
from sendprog.values.wording import joined, plural
from strands.headlines import last_return, latest_indicator_reading, return_reading
from strands.indicator_row_types import IndicatorRow, ReturnRow
from strands.snapshot import INDICATORS

TEXTS = ("name", "definition", "note")


def number_items(pair: SnapshotPair, before: Snapshot, after: Snapshot) -> Iterator[Item]:
    yield from position_movements(pair)
    yield from latest_movements(before, after, ehcp.headlines.headlines_of_returns, MONTHS)
    # The sections that are not compared stand empty in the pair.
    if pair.after[OFFICIAL.name]:
        yield from latest_movements(before, after, ehcp.headlines.official_headlines, OFFICIAL)
    for section in (MONTHS, POSITIONS):
        yield from new_months(pair, section)
    yield from indicator_items(pair)


def latest_movements(
    before: Snapshot,
    after: Snapshot,
    headlines: Callable[[Snapshot], list[Reading]],
    section: Section,
) -> Iterator[Item]:
    """The latest reading of each measure. A change within a month or year is a revision."""
    was = {reading.measure.address: reading for reading in headlines(before)}
    for new in headlines(after):
        old = was.get(new.measure.address)
        if old is None:
            yield from first_reading(new, section)
        elif old.record != new.record and not is_same_value(old, new):
            earlier = ehcp.headlines.series(before, new.measure.address)
            had_value = any(not reading.missing for reading in earlier)
            yield from movement(
                old, new, why_windows_differ(old, new), section, had_value=had_value
            )


def position_movements(pair: SnapshotPair) -> Iterator[Item]:
    """The readings of each block's latest position, where its month is another one, without
    MOVEMENT.
    """
    was, now = (
        latest_positions(rows[POSITIONS.name].values()) for rows in (pair.before, pair.after)
    )
    earlier_readings = [
        readings_of_position(row, None) for row in pair.before[POSITIONS.name].values()
    ]
    names_block = len(was.keys() | now.keys()) > 1
    for block, row in now.items():
        earlier = was.get(block)
        if earlier and POSITIONS.key_of(earlier) == POSITIONS.key_of(row):
            continue
        old = readings_of_position(earlier, None) if earlier else {}
        for measure, new in readings_of_position(row, None, names_block=names_block).items():
            if measure is MOVEMENT:
                continue
            if earlier is None:
                yield from first_reading(new, POSITIONS)
            elif not is_same_value(old[measure], new):
                had_value = any(not readings[measure].missing for readings in earlier_readings)
                why_not = why_positions_differ(measure, earlier, row)
                yield from movement(old[measure], new, why_not, POSITIONS, had_value=had_value)


def movement(
    old: Reading, new: Reading, why_not: str, section: Section, *, had_value: bool
) -> Iterator[Item]:
    """A measure that moved; first reported if the last edition had no value of it in any month."""
    if had_value:
        yield moved_item(old, new, why_not, {"section": section.name})
    else:
        yield from first_reading(new, section)


def first_reading(new: Reading, section: Section) -> Iterator[Item]:
    """A measure's first value; nothing while it has none."""
    if not new.missing:
        fields = measure_fields(new) | {"section": section.name, "basis": new.basis}
        yield Item(kind=ChangeKind.FIRST, new=new.in_words, how=new.when, **fields)


def latest_positions(rows: Iterable[PositionRow]) -> dict[str, PositionRow]:
    """The last position of each block's latest year."""
    return {row.block: row for row in sorted(rows, key=lambda row: (row.financial_year, row.month))}


def why_positions_differ(measure: Measure, old: PositionRow, new: PositionRow) -> str:
    """Why two positions can't be compared: another year, or other contributions taken off.

    Else "".
    """
    if measure is CUMULATIVE:
        differs = basis_against(old.cumulative_basis, new.cumulative_basis)
    else:
        differs = basis_against(old.in_year_basis, new.in_year_basis)
    if differs:
        return differs
    if measure is not CUMULATIVE and old.financial_year != new.financial_year:
        return f"{old.financial_year} against {new.financial_year}"
    return ""


def new_months(pair: SnapshotPair, section: Section) -> Iterator[Item]:
    """One item for all months that only this edition has."""
    new = sorted(pair.new(section), key=lambda key_and_change: key_and_change[1].new.month)
    if not new:
        return
    rows = [change.new for _, change in new]
    labels = [row.report_label if section is POSITIONS else row.label for row in rows]
    months = joined(list(dict.fromkeys(labels)))
    is_illustrative = any(row.basis is Basis.ILLUSTRATIVE for row in rows)
    had_months = bool(pair.before[section.name])
    yield Item(
        kind=ChangeKind.NEW_FIGURES if had_months else ChangeKind.FIRST,
        which=section.label,
        how=f"{months}: for the first time" if had_months else months,
        new="" if had_months else plural(len(rows), "month" if are_months(rows) else "period"),
        section=section.name,
        basis=Basis.ILLUSTRATIVE if is_illustrative else None,
        records=tuple(change for key, _ in new for change in pair.pending.take_all(section, key)),
    )


def are_months(rows: list[Any]) -> bool:
    """Whether each row is of one month; a position always is."""
    return all(getattr(row, "months", 1) == 1 for row in rows)


# Indicators


def indicator_items(pair: SnapshotPair) -> Iterator[Item]:
    for key, change in pair.new(INDICATORS):
        row, records = change.new, pair.pending.take_all(INDICATORS, key)
        reading = latest_indicator_reading(row)
        if reading is None:
            fields = item_fields(row, INDICATORS, key)
            yield Item(kind=ChangeKind.FIRST, how="No value to show", records=records, **fields)
        else:
            yield first_reported_item(reading, row, INDICATORS, key, records)
    for key, old, new in pair.changed(INDICATORS):
        yield from new_returns(pair, key, old, new)
        for change in pair.pending.take(INDICATORS, key, *TEXTS):
            yield text_item(change, **item_fields(new, INDICATORS, key))


def new_returns(
    pair: SnapshotPair, key: Key, old: IndicatorRow, new: IndicatorRow
) -> Iterator[Item]:
    """The latest return against the one that was latest, then the other new returns in one item."""
    changes = pair.pending.fields_of(INDICATORS, key)
    added = {
        field: change.new
        for field, change in changes.items()
        if field[0] == "returns" and len(field) == 2 and change.old is ABSENT
    }
    fields = item_fields(new, INDICATORS, key)
    last, earlier = last_return(new), last_return(old)
    if earlier and last and last != earlier and last in added.values():
        field = next(field for field, row in added.items() if row == last)
        del added[field]
        records = pair.pending.take(INDICATORS, key, field)
        yield replace(latest_return(old, new, earlier, last, fields), records=records)
    if added:
        records = tuple(
            change for field in added for change in pair.pending.take(INDICATORS, key, field)
        )
        readings = [return_reading(new, change.new) for change in records]
        values = joined([f"{reading.in_words}{in_brackets(reading.when)}" for reading in readings])
        kind = ChangeKind.NEW_FIGURES if old.returns else ChangeKind.FIRST
        yield Item(kind=kind, how=f"Reported: {values}", new=values, records=records, **fields)


def latest_return(
    old: IndicatorRow,
    new: IndicatorRow,
    earlier: ReturnRow,
    last: ReturnRow,
    fields: dict[str, Any],
) -> Item:
    was, now = return_reading(old, earlier), return_reading(new, last)
    if is_same_value(was, now):
        how = f"Reported again, unchanged: {now.in_words}{in_brackets(now.when)}"
        return Item(kind=ChangeKind.NEW_FIGURES, how=how, **fields)
    if earlier.last is not None and (earlier.first, earlier.last) == (last.first, last.last):
        return revised_item(was, now, fields)
    return moved_item(was, now, why_returns_differ(earlier, last, was, now), fields)


def in_brackets(when: str) -> str:
    return f" ({in_the_middle(when) or 'window not stated'})"


def why_returns_differ(old: ReturnRow, new: ReturnRow, was: Reading, now: Reading) -> str:
    """Why two returns' windows can't be compared; "" where they can.

    Two values that are each of one day can be compared; two whose windows are not stated can't.
    """
    if was.window or now.window:
        return why_windows_differ(was, now)
    if old.last and new.last:
        return ""
    return "its window is not stated"
