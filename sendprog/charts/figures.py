"""Charts: values in, plotly Figure out, and the Figure drawn as SVG. No HTML, no request, no query."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import plotly.graph_objects as go

from sendprog.charts.svg import UnsupportedTrace, to_svg
from sendprog.charts.theme import (
    DASHES,
    FONT_SIZE,
    GREY,
    INK,
    LABEL_CHARACTERS,
    LABEL_COLOURS,
    LEADER_GAP,
    PALETTE,
    SYMBOLS,
    WIDTH,
    EndLabel,
    Frame,
    Span,
    UnitFormat,
    Words,
    end_annotations,
    frame_for,
    plain,
    spread,
    text_width,
    waterfall_spans,
    wrapped,
    y_axis,
)

__all__ = [
    "Reference",
    "Series",
    "Step",
    "UnsupportedTrace",
    "Words",
    "bar_chart",
    "line_chart",
    "plain",
    "to_svg",
    "waterfall_chart",
]

NO_WORDS = Words()


@dataclass(frozen=True)
class Series:
    """One value for each x label; None is a gap. From index `projected_from` on, values are projections."""

    name: str
    values: Sequence[float | None]
    projected_from: int | None = None


@dataclass(frozen=True)
class Reference:
    """A level to hold the lines against, such as a plan: dashed, grey, labelled at its end."""

    label: str
    value: float


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: a change (relative), a level (absolute) or the sum so far (total, no value)."""

    name: str
    value: float | None = None
    measure: Literal["relative", "absolute", "total"] = "relative"


def line_chart(
    series: Sequence[Series],
    *,
    x_labels: Sequence[str],
    unit_format: UnitFormat = plain,
    y_title: str | None = None,
    references: Sequence[Reference] = (),
    words: Words = NO_WORDS,
) -> go.Figure:
    """Up to four lines over the same x labels, each named at its end; the y axis takes in zero.

    A series with a projection makes two traces, the second dotted and hollow, from the last value before it.
    ValueError: more than four series, a series of another length than x_labels, or a value not finite.
    """
    series = _checked(series, len(x_labels))
    references = [Reference(one.label, _finite(one.value)) for one in references]
    ends = [_series_end(one, place) for place, one in enumerate(series)]
    ends += [EndLabel(wrapped(one.label, LABEL_CHARACTERS), one.value, GREY, "normal") for one in references]
    axis = y_axis([*_known(series), *(one.value for one in references)], unit_format)
    frame = frame_for(axis, x_labels, ends=ends, y_title=y_title)
    layout = frame.layout(words, y_title)
    layout["annotations"] = end_annotations(ends, frame, len(x_labels) - 1)
    layout["shapes"] = [_reference_shape(one, frame) for one in references]
    traces = [trace for place, one in enumerate(series) for trace in _line_traces(one, place)]
    return _figure(traces, layout, x_labels, unit_format)


def bar_chart(
    series: Sequence[Series],
    *,
    x_labels: Sequence[str],
    unit_format: UnitFormat = plain,
    y_title: str | None = None,
    stacked: bool = False,
    words: Words = NO_WORDS,
) -> go.Figure:
    """Up to four series of bars from zero, side by side or stacked (negatives below the line).

    One series has its values over its bars where they fit. More are named at the right in the order of the
    bars: from left to right, or from the top of the stack. Projections are not marked.
    ValueError: as for line_chart.
    """
    series = _checked(series, len(x_labels))
    axis = y_axis(_with_room(_stacked_levels(series) if stacked else _known(series)), unit_format)
    key = [_key_label(place, series) for place in _key_order(series, stacked)]
    frame = frame_for(axis, x_labels, ends=key, bars=True, y_title=y_title)
    layout = frame.layout(words, y_title)
    layout |= {"barmode": "relative" if stacked else "group", "bargap": 0.2}
    layout["annotations"], layout["shapes"] = _drawn_key(key, frame, _key_order(series, stacked))
    traces = [_bar_trace(one, place) for place, one in enumerate(series)]
    if len(series) == 1:
        traces[0] |= _bar_texts(series[0], frame, unit_format)
    return _figure(traces, layout, x_labels, unit_format)


