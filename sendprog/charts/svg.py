"""A plotly Figure drawn as SVG, from the Figure's own ranges, ticks, values, colours, annotations and shapes.

Presentation attributes only: a strict content security policy and PDF engines drop class and style. Title and
subtitle are not drawn; the HTML around the chart says them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.theme import (
    BASELINE,
    FONT,
    FONT_SIZE,
    GREY,
    GRID,
    INK,
    LINE_HEIGHT,
    PALETTE,
    Span,
    waterfall_spans,
)

# Control characters, halves of surrogate pairs, what XML forbids, and marks that turn the direction of text.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
DASH_LENGTHS = {
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}
SYMBOL_PATHS = {
    "square": "m-{r},-{r}h{d}v{d}h-{d}z",
    "diamond": "m0,-{w}l{w},{w} -{w},{w} -{w},-{w}z",
    "triangle-up": "m0,-{w}l{w},{v}h-{b}z",
}
Point = tuple[float, float] | None
BARS_AND_LINES = ("scatter", "bar", "waterfall")


class UnsupportedTrace(ValueError):
    """A kind of trace that to_svg can't draw."""


@dataclass(frozen=True)
class _Scale:
    """From a value on an axis to px."""

    low: float
    high: float
    start: float
    end: float

    def pixel(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class _Canvas:
    """The plot's two scales and the layout they come from."""

    x: _Scale
    y: _Scale
    layout: dict[str, Any]

    @property
    def unit(self) -> float:
        """Px from one x position to the next."""
        return self.x.pixel(1) - self.x.pixel(0)


def to_svg(figure: go.Figure, *, ident: str, label: str) -> str:
    """The figure as one <svg>; every id in it starts with ident, and label is what a screen reader says.

    Traces: scatter (lines, markers, text), bar (barmode group, overlay or relative) and waterfall.
    UnsupportedTrace: any other. ValueError: an ident that is no id, an axis without range or ticks, no width
    and height, other bar modes, numpy arrays.
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", ident):
        raise ValueError(f"{ident!r} is no id: start with a letter, then letters, digits, - or _.")
    drawing = figure.to_dict()
    canvas, traces = _canvas(drawing["layout"]), drawing["data"]
    _check_traces(traces, canvas.layout)
    width, height = canvas.layout["width"], canvas.layout["height"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="100%" '
        f'role="img" aria-labelledby="{ident}-title" font-family="{FONT}" '
        f'font-size="{FONT_SIZE}" fill="{INK}">'
        f'<title id="{ident}-title">{_clean(label)}</title>'
        f"{_grid(canvas)}{_shapes(canvas)}{_traces(traces, canvas)}"
        f"{_tick_texts(canvas)}{_annotations(canvas)}</svg>"
    )


def _canvas(layout: dict[str, Any]) -> _Canvas:
    for name in ("xaxis", "yaxis"):
        missing = [key for key in ("range", "tickvals", "ticktext") if layout.get(name, {}).get(key) is None]
        if missing:
            raise ValueError(f"{name} has no {', '.join(missing)}: make the figure with sendprog.charts.")
    if not {"width", "height", "margin"} <= layout.keys():
        raise ValueError("The layout has no width, height or margin: make the figure with sendprog.charts.")
    margin = layout["margin"]
    (x_low, x_high), (y_low, y_high) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    x = _Scale(x_low, x_high, margin["l"], layout["width"] - margin["r"])
    y = _Scale(y_low, y_high, layout["height"] - margin["b"], margin["t"])
    return _Canvas(x, y, layout)


def _check_traces(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> None:
    for trace in traces:
        if trace["type"] not in BARS_AND_LINES:
            raise UnsupportedTrace(
                f"A {trace['type']} trace can't be drawn: use {', '.join(BARS_AND_LINES)}."
            )
        if any(isinstance(trace.get(name), dict) for name in "xy"):
            raise ValueError("x or y is a numpy array: give a list.")
    if layout.get("barmode", "group") not in ("group", "overlay", "relative"):
        raise ValueError(f"barmode {layout['barmode']!r} can't be drawn: use group, overlay or relative.")


def _n(value: float) -> str:
    """Px, to a tenth, which no eye can tell apart."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def _clean(text: object) -> str:
    return escape(UNPRINTABLE.sub("", str(text)))


def _text(x: float, y: float, text: str, attributes: str = "") -> str:
    """Text centred upright on y; <br> starts a new line, as in Plotly."""
    lines = [_clean(unescape(line)) for line in re.split("<br ?/?>", text)]
    baseline = y + FONT_SIZE * 0.35 - (len(lines) - 1) * LINE_HEIGHT / 2
    if len(lines) == 1:
        return f'<text x="{_n(x)}" y="{_n(baseline)}"{attributes}>{lines[0]}</text>'
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(baseline + index * LINE_HEIGHT)}">{line}</tspan>'
        for index, line in enumerate(lines)
    )
    return f"<text{attributes}>{spans}</text>"


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"M{_n(x0)},{_n(y0)}L{_n(x1)},{_n(y1)}"


