"""Where positions and values stand in a fluid drawing, in per cent, and its scales (pure)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sendprog.charts.svg_parts import escaped
from sendprog.charts.theme import ChartAxis, UnitFormat

# Per cent of the width left free before the first value, where the scale's texts stand, and after the last.
BEFORE, AFTER = 13, 6
# Per cent of a small drawing's height above the plot, and of the plot.
SMALL_TOP, SMALL_PLOT = 16, 64
# Part of a small plot's height that the text of its lower end takes up.
LOW_TEXT = 0.25
# Per cent of a small drawing's height: a line of letters, and from a level to the middle of its label.
SMALL_LETTERS = 15
RISE, FALL = 7.6, 8.8
MOST_TICKS = 10


@dataclass(frozen=True)
class FluidScale:
    """Where a position among `count` labels and a value of the axis stand, in per cent."""

    count: int
    axis: ChartAxis
    top: float
    plot: float

    def x(self, position: float) -> str:
        part = position / (self.count - 1) if self.count > 1 else 0.5
        return per_cent(BEFORE + (100 - BEFORE - AFTER) * part)

    def y(self, value: float) -> str:
        return per_cent(self.top + self.length(self.axis.high - value))

    def length(self, difference: float) -> float:
        """Per cent of the height."""
        return self.plot * difference / (self.axis.high - self.axis.low)


def label_place(value: float, axis: ChartAxis, *, is_above: bool) -> float:
    """The middle of the label of a level of a small drawing, in per cent of its height."""
    level = SMALL_TOP + SMALL_PLOT * (axis.high - value) / (axis.high - axis.low)
    return level - RISE if is_above else level + FALL


def per_cent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def tick_ranks(count: int) -> dict[int, int]:
    """Which of `count` labels to show, and from which width: 0 any, 1 medium, 2 full."""
    step, last = -(-count // MOST_TICKS), count - 1
    ranks = {
        place: 2 if (place // step) % 2 else 1
        for place in range(0, count, step)
        if last - place >= step
    }
    # Beside the last label there is room for another only at full width.
    ranks |= {place: 2 for place in ranks if last - place < 2 * step}
    return ranks | {0: 0, last: 0}


def end_scale(values: Sequence[float], smallest: float, in_words: UnitFormat) -> ChartAxis:
    """An axis of its own for a small drawing, which need not include 0: its two ends are told.

    The text of its lower end stands under all values, unless that end is 0.

    `smallest`: the difference that the words still show.
    """
    low, high = min(values), max(values)
    span = (high - low) or max(abs(high), smallest)
    step = next(round_steps(max(span / 3, smallest)))
    first, last = step * math.floor(low / step), step * math.ceil(high / step)
    last = last if last > first else last + step
    is_under_text = low - first < LOW_TEXT * (last - first)
    if is_under_text and not 0 <= first < step:
        first -= step
    ends = [round(first, 9), round(last, 9)]
    return ChartAxis(ends[0], ends[1], ends, [escaped(in_words(end)) for end in ends])


def round_steps(least: float) -> Iterator[float]:
    """1, 2 and 5 times a power of ten, from `least`."""
    power = math.floor(math.log10(least))
    steps = (factor * 10.0**exponent for exponent in (power, power + 1) for factor in (1, 2, 5))
    return (step for step in steps if step >= least * 0.999999)
