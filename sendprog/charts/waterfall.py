"""Waterfall charts (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import plotly.graph_objects as go

from sendprog.charts.figures import NO_TEXT, finite_or_none
from sendprog.charts.theme import (
    FONT_SIZE,
    GREY,
    INK,
    PALETTE,
    ChartText,
    Span,
    UnitFormat,
    format_number,
    frame_for,
    waterfall_spans,
    y_axis,
)


@dataclass(frozen=True)
class Step:
    """One bar: a change (relative), a level (absolute) or the sum so far (total, without a value)."""

    name: str
    value: float | None = None
    measure: Literal["relative", "absolute", "total"] = "relative"


def waterfall_chart(
    steps: Sequence[Step],
    *,
    unit_format: UnitFormat = format_number,
    y_title: str | None = None,
    text: ChartText = NO_TEXT,
) -> go.Figure:
    """How one level becomes another, step by step; changes have their sign, so they do not rely on
    colour.

    ValueError: a change or level without a value (what follows would be unknown), or an infinite
    value.
    """
    values = []
    for step in steps:
        value = None if step.measure == "total" else finite_or_none(step.value)
        if value is None and step.measure != "total":
            raise ValueError(
                "A waterfall step has no value: leave the chart out and say what is not known."
            )
        values.append(value)
    spans = waterfall_spans(values, [step.measure for step in steps])
    axis = y_axis([level for span in spans if span for level in span], unit_format)
    frame = frame_for(axis, [step.name for step in steps], bars=True, y_title=y_title)
    texts = [_step_text(step, span, unit_format) for step, span in zip(steps, spans, strict=True)]
    layout = frame.layout(text, y_title) | {"waterfallgap": 0.3}
    return go.Figure({"data": [_waterfall_trace(steps, values, texts)], "layout": layout})


def _step_text(step: Step, span: Span, unit_format: UnitFormat) -> str:
    """A change with its sign, or a level without; "" for an unknown one."""
    if span is None:
        return ""
    change = span[1] - span[0]
    sign = "+" if step.measure == "relative" and change > 0 else ""
    return escape(sign + unit_format(change))


def _waterfall_trace(
    steps: Sequence[Step], values: list[float | None], texts: list[str]
) -> dict[str, Any]:
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