def _grid(canvas: _Canvas) -> str:
    """A light line at each y tick, and a darker one at zero."""
    axis = canvas.layout["yaxis"]
    lines = [_line(canvas.x.start, y, canvas.x.end, y) for y in map(canvas.y.pixel, axis["tickvals"])]
    grid = f'<path data-part="grid" d="{"".join(lines)}" stroke="{_clean(axis.get("gridcolor", GRID))}"/>'
    if not axis.get("zeroline") or not min(axis["range"]) <= 0 <= max(axis["range"]):
        return grid
    zero = _line(canvas.x.start, canvas.y.pixel(0), canvas.x.end, canvas.y.pixel(0))
    colour = _clean(axis.get("zerolinecolor", BASELINE))
    return f'{grid}<path data-part="zero" d="{zero}" stroke="{colour}"/>'


def _tick_texts(canvas: _Canvas) -> str:
    x_axis, y_axis = canvas.layout["xaxis"], canvas.layout["yaxis"]
    down = canvas.y.start + 16
    below = [
        _text(canvas.x.pixel(value), down + text.count("<br>") * LINE_HEIGHT / 2, text)
        for value, text in zip(x_axis["tickvals"], x_axis["ticktext"], strict=True)
    ]
    beside = [
        _text(canvas.x.start - 8, canvas.y.pixel(value), text)
        for value, text in zip(y_axis["tickvals"], y_axis["ticktext"], strict=True)
    ]
    title = y_axis.get("title", {}).get("text")
    heading = _text(0, 10, title, f' fill="{GREY}"') if title else ""
    return (
        f'<g data-part="x-ticks" text-anchor="middle" fill="{GREY}">{"".join(below)}</g>'
        f'<g data-part="y-ticks" text-anchor="end" fill="{GREY}">{"".join(beside)}</g>{heading}'
    )


def _traces(traces: Sequence[dict[str, Any]], canvas: _Canvas) -> str:
    bars = [trace for trace in traces if trace["type"] == "bar"]
    spans = _bar_spans(bars, canvas)
    side_by_side = len(bars) if canvas.layout.get("barmode", "group") == "group" else 1
    drawn = [_bars(trace, spans[place], (place, side_by_side), canvas) for place, trace in enumerate(bars)]
    drawn += [_waterfall(trace, canvas) for trace in traces if trace["type"] == "waterfall"]
    drawn += [_scatter(trace, canvas) for trace in traces if trace["type"] == "scatter"]
    return "".join(drawn)


def _group(trace: dict[str, Any], inside: str) -> str:
    return f'<g data-series="{_clean(trace.get("name", ""))}">{inside}</g>'


def _at(values: Any, index: int, default: Any = None) -> Any:
    """Plotly lets most things be one for all points, or one for each."""
    if isinstance(values, list | tuple):
        return values[index] if index < len(values) else default
    return default if values is None else values


def _points(trace: dict[str, Any], canvas: _Canvas) -> list[Point]:
    """Px of each point; None where x or y is missing."""
    y = trace.get("y") or ()
    x = trace.get("x") or range(len(y))
    pairs = zip(x, y, strict=True)
    return [None if None in pair else (canvas.x.pixel(pair[0]), canvas.y.pixel(pair[1])) for pair in pairs]


def _scatter(trace: dict[str, Any], canvas: _Canvas) -> str:
    points = _points(trace, canvas)
    if trace.get("connectgaps"):
        raise ValueError("connectgaps hides a gap: leave it out.")
    mode = trace.get("mode", "lines+markers")
    path = _path(points, trace.get("line", {})) if "lines" in mode else ""
    texts = _point_texts(points, trace) if "text" in mode else ""
    return _group(trace, path + _markers(points, trace, mode) + texts)


