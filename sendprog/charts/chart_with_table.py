"""A chart as a page shows it: the Figure, and a table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from sendprog.charts.fluid_chart import fluid_chart
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
    def label(self) -> str:
        """The accessible name of its drawing."""
        return f"{self.message}. {self.subtitle}"

    @property
    def drawn(self) -> str:
        """The drawing of a page, with its key: for any width and any size of letters."""
        return fluid_chart(self.figure, ident=self.ident, label=self.label)

    @property
    def fixed_svg(self) -> str:
        """The drawing of one size, for a picture in a file."""
        return to_svg(self.figure, ident=self.ident, label=self.label)


@dataclass(frozen=True)
class DrawnChart(Chart):
    """A chart with a drawing of its own, of the numbers in its Figure."""

    drawing: str = ""

    @property
    def drawn(self) -> str:
        return self.drawing
