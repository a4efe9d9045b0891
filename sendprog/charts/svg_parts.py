"""The parts of which all SVG charts are made: scales, text, lines and paths (pure).

Presentation attributes only: a strict content security policy, and some PDF engines, ignore class
and style.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from sendprog.charts.theme import FONT_SIZE, LINE_HEIGHT, PALETTE

# Control characters, surrogates, what XML forbids, and marks that change the direction of text.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
DASH_LENGTHS = {
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}
Point = tuple[float, float] | None


@dataclass(frozen=True)
class Scale:
    """Converts values on an axis to px."""

    low: float
    high: float
    start: float
    end: float

    def pixel(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Canvas:
    """The two scales of the plot, and the layout that they come from."""

    x: Scale
    y: Scale
    layout: dict[str, Any]

    @property
    def unit(self) -> float:
        """The distance in px from one x position to the next."""
        return self.x.pixel(1) - self.x.pixel(0)


def px(value: float) -> str:
    """The number as SVG has it, rounded to a tenth."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def escaped(text: object) -> str:
    return escape(UNPRINTABLE.sub("", str(text)))


def svg_text(x: float, y: float, text: str, attributes: str = "") -> str:
    """Text vertically centred on y; <br> starts a new line, as in Plotly."""
    lines = [escaped(unescape(line)) for line in re.split("<br ?/?>", text)]
    baseline = y + FONT_SIZE * 0.35 - (len(lines) - 1) * LINE_HEIGHT / 2
    if len(lines) == 1:
        return f'<text x="{px(x)}" y="{px(baseline)}"{attributes}>{lines[0]}</text>'
    spans = "".join(
        f'<tspan x="{px(x)}" y="{px(baseline + index * LINE_HEIGHT)}">{line}</tspan>'
        for index, line in enumerate(lines)
    )
    return f"<text{attributes}>{spans}</text>"


def line_command(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"M{px(x0)},{px(y0)}L{px(x1)},{px(y1)}"


def svg_path(points: Sequence[Point], line: dict[str, Any]) -> str:
    """A subpath for each run of points without a gap; a single point has no line, only a marker."""
    parts = ["".join(_steps(run)) for run in _runs(points) if len(run) > 1]
    if not parts:
        return ""
    width = line.get("width", 2)
    colour, dash = escaped(line.get("color", PALETTE[0])), _dash(line.get("dash", "solid"), width)
    return f'<path d="{"".join(parts)}" fill="none" stroke="{colour}" stroke-width="{px(width)}"{dash}/>'


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _steps(run: Sequence[tuple[float, float]]) -> Iterator[str]:
    for index, (x, y) in enumerate(run):
        yield f"{'L' if index else 'M'}{px(x)},{px(y)}"


def _dash(dash: str, width: float) -> str:
    lengths = dash_lengths(dash, width)
    return f' stroke-dasharray="{lengths}"' if lengths else ""


def dash_lengths(dash: str, width: float) -> str:
    """stroke-dasharray with Plotly's own lengths, so that both drawings look alike; "" for a whole line."""
    if dash == "solid":
        return ""
    lengths = [px(length * max(width, 3)) for length in DASH_LENGTHS.get(dash, ())]
    return " ".join(lengths) or escaped(dash.replace("px", ""))
