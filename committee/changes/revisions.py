"""Figures revised: the same month's or return's value is another than in the last edition. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.comparing import is_same, revised
from committee.changes.items import Item, Kind, Number, Pair, Verdict, record_fields
from committee.changes.records import ABSENT, Key
from ehcp.figures import count_reading, is_identifying
from ehcp.snapshot import MONTHS, MonthRow
from finance.figures import AMOUNTS, amount_reading
from finance.measures import CUMULATIVE
from finance.snapshot import POSITIONS, PositionRow
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from strands.headlines import indicator_measure, return_reading
from strands.rows import IndicatorRow
from strands.snapshot import INDICATORS

COMPARED = ("comparison_value", "comparison_first", "comparison_last", "comparison_words")


def items(pair: Pair) -> Iterator[Item]:
    for key, old, new in pair.changed(MONTHS):
        yield from of_month(pair, key, old, new)
    for key, old, new in pair.changed(POSITIONS):
        yield from of_position(pair, key, old, new)
    for key, old, new in pair.changed(INDICATORS):
        yield from of_indicator(pair, key, old, new)


def of_month(pair: Pair, key: Key, old: MonthRow, new: MonthRow) -> Iterator[Item]:
    """One item a count; the note, where it is new, says why of each."""
    kept, reason = record_fields(new, MONTHS, key), new.note if pair.waiting.has(MONTHS, key, "note") else ""
    for name in new.counts | old.counts:
        if not pair.waiting.has(MONTHS, key, ("counts", name), ("markers", name)):
            continue
        records = pair.waiting.take(MONTHS, key, ("counts", name), ("markers", name), "note")
        was, now = count_reading(name, old), count_reading(name, new)
        named = kept | {
            "which": f"{was.measure.label}, {new.month.label}",
            "reason": reason,
            "records": records,
        }
        yield too_small(named) if is_identifying(name, was, now) else of_count(was, now, named)


def of_count(was: Reading, now: Reading, named: dict[str, Any]) -> Item:
    """A value revised, or only what is marked beside it."""
    if is_same(was, now):
        return Item(kind=Kind.OTHER, how=f"{was.in_words} to {now.in_words}", **named)
    return revised(was, now, named)


def too_small(named: dict[str, Any]) -> Number:
    how = f"Revised; the difference is too small to show {Marker.SUPPRESSED.symbol}"
    hidden = Marker.SUPPRESSED.symbol
    return Number(kind=Kind.REVISED, old=hidden, new=hidden, how=how, verdict=Verdict.REVISED, **named)


def of_position(pair: Pair, key: Key, old: PositionRow, new: PositionRow) -> Iterator[Item]:
    """One item an amount; the note, where it is new, says why of each."""
    kept, reason = (
        record_fields(new, POSITIONS, key),
        new.note if pair.waiting.has(POSITIONS, key, "note") else "",
    )
    for name in AMOUNTS:
        if not pair.waiting.has(POSITIONS, key, name):
            continue
        records = pair.waiting.take(POSITIONS, key, name, "note")
        measure = AMOUNTS[name]
        was, now = amount_reading(name, old), amount_reading(name, new)
        named = kept | {
            "which": f"{measure.label}, {new.month.financial_label}",
            "reason": reason,
            "records": records,
        }
        yield revised(was, now, named, bases_apart(measure, old, new))


def bases_apart(measure: Measure, old: PositionRow, new: PositionRow) -> str:
    """Why the two can't be compared: other contributions were taken off."""
    was, now = (row.cumulative_basis if measure is CUMULATIVE else row.in_year_basis for row in (old, new))
    return f"{was.label} against {now.label}" if was and now and was != now else ""


def of_indicator(pair: Pair, key: Key, old: IndicatorRow, new: IndicatorRow) -> Iterator[Item]:
    """A return whose value is another, or that is compared with something else."""
    kept = record_fields(new, INDICATORS, key)
    for field, change in dict(pair.waiting.in_section(INDICATORS.name)).get(key, {}).items():
        if field[:1] != ("returns",) or len(field) != 2 or ABSENT in (change.old, change.new):
            continue
        was, now = (
            return_reading(indicator_measure(old), change.old),
            return_reading(indicator_measure(new), change.new),
        )
        if not is_same(was, now):
            yield revised(was, now, kept | {"records": pair.waiting.take(INDICATORS, key, field)})
        elif any(getattr(change.old, name) != getattr(change.new, name) for name in COMPARED):
            how = f"Compared {was.comparison_text or 'with nothing'}; now {now.comparison_text or 'with nothing'}"
            records = pair.waiting.take(INDICATORS, key, field)
            yield Item(
                kind=Kind.TARGET,
                how=how,
                old=was.comparison_text,
                new=now.comparison_text,
                records=records,
                **kept,
            )
