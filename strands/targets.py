"""Targets in the unit of their measure, for the readings that they apply to. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import days_in_words
from sendprog.values.wording import value_range
from strands.rows import TargetRow
from strands.snapshot import INDICATORS, TARGETS

BENCHMARK = "Benchmark"


def target_amount(row: TargetRow, measure: Measure, value: Decimal) -> str:
    """The value in the unit of its measure, with as many decimal places as it was stored with."""
    stored = max(0, -int(value.normalize().as_tuple().exponent))
    places = measure.places if measure.unit.is_scaled else max(measure.places, stored)
    return measure.unit.in_text(value, places)


def amounts_in_words(row: TargetRow, measure: Measure) -> str:
    """ "60%, at worst 45%, expected 50% to 55%"; "" where no value is stored."""

    def amount(value: Decimal) -> str:
        return target_amount(row, measure, value)

    parts = [amount(row.value)] if row.value is not None else []
    if row.floor is not None:
        parts.append(f"at worst {amount(row.floor)}")
    low, high = row.expected_low, row.expected_high
    if low is not None and high is not None:
        parts.append(f"expected {value_range(amount(low), amount(high))}")
    elif low is not None:
        parts.append(f"expected at least {amount(low)}")
    elif high is not None:
        parts.append(f"expected at most {amount(high)}")
    return ", ".join(parts)


def target_title(row: TargetRow) -> str:
    """ "Local target, April 2025 to March 2026"."""
    when = days_in_words(row.first, row.last)
    return f"{target_kind(row)}, {when}" if when else target_kind(row)


def target_kind(row: TargetRow) -> str:
    """ "Local target", "Benchmark"."""
    return row.kind if row.kind == BENCHMARK else f"{row.kind} target"


def target_origin(row: TargetRow) -> str:
    """Who set it, on what basis, and whether it is made up."""
    set_by = f"Set by {row.set_by}" if row.set_by else ""
    basis = "" if row.basis.is_reported else row.basis.label
    return without_stop(sentences([set_by, row.basis_text, basis]))


def described_target(row: TargetRow, measure: Measure) -> tuple[str, str, str]:
    """Its kind and dates, its values, and who set it on what basis."""
    return target_title(row), amounts_in_words(row, measure) or "No value", target_origin(row)


def target_in_words(row: TargetRow, measure: Measure) -> str:
    """ "Local target, until March 2026: 60%, at worst 45%. Set by the board. Agreed in May"."""
    values = amounts_in_words(row, measure) or "no value"
    return ". ".join(
        part for part in (f"{target_title(row)}: {values}", target_origin(row)) if part
    )


def applies_on(row: TargetRow, day: date) -> bool:
    return (row.first is None or row.first <= day) and (row.last is None or row.last >= day)


def day_of_reading(reading: Reading) -> date | None:
    """The day that a target has to apply on; None if the reading has none."""
    return reading.as_at or (reading.window.last if reading.window else None)


def targets_of(snapshot: Snapshot, address: str) -> list[TargetRow]:
    """The targets of a measure, which may name it by the own address of an indicator that reports
    it.
    """
    return targets_by_measure(snapshot).get(address, [])


def targets_by_measure(snapshot: Snapshot) -> dict[str, list[TargetRow]]:
    """The targets by the address of the measure that they are of."""

    def by_measure() -> dict[str, list[TargetRow]]:
        reported = {row.own_address: row.measure for row in snapshot[INDICATORS]}
        targets: dict[str, list[TargetRow]] = {}
        for row in snapshot[TARGETS]:
            targets.setdefault(reported.get(row.measure, row.measure), []).append(row)
        return targets

    return snapshot.cached("targets by measure", by_measure)


def with_target(reading: Reading, snapshot: Snapshot) -> Reading:
    """The reading with the targets of its measure that apply on its last day, or else on the
    snapshot's.
    """
    day = day_of_reading(reading) or snapshot.on
    rows = [row for row in targets_of(snapshot, reading.measure.address) if applies_on(row, day)]
    texts = tuple(target_in_words(row, reading.measure) for row in rows)
    return replace(reading, targets=texts) if texts else reading


def with_targets(readings: dict[str, Reading], snapshot: Snapshot) -> dict[str, Reading]:
    """The readings with their targets, which are read even where there is no reading."""
    targets_by_measure(snapshot)
    return {name: with_target(reading, snapshot) for name, reading in readings.items()}
