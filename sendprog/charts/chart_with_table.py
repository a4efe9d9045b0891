"""A chart as a page shows it: the Figure, and a table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.svg import to_svg


@dataclass(frozen=True)
class Chart:
    """A Figure with its table.

    `ident` is its id on the page; its texts are read from the Figure.
    """

    ident: str
    figure: go.Figure
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def message(self) -> str:
        return self.figure.layout.title.text or ""

    @property
    def subtitle(self) -> str:
        return self.figure.layout.title.subtitle.text or ""

    @property
    def source(self) -> str:
        meta: dict[str, Any] = self.figure.layout.meta or {}
        return str(meta.get("source", ""))

    @property
    def plotly_figure(self) -> dict[str, Any]:
        """The Figure as Plotly in a browser takes it."""
        return dict(self.figure.to_plotly_json())

    @property
    def svg(self) -> str:
        return to_svg(self.figure, ident=self.ident, label=f"{self.message}. {self.subtitle}")


@dataclass(frozen=True)
class DrawnChart(Chart):
    """A chart with a drawing of its own, of the numbers in its Figure."""

    drawing: str = ""

    @property
    def svg(self) -> str:
        return self.drawing
