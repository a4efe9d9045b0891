"""The traces of a line with a look of its own: as the picture beside it draws the same line (pure)."""

from html import escape
from typing import Any

from sendprog.charts.figures import Look, Series
from sendprog.charts.fluid import FluidLine

# Plotly's names of the marks of a drawing, and their sizes.
MARKS = {
    "dot": ("circle", 9),
    "ring": ("circle-open", 9),
    "square": ("square", 9),
    "speck": ("circle", 5),
}
RANGE_WIDTH, RANGE_OPACITY = 6, 0.45


def series_of(line: FluidLine) -> Series:
    """The line of a drawing as a Figure shows it."""
    dash = ",".join(f"{length}px" for length in line.dash.split()) or "solid"
    look = Look(line.colour, dash, *MARKS[line.mark])
    return Series(
        line.name,
        line.values,
        at=line.at,
        descriptions=line.texts,
        joins=line.joins,
        ranges=line.ranges,
        look=look,
    )


def own_traces(line: Series, look: Look) -> list[dict[str, Any]]:
    """The line's own values, the segments that join another line, and its ranges."""
    own = [None if place in line.joins else value for place, value in enumerate(line.values)]
    width = 2 if look.symbol.endswith("-open") else 0
    marker = {"symbol": look.symbol, "size": look.size, "color": look.colour, "opacity": 1}
    marker |= {"line": {"width": width, "color": look.colour}}
    return [
        _trace(line, look, list(line.positions), own) | {"mode": "lines+markers", "marker": marker},
        *(_join_trace(line, look, join) for join in sorted(line.joins)),
        *(_range_trace(line, look, place) for place in line.ranges if place not in line.joins),
    ]


def _trace(line: Series, look: Look, x: list[int], y: list[float | None]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": line.name,
        "legendgroup": line.name,
        "mode": "lines",
        "x": x,
        "y": y,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": look.colour, "width": 2.5, "dash": look.dash},
    }


def _join_trace(line: Series, look: Look, join: int) -> dict[str, Any]:
    """From the value of another line, which tells it, to the neighbours here."""
    drawn = [value if abs(place - join) <= 1 else None for place, value in enumerate(line.values)]
    silent = {"hoverinfo": "skip", "hovertext": [""] * len(drawn)}
    return _trace(line, look, list(line.positions), drawn) | silent


def _range_trace(line: Series, look: Look, place: int) -> dict[str, Any]:
    """From the lowest to the highest, both told in the same words."""
    bar = {"color": look.colour, "width": RANGE_WIDTH, "dash": "solid"}
    text = escape(f"{line.name}, {line.descriptions[place]}")
    trace = _trace(line, look, [line.positions[place]] * 2, list(line.ranges[place]))
    return trace | {"line": bar, "opacity": RANGE_OPACITY, "hovertext": [text, text]}
