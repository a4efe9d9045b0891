"""A value beside those of others: a row with a dot each, on one scale, in the order given (pure).

It ranks nobody: no place in an order is drawn or told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from sendprog.charts.bar import bar_chart
from sendprog.charts.figures import Series
from sendprog.charts.theme import PALETTE, ChartText, UnitFormat, format_number
from sendprog.charts.value_scale import ValueScale, value_scale


@dataclass(frozen=True)
class Dot:
    """A row: whose value, the value, its text, and when and on what basis."""

    name: str
    value: float
    text: str
    note: str = ""

    @property
    def in_words(self) -> str:
        """ "A region: 46.4%; spring 2025"."""
        note = f"; {self.note}" if self.note else ""
        return f"{self.name}: {self.text}{note}"


@dataclass(frozen=True)
class DotStrip:
    """The row of the value itself, with a line through it, then those of the others."""

    message: str
    subtitle: str
    own: Dot
    others: Sequence[Dot]
    scale: ValueScale
    unit_format: UnitFormat = format_number

    @property
    def rows(self) -> list[tuple[Dot, str, bool]]:
        """Each dot with its position, and whether it is the value's own."""
        dots = [(self.own, True), *((dot, False) for dot in self.others)]
        return [(dot, self.scale.position(dot.value), is_own) for dot, is_own in dots]

    @property
    def own_position(self) -> str:
        return self.scale.position(self.own.value)

    @property
    def plotly_figure(self) -> dict[str, Any]:
        """The same values as bars, to be explored."""
        dots = [self.own, *self.others]
        # One series: their names stand under the bars, and a key of two would take their room.
        figure = bar_chart(
            [Series("Value", [dot.value for dot in dots])],
            x_labels=[dot.name for dot in dots],
            unit_format=self.unit_format,
            text=ChartText(self.message, self.subtitle),
        )
        (bars,) = figure.data
        bars.marker.color = [PALETTE[0], *[PALETTE[1]] * len(self.others)]
        bars.hovertext = [escape(dot.in_words) for dot in dots]
        return dict(figure.to_plotly_json())


def dot_strip(
    own: Dot,
    others: Sequence[Dot],
    *,
    message: str,
    subtitle: str,
    unit_format: UnitFormat = format_number,
) -> DotStrip:
    """The strip, on a scale that includes zero and all values."""
    scale = value_scale([own.value, *(dot.value for dot in others)], unit_format)
    return DotStrip(message, subtitle, own, others, scale, unit_format)