def _path(points: Sequence[Point], line: dict[str, Any]) -> str:
    """One subpath for each run of points; a point alone has no line, its marker shows it."""
    parts = ["".join(_steps(run)) for run in _runs(points) if len(run) > 1]
    if not parts:
        return ""
    width = line.get("width", 2)
    colour, dash = _clean(line.get("color", PALETTE[0])), _dash(line.get("dash", "solid"), width)
    return f'<path d="{"".join(parts)}" fill="none" stroke="{colour}" stroke-width="{_n(width)}"{dash}/>'


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _steps(run: Sequence[tuple[float, float]]) -> Iterator[str]:
    for index, (x, y) in enumerate(run):
        yield f"{'L' if index else 'M'}{_n(x)},{_n(y)}"


def _dash(dash: str, width: float) -> str:
    """Plotly's own lengths, so that both drawings look alike."""
    if dash == "solid":
        return ""
    lengths = [_n(length * max(width, 3)) for length in DASH_LENGTHS.get(dash, ())]
    return f' stroke-dasharray="{" ".join(lengths) or _clean(dash.replace("px", ""))}"'


def _markers(points: Sequence[Point], trace: dict[str, Any], mode: str) -> str:
    marker = trace.get("marker", {})
    default = 6 if "markers" in mode else 0
    around = [None, *points, None]
    drawn = []
    for index, point in enumerate(points):
        size = _at(marker.get("size"), index, default) if "markers" in mode else 0
        if point and not size and around[index] is None and around[index + 2] is None and "lines" in mode:
            size = 8
        if point and size:
            drawn.append(
                _marker(point, size, _at(marker.get("symbol"), index, "circle"), _colour(trace, index))
            )
    return "".join(drawn)


def _colour(trace: dict[str, Any], index: int) -> str:
    own = trace.get("marker", {}).get("color", trace.get("line", {}).get("color"))
    return _clean(_at(own, index, PALETTE[0]))


def _marker(point: tuple[float, float], size: float, symbol: str, colour: str) -> str:
    """A circle, or a path whose first M is the marker's middle."""
    shape = symbol.removesuffix("-open")
    paint = f'fill="{colour}"' if shape == symbol else f'fill="#ffffff" stroke="{colour}" stroke-width="2"'
    x, y, r = _n(point[0]), _n(point[1]), size / 2
    if shape not in SYMBOL_PATHS:
        return f'<circle cx="{x}" cy="{y}" r="{_n(r)}" {paint}/>'
    lengths = {"r": _n(r), "d": _n(size), "w": _n(r * 1.3), "v": _n(r * 2.2), "b": _n(r * 2.6)}
    return f'<path d="M{x},{y}{SYMBOL_PATHS[shape].format(**lengths)}" {paint}/>'


def _point_texts(points: Sequence[Point], trace: dict[str, Any]) -> str:
    """Right of each point that has one."""
    texts = [(point, _at(trace.get("text"), index, "")) for index, point in enumerate(points)]
    return "".join(_text(point[0] + 8, point[1], text) for point, text in texts if point and text)


def _bar_spans(bars: Sequence[dict[str, Any]], canvas: _Canvas) -> list[list[Span]]:
    """For each trace, where each bar starts and ends: from zero, or from the bars under it when stacked."""
    reached: dict[tuple[float, bool], float] = {}
    stacked = canvas.layout.get("barmode") == "relative"
    spans: list[list[Span]] = []
    for trace in bars:
        spans.append([])
        for x, value in zip(trace["x"], trace["y"], strict=True):
            start = reached.get((x, value < 0), 0.0) if stacked and value is not None else 0.0
            spans[-1].append(None if value is None else (start, start + value))
            if value is not None:
                reached[x, value < 0] = start + value
    return spans


def _bars(trace: dict[str, Any], spans: Sequence[Span], seat: tuple[int, int], canvas: _Canvas) -> str:
    """One trace's bars. Side by side, they take their seat (which, of how many) in what the gap leaves."""
    place, seats = seat
    width = canvas.unit * (1 - canvas.layout.get("bargap", 0.2)) / seats
    offset = width * (place % seats - seats / 2)
    drawn = []
    for index, (x, span) in enumerate(zip(trace["x"], spans, strict=True)):
        if span:
            left = canvas.x.pixel(x) + offset
            drawn.append(_rect(left, width, span, _colour(trace, index), canvas))
            drawn.append(_bar_text(left + width / 2, span, _at(trace.get("text"), index, ""), canvas))
    return _group(trace, "".join(drawn))


