"""A small line without axes, for a card (pure)."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.figures import Series, checked_series, known_values
from sendprog.charts.line import line_traces
from sendprog.charts.svg import to_svg

WIDTH, HEIGHT, MARGIN = 250, 56, 8
# The size of the markers along a line: a card shows only those of its end and of lone values.
SMALL_MARKER = 6


def sparkline(series: Series, length: int) -> go.Figure:
    """The line of a series over `length` positions, from zero; what is of another kind is dotted."""
    (line,) = checked_series([series], length)
    values = [0.0, *known_values([line])]
    low, high = min(values), max(values)
    nothing: dict[str, Any] = {"tickvals": [], "ticktext": []}
    layout = {
        "template": "none",
        "width": WIDTH,
        "height": HEIGHT,
        "margin": {"l": MARGIN, "r": MARGIN, "t": MARGIN, "b": MARGIN, "pad": 0},
        "showlegend": False,
        "xaxis": {"range": [0, max(1, length - 1)]} | nothing,
        "yaxis": {"range": [low, high if high > low else low + 1], "zeroline": True} | nothing,
    }
    traces = [trace | {"hoverinfo": "skip"} for trace in line_traces(line, 0)]
    for trace in traces:
        trace["marker"]["size"] = [
            size if size > SMALL_MARKER else 0 for size in trace["marker"]["size"]
        ]
    return go.Figure({"data": traces, "layout": layout})


@dataclass(frozen=True)
class Sparkline:
    """A small line as a card shows it; `label` is its accessible name."""

    ident: str
    figure: go.Figure
    label: str

    @property
    def svg(self) -> str:
        return to_svg(self.figure, ident=self.ident, label=self.label)