def waterfall_chart(
    steps: Sequence[Step],
    *,
    unit_format: UnitFormat = plain,
    y_title: str | None = None,
    words: Words = NO_WORDS,
) -> go.Figure:
    """How one level becomes another, step by step; a change shows its sign, so colour is not alone.

    ValueError: a change or level without a value (what follows would be unknown), or not finite.
    """
    if any(_value(step.value) is None and step.measure != "total" for step in steps):
        raise ValueError("A waterfall step has no value: leave the chart out and say what is not known.")
    values = [None if step.measure == "total" else _value(step.value) for step in steps]
    spans = waterfall_spans(values, [step.measure for step in steps])
    axis = y_axis([level for span in spans if span for level in span], unit_format)
    frame = frame_for(axis, [step.name for step in steps], bars=True, y_title=y_title)
    texts = [_step_text(step, span, unit_format) for step, span in zip(steps, spans, strict=True)]
    layout = frame.layout(words, y_title) | {"waterfallgap": 0.3}
    return go.Figure({"data": [_waterfall_trace(steps, values, texts)], "layout": layout})


def _figure(
    traces: list[dict[str, Any]], layout: dict[str, Any], x_labels: Sequence[str], unit_format: UnitFormat
) -> go.Figure:
    """With the words that Plotly shows over each point, in place of its position on the x axis."""
    for trace in traces:
        points = zip(x_labels, trace["y"], strict=True)
        trace["hoverinfo"] = "text"
        trace["hovertext"] = [_hover(trace["name"], label, value, unit_format) for label, value in points]
    return go.Figure({"data": traces, "layout": layout})


def _hover(name: str, label: str, value: float | None, unit_format: UnitFormat) -> str:
    return "" if value is None else escape(f"{name}, {label}: {unit_format(value)}")


def _checked(series: Sequence[Series], length: int) -> list[Series]:
    """The same series with floats, and None for what is missing."""
    if len(series) > len(PALETTE):
        raise ValueError(f"{len(series)} series: show at most {len(PALETTE)}, or make two charts.")
    for one in series:
        if len(one.values) != length:
            raise ValueError(f"{one.name!r} has {len(one.values)} values, not {length}: give None for a gap.")
    return [Series(one.name, [_value(value) for value in one.values], one.projected_from) for one in series]


def _value(value: float | None) -> float | None:
    """None and pandas' NaN are both a gap."""
    return None if value is None or value != value else _finite(value)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} can't be drawn: give a finite number, or None for a gap.")
    return float(value)


def _known(series: Sequence[Series]) -> list[float]:
    return [value for one in series for value in one.values if value is not None]


def _stacked_levels(series: Sequence[Series]) -> list[float]:
    """How high and how low each stack reaches."""
    columns = [
        [value for value in column if value] for column in zip(*(one.values for one in series), strict=True)
    ]
    highs = [sum(value for value in column if value > 0) for column in columns]
    return [*highs, *(sum(value for value in column if value < 0) for column in columns)]


def _with_room(levels: Sequence[float]) -> list[float]:
    """The values of bars below zero stand under them, clear of the x labels."""
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    return [*levels, low - 0.1 * (max(high, 0.0) - low)] if low < 0 else list(levels)


def _series_end(one: Series, place: int) -> EndLabel:
    """Named at its last value; a series without any says so at zero."""
    known = [value for value in one.values if value is not None]
    name = one.name if known else f"{one.name}: no figures"
    if one.projected_from is not None:
        name = f"{name} (projected)"
    return EndLabel(wrapped(name, LABEL_CHARACTERS), known[-1] if known else 0.0, LABEL_COLOURS[place])


def _reference_shape(reference: Reference, frame: Frame) -> dict[str, Any]:
    line = {"color": GREY, "width": 1.5, "dash": "dash"}
    ends = {"x0": frame.x.low, "x1": frame.x.high, "y0": reference.value, "y1": reference.value}
    return {"type": "line", "xref": "x", "yref": "y", "line": line} | ends


def _line_traces(one: Series, place: int) -> list[dict[str, Any]]:
    """The known part, and the projected part if there is one; the two meet at the last known value."""
    start = one.projected_from
    if start is None:
        return [_line_trace(one.name, list(one.values), place)]
    known = [value if index < start else None for index, value in enumerate(one.values)]
    projected = [value if index >= start - 1 else None for index, value in enumerate(one.values)]
    return [
        _line_trace(one.name, known, place),
        _line_trace(f"{one.name} (projected)", projected, place, dash="2px,4px", hollow="-open"),
    ]


def _line_trace(
    name: str, values: list[float | None], place: int, *, dash: str | None = None, hollow: str = ""
) -> dict[str, Any]:
    colour = PALETTE[place]
    marker = {"symbol": SYMBOLS[place] + hollow, "size": _marker_sizes(values), "color": colour, "opacity": 1}
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        "x": list(range(len(values))),
        "y": values,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": colour, "width": 2.5, "dash": dash or DASHES[place]},
        "marker": marker | {"line": {"width": 2 if hollow else 0, "color": colour}},
    }


