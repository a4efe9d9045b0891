"""Lines over time as one SVG for any width: the lines stretch, the letters keep the reader's size (pure).

Positions are per cent of the drawing. Attributes carry the look, for engines that ignore style sheets.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sendprog.charts.svg_parts import escaped
from sendprog.charts.theme import BASELINE, GREY, GRID, INK, ChartAxis, UnitFormat

# Per cent of the width left free before the first value, where the scale's texts stand, and after the last.
BEFORE, AFTER = 13, 6
# Per cent of the height above the plot, and of the plot; the labels of the x axis stand under it.
TOP, PLOT = 7, 80
SMALL_TOP, SMALL_PLOT = 16, 64
# Part of a small plot's height that the text of its lower end takes up.
LOW_TEXT = 0.25
LETTERS = 15
MOST_TICKS = 10


@dataclass(frozen=True)
class FluidLine:
    """A value for each x label, or each position in `at` among them; None is a gap.

    `ranges` are drawn where a value is one, by position. `kind`: its piece in the key. `joins`:
    places in `values` of another line's values, which have no mark here. `mark`: dot, ring, square or
    speck. `label` stands over the last value or, with `label_beside` ("above" or "below"), at its right.
    """

    name: str
    values: Sequence[float | None]
    kind: str
    colour: str
    dash: str = ""
    mark: str = "dot"
    joins: frozenset[int] = frozenset()
    label: str = ""
    label_beside: str = ""
    ranges: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    at: Sequence[int] = ()

    @property
    def points(self) -> list[tuple[int, float | None]]:
        """Each position with its value."""
        return list(zip(self.at or range(len(self.values)), self.values, strict=True))

    @property
    def own_values(self) -> list[float | None]:
        """Without the value of another line."""
        return [None if place in self.joins else value for place, value in enumerate(self.values)]


@dataclass(frozen=True)
class Level:
    """A value to compare with, from a position to the end: a dashed line with its label."""

    value: float
    start: float
    label: str
    is_above: bool


@dataclass(frozen=True)
class FluidScale:
    """Where a position among `count` labels and a value of the axis stand, in per cent."""

    count: int
    axis: ChartAxis
    top: float = TOP
    plot: float = PLOT

    def x(self, position: float) -> str:
        part = position / (self.count - 1) if self.count > 1 else 0.5
        return per_cent(BEFORE + (100 - BEFORE - AFTER) * part)

    def y(self, value: float) -> str:
        return per_cent(self.top + self.length(self.axis.high - value))

    def length(self, difference: float) -> float:
        """Per cent of the height."""
        return self.plot * difference / (self.axis.high - self.axis.low)


@dataclass(frozen=True)
class SmallPicture:
    """A small drawing in a card, with what must be read beside it."""

    drawing: str
    caption: str


def per_cent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def fluid_svg(
    lines: Sequence[FluidLine],
    *,
    x_labels: Sequence[str],
    axis: ChartAxis,
    ident: str,
    label: str,
    levels: Sequence[Level] = (),
    is_small: bool = False,
) -> str:
    """The drawing of the lines; `label` is its accessible name. All texts are escaped here."""
    scale, height, look = FluidScale(len(x_labels), axis), 320, ""
    if is_small:
        scale = FluidScale(len(x_labels), axis, SMALL_TOP, SMALL_PLOT)
        height, look = 128, " fluid--small"
    parts = [
        _value_lines(scale),
        *(_level(level, scale) for level in levels),
        *(_line(line, scale) for line in lines),
        *(_end_label(line, scale) for line in lines),
        _x_texts(x_labels, scale, is_small=is_small),
    ]
    return (
        f'<div class="fluid{look}"><svg xmlns="http://www.w3.org/2000/svg" width="100%" '
        f'height="{height}" role="img" aria-labelledby="{ident}-title" '
        f'font-family="arial, sans-serif" font-size="{LETTERS}" fill="{INK}">'
        f'<title id="{ident}-title">{escaped(label)}</title>{"".join(parts)}</svg></div>'
    )


def _value_lines(scale: FluidScale) -> str:
    parts = []
    for tick, text in zip(scale.axis.ticks, scale.axis.texts, strict=True):
        y, colour = scale.y(tick), GRID if tick else BASELINE
        parts.append(f'<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{colour}"/>')
        # The axis has escaped its texts.
        parts.append(f'<text x="0" y="{y}" dy="-0.3em" fill="{GREY}">{text}</text>')
    return "".join(parts)


def _line(line: FluidLine, scale: FluidScale) -> str:
    """The line's segments between neighbours, its ranges and its marks."""
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    parts = [
        f'<line x1="{scale.x(first)}" y1="{scale.y(before)}" x2="{scale.x(second)}" '
        f'y2="{scale.y(after)}" stroke="{line.colour}" stroke-width="2.5"{dash}/>'
        for (first, before), (second, after) in pairwise(line.points)
        if before is not None and after is not None
    ]
    for position, (low, high) in line.ranges.items():
        span = per_cent(scale.length(high - low))
        parts.append(
            f'<rect x="{scale.x(position)}" y="{scale.y(high)}" width="6" height="{span}" '
            f'transform="translate(-3 0)" fill="{line.colour}" fill-opacity="0.45"/>'
        )
    parts += [
        _mark(line, scale.x(position), scale.y(value))
        for (position, _), value in zip(line.points, line.own_values, strict=True)
        if value is not None
    ]
    return "".join(parts)


