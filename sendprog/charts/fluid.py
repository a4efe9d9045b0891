"""Lines over time as one SVG for any width: the lines stretch, the letters keep the reader's size (pure).

Positions are per cent of the drawing. Attributes carry the look, for engines that ignore style sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sendprog.charts.fluid_parts import element, key_piece, value_mark
from sendprog.charts.fluid_scales import (
    SMALL_LETTERS,
    SMALL_PLOT,
    SMALL_TOP,
    FluidScale,
    label_place,
    per_cent,
    tick_ranks,
)
from sendprog.charts.svg_parts import escaped
from sendprog.charts.theme import BASELINE, GREY, GRID, INK, ChartAxis

# A position with its value; None is a gap.
Point = tuple[int, float | None]
LETTERS = 15
LEVEL_DASH = "6 4"


@dataclass(frozen=True)
class FluidLine:
    """A value for each x label, or each position in `at` among them; None is a gap.

    `ranges` are drawn where a value is one, by position. `joins`: places in `values` that have no
    mark here, such as another line's values. `mark`: see fluid_parts. `texts`: each value in words,
    a range too. `label` stands over the last value or, with `label_beside` ("above" or "below"), at
    its right. `specks`: places in `values` with a small mark.
    """

    name: str
    values: Sequence[float | None]
    colour: str
    dash: str = ""
    mark: str = "dot"
    joins: frozenset[int] = frozenset()
    label: str = ""
    label_beside: str = ""
    ranges: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    at: Sequence[int] = ()
    texts: Sequence[str] = ()
    specks: frozenset[int] = frozenset()

    @property
    def points(self) -> list[Point]:
        """Each position with its value."""
        return list(zip(self.at or range(len(self.values)), self.values, strict=True))

    def mark_at(self, place: int) -> str:
        return "speck" if place in self.specks else self.mark

    @property
    def own_values(self) -> list[float | None]:
        """Without the value of another line."""
        return [None if place in self.joins else value for place, value in enumerate(self.values)]


@dataclass(frozen=True)
class FluidLook:
    """How high a drawing is, in px, with its class; `top` and `plot` in per cent of the height."""

    style: str
    height: int
    top: float
    plot: float


LARGE = FluidLook("fluid", 320, 7, 80)
MEDIUM = FluidLook("fluid fluid--medium", 272, 9, 76)
SMALL = FluidLook("fluid fluid--small", 128, SMALL_TOP, SMALL_PLOT)


@dataclass(frozen=True)
class Level:
    """A value to compare with, from a position to the end: a dashed line with its label, if it has one."""

    value: float
    start: float
    label: str
    is_above: bool


def are_labels_apart(levels: Sequence[Level], axis: ChartAxis) -> bool:
    """Whether no label of these levels of a small drawing stands on another's."""
    places = sorted(label_place(level.value, axis, is_above=level.is_above) for level in levels)
    return all(below - above >= SMALL_LETTERS for above, below in pairwise(places))


@dataclass(frozen=True)
class SmallPicture:
    """A small drawing in a card, with what must be read beside it."""

    drawing: str
    caption: str


def fluid_svg(
    lines: Sequence[FluidLine],
    *,
    x_labels: Sequence[str],
    axis: ChartAxis,
    ident: str,
    label: str,
    levels: Sequence[Level] = (),
    look: FluidLook = LARGE,
) -> str:
    """The drawing of the lines; `label` is its accessible name. All texts are escaped here."""
    scale = FluidScale(len(x_labels), axis, look.top, look.plot)
    parts = [
        _value_lines(scale),
        *(_level(level, scale) for level in levels),
        *(_line(line, scale) for line in lines),
        *(_end_label(line, scale) for line in lines),
        _x_texts(x_labels, scale, is_small=look is SMALL),
    ]
    return (
        f'<span class="{look.style}"><svg xmlns="http://www.w3.org/2000/svg" width="100%" '
        f'height="{look.height}" role="img" aria-labelledby="{ident}-title" '
        f'font-family="arial, sans-serif" font-size="{LETTERS}" fill="{INK}">'
        f'<title id="{ident}-title">{escaped(label)}</title>{"".join(parts)}</svg></span>'
    )


def _value_lines(scale: FluidScale) -> str:
    """A light line at each tick, a darker one at zero, and the texts over them."""
    lines, texts = [], []
    for tick, text in zip(scale.axis.ticks, scale.axis.texts, strict=True):
        y, colour = scale.y(tick), GRID if tick else BASELINE
        lines.append(
            element("line", look="fluid__grid", x1=0, x2="100%", y1=y, y2=y, stroke=colour)
        )
        # The axis has escaped its texts.
        texts.append(element("text", text, x=0, y=y, dy="-0.3em", fill=GREY))
    return "".join(lines) + f'<g data-part="y-ticks">{"".join(texts)}</g>'


