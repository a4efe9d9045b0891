"""Traces of a plotly Figure as SVG: lines with markers, bars and waterfalls (pure)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sendprog.charts.svg_parts import Canvas, Point, escaped, line_command, px, svg_path, svg_text
from sendprog.charts.theme import GREY, PALETTE, Span, waterfall_spans

SYMBOL_PATHS = {
    "square": "m-{r},-{r}h{d}v{d}h-{d}z",
    "diamond": "m0,-{w}l{w},{w} -{w},{w} -{w},-{w}z",
    "triangle-up": "m0,-{w}l{w},{v}h-{b}z",
}


def svg_traces(traces: Sequence[dict[str, Any]], canvas: Canvas) -> str:
    bars = [trace for trace in traces if trace["type"] == "bar"]
    spans = _bar_spans(bars, canvas)
    side_by_side = len(bars) if canvas.layout.get("barmode", "group") == "group" else 1
    drawn = [
        _bars(trace, spans[place], (place, side_by_side), canvas)
        for place, trace in enumerate(bars)
    ]
    drawn += [_waterfall(trace, canvas) for trace in traces if trace["type"] == "waterfall"]
    drawn += [_scatter(trace, canvas) for trace in traces if trace["type"] == "scatter"]
    return "".join(drawn)


def _group(trace: dict[str, Any], inside: str) -> str:
    return f'<g data-series="{escaped(trace.get("name", ""))}">{inside}</g>'


def _at(values: Any, index: int, default: Any = None) -> Any:
    """The value at `index` of a list, or a value that all points share; `default` if there is none."""
    if isinstance(values, list | tuple):
        return values[index] if index < len(values) else default
    return default if values is None else values


def _points(trace: dict[str, Any], canvas: Canvas) -> list[Point]:
    """Each point in px; None if x or y is missing."""
    y = trace.get("y") or ()
    x = trace.get("x") or range(len(y))
    points: list[Point] = []
    for x_value, y_value in zip(x, y, strict=True):
        if x_value is None or y_value is None:
            points.append(None)
        else:
            points.append((canvas.x.pixel(x_value), canvas.y.pixel(y_value)))
    return points


def _scatter(trace: dict[str, Any], canvas: Canvas) -> str:
    points = _points(trace, canvas)
    if trace.get("connectgaps"):
        raise ValueError("connectgaps hides a gap: leave it out.")
    mode = trace.get("mode", "lines+markers")
    path = svg_path(points, trace.get("line", {})) if "lines" in mode else ""
    texts = _point_texts(points, trace) if "text" in mode else ""
    return _group(trace, path + _markers(points, trace, mode) + texts)


def _markers(points: Sequence[Point], trace: dict[str, Any], mode: str) -> str:
    marker = trace.get("marker", {})
    default = 6 if "markers" in mode else 0
    around = [None, *points, None]
    drawn = []
    for index, point in enumerate(points):
        size = _at(marker.get("size"), index, default) if "markers" in mode else 0
        if (
            point
            and not size
            and around[index] is None
            and around[index + 2] is None
            and "lines" in mode
        ):
            size = 8
        if point and size:
            drawn.append(
                _marker(
                    point, size, _at(marker.get("symbol"), index, "circle"), _colour(trace, index)
                )
            )
    return "".join(drawn)


def _colour(trace: dict[str, Any], index: int) -> str:
    own = trace.get("marker", {}).get("color", trace.get("line", {}).get("color"))
    return escaped(_at(own, index, PALETTE[0]))


def _marker(point: tuple[float, float], size: float, symbol: str, colour: str) -> str:
    """A circle, or a path that starts at the centre of the marker."""
    shape = symbol.removesuffix("-open")
    paint = (
        f'fill="{colour}"'
        if shape == symbol
        else f'fill="#ffffff" stroke="{colour}" stroke-width="2"'
    )
    x, y, r = px(point[0]), px(point[1]), size / 2
    if shape not in SYMBOL_PATHS:
        return f'<circle cx="{x}" cy="{y}" r="{px(r)}" {paint}/>'
    lengths = {"r": px(r), "d": px(size), "w": px(r * 1.3), "v": px(r * 2.2), "b": px(r * 2.6)}
    return f'<path d="M{x},{y}{SYMBOL_PATHS[shape].format(**lengths)}" {paint}/>'


def _point_texts(points: Sequence[Point], trace: dict[str, Any]) -> str:
    """The points' own texts, right of each."""
    texts = [(point, _at(trace.get("text"), index, "")) for index, point in enumerate(points)]
    return "".join(
        svg_text(point[0] + 8, point[1], text) for point, text in texts if point and text
    )


def _bar_spans(bars: Sequence[dict[str, Any]], canvas: Canvas) -> list[list[Span]]:
    """(start, end) of each bar of each trace: from zero or, if stacked, from the end of the bar
    below.
    """
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


def _bars(
    trace: dict[str, Any], spans: Sequence[Span], slot: tuple[int, int], canvas: Canvas
) -> str:
    """The bars of one trace. `slot`: its index, and how many bars stand side by side."""
    place, slots = slot
    width = canvas.unit * (1 - canvas.layout.get("bargap", 0.2)) / slots
    offset = width * (place % slots - slots / 2)
    drawn = []
    for index, (x, span) in enumerate(zip(trace["x"], spans, strict=True)):
        if span:
            left = canvas.x.pixel(x) + offset
            drawn.append(_rect(left, width, span, _colour(trace, index), canvas))
            drawn.append(
                _bar_text(left + width / 2, span, _at(trace.get("text"), index, ""), canvas)
            )
    return _group(trace, "".join(drawn))


def _rect(left: float, width: float, span: tuple[float, float], colour: str, canvas: Canvas) -> str:
    top, bottom = sorted(map(canvas.y.pixel, span))
    place = f'x="{px(left)}" y="{px(top)}" width="{px(width)}" height="{px(bottom - top)}"'
    return f'<rect {place} fill="{colour}"/>'


def _bar_text(middle: float, span: tuple[float, float], text: str, canvas: Canvas) -> str:
    """The bar's value: above the bar, or below it if the bar is negative."""
    start, end = map(canvas.y.pixel, span)
    y = max(start, end) + 11 if max(span) <= 0 and min(span) < 0 else min(start, end) - 10
    return svg_text(middle, y, text, ' text-anchor="middle"') if text else ""


def _waterfall(trace: dict[str, Any], canvas: Canvas) -> str:
    """Bars from level to level, connected by thin lines."""
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
                _rect(middle - width / 2, width, span, colour, canvas)
                + _bar_text(middle, span, text, canvas)
            )
            joins.append((middle, canvas.y.pixel(span[1])))
    lines = [
        line_command(x + width / 2, y, after - width / 2, y)
        for (x, y), (after, _) in pairwise(joins)
    ]
    return _group(
        trace, "".join(drawn) + f'<path data-part="joins" d="{"".join(lines)}" stroke="{GREY}"/>'
    )


def _step_colour(trace: dict[str, Any], measure: str, span: tuple[float, float]) -> str:
    change = "increasing" if span[1] >= span[0] else "decreasing"
    part = trace.get(change if measure == "relative" else "totals", {})
    return escaped(part.get("marker", {}).get("color", PALETTE[0]))
