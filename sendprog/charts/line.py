"""Line charts (pure)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.figures import (
    NO_TEXT,
    Series,
    assemble_figure,
    checked_series,
    finite,
    hover_text,
    known_values,
    named,
)
from sendprog.charts.own_look import own_traces
from sendprog.charts.theme import (
    DASHES,
    GREY,
    LABEL_CHARACTERS,
    LABEL_COLOURS,
    PALETTE,
    SYMBOLS,
    ChartText,
    EndLabel,
    Frame,
    UnitFormat,
    end_annotations,
    format_number,
    frame_for,
    wrapped,
    y_axis,
)


@dataclass(frozen=True)
class Reference:
    """A level to compare the lines with, such as a plan: a dashed grey line with a label at its
    end.
    """

    label: str
    value: float


def line_chart(
    series: Sequence[Series],
    *,
    x_labels: Sequence[str],
    unit_format: UnitFormat = format_number,
    y_title: str | None = None,
    references: Sequence[Reference] = (),
    text: ChartText = NO_TEXT,
) -> go.Figure:
    """Up to four lines over the same x labels; the y axis includes zero.

    Each is labelled at its own end, but for a line alone, which the title names, and for lines with
    a look of their own, which a key names. A stretch of values of another kind is a trace of its
    own, dotted, which meets the values beside it. ValueError: more than four series, a series of
    another length than x_labels, or an infinite value.
    """
    series = checked_series(series, len(x_labels))
    references = [Reference(reference.label, finite(reference.value)) for reference in references]
    last = len(x_labels) - 1
    ends = series_labels(series, is_alone=len(series) == 1 and not references)
    ends += [_reference_label(reference, last) for reference in references]
    levels = [*known_values(series), *(reference.value for reference in references)]
    frame = frame_for(y_axis(levels, unit_format), x_labels, ends=ends, y_title=y_title)
    layout = frame.layout(text, y_title)
    layout["annotations"] = end_annotations(ends, frame)
    layout["shapes"] = [_reference_shape(reference, frame) for reference in references]
    traces = [
        trace
        if "hovertext" in trace
        else trace | hover_texts(line, trace["y"], x_labels, unit_format)
        for place, line in enumerate(series)
        for trace in line_traces(line, place)
    ]
    return assemble_figure(traces, layout, x_labels, unit_format)


def hover_texts(
    line: Series, drawn: Sequence[float | None], x_labels: Sequence[str], unit_format: UnitFormat
) -> dict[str, Any]:
    """The hover text of each value drawn: its own description, else its label, number and kind.

    A value that joins two stretches is told as what it is, whichever of them it is drawn in.
    """
    kinds = line.kinds or [""] * len(drawn)
    labels = [x_labels[position] for position in line.positions]
    texts = [
        hover_text(named(line.name, kind), label, value, unit_format)
        for kind, label, value in zip(kinds, labels, line.values, strict=True)
    ]
    if line.descriptions:
        texts = [escape(f"{line.name}, {text}") for text in line.descriptions]
    return {
        "hovertext": [
            "" if value is None else text for value, text in zip(drawn, texts, strict=True)
        ]
    }


def series_labels(series: Sequence[Series], *, is_alone: bool) -> list[EndLabel]:
    """A label for each line without a look of its own, and for one alone only if it has no values."""
    return [
        _series_label(line, place)
        for place, line in enumerate(series)
        if not (line.look or (is_alone and known_values([line])))
    ]


def _series_label(line: Series, place: int) -> EndLabel:
    """The label at the line's last value, or at zero if it has no values."""
    known = [index for index, value in enumerate(line.values) if value is not None]
    if not known:
        text = wrapped(f"{line.name}: no figures", LABEL_CHARACTERS)
        return EndLabel(text, 0.0, colour=LABEL_COLOURS[place], series=line.name)
    last = known[-1]
    name = named(line.name, line.kinds[last] if line.kinds else "")
    return EndLabel(
        wrapped(name, LABEL_CHARACTERS),
        line.values[last] or 0.0,
        line.positions[last],
        LABEL_COLOURS[place],
        series=line.name,
    )


def _reference_label(reference: Reference, last: int) -> EndLabel:
    text = wrapped(reference.label, LABEL_CHARACTERS)
    return EndLabel(text, reference.value, last, GREY, "normal", reference.label)


def _reference_shape(reference: Reference, frame: Frame) -> dict[str, Any]:
    line = {"color": GREY, "width": 1.5, "dash": "dash"}
    ends = {"x0": frame.x.low, "x1": frame.x.high, "y0": reference.value, "y1": reference.value}
    name = {"type": "line", "name": reference.label}
    return name | {"xref": "x", "yref": "y", "line": line} | ends


def line_traces(line: Series, place: int) -> list[dict[str, Any]]:
    """A trace for each stretch of values of one kind, for each range, and for what joins other lines.

    One of another kind meets the values beside it.
    """
    if line.look:
        return own_traces(line, line.look)
    traces = []
    for kind, first, last in stretches(line.kinds or [""] * len(line.values)):
        outside = [None] * first, [None] * (len(line.values) - last - 1)
        values = [*outside[0], *line.values[first : last + 1], *outside[1]]
        traces.append(_line_trace(line, values, place, kind))
    return traces


def stretches(kinds: Sequence[str]) -> list[tuple[str, int, int]]:
    """The kind, first and last index of each stretch.

    What joins two kinds is of the one that has a name.
    """
    joins = [later or earlier for earlier, later in itertools.pairwise(kinds)]
    if not joins:
        return [(kind, 0, 0) for kind in kinds]
    found, first = [], 0
    for kind, group in itertools.groupby(joins):
        last = first + len(list(group))
        found.append((kind, first, last))
        first = last
    return found


def _line_trace(line: Series, values: list[float | None], place: int, kind: str) -> dict[str, Any]:
    colour = PALETTE[place]
    hollow = "-open" if kind else ""
    sizes = _marker_sizes(values, is_each_marked=bool(line.at))
    marker = {"symbol": SYMBOLS[place] + hollow, "size": sizes, "color": colour, "opacity": 1}
    return {
        "type": "scatter",
        "name": named(line.name, kind),
        "legendgroup": line.name,
        "mode": "lines+markers",
        "x": list(line.positions),
        "y": values,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": colour, "width": 2.5, "dash": "2px,4px" if kind else DASHES[place]},
        "marker": marker | {"line": {"width": 2 if hollow else 0, "color": colour}},
    }


def _marker_sizes(values: Sequence[float | None], *, is_each_marked: bool) -> list[int]:
    """A marker at the end of the line, at each value between two gaps or at each value.

    0 elsewhere.
    """
    last = max((index for index, value in enumerate(values) if value is not None), default=-1)
    around = [None, *values, None]
    sizes = []
    for index, value in enumerate(values):
        is_alone = around[index] is None and around[index + 2] is None
        is_main = is_alone or index == last
        size = 9 if is_main else 6 if is_each_marked else 0
        sizes.append(size if value is not None else 0)
    return sizes
