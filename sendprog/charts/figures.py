"""Shared by all charts: series of values, their checks, and the Figure with its hover texts (pure)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.theme import PALETTE, ChartText, UnitFormat
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading

NO_TEXT = ChartText()


@dataclass(frozen=True)
class Look:
    """How a line is drawn: Plotly's names of its dashes and its mark, and the size of every mark."""

    colour: str
    dash: str
    symbol: str
    size: int


@dataclass(frozen=True)
class Series:
    """One value for each x label, or each position in `at` among them; None is a gap.

    `kinds` names values that are not like the others ("projected"); "" is a value like any other.
    `descriptions` say the values in words where a reader points at them ("May 2024: 158"). `joins`:
    places in `values` of another line's values, to which this one is drawn; `ranges`: the lowest and
    highest where a value is one, by place; `look`: its own, which a key names, in place of one by its order.
    """

    name: str
    values: Sequence[float | None]
    kinds: Sequence[str] = ()
    at: Sequence[int] = ()
    descriptions: Sequence[str] = ()
    joins: frozenset[int] = frozenset()
    ranges: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    look: Look | None = None

    @property
    def positions(self) -> Sequence[int]:
        return self.at or range(len(self.values))


def checked_series(series: Sequence[Series], length: int) -> list[Series]:
    """The series with floats, and None for missing values; ValueError as documented for line_chart."""
    if len(series) > len(PALETTE):
        raise ValueError(f"{len(series)} series: show at most {len(PALETTE)}, or make two charts.")
    checked = []
    for line in series:
        expected = len(line.at) if line.at else length
        if len(line.values) != expected:
            raise ValueError(
                f"{line.name!r} has {len(line.values)} values, not {expected}: give None for a gap."
            )
        checked.append(replace(line, values=[finite_or_none(value) for value in line.values]))
    return checked


def finite_or_none(value: float | None) -> float | None:
    """The value as a float; None for None and NaN; ValueError for infinity."""
    if value is None or math.isnan(value):
        return None
    return finite(value)


def finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} can't be drawn: give a finite number, or None for a gap.")
    return float(value)


def known_values(series: Sequence[Series]) -> list[float]:
    """Every value drawn, the ends of ranges too."""
    values = [value for member in series for value in member.values if value is not None]
    return values + [end for member in series for ends in member.ranges.values() for end in ends]


def assemble_figure(
    traces: list[dict[str, Any]],
    layout: dict[str, Any],
    x_labels: Sequence[str],
    unit_format: UnitFormat,
) -> go.Figure:
    """The Figure, with hover texts in place of Plotly's own, which would show the position on the x
    axis.

    A trace that has texts keeps them.
    """
    for trace in traces:
        labels = [x_labels[position] for position in trace["x"]]
        points = zip(labels, trace["y"], strict=True)
        texts = [hover_text(trace["name"], label, value, unit_format) for label, value in points]
        trace.setdefault("hovertext", texts)
        trace.setdefault("hoverinfo", "text")
    return go.Figure({"data": traces, "layout": layout})


def hover_text(name: str, label: str, value: float | None, unit_format: UnitFormat) -> str:
    return "" if value is None else escape(f"{name}, {label}: {unit_format(value)}")


def kind_of(reading: Reading | None) -> str:
    """ "illustrative", "projected" or "forecast"; "" for a value like any other, and for a gap."""
    if reading is None:
        return ""
    if reading.is_illustrative:
        return reading.basis.value
    if reading.is_projected:
        return "projected"
    return reading.basis.value if reading.basis is Basis.FORECAST else ""


def description_of(reading: Reading | None) -> str:
    """ "June to November 2024: 158 (illustrative)"; "" for a gap."""
    if reading is None:
        return ""
    return named(f"{reading.when}: {reading.in_words}", kind_of(reading))


def named(name: str, kind: str) -> str:
    """ "Appeals", "Appeals (projected)"."""
    return f"{name} ({kind})" if kind else name
