"""A Figure of lines as a page shows it: its letters keep the reader's size at any width (pure)."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.fluid import MEDIUM, FluidLine, Level, fluid_key, fluid_svg
from sendprog.charts.fluid_parts import OPEN
from sendprog.charts.svg import UnsupportedTrace
from sendprog.charts.svg_parts import dash_lengths
from sendprog.charts.theme import ChartAxis

# Plotly's symbols as marks.
MARKS = {"circle": "dot", "square": "square", "diamond": "diamond", "triangle-up": "triangle"}
# A longer name of a level would run out of a narrow drawing: the key has it.
MOST_CHARACTERS = 16


def fluid_chart(figure: go.Figure, *, ident: str, label: str) -> str:
    """The Figure's lines and levels with its own ranges, ticks and values, and their key.

    `label` is the drawing's accessible name. UnsupportedTrace: not made by line_chart.
    """
    drawing = figure.to_dict()
    layout, traces = drawing["layout"], drawing["data"]
    for trace in traces:
        if trace["type"] != "scatter":
            raise UnsupportedTrace(f"A {trace['type']} trace can't be drawn at any width.")
    lines = [line_of_trace(trace) for trace in traces]
    levels = [level_of_shape(shape, lines) for shape in layout.get("shapes", ())]
    key = _unnamed_levels(layout.get("shapes", ()), levels)
    if key or len({trace["legendgroup"] for trace in traces}) > 1:
        key = [*_named_lines(lines), *key]
    axis = layout["yaxis"]
    return fluid_key(key) + fluid_svg(
        lines,
        x_labels=[plain(text) for text in layout["meta"]["labels"]],
        axis=ChartAxis(
            axis["range"][0], axis["range"][1], list(axis["tickvals"]), list(axis["ticktext"])
        ),
        ident=ident,
        label=label,
        levels=levels,
        look=MEDIUM,
    )


def plain(text: str) -> str:
    """A text of a Figure as it is read."""
    return unescape(re.sub("<br ?/?>", " ", text))


def line_of_trace(trace: dict[str, Any]) -> FluidLine:
    marker, values = trace["marker"], list(trace["y"])
    shape = marker["symbol"].removesuffix(OPEN)
    suffix = OPEN if shape != marker["symbol"] else ""
    return FluidLine(
        trace["name"],
        values,
        trace["line"]["color"],
        dash=dash_lengths(trace["line"]["dash"], trace["line"]["width"]),
        mark=MARKS[shape] + suffix,
        joins=frozenset(place for place, size in enumerate(marker["size"]) if not size),
        specks=frozenset() if suffix else small_marks(marker["size"]),
        at=list(trace["x"]),
    )


def small_marks(sizes: Sequence[int]) -> frozenset[int]:
    """The places of marks along a line: larger ones are its end and lone values."""
    return frozenset(place for place, size in enumerate(sizes) if size < max(sizes))


def level_of_shape(shape: dict[str, Any], lines: Sequence[FluidLine]) -> Level:
    """A level over the whole width; its label is on the side where the lines don't end."""
    ends = [value for line in lines for value in line.values if value is not None][-1:]
    name = shape["name"] if len(shape["name"]) <= MOST_CHARACTERS else ""
    return Level(shape["y0"], 0, name, not ends or shape["y0"] >= ends[0])


def _unnamed_levels(
    shapes: Sequence[dict[str, Any]], levels: Sequence[Level]
) -> list[tuple[FluidLine | Level, str]]:
    """The levels that have no label in the drawing, with their names."""
    named = zip(levels, shapes, strict=True)
    return [(level, shape["name"]) for level, shape in named if not level.label]


def _named_lines(lines: Sequence[FluidLine]) -> list[tuple[FluidLine, str]]:
    """Each name once, with the first of its stretches."""
    first = {line.name: line for line in reversed(lines)}
    return [(line, _name(line)) for line in lines if first[line.name] is line]


def _name(line: FluidLine) -> str:
    has_values = any(value is not None for value in line.values)
    return line.name if has_values else f"{line.name}: no figures"
