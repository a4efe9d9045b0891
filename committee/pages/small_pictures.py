"""A small picture in the card of each indicator: its readings so far, with its targets (pure)."""

from collections.abc import Sequence
from decimal import Decimal

from committee.pages.measure_chart import (
    Point,
    drawable,
    illustrative_notes,
    kinds_apart,
    kinds_note,
    month_labels,
    on_time_axis,
    restarts_note,
)
from committee.pages.rhythms import usual_step
from committee.snapshot import catalogue
from sendprog.charts.fluid import SMALL, FluidLine, Level, SmallPicture, are_labels_apart, fluid_svg
from sendprog.charts.fluid_scales import end_scale
from sendprog.charts.theme import PALETTE, ChartAxis
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences
from sendprog.values.measures import Measure, Polarity, Reading
from sendprog.values.periods import Month
from strands.rows import TargetRow
from strands.targets import BENCHMARK, applies_on, target_amount, targets_of

MILLION = 1_000_000
MOST_TARGETS = 2


def readings_with_pictures(
    snapshot: Snapshot, readings: dict[str, Reading]
) -> list[tuple[str, Reading, SmallPicture | None]]:
    """Each reading by its slug, with the picture of those before it where two or more can be drawn."""
    return [
        (slug, reading, small_picture(slug, reading, *history_of(snapshot, reading)))
        for slug, reading in readings.items()
    ]


def history_of(
    snapshot: Snapshot, reading: Reading
) -> tuple[list[Reading], list[TargetRow], int | None]:
    """The readings of one line with this one, the targets that apply on its last day, and the months
    from one reading to the next.
    """
    address = reading.measure.address
    every = catalogue.all_readings(snapshot, address)
    day = reading.window.last if reading.window else snapshot.on
    targets = [row for row in targets_of(snapshot, address) if applies_on(row, day)]
    readings = [other for other in every if other.series == reading.series]
    return readings, targets, usual_step(snapshot, address)


def small_picture(
    ident: str,
    reading: Reading,
    readings: Sequence[Reading],
    targets: Sequence[TargetRow],
    step: int | None = None,
) -> SmallPicture | None:
    """The picture whose last value is the card's; None where that can't be drawn."""
    drawn = drawable(readings)
    if not drawn or (drawn[-1].window, drawn[-1].value) != (reading.window, reading.value):
        return None
    points, measure = on_time_axis(drawn, step), reading.measure
    lines, labels = lines_of(measure.label, points), month_labels(points)
    values = [value for line in lines for value in line.values if value is not None]
    wanted = target_levels(measure, targets, points[0][0], lines_end(points))
    levels, scale = levels_apart(wanted, values, measure)
    drawing = fluid_svg(
        lines,
        x_labels=labels,
        axis=scale,
        ident=f"picture-{ident}",
        label=f"{measure.label}, {labels[0]} to {labels[-1]}, "
        f"on a scale from {scale.texts[0]} to {scale.texts[1]}",
        levels=levels,
        look=SMALL,
    )
    return SmallPicture(drawing, caption_of(measure, drawn, points))


def lines_end(points: Sequence[Point]) -> float:
    """The last value drawn."""
    return next(
        float(each.value) for _, each in reversed(points) if each and each.value is not None
    )


def shown_by(measure: Measure) -> tuple:
    """The smallest difference that its words show, and the words of a value."""
    smallest = 10.0**-measure.places * (MILLION if measure.unit.is_scaled else 1)
    return smallest, lambda value: measure.in_text(Decimal(str(value)))


def lines_of(name: str, points: Sequence[Point]) -> list[FluidLine]:
    """The readings at their months, and dotted those of another kind, from the value before them."""
    first, each = points[0][0], [reading for _, reading in points]
    values = [None if r is None or r.value is None else float(r.value) for r in each]
    at = [first.months_until(month) for month, _ in points]
    kinds = kinds_apart(each) or [""] * len(points)
    plain = [None if kind else value for value, kind in zip(values, kinds, strict=True)]
    lines = [FluidLine(name, plain, PALETTE[0], at=at)]
    if any(kinds):
        joins = frozenset(n for n in range(len(kinds) - 1) if not kinds[n] and kinds[n + 1])
        other = [
            value if kind or place in joins else None
            for place, (value, kind) in enumerate(zip(values, kinds, strict=True))
        ]
        look = {"dash": "2 4", "mark": "ring", "joins": joins, "at": at}
        lines.append(FluidLine(name, other, PALETTE[0], **look))
    return lines


def target_levels(
    measure: Measure, targets: Sequence[TargetRow], first: Month, last_value: float
) -> list[Level]:
    """The targets with a value, benchmarks after them, each from the month it began or the first drawn.

    Its label: "44.0% target", "43.6% benchmark".
    """
    return [
        Level(
            float(row.value),
            max(0, first.months_until(Month.containing(row.first))) if row.first else 0,
            f"{target_amount(row, measure, row.value)} {level_noun(row)}",
            float(row.value) >= last_value,
        )
        for row in sorted(targets, key=lambda row: row.kind == BENCHMARK)
        if row.value is not None
    ]


def level_noun(row: TargetRow) -> str:
    return "benchmark" if row.kind == BENCHMARK else "target"


def levels_apart(
    wanted: Sequence[Level], values: Sequence[float], measure: Measure
) -> tuple[list[Level], ChartAxis]:
    """As many levels as there is room for, the first ones first, and the scale that takes them in.

    One whose label would stand on another's is left out: the card tells every target in words.
    """
    levels: list[Level] = []
    scale = end_scale(values, *shown_by(measure))
    for level in wanted:
        trial = [*levels, level]
        wider = end_scale([*values, *(each.value for each in trial)], *shown_by(measure))
        if len(trial) <= MOST_TARGETS and are_labels_apart(trial, wider):
            levels, scale = trial, wider
    return levels, scale


def caption_of(measure: Measure, drawn: Sequence[Reading], points: Sequence[Point]) -> str:
    """Which way is better, and what the line's look means; "" for a demand that is all alike."""
    kinds = kinds_apart([reading for _, reading in points])
    notes = [
        "" if measure.polarity is Polarity.NEUTRAL else measure.better_text,
        restarts_note(points),
        kinds_note(drawn, is_apart=bool(kinds)),
        illustrative_notes(drawn),
    ]
    return sentences(notes)
