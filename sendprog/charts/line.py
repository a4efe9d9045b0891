"""Line charts (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.figures import (
    NO_TEXT,
    Series,
    assemble_figure,
    checked_series,
    finite,
    known_values,
)
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
    """A level to compare the lines with, such as a plan: a dashed grey line with a label at its end."""

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
    """Up to four lines over the same x labels, each labelled at its end; the y axis includes zero.

    A series with projections becomes two traces; the second is dotted and starts at the last known value.
    ValueError: more than four series, a series of another length than x_labels, or an infinite value.
    """
    series = checked_series(series, len(x_labels))
    references = [Reference(reference.label, finite(reference.value)) for reference in references]
    ends = [_series_label(line, place) for place, line in enumerate(series)]
    ends += [_reference_label(reference) for reference in references]
    levels = [*known_values(series), *(reference.value for reference in references)]
    frame = frame_for(y_axis(levels, unit_format), x_labels, ends=ends, y_title=y_title)
    layout = frame.layout(text, y_title)
    layout["annotations"] = end_annotations(ends, frame, len(x_labels) - 1)
    layout["shapes"] = [_reference_shape(reference, frame) for reference in references]
    traces = [trace for place, line in enumerate(series) for trace in _line_traces(line, place)]
    return assemble_figure(traces, layout, x_labels, unit_format)


def _series_label(line: Series, place: int) -> EndLabel:
    """The label at the line's last value, or at zero if it has no values."""
    known = [value for value in line.values if value is not None]
    name = line.name if known else f"{line.name}: no figures"
    if line.projected_from is not None:
        name = f"{name} (projected)"
    return EndLabel(wrapped(name, LABEL_CHARACTERS), known[-1] if known else 0.0, LABEL_COLOURS[place])


def _reference_label(reference: Reference) -> EndLabel:
    return EndLabel(wrapped(reference.label, LABEL_CHARACTERS), reference.value, GREY, "normal")


def _reference_shape(reference: Reference, frame: Frame) -> dict[str, Any]:
    line = {"color": GREY, "width": 1.5, "dash": "dash"}
    ends = {"x0": frame.x.low, "x1": frame.x.high, "y0": reference.value, "y1": reference.value}
    return {"type": "line", "xref": "x", "yref": "y", "line": line} | ends


def _line_traces(line: Series, place: int) -> list[dict[str, Any]]:
    """The known part and, if any, the projected part; they meet at the last known value."""
    start = line.projected_from
    if start is None:
        return [_line_trace(line.name, list(line.values), place)]
    before = max(start - 1, 0)
    known = [*line.values[:start], *[None] * len(line.values[start:])]
    projected = [*[None] * before, *line.values[before:]]
    return [
        _line_trace(line.name, known, place),
        _line_trace(f"{line.name} (projected)", projected, place, dash="2px,4px", hollow="-open"),
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
    """A marker at the end of the line, and at each value between two gaps; 0 elsewhere."""
    last = max((index for index, value in enumerate(values) if value is not None), default=-1)
    around = [None, *values, None]
    sizes = []
    for index, value in enumerate(values):
        is_alone = around[index] is None and around[index + 2] is None
        has_marker = value is not None and (is_alone or index == last)
        sizes.append(9 if has_marker else 0)
    return sizes