def _rect(left: float, width: float, span: tuple[float, float], colour: str, canvas: _Canvas) -> str:
    top, bottom = sorted(map(canvas.y.pixel, span))
    place = f'x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(bottom - top)}"'
    return f'<rect {place} fill="{colour}"/>'


def _bar_text(middle: float, span: tuple[float, float], text: str, canvas: _Canvas) -> str:
    """Over a bar, and under one below zero."""
    start, end = map(canvas.y.pixel, span)
    y = max(start, end) + 11 if max(span) <= 0 and min(span) < 0 else min(start, end) - 10
    return _text(middle, y, text, ' text-anchor="middle"') if text else ""


def _waterfall(trace: dict[str, Any], canvas: _Canvas) -> str:
    """Bars from level to level, joined by thin lines."""
    values = trace["y"]
    measures = [_at(trace.get("measure"), index, "relative") for index in range(len(values))]
    spans = waterfall_spans(values, measures)
    width = canvas.unit * (1 - canvas.layout.get("waterfallgap", 0.3))
    drawn, joins = [], []
    for index, (x, span) in enumerate(zip(trace["x"], spans, strict=True)):
        if span:
            middle, text = canvas.x.pixel(x), _at(trace.get("text"), index, "")
            colour = _step_colour(trace, measures[index], span)
            drawn.append(
                _rect(middle - width / 2, width, span, colour, canvas) + _bar_text(middle, span, text, canvas)
            )
            joins.append((middle, canvas.y.pixel(span[1])))
    lines = [_line(x + width / 2, y, after - width / 2, y) for (x, y), (after, _) in pairwise(joins)]
    return _group(trace, "".join(drawn) + f'<path data-part="joins" d="{"".join(lines)}" stroke="{GREY}"/>')


def _step_colour(trace: dict[str, Any], measure: str, span: tuple[float, float]) -> str:
    change = "increasing" if span[1] >= span[0] else "decreasing"
    part = trace.get(change if measure == "relative" else "totals", {})
    return _clean(part.get("marker", {}).get("color", PALETTE[0]))


def _shapes(canvas: _Canvas) -> str:
    return "".join(_shape(shape, canvas) for shape in canvas.layout.get("shapes", ()))


def _shape(shape: dict[str, Any], canvas: _Canvas) -> str:
    """A line between values, or a rectangle in px beside a point."""
    if shape["type"] == "rect" and shape.get("xsizemode") == shape.get("ysizemode") == "pixel":
        x, y = canvas.x.pixel(shape["xanchor"]) + shape["x0"], canvas.y.pixel(shape["yanchor"]) - shape["y1"]
        size = f'width="{_n(shape["x1"] - shape["x0"])}" height="{_n(shape["y1"] - shape["y0"])}"'
        return f'<rect x="{_n(x)}" y="{_n(y)}" {size} fill="{_clean(shape["fillcolor"])}"/>'
    if shape["type"] != "line" or shape.get("yref", "y") != "y" or shape.get("xref", "x") != "x":
        raise ValueError("Only lines between values, and rectangles in px, can be drawn as shapes.")
    ends = [(canvas.x.pixel(shape["x0"]), canvas.y.pixel(shape["y0"]))]
    return _path([*ends, (canvas.x.pixel(shape["x1"]), canvas.y.pixel(shape["y1"]))], shape.get("line", {}))


def _annotations(canvas: _Canvas) -> str:
    return "".join(_annotation(note, canvas) for note in canvas.layout.get("annotations", ()))


def _annotation(note: dict[str, Any], canvas: _Canvas) -> str:
    """Words beside a value; with an arrow, a thin line leads from the value to the words."""
    if (note.get("xref", "x"), note.get("yref", "y")) != ("x", "y"):
        raise ValueError("An annotation can only stand at values: set xref to x and yref to y.")
    x = canvas.x.pixel(note["x"]) + note.get("xshift", 0)
    y = canvas.y.pixel(note["y"]) - note.get("yshift", 0)
    leader = ""
    if note.get("showarrow", True):
        after, below = x + note.get("ax", 0), y + note.get("ay", 0)
        leader = f'<path d="{_line(x, y, after - 3, below)}" stroke="{GREY}"/>'
        x, y = after, below
    font = note.get("font", {})
    weight = ' font-weight="bold"' if font.get("weight") == "bold" else ""
    return leader + _text(x, y, note["text"], f' fill="{_clean(font.get("color", INK))}"{weight}')
