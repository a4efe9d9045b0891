"""Figures revised: the same month's or return's value is another than in the last edition. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from committee.changes.comparing import is_same, revised
from committee.changes.formatting import label
from committee.changes.items import Item, Kind, Number, Pair, Verdict, record_fields
from committee.changes.records import ABSENT, Key
from ehcp.measures import FLOWS, STOCKS
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.suppression import BREAKDOWNS, SMALL_GROUPS
from finance.measures import CUMULATIVE, FORECAST, PLANNED, VARIANCE
from finance.snapshot import POSITIONS, PositionRow
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading, Unit
from sendprog.values.periods import Window
from strands.headlines import indicator_measure, return_reading
from strands.rows import IndicatorRow
from strands.snapshot import INDICATORS

COUNTED = {name: measure for measure, name in (FLOWS | STOCKS).items()}
# A difference of 1 to 4 in these would name somebody, though neither figure does.
FEW = {name for group in BREAKDOWNS for name in group} | set(SMALL_GROUPS)
TOO_SMALL = range(1, 5)
MONEY = {"forecast": FORECAST, "planned": PLANNED, "reported_variance": VARIANCE, "cumulative": CUMULATIVE}
AMOUNTS = (
    *MONEY,
    "forecast_low",
    "forecast_high",
    "opening_balance",
    "department_contribution",
    "council_contribution",
    "adjustments",
)
COMPARED = ("comparison_value", "comparison_first", "comparison_last", "comparison_words")
NOT_IN_REPORT = "Not in the report"


def items(pair: Pair) -> Iterator[Item]:
    for key, old, new in pair.changed(MONTHS):
        yield from of_month(pair, key, old, new)
    for key, old, new in pair.changed(POSITIONS):
        yield from of_position(pair, key, old, new)
    for key, old, new in pair.changed(INDICATORS):
        yield from of_indicator(pair, key, old, new)


def unnamed(name: str, unit: Unit) -> Measure:
    """A stored figure that is no measure of its own, by its words."""
    return Measure(f"record.{name}", label(name), unit, "", "", places=1 if unit is Unit.POUNDS else 0)


def of_month(pair: Pair, key: Key, old: MonthRow, new: MonthRow) -> Iterator[Item]:
    """One item a count; the note, where it is new, says why of each."""
    kept, reason = record_fields(new, MONTHS, key), new.note if pair.waiting.has(MONTHS, key, "note") else ""
    for name in new.counts | old.counts:
        if not pair.waiting.has(MONTHS, key, ("counts", name), ("markers", name)):
            continue
        records = pair.waiting.take(MONTHS, key, ("counts", name), ("markers", name), "note")
        was, now = (count_reading(name, row) for row in (old, new))
        named = kept | {
            "which": f"{was.measure.label}, {new.month.label}",
            "reason": reason,
            "records": records,
        }
        yield too_small(named) if is_too_small(name, was, now) else of_count(was, now, named)


def of_count(was: Reading, now: Reading, named: dict[str, Any]) -> Item:
    """A value revised, or only what is marked beside it."""
    if is_same(was, now):
        return Item(kind=Kind.OTHER, how=f"{was.in_words} to {now.in_words}", **named)
    return revised(was, now, named)


def count_reading(name: str, row: MonthRow) -> Reading:
    value, marker = row.counts.get(name), row.markers.get(name)
    return Reading(
        measure=COUNTED.get(name) or unnamed(name, Unit.COUNT),
        value=None if value is None else Decimal(value),
        missing=missing(marker) if value is None else "",
        window=Window.of_months(row.month, row.month),
        marker=Marker(marker) if marker and value is not None else None,
        basis=row.basis,
    )


def missing(marker: str | None) -> str:
    """ "[c] suppressed"; without a marker it is not in the report."""
    return f"{Marker(marker).symbol} {Marker(marker).label}" if marker else NOT_IN_REPORT


def is_too_small(name: str, was: Reading, now: Reading) -> bool:
    if name not in FEW or was.value is None or now.value is None:
        return False
    return abs(now.value - was.value) in TOO_SMALL


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
        measure = MONEY.get(name) or unnamed(name, Unit.POUNDS)
        was, now = (money_reading(measure, row, getattr(row, name)) for row in (old, new))
        named = kept | {
            "which": f"{measure.label}, {new.month.financial_label}",
            "reason": reason,
            "records": records,
        }
        yield revised(was, now, named, bases_apart(measure, old, new))


def money_reading(measure: Measure, row: PositionRow, value: Decimal | None) -> Reading:
    not_known = NOT_IN_REPORT if value is None else ""
    marker = row.marker if value is not None else None
    return Reading(measure=measure, value=value, missing=not_known, basis=row.basis, marker=marker)


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
