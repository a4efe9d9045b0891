"""Numbers that moved: each measure's latest reading as frozen in the last edition against the one frozen in this. Pure.

Months and positions are records of several measures: the months that are new are one item, what their readings moved to
are others, which account for no record of their own.
"""

from collections.abc import Iterator
from typing import Any

import ehcp.headlines
from committee.changes.comparing import is_same, moved, of_measure, reported_first, revised, windows_apart
from committee.changes.formatting import text_item
from committee.changes.items import Item, Kind, Pair, record_fields
from committee.changes.records import ABSENT, Key
from ehcp.snapshot import MONTHS
from finance.headlines import readings_of_position
from finance.measures import CUMULATIVE, MOVEMENT
from finance.snapshot import POSITIONS, PositionRow
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure, Reading
from sendprog.values.wording import joined, plural
from strands.headlines import indicator_measure, last_return, latest, return_reading
from strands.rows import IndicatorRow, ReturnRow
from strands.snapshot import INDICATORS

TEXTS = ("name", "definition", "note")


def items(pair: Pair, before: Snapshot, after: Snapshot) -> Iterator[Item]:
    yield from of_positions(pair)
    yield from of_months(before, after)
    for section in (MONTHS, POSITIONS):
        yield from new_months(pair, section)
    yield from of_indicators(pair)


def of_months(before: Snapshot, after: Snapshot) -> Iterator[Item]:
    """The latest month's reading of each measure. The same month in both is no movement: see revisions."""
    was = {reading.measure.address: reading for reading in ehcp.headlines.headlines(before)}
    for new in ehcp.headlines.headlines(after):
        old = was.get(new.measure.address)
        if old is None:
            yield from first_reading(new, MONTHS)
        elif old.record != new.record and not is_same(old, new):
            had_one = any(not one.missing for one in ehcp.headlines.series(before, new.measure.address))
            yield from compared(old, new, windows_apart(old, new), MONTHS, had_one=had_one)


def of_positions(pair: Pair) -> Iterator[Item]:
    """The latest position's readings, block by block. Movement is left out: what moved is what this page says."""
    was, now = (latest_positions(rows[POSITIONS.name].values()) for rows in (pair.before, pair.after))
    known = [readings_of_position(row, None) for row in pair.before[POSITIONS.name].values()]
    for block, row in now.items():
        earlier, new = was.get(block), readings_of_position(row, None)
        old = readings_of_position(earlier, None) if earlier else {}
        for measure in new:
            if measure is MOVEMENT or (earlier and earlier.month == row.month):
                continue
            if earlier is None:
                yield from first_reading(new[measure], POSITIONS)
            elif not is_same(old[measure], new[measure]):
                had_one = any(not one[measure].missing for one in known)
                why_not = positions_apart(measure, earlier, row)
                yield from compared(old[measure], new[measure], why_not, POSITIONS, had_one=had_one)


def compared(old: Reading, new: Reading, why_not: str, section: Section, *, had_one: bool) -> Iterator[Item]:
    """A measure that moved; one that had no value in any month of the last edition is reported first."""
    if had_one:
        yield moved(old, new, why_not, {"section": section.name})
    else:
        yield from first_reading(new, section)


def first_reading(new: Reading, section: Section) -> Iterator[Item]:
    """A measure's first value; nothing where it still has none."""
    if not new.missing:
        told = of_measure(new) | {"section": section.name, "basis": new.basis}
        yield Item(kind=Kind.FIRST, new=new.in_words, how=new.when, **told)


def latest_positions(rows: Any) -> dict[str, PositionRow]:
    """The last month's position of each block."""
    return {row.block: row for row in sorted(rows, key=lambda row: row.month)}


def positions_apart(measure: Measure, old: PositionRow, new: PositionRow) -> str:
    """Why two positions can't be compared: another year, or other contributions taken off."""
    was, now = (row.cumulative_basis if measure is CUMULATIVE else row.in_year_basis for row in (old, new))
    if was and now and was != now:
        return f"{was.label} against {now.label}"
    if measure is not CUMULATIVE and old.month.financial_year != new.month.financial_year:
        return f"{old.month.financial_year} against {new.month.financial_year}"
    return ""


