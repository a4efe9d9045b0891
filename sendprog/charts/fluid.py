"""Lines over time as one SVG for any width: the lines stretch, the letters keep the reader's size (pure).

Positions are per cent of the drawing. Attributes carry the look, for engines that ignore style sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sendprog.charts.svg_parts import escaped
from sendprog.charts.theme import BASELINE, GREY, GRID, INK, ChartAxis

# Per cent of the width left free beside the first and the last value: the scale's texts stand there.
INSET = 8
# Per cent of the height above the plot, and of the plot itself; the labels of the x axis stand under it.
TOP, PLOT = 7, 80
LETTERS = 15
MOST_TICKS = 10


@dataclass(frozen=True)
class FluidLine:
    """A value for each x label; None is a gap, and `ranges` are drawn where it is a range.

    `kind`: its piece in the key. `joins`: a position whose value is another line's, and has no mark
    here. `label` stands at the last value.
    """

    name: str
    values: Sequence[float | None]
    kind: str
    colour: str
    dash: str = ""
    is_hollow: bool = False
    joins: int | None = None
    label: str = ""
    ranges: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def own_values(self) -> list[float | None]:
        """Without the value of another line."""
        return [None if place == self.joins else value for place, value in enumerate(self.values)]


@dataclass(frozen=True)
class FluidScale:
    """Where a position among `count` labels and a value of the axis stand, in per cent."""

    count: int
    axis: ChartAxis

    def x(self, position: float) -> str:
        part = position / (self.count - 1) if self.count > 1 else 0.5
        return per_cent(INSET + (100 - 2 * INSET) * part)

    def y(self, value: float) -> str:
        return per_cent(TOP + PLOT * (self.axis.high - value) / (self.axis.high - self.axis.low))


def per_cent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def fluid_svg(
    lines: Sequence[FluidLine],
    *,
    x_labels: Sequence[str],
    axis: ChartAxis,
    ident: str,
    label: str,
    height: int = 320,
) -> str:
    """The drawing of the lines; `label` is its accessible name. All texts are escaped here."""
    scale = FluidScale(len(x_labels), axis)
    return (
        f'<div class="fluid"><svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" '
        f'role="img" aria-labelledby="{ident}-title" font-family="arial, sans-serif" '
        f'font-size="{LETTERS}" fill="{INK}"><title id="{ident}-title">{escaped(label)}</title>'
        f"{_value_lines(scale)}{''.join(_line(line, scale) for line in lines)}"
        f"{''.join(_end_label(line, scale) for line in lines)}{_x_texts(x_labels, scale)}</svg></div>"
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
        f'<line x1="{scale.x(first)}" y1="{scale.y(before)}" x2="{scale.x(first + 1)}" '
        f'y2="{scale.y(after)}" stroke="{line.colour}" stroke-width="2.5"{dash}/>'
        for first, (before, after) in enumerate(pairwise(line.values))
        if before is not None and after is not None
    ]
    for position, (low, high) in line.ranges.items():
        span = per_cent(PLOT * (high - low) / (scale.axis.high - scale.axis.low))
        parts.append(
            f'<rect x="{scale.x(position)}" y="{scale.y(high)}" width="6" height="{span}" '
            f'transform="translate(-3 0)" fill="{line.colour}" fill-opacity="0.45"/>'
        )
    parts += [
        _mark(line, scale.x(position), scale.y(value))
        for position, value in enumerate(line.own_values)
        if value is not None
    ]
    return "".join(parts)


def _mark(line: FluidLine, x: str, y: str) -> str:
    if not line.is_hollow:
        return f'<circle cx="{x}" cy="{y}" r="4.5" fill="{line.colour}"/>'
    return (
        f'<circle class="fluid__hollow" cx="{x}" cy="{y}" r="4.5" fill="#fff" '
        f'stroke="{line.colour}" stroke-width="2"/>'
    )


def _end_label(line: FluidLine, scale: FluidScale) -> str:
    known = [place for place, value in enumerate(line.values) if value is not None]
    value = line.values[known[-1]] if known else None
    if not line.label or value is None:
        return ""
    anchor = "start" if known[-1] == 0 else "end" if known[-1] == scale.count - 1 else "middle"
    return (
        f'<text class="fluid__label" x="{scale.x(known[-1])}" y="{scale.y(value)}" dy="-0.8em" '
        f'text-anchor="{anchor}" font-weight="bold" stroke="#fff" stroke-width="1" '
        f'paint-order="stroke">{escaped(line.label)}</text>'
    )


def _x_texts(x_labels: Sequence[str], scale: FluidScale) -> str:
    """The labels that fit: the first and last at any width, more from medium, the most at full."""
    return "".join(
        f'<text class="fluid__tick fluid__tick--{rank}" x="{scale.x(place)}" y="96%" '
        f'text-anchor="middle" fill="{GREY}">{escaped(x_labels[place])}</text>'
        for place, rank in tick_ranks(len(x_labels)).items()
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


def fluid_key(entries: Sequence[tuple[FluidLine, str]]) -> str:
    """What each line is, in words beside a piece of it: the style sheet draws the pieces."""
    items = [
        f'<li><span class="line-piece line-piece--{escaped(line.kind)}"></span>{escaped(text)}</li>'
        for line, text in entries
    ]
    return f'<ul class="timeline-key">{"".join(items)}</ul>'