def _marker_sizes(values: Sequence[float | None]) -> list[int]:
    """A marker where the line ends, and where a value stands alone between gaps."""
    last = max((index for index, value in enumerate(values) if value is not None), default=-1)
    around = [None, *values, None]
    alone = [around[index] is None and around[index + 2] is None for index in range(len(values))]
    shown = zip(values, alone, strict=True)
    return [
        9 if value is not None and (lone or index == last) else 0 for index, (value, lone) in enumerate(shown)
    ]


def _bar_trace(one: Series, place: int) -> dict[str, Any]:
    x = list(range(len(one.values)))
    marker = {"color": PALETTE[place]}
    return {
        "type": "bar",
        "name": one.name,
        "x": x,
        "y": list(one.values),
        "marker": marker,
        "cliponaxis": False,
    }


def _bar_texts(one: Series, frame: Frame, unit_format: UnitFormat) -> dict[str, Any]:
    """The values over the bars; none at all where one would touch its neighbour."""
    texts = ["" if value is None else escape(unit_format(value)) for value in one.values]
    slot = (WIDTH - frame.left - frame.right) / max(1, len(texts))
    if max(map(text_width, texts), default=0) + 4 > slot:
        return {}
    return {"text": texts, "textposition": "outside", "textfont": {"color": INK, "size": FONT_SIZE}}


def _key_order(series: Sequence[Series], stacked: bool) -> list[int]:
    """Series from the top of the key down; one series needs no key."""
    places = list(range(len(series))) if len(series) > 1 else []
    return places[::-1] if stacked else places


def _key_label(place: int, series: Sequence[Series]) -> EndLabel:
    return EndLabel(wrapped(series[place].name, LABEL_CHARACTERS), 0.0, LABEL_COLOURS[place])


def _drawn_key(key: Sequence[EndLabel], frame: Frame, places: Sequence[int]) -> tuple[list[Any], list[Any]]:
    """Annotations and the squares of colour before them, halfway up at the right."""
    middle = (frame.y.low + frame.y.high) / 2
    centres = spread(
        [frame.plot_height / 2] * len(key), [label.height + 6 for label in key], frame.plot_height
    )
    shifts = [round(frame.plot_height / 2 - centre, 1) for centre in centres]
    place = {"x": frame.x.high, "y": middle, "xref": "x", "yref": "y", "xanchor": "left", "yanchor": "middle"}
    notes = [
        place | label.words() | {"showarrow": False, "xshift": LEADER_GAP, "yshift": shift}
        for label, shift in zip(key, shifts, strict=True)
    ]
    squares = [_swatch(note, PALETTE[index]) for note, index in zip(notes, places, strict=True)]
    return notes, squares


def _swatch(note: dict[str, Any], colour: str) -> dict[str, Any]:
    """A 12 px square left of its label; px count from the label's point, upwards."""
    across = {"xref": "x", "xsizemode": "pixel", "xanchor": note["x"], "x0": 6, "x1": 18}
    up = {
        "yref": "y",
        "ysizemode": "pixel",
        "yanchor": note["y"],
        "y0": note["yshift"] - 6,
        "y1": note["yshift"] + 6,
    }
    return {"type": "rect", "fillcolor": colour, "line": {"width": 0}} | across | up


def _step_text(step: Step, span: Span, unit_format: UnitFormat) -> str:
    """A change with its sign; a level as it is."""
    if span is None:
        return ""
    change = span[1] - span[0]
    sign = "+" if step.measure == "relative" and change > 0 else ""
    return escape(sign + unit_format(change))


def _waterfall_trace(steps: Sequence[Step], values: list[float | None], texts: list[str]) -> dict[str, Any]:
    return {
        "type": "waterfall",
        "name": "",
        "x": list(range(len(steps))),
        "y": values,
        "measure": [step.measure for step in steps],
        "text": texts,
        "hoverinfo": "text",
        "textposition": "outside",
        "textfont": {"color": INK, "size": FONT_SIZE},
        "cliponaxis": False,
        "increasing": {"marker": {"color": PALETTE[2]}},
        "decreasing": {"marker": {"color": PALETTE[1]}},
        "totals": {"marker": {"color": PALETTE[0]}},
        "connector": {"line": {"color": GREY, "width": 1, "dash": "solid"}},
    }
