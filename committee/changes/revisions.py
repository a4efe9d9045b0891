"""Revised figures: the value of the same month or return differs from the last edition's. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.items import ChangeKind, Item, NumberItem, SnapshotPair, Verdict, item_fields
from committee.changes.reading_changes import is_same_value, revised_item, why_windows_differ
from committee.changes.records import ABSENT, Key
from ehcp.figures import count_reading, is_identifying
from ehcp.snapshot import MONTHS, MonthRow
from finance.figures import AMOUNTS, amount_reading
from finance.measures import CUMULATIVE
from finance.sentences import basis_against
from finance.snapshot import POSITIONS, PositionRow
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure
from strands.headlines import return_reading
from strands.indicator_row_types import IndicatorRow
from strands.snapshot import INDICATORS

COMPARISON = ("comparison_value", "comparison_first", "comparison_last", "comparison_words")


def revision_items(pair: SnapshotPair) -> Iterator[Item]:
    for key, old, new in pair.changed(MONTHS):
        yield from month_revisions(pair, key, old, new)
    for key, old, new in pair.changed(POSITIONS):
        yield from position_revisions(pair, key, old, new)
    for key, old, new in pair.changed(INDICATORS):
        yield from return_revisions(pair, key, old, new)


def month_revisions(pair: SnapshotPair, key: Key, old: MonthRow, new: MonthRow) -> Iterator[Item]:
    """One item for each count; a note that is new is the reason for all."""
    fields = item_fields(new, MONTHS, key)
    reason = new.note if pair.pending.has(MONTHS, key, "note") else ""
    for name in new.counts | old.counts:
        changed = ("counts", name), ("markers", name)
        if not pair.pending.has(MONTHS, key, *changed):
            continue
        was, now = count_reading(name, old), count_reading(name, new)
        described = fields | {
            "which": f"{was.measure.label}, {new.label}",
            "reason": reason,
            "records": pair.pending.take(MONTHS, key, *changed, "note"),
        }
        if is_identifying(name, was, now):
            yield suppressed_revision(described)
        elif is_same_value(was, now):
            yield Item(kind=ChangeKind.OTHER, how=f"{was.in_words} to {now.in_words}", **described)
        else:
            yield revised_item(was, now, described, why_windows_differ(was, now))


def suppressed_revision(fields: dict[str, Any]) -> NumberItem:
    symbol = Marker.SUPPRESSED.symbol
    how = f"Revised; the difference is too small to show {symbol}"
    return NumberItem(
        kind=ChangeKind.REVISED, old=symbol, new=symbol, how=how, verdict=Verdict.REVISED, **fields
    )


def position_revisions(
    pair: SnapshotPair, key: Key, old: PositionRow, new: PositionRow
) -> Iterator[Item]:
    """One item for each amount; a note that is new is the reason for all."""
    fields = item_fields(new, POSITIONS, key)
    reason = new.note if pair.pending.has(POSITIONS, key, "note") else ""
    for name in AMOUNTS:
        changed = name, f"{name}_qualifier", f"{name}_to"
        if not pair.pending.has(POSITIONS, key, *changed):
            continue
        measure = AMOUNTS[name]
        was, now = amount_reading(name, old), amount_reading(name, new)
        described = fields | {
            "which": f"{now.measure.label}, {new.report_label}",
            "reason": reason,
            "records": pair.pending.take(POSITIONS, key, *changed, "note"),
        }
        yield revised_item(was, now, described, why_bases_differ(measure, old, new))


def why_bases_differ(measure: Measure, old: PositionRow, new: PositionRow) -> str:
    """Why the two can't be compared: other contributions were taken off; "" where they can."""
    was, now = (
        row.cumulative_basis if measure is CUMULATIVE else row.in_year_basis for row in (old, new)
    )
    return basis_against(was, now)


def return_revisions(
    pair: SnapshotPair, key: Key, old: IndicatorRow, new: IndicatorRow
) -> Iterator[Item]:
    """Returns whose value changed, or that are compared with something else."""
    fields = item_fields(new, INDICATORS, key)
    for field, change in pair.pending.fields_of(INDICATORS, key).items():
        if field[0] != "returns" or len(field) != 2 or ABSENT in (change.old, change.new):
            continue
        was = return_reading(old, change.old)
        now = return_reading(new, change.new)
        if not is_same_value(was, now):
            records = pair.pending.take(INDICATORS, key, field)
            yield revised_item(was, now, fields | {"records": records})
        elif any(getattr(change.old, name) != getattr(change.new, name) for name in COMPARISON):
            old_text, new_text = was.comparison_text, now.comparison_text
            how = f"Compared {old_text or 'with nothing'}; now {new_text or 'with nothing'}"
            records = pair.pending.take(INDICATORS, key, field)
            described = fields | {"old": old_text, "new": new_text, "records": records}
            yield Item(kind=ChangeKind.TARGET, how=how, **described)