def _level(level: Level, scale: FluidScale) -> str:
    y, drop = scale.y(level.value), "-0.3em" if level.is_above else "1.1em"
    return (
        f'<line class="fluid__level" x1="{scale.x(level.start)}" x2="{scale.x(scale.count - 1)}" '
        f'y1="{y}" y2="{y}" stroke="{GREY}" stroke-width="2" stroke-dasharray="6 4"/>'
        f'<text x="{scale.x(scale.count - 1)}" y="{y}" dy="{drop}" text-anchor="end" '
        f'fill="{GREY}">{escaped(level.label)}</text>'
    )


def _mark(line: FluidLine, x: str, y: str) -> str:
    """A shape of its own for each line, since in grey and in forced colours all are of one colour."""
    if line.mark == "square":
        return (
            f'<rect class="fluid__square" x="{x}" y="{y}" width="9" height="9" '
            f'transform="translate(-4.5 -4.5)" fill="{line.colour}"/>'
        )
    if line.mark == "ring":
        return (
            f'<circle class="fluid__hollow" cx="{x}" cy="{y}" r="4.5" fill="#fff" '
            f'stroke="{line.colour}" stroke-width="2"/>'
        )
    radius = 4.5 if line.mark == "dot" else 2.5
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{line.colour}"/>'


def _end_label(line: FluidLine, scale: FluidScale) -> str:
    known = [(position, value) for position, value in line.points if value is not None]
    if not line.label or not known:
        return ""
    last, value = known[-1]
    anchor = "end" if last == scale.count - 1 else "middle" if last else "start"
    shift = "-0.8em"
    if line.label_beside:
        anchor, shift = "start", "1.4em" if line.label_beside == "below" else "-0.8em"
    return (
        f'<text class="fluid__label" x="{scale.x(last)}" y="{scale.y(value)}" dy="{shift}" '
        f'text-anchor="{anchor}" font-weight="bold">{escaped(line.label)}</text>'
    )


def _x_texts(x_labels: Sequence[str], scale: FluidScale, *, is_small: bool) -> str:
    """The labels that fit: the first and last at any width, more from medium, the most at full.

    A small drawing has those two alone, at its ends.
    """
    last = len(x_labels) - 1
    if is_small:
        ends = [("0", "start", 0), ("100%", "end", last)] if last else [("50%", "middle", 0)]
        texts = [_x_text(x, anchor, 0, x_labels[place]) for x, anchor, place in ends]
    else:
        texts = [
            _x_text(scale.x(place), "middle", rank, x_labels[place])
            for place, rank in tick_ranks(len(x_labels)).items()
        ]
    return "".join(texts)


def _x_text(x: str, anchor: str, rank: int, text: str) -> str:
    return (
        f'<text class="fluid__tick fluid__tick--{rank}" x="{x}" y="97%" '
        f'text-anchor="{anchor}" fill="{GREY}">{escaped(text)}</text>'
    )


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


def fluid_key(entries: Sequence[tuple[FluidLine, str]]) -> str:
    """What each line is, in words beside a piece of it: the style sheet draws the pieces."""
    items = [
        f'<li><span class="line-piece line-piece--{escaped(line.kind)}"></span>{escaped(text)}</li>'
        for line, text in entries
    ]
    return f'<ul class="picture-key">{"".join(items)}</ul>'
