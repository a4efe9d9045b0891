"""Lines over time as one SVG for any width: the lines stretch, the letters keep the reader's size (pure).

Positions are per cent of the drawing. Attributes carry the look, for engines that ignore style sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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


@dataclass(frozen=True)
class FluidLine:
    """A value for each x label, or each position in `at` among them; None is a gap.

    `ranges` are drawn where a value is one, by position. `kind`: its piece in the key. `joins`:
    places in `values` of another line's values, which have no mark here. `mark`: dot, ring, square or
    speck. `texts`: each value in words, a range too. `label` stands over the last value or, with
    `label_beside` ("above" or "below"), at its right.
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
    texts: Sequence[str] = ()

    @property
    def points(self) -> list[Point]:
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
        f'<span class="fluid{look}"><svg xmlns="http://www.w3.org/2000/svg" width="100%" '
        f'height="{height}" role="img" aria-labelledby="{ident}-title" '
        f'font-family="arial, sans-serif" font-size="{LETTERS}" fill="{INK}">'
        f'<title id="{ident}-title">{escaped(label)}</title>{"".join(parts)}</svg></span>'
    )


def _element(name: str, content: str = "", *, look: str = "", **attributes: object) -> str:
    """An element with these attributes; `look`: its class. The caller has escaped the content."""
    given = {"class": look} if look else {}
    given |= {key.replace("_", "-"): str(value) for key, value in attributes.items()}
    texts = "".join(f' {key}="{value}"' for key, value in given.items() if value)
    return f"<{name}{texts}>{content}</{name}>" if content else f"<{name}{texts}/>"


def _value_lines(scale: FluidScale) -> str:
    parts = []
    for tick, text in zip(scale.axis.ticks, scale.axis.texts, strict=True):
        y, colour = scale.y(tick), GRID if tick else BASELINE
        parts.append(
            _element("line", look="fluid__grid", x1=0, x2="100%", y1=y, y2=y, stroke=colour)
        )
        # The axis has escaped its texts.
        parts.append(_element("text", text, x=0, y=y, dy="-0.3em", fill=GREY))
    return "".join(parts)


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
        _mark(line, scale.x(position), scale.y(value))
        for (position, _), value in zip(line.points, line.own_values, strict=True)
        if value is not None
    ]
    return "".join(parts)


def _segment(line: FluidLine, start: tuple[str, str], end: tuple[str, str]) -> str:
    return _element(
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
    return _element(
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
    line = _element(
        "line",
        look="fluid__level",
        x1=scale.x(level.start),
        x2=end,
        y1=y,
        y2=y,
        stroke=GREY,
        stroke_width=2,
        stroke_dasharray="6 4",
    )
    return line + _element(
        "text",
        escaped(level.label),
        x=end,
        y=y,
        dy="-0.3em" if level.is_above else "1.1em",
        text_anchor="end",
        fill=GREY,
    )


def _mark(line: FluidLine, x: str, y: str) -> str:
    """A shape of its own for each line: in grey and in forced colours all are of one colour."""
    if line.mark == "square":
        return _element(
            "rect",
            look="fluid__square",
            x=x,
            y=y,
            width=9,
            height=9,
            transform="translate(-4.5 -4.5)",
            fill=line.colour,
        )
    if line.mark == "ring":
        return _element(
            "circle",
            look="fluid__hollow",
            cx=x,
            cy=y,
            r=4.5,
            fill="#fff",
            stroke=line.colour,
            stroke_width=2,
        )
    radius = 2.5 if line.mark == "speck" else 4.5
    return _element("circle", cx=x, cy=y, r=radius, fill=line.colour)


def _end_label(line: FluidLine, scale: FluidScale) -> str:
    known = [(position, value) for position, value in line.points if value is not None]
    if not line.label or not known:
        return ""
    last, value = known[-1]
    anchor = "end" if last == scale.count - 1 else "middle" if last else "start"
    return _element(
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
    return "".join(
        _x_text(scale.x(place), "middle", rank, x_labels[place])
        for place, rank in tick_ranks(len(x_labels)).items()
    )


def _x_text(x: str, anchor: str, rank: int, text: str) -> str:
    return _element(
        "text",
        escaped(text),
        look=f"fluid__tick fluid__tick--{rank}",
        x=x,
        y="97%",
        text_anchor=anchor,
        fill=GREY,
    )


def fluid_key(entries: Sequence[tuple[FluidLine, str]]) -> str:
    """What each line is, in words beside a piece of it: the style sheet draws the pieces."""
    items = [
        f'<li><span class="line-piece line-piece--{escaped(line.kind)}"></span>{escaped(text)}</li>'
        for line, text in entries
    ]
    return f'<ul class="picture-key">{"".join(items)}</ul>'
