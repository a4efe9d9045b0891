"""Bar charts, side by side or stacked (pure)."""

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.figures import NO_TEXT, Series, assemble_figure, checked_series, known_values
from sendprog.charts.theme import (
    FONT_SIZE,
    INK,
    LABEL_CHARACTERS,
    LABEL_COLOURS,
    LEADER_GAP,
    PALETTE,
    WIDTH,
    ChartText,
    EndLabel,
    Frame,
    UnitFormat,
    format_number,
    frame_for,
    spread,
    text_width,
    wrapped,
    y_axis,
)


def bar_chart(
    series: Sequence[Series],
    *,
    x_labels: Sequence[str],
    unit_format: UnitFormat = format_number,
    y_title: str | None = None,
    stacked: bool = False,
    text: ChartText = NO_TEXT,
) -> go.Figure:
    """Up to four series of bars from zero, side by side or stacked (negative values below the
    line).

    A single series has its values above its bars if they fit. Several have a key at the right, in
    the order of the bars: from left to right, or from the top of the stack. Projections are not
    marked. ValueError: as for line_chart.
    """
    series = checked_series(series, len(x_labels))
    levels = _stacked_levels(series) if stacked else known_values(series)
    order = _key_order(series, stacked)
    key = [_key_label(place, series) for place in order]
    frame = frame_for(
        y_axis(_with_room(levels), unit_format), x_labels, ends=key, bars=True, y_title=y_title
    )
    layout = frame.layout(text, y_title)
    layout |= {"barmode": "relative" if stacked else "group", "bargap": 0.2}
    layout["annotations"], layout["shapes"] = _key_parts(key, frame, order)
    traces = [_bar_trace(bars, place) for place, bars in enumerate(series)]
    if len(series) == 1:
        traces[0] |= _bar_texts(series[0], frame, unit_format)
    return assemble_figure(traces, layout, x_labels, unit_format)


def _stacked_levels(series: Sequence[Series]) -> list[float]:
    """How high and how low each stack reaches."""
    levels = []
    for column in zip(*(bars.values for bars in series), strict=True):
        levels.append(sum(value for value in column if value and value > 0))
        levels.append(sum(value for value in column if value and value < 0))
    return levels


def _with_room(levels: Sequence[float]) -> list[float]:
    """The levels and, if any is negative, a lower one: values are printed below negative bars."""
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    return [*levels, low - 0.1 * (max(high, 0.0) - low)] if low < 0 else list(levels)


def _bar_trace(bars: Series, place: int) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": bars.name,
        "legendgroup": bars.name,
        "x": list(range(len(bars.values))),
        "y": list(bars.values),
        "marker": {"color": PALETTE[place]},
        "cliponaxis": False,
    }


def _bar_texts(bars: Series, frame: Frame, unit_format: UnitFormat) -> dict[str, Any]:
    """The values above the bars; none if any would touch its neighbour."""
    texts = ["" if value is None else escape(unit_format(value)) for value in bars.values]
    slot = (WIDTH - frame.left - frame.right) / max(1, len(texts))
    if max(map(text_width, texts), default=0) + 4 > slot:
        return {}
    return {"text": texts, "textposition": "outside", "textfont": {"color": INK, "size": FONT_SIZE}}


def _key_order(series: Sequence[Series], stacked: bool) -> list[int]:
    """Indices of the series from the top of the key down; a single series needs no key."""
    places = list(range(len(series))) if len(series) > 1 else []
    return places[::-1] if stacked else places


def _key_label(place: int, series: Sequence[Series]) -> EndLabel:
    name = series[place].name
    return EndLabel(wrapped(name, LABEL_CHARACTERS), 0.0, colour=LABEL_COLOURS[place], series=name)


def _key_parts(
    key: Sequence[EndLabel], frame: Frame, places: Sequence[int]
) -> tuple[list[Any], list[Any]]:
    """Annotations, and shapes for the squares of colour before them, halfway up at the right."""
    middle = (frame.y.low + frame.y.high) / 2
    wanted, heights = [frame.plot_height / 2] * len(key), [label.height + 6 for label in key]
    centres = spread(wanted, heights, frame.plot_height)
    position = {"x": frame.x.high, "y": middle, "xref": "x", "yref": "y"}
    position |= {"xanchor": "left", "yanchor": "middle", "showarrow": False, "xshift": LEADER_GAP}
    notes = []
    for label, centre in zip(key, centres, strict=True):
        notes.append(
            position | label.annotation() | {"yshift": round(frame.plot_height / 2 - centre, 1)}
        )
    squares = [_swatch(note, PALETTE[index]) for note, index in zip(notes, places, strict=True)]
    return notes, squares


def _swatch(note: dict[str, Any], colour: str) -> dict[str, Any]:
    """A 12 px square left of its label; px are counted upwards from the label's point."""
    across = {"xref": "x", "xsizemode": "pixel", "xanchor": note["x"], "x0": 6, "x1": 18}
    up = {"yref": "y", "ysizemode": "pixel", "yanchor": note["y"]}
    up |= {"y0": note["yshift"] - 6, "y1": note["yshift"] + 6}
    return {"type": "rect", "fillcolor": colour, "line": {"width": 0}} | across | up
