"""A plotly Figure as SVG, with the Figure's own ranges, ticks, values, colours and annotations
(pure).

Title and subtitle are not drawn: the HTML around the chart has them.
"""

import re
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.svg_parts import Canvas, Scale, escaped, line_command, px, svg_path, svg_text
from sendprog.charts.svg_traces import svg_traces
from sendprog.charts.theme import BASELINE, FONT, FONT_SIZE, GREY, GRID, INK, LINE_HEIGHT

BARS_AND_LINES = ("scatter", "bar", "waterfall")


class UnsupportedTrace(ValueError):
    """A kind of trace that to_svg can't draw."""


def to_svg(figure: go.Figure, *, ident: str, label: str) -> str:
    """The figure as one <svg> element. Its ids start with `ident`; `label` is its accessible name.

    Traces: scatter (lines, markers, text), bar (barmode group, overlay or relative) and waterfall;
    UnsupportedTrace for any other. ValueError: an invalid ident, an axis without range or ticks, no
    width or height, another barmode, or numpy arrays.
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", ident):
        raise ValueError(f"{ident!r} is no id: start with a letter, then letters, digits, - or _.")
    drawing = figure.to_dict()
    canvas, traces = _canvas(drawing["layout"]), drawing["data"]
    _check_traces(traces, canvas.layout)
    width, height = canvas.layout["width"], canvas.layout["height"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px(width)} {px(height)}" width="100%" '
        f'role="img" aria-labelledby="{ident}-title" font-family="{FONT}" '
        f'font-size="{FONT_SIZE}" fill="{INK}">'
        f'<title id="{ident}-title">{escaped(label)}</title>'
        f"{_grid(canvas)}{_shapes(canvas)}{svg_traces(traces, canvas)}"
        f"{_tick_texts(canvas)}{_annotations(canvas)}</svg>"
    )


def _canvas(layout: dict[str, Any]) -> Canvas:
    for name in ("xaxis", "yaxis"):
        missing = [
            key
            for key in ("range", "tickvals", "ticktext")
            if layout.get(name, {}).get(key) is None
        ]
        if missing:
            raise ValueError(
                f"{name} has no {', '.join(missing)}: make the figure with sendprog.charts."
            )
    if not {"width", "height", "margin"} <= layout.keys():
        raise ValueError(
            "The layout has no width, height or margin: make the figure with sendprog.charts."
        )
    margin = layout["margin"]
    (x_low, x_high), (y_low, y_high) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    x = Scale(x_low, x_high, margin["l"], layout["width"] - margin["r"])
    y = Scale(y_low, y_high, layout["height"] - margin["b"], margin["t"])
    return Canvas(x, y, layout)


def _check_traces(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> None:
    for trace in traces:
        if trace["type"] not in BARS_AND_LINES:
            raise UnsupportedTrace(
                f"A {trace['type']} trace can't be drawn: use {', '.join(BARS_AND_LINES)}."
            )
        if any(isinstance(trace.get(name), dict) for name in "xy"):
            raise ValueError("x or y is a numpy array: give a list.")
    if layout.get("barmode", "group") not in ("group", "overlay", "relative"):
        raise ValueError(
            f"barmode {layout['barmode']!r} can't be drawn: use group, overlay or relative."
        )


def _grid(canvas: Canvas) -> str:
    """A light line at each y tick, and a darker line at zero."""
    axis = canvas.layout["yaxis"]
    lines = [
        line_command(canvas.x.start, y, canvas.x.end, y)
        for y in map(canvas.y.pixel, axis["tickvals"])
    ]
    colour = escaped(axis.get("gridcolor", GRID))
    grid = f'<path data-part="grid" d="{"".join(lines)}" stroke="{colour}"/>' if lines else ""
    if not axis.get("zeroline") or not min(axis["range"]) <= 0 <= max(axis["range"]):
        return grid
    zero = line_command(canvas.x.start, canvas.y.pixel(0), canvas.x.end, canvas.y.pixel(0))
    colour = escaped(axis.get("zerolinecolor", BASELINE))
    return f'{grid}<path data-part="zero" d="{zero}" stroke="{colour}"/>'


def _tick_texts(canvas: Canvas) -> str:
    x_axis, y_axis = canvas.layout["xaxis"], canvas.layout["yaxis"]
    down = canvas.y.start + 16
    if not x_axis["tickvals"] and not y_axis["tickvals"]:
        return ""
    below = [
        svg_text(canvas.x.pixel(value), down + text.count("<br>") * LINE_HEIGHT / 2, text)
        for value, text in zip(x_axis["tickvals"], x_axis["ticktext"], strict=True)
    ]
    beside = [
        svg_text(canvas.x.start - 8, canvas.y.pixel(value), text)
        for value, text in zip(y_axis["tickvals"], y_axis["ticktext"], strict=True)
    ]
    title = y_axis.get("title", {}).get("text")
    heading = svg_text(0, 10, title, f' fill="{GREY}"') if title else ""
    return (
        f'<g data-part="x-ticks" text-anchor="middle" fill="{GREY}">{"".join(below)}</g>'
        f'<g data-part="y-ticks" text-anchor="end" fill="{GREY}">{"".join(beside)}</g>{heading}'
    )


def _shapes(canvas: Canvas) -> str:
    return "".join(_shape(shape, canvas) for shape in canvas.layout.get("shapes", ()))


def _shape(shape: dict[str, Any], canvas: Canvas) -> str:
    """A line between values, or a rectangle in px beside a point."""
    if shape["type"] == "rect" and shape.get("xsizemode") == shape.get("ysizemode") == "pixel":
        x, y = (
            canvas.x.pixel(shape["xanchor"]) + shape["x0"],
            canvas.y.pixel(shape["yanchor"]) - shape["y1"],
        )
        size = f'width="{px(shape["x1"] - shape["x0"])}" height="{px(shape["y1"] - shape["y0"])}"'
        return f'<rect x="{px(x)}" y="{px(y)}" {size} fill="{escaped(shape["fillcolor"])}"/>'
    if shape["type"] != "line" or shape.get("yref", "y") != "y" or shape.get("xref", "x") != "x":
        raise ValueError("Only lines between values, and rectangles in px, can be drawn as shapes.")
    ends = [(canvas.x.pixel(shape["x0"]), canvas.y.pixel(shape["y0"]))]
    return svg_path(
        [*ends, (canvas.x.pixel(shape["x1"]), canvas.y.pixel(shape["y1"]))], shape.get("line", {})
    )


def _annotations(canvas: Canvas) -> str:
    return "".join(_annotation(note, canvas) for note in canvas.layout.get("annotations", ()))


def _annotation(note: dict[str, Any], canvas: Canvas) -> str:
    """Text beside a value, with a thin line from the value if it has an arrow."""
    if (note.get("xref", "x"), note.get("yref", "y")) != ("x", "y"):
        raise ValueError("An annotation can only be at values: set xref to x and yref to y.")
    x = canvas.x.pixel(note["x"]) + note.get("xshift", 0)
    y = canvas.y.pixel(note["y"]) - note.get("yshift", 0)
    leader = ""
    if note.get("showarrow", True):
        after, below = x + note.get("ax", 0), y + note.get("ay", 0)
        leader = f'<path d="{line_command(x, y, after - 3, below)}" stroke="{GREY}"/>'
        x, y = after, below
    font = note.get("font", {})
    weight = ' font-weight="bold"' if font.get("weight") == "bold" else ""
    return leader + svg_text(
        x, y, note["text"], f' fill="{escaped(font.get("color", INK))}"{weight}'
    )
