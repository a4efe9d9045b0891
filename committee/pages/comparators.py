"""The latest reading of a measure beside its comparators, the benchmarks that apply to it (pure)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sendprog.charts.dot_strip import Dot, DotStrip, dot_strip
from sendprog.values.basis import illustrative_text
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import days_in_words
from sendprog.values.wording import plural
from strands.rows import TargetRow
from strands.targets import BENCHMARK, applies_on, day_of_reading, target_amount


def comparator_strip(
    latest: Reading | None, targets: Sequence[TargetRow], measure: Measure, *, place: str, on: date
) -> DotStrip | None:
    """None without a comparator that applies, and where the reading has not one value of its own.

    `on`: the day for a reading that has none.
    """
    if latest is None or latest.value is None or latest.is_bound:
        return None
    day = day_of_reading(latest) or on
    rows = [
        row
        for row in targets
        if row.kind == BENCHMARK and row.value is not None and applies_on(row, day)
    ]
    if not rows:
        return None
    made_up = illustrative_text([latest.basis, *(row.basis for row in rows)], "value")
    subtitle = f"Filled, with a line: {place}. Hollow: comparators, which may count otherwise."
    own = Dot(place, float(latest.value), latest.in_words, own_note(latest))
    return dot_strip(
        own,
        [comparator_dot(row, measure, row.value) for row in rows],
        message=f"{measure.label}: {latest.in_words} beside {plural(len(rows), 'comparator')}",
        subtitle=" ".join(part for part in (subtitle, made_up) if part),
        unit_format=lambda value: measure.in_table(Decimal(repr(value))),
    )


def own_note(latest: Reading) -> str:
    """When it was, and its basis where no source gives it as it is."""
    return without_stop(sentences([latest.when, latest.basis.note, latest.note]))


def comparator_dot(row: TargetRow, measure: Measure, value: Decimal) -> Dot:
    """Named by what it is based on; its dates, who set it and its own basis in the note."""
    name = row.basis_text.strip().rstrip(".") or row.set_by or BENCHMARK
    return Dot(name, float(value), target_amount(row, measure, value), comparator_note(row))


def comparator_note(row: TargetRow) -> str:
    when = days_in_words(row.first, row.last)
    set_by = f"Set by {row.set_by}" if row.set_by and row.basis_text.strip() else ""
    return without_stop(sentences([when, set_by, row.basis.note]))