def new_months(pair: Pair, section: Section) -> Iterator[Item]:
    """The months that only this edition has, in one line."""
    new = sorted(pair.new(section), key=lambda found: found[1].new.month)
    if not new:
        return
    rows = [change.new for _, change in new]
    records = tuple(one for key, _ in new for one in pair.waiting.take_all(section, key))
    had_some = bool(pair.before[section.name])
    labels = list(
        dict.fromkeys(row.month.financial_label if section is POSITIONS else row.month.label for row in rows)
    )
    yield Item(
        kind=Kind.NEW_FIGURES if had_some else Kind.FIRST,
        which=section.label,
        how=f"{joined(labels)}: in this edition for the first time" if had_some else joined(labels),
        new="" if had_some else plural(len(rows), "month"),
        section=section.name,
        basis=Basis.ILLUSTRATIVE if any(row.basis is Basis.ILLUSTRATIVE for row in rows) else None,
        records=records,
    )


# Indicators


def of_indicators(pair: Pair) -> Iterator[Item]:
    for key, change in pair.new(INDICATORS):
        row, records = change.new, pair.waiting.take_all(INDICATORS, key)
        reading = latest(row)
        if reading is None:
            how = "No value yet"
            yield Item(kind=Kind.FIRST, how=how, records=records, **record_fields(row, INDICATORS, key))
        else:
            yield reported_first(reading, row, INDICATORS, key, records)
    for key, old, new in pair.changed(INDICATORS):
        yield from new_returns(pair, key, old, new)
        for change in pair.waiting.take(INDICATORS, key, *TEXTS):
            yield text_item(change, **record_fields(new, INDICATORS, key))


def new_returns(pair: Pair, key: Key, old: IndicatorRow, new: IndicatorRow) -> Iterator[Item]:
    """The latest return against the one that was latest, and what else was reported since."""
    fields = dict(pair.waiting.in_section(INDICATORS.name)).get(key, {})
    added = [
        field
        for field, one in fields.items()
        if field[:1] == ("returns",) and len(field) == 2 and one.old is ABSENT
    ]
    last, earlier = last_return(new), last_return(old)
    kept = record_fields(new, INDICATORS, key)
    if earlier and last and last != earlier and any(fields[field].new == last for field in added):
        field = next(field for field in added if fields[field].new == last)
        added.remove(field)
        (taken,) = pair.waiting.take(INDICATORS, key, field)
        item = latest_return(old, new, earlier, last, kept)
        yield type(item)(**{**vars(item), "records": (taken,)})
    records = tuple(one for field in added for one in pair.waiting.take(INDICATORS, key, field))
    if records:
        readings = [return_reading(indicator_measure(new), one.new) for one in records]
        values = joined(
            [f"{reading.in_words}{f' ({reading.when})' if reading.when else ''}" for reading in readings]
        )
        kind = Kind.NEW_FIGURES if old.returns else Kind.FIRST
        yield Item(kind=kind, how=f"Reported: {values}", new=values, records=records, **kept)


def latest_return(
    old: IndicatorRow, new: IndicatorRow, earlier: ReturnRow, last: ReturnRow, kept: dict[str, Any]
) -> Item:
    was, now = return_reading(indicator_measure(old), earlier), return_reading(indicator_measure(new), last)
    same_window = earlier.last is not None and (earlier.first, earlier.last) == (last.first, last.last)
    if is_same(was, now):
        return Item(
            kind=Kind.NEW_FIGURES, how=f"Reported again, unchanged: {now.in_words}{of_window(now)}", **kept
        )
    if same_window:
        return revised(was, now, kept)
    return moved(was, now, returns_apart(earlier, last, was, now), kept)


def of_window(reading: Reading) -> str:
    return f" ({reading.when})" if reading.when else ""


def returns_apart(old: ReturnRow, new: ReturnRow, was: Reading, now: Reading) -> str:
    """Why two returns' windows can't be compared. Two values each at a day can; two windows nobody stated can't."""
    if was.window or now.window:
        return windows_apart(was, now)
    if old.last and new.last:
        return ""
    return "its window is not stated"