def _line(line: FluidLine, scale: FluidScale) -> str:
    """The line's segments between neighbours, its ranges and its marks."""
    parts = [
        _segment(line, (scale.x(first), scale.y(before)), (scale.x(second), scale.y(after)))
        for (first, before), (second, after) in pairwise(line.points)
        if before is not None and after is not None
    ]
    for position, ends in line.ranges.items():
        parts.append(_range(line, scale, position, ends))
    parts += [
        value_mark(line.mark_at(place), line.colour, scale.x(position), scale.y(value))
        for place, ((position, _), value) in enumerate(
            zip(line.points, line.own_values, strict=True)
        )
        if value is not None
    ]
    return f'<g data-series="{escaped(line.name)}">{"".join(parts)}</g>'


def _segment(line: FluidLine, start: tuple[str, str], end: tuple[str, str]) -> str:
    return element(
        "line",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
        stroke=line.colour,
        stroke_width=2.5,
        stroke_dasharray=line.dash,
    )


def _range(line: FluidLine, scale: FluidScale, place: int, ends: tuple[float, float]) -> str:
    low, high = ends
    return element(
        "rect",
        x=scale.x(place),
        y=scale.y(high),
        width=6,
        height=per_cent(scale.length(high - low)),
        transform="translate(-3 0)",
        fill=line.colour,
        fill_opacity=0.45,
    )


def _level(level: Level, scale: FluidScale) -> str:
    y, end = scale.y(level.value), scale.x(scale.count - 1)
    line = element(
        "line",
        look="fluid__level",
        x1=scale.x(level.start),
        x2=end,
        y1=y,
        y2=y,
        stroke=GREY,
        stroke_width=2,
        stroke_dasharray=LEVEL_DASH,
    )
    if not level.label:
        return line
    return line + element(
        "text",
        escaped(level.label),
        x=end,
        y=y,
        dy="-0.3em" if level.is_above else "1.1em",
        text_anchor="end",
        fill=GREY,
    )


def _end_label(line: FluidLine, scale: FluidScale) -> str:
    known = [(position, value) for position, value in line.points if value is not None]
    if not line.label or not known:
        return ""
    last, value = known[-1]
    anchor = "end" if last == scale.count - 1 else "middle" if last else "start"
    return element(
        "text",
        escaped(line.label),
        look="fluid__label",
        x=scale.x(last),
        y=scale.y(value),
        dy="1.4em" if line.label_beside == "below" else "-0.8em",
        text_anchor="start" if line.label_beside else anchor,
        font_weight="bold",
    )


def _x_texts(x_labels: Sequence[str], scale: FluidScale, *, is_small: bool) -> str:
    """The labels that fit: the first and last at any width, more from medium, the most at full.

    A small drawing has those two alone, at its ends.
    """
    last = len(x_labels) - 1
    if is_small:
        ends = [("0", "start", 0), ("100%", "end", last)] if last else [("50%", "middle", 0)]
        return "".join(_x_text(x, anchor, 0, x_labels[place]) for x, anchor, place in ends)
    texts = [
        _x_text(scale.x(place), "middle", rank, x_labels[place], end_look(place, last))
        for place, rank in tick_ranks(len(x_labels)).items()
    ]
    return f'<g data-part="x-ticks">{"".join(texts)}</g>'


def end_look(place: int, last: int) -> str:
    """The class of the first and last label, which stay inside a narrow drawing; "" for others."""
    if not last:
        return ""
    return {0: " fluid__tick--first", last: " fluid__tick--last"}.get(place, "")


def _x_text(x: str, anchor: str, rank: int, text: str, look: str = "") -> str:
    return element(
        "text",
        escaped(text),
        look=f"fluid__tick fluid__tick--{rank}{look}",
        x=x,
        y="97%",
        text_anchor=anchor,
        fill=GREY,
    )


def fluid_key(entries: Sequence[tuple[FluidLine | Level, str]]) -> str:
    """What each line and level is, in words beside a piece of it; "" for none."""
    items = [f"<li>{_piece(drawn)}<span>{escaped(text)}</span></li>" for drawn, text in entries]
    return f'<ul class="picture-key">{"".join(items)}</ul>' if items else ""


def _piece(drawn: FluidLine | Level) -> str:
    if isinstance(drawn, Level):
        return key_piece(GREY, LEVEL_DASH, "")
    return key_piece(drawn.colour, drawn.dash, drawn.mark)
