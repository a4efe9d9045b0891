"""Shared by all charts: colours, ticks, margins and the positions of labels (pure).

plotly.py computes no ranges or ticks. They are set here, so that our SVG and Plotly in the browser
agree. Text drawn by Plotly is escaped, since it interprets some HTML; title, subtitle and names of
traces are plain text.
"""

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import accumulate, pairwise
from typing import Any

WIDTH, PLOT_HEIGHT = 450, 210
FONT_SIZE, LINE_HEIGHT = 15, 18
FONT = "arial, sans-serif"
INK, GREY, GRID, BASELINE = "#0b0c0c", "#505a5f", "#dfe2e4", "#b1b4b6"
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up")
# The second and fourth colours have a contrast of only 3:1 on white: enough for lines, not for
# text.
LABEL_COLOURS = (PALETTE[0], INK, PALETTE[2], INK)
MOST_INTERVALS = 5
LABEL_CHARACTERS, LABEL_LINES = 14, 3
LABEL_GAP, LEADER_GAP = 12, 24
OVERHANG = LINE_HEIGHT / 2

UnitFormat = Callable[[float], str]
Span = tuple[float, float] | None


def format_number(value: float) -> str:
    """The number with commas and without trailing zeros: 1,200 or 2.5 or −3."""
    return f"{value:,.10g}".replace("-", "−")


@dataclass(frozen=True)
class ChartText:
    """The HTML text around a chart: title (the message), subtitle (measure, place and window) and
    source.
    """

    title: str = ""
    subtitle: str = ""
    source: str = ""


@dataclass(frozen=True)
class EndLabel:
    """A label right of a line's end, at position `x` and `value`; `series` is the series or level it names.

    The text is escaped; <br> separates lines.
    """

    text: str
    value: float
    x: float = 0.0
    colour: str = INK
    weight: str = "bold"
    series: str = ""

    @property
    def height(self) -> float:
        """In px."""
        return LINE_HEIGHT * (1 + self.text.count("<br>"))

    def annotation(self) -> dict[str, Any]:
        """The text part of a Plotly annotation."""
        font = {"size": FONT_SIZE, "color": self.colour, "weight": self.weight}
        return {"text": self.text, "align": "left", "font": font, "name": self.series}


@dataclass(frozen=True)
class ChartAxis:
    """A range, and the ticks with their texts (escaped)."""

    low: float
    high: float
    ticks: list[float]
    texts: list[str]

    def layout(self) -> dict[str, Any]:
        """The axis as a part of Plotly's layout."""
        ticks = {"tickmode": "array", "tickvals": self.ticks, "ticktext": self.texts}
        return {"range": [self.low, self.high], "fixedrange": True, "zeroline": False} | ticks


@dataclass(frozen=True)
class Frame:
    """Both axes, the margins in px, and the labels of every position on the x axis (escaped)."""

    x: ChartAxis
    y: ChartAxis
    left: float
    right: float
    top: float
    bottom: float
    plot_height: float
    labels: Sequence[str]

    def pixel(self, value: float) -> float:
        """The distance in px from the top of the plot to this value."""
        return self.plot_height * (self.y.high - value) / (self.y.high - self.y.low)

    def layout(self, text: ChartText, y_title: str | None) -> dict[str, Any]:
        """Plotly's layout without annotations and shapes."""
        margins = {"l": self.left, "r": self.right, "t": self.top, "b": self.bottom, "pad": 0}
        y_axis = self.y.layout() | {"gridcolor": GRID, "zeroline": True, "zerolinecolor": BASELINE}
        return {
            "template": "none",
            "width": WIDTH,
            "height": self.plot_height + self.top + self.bottom,
            "margin": margins,
            "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
            "showlegend": False,
            "title": {"text": text.title, "subtitle": {"text": text.subtitle}},
            "xaxis": self.x.layout() | {"showgrid": False},
            "yaxis": y_axis | ({"title": {"text": escape(y_title)}} if y_title else {}),
            "meta": {"source": text.source, "labels": list(self.labels)},
        }


def frame_for(
    y: ChartAxis,
    x_labels: Sequence[str],
    *,
    ends: Sequence[EndLabel] = (),
    bars: bool = False,
    y_title: str | None = None,
) -> Frame:
    """Margins wide enough for all texts, and as many x labels as fit between them."""
    outside = 0.5 if bars or len(x_labels) == 1 else 0.0
    left = max((text_width(text) for text in y.texts), default=0) + 10
    right = 8.0
    if ends:
        right = max(text_width(end.text, bold=True) for end in ends) + LEADER_GAP + 6
    slot = (WIDTH - left - right) / max(1, len(x_labels))
    texts = [wrapped(label, LABEL_CHARACTERS) for label in x_labels]
    if bars:
        texts = _bar_labels(x_labels, slot)
    if texts and not outside:
        left = max(left, text_width(texts[0]) / 2 + 2)
        right = max(right, text_width(texts[-1]) / 2 + 2)
    # Bars have their values above them.
    top = (24 if bars else 12) + (24 if y_title else 0)
    lines = 1 + max((text.count("<br>") for text in texts), default=0)
    plot_height = max(PLOT_HEIGHT, sum(end.height + 6 for end in ends))
    x = _x_axis(texts, outside, WIDTH - left - right, slot if bars else 0.0)
    bottom = 12 + LINE_HEIGHT * lines
    return Frame(x, y, round(left), round(right), top, bottom, plot_height, texts)


def _x_axis(texts: Sequence[str], outside: float, width: float, slot: float) -> ChartAxis:
    """The axis with as many labels as fit in `width` px; all of them if each fits in its slot."""
    widths = [text_width(text) for text in texts]
    spacing = width / max(1.0, len(texts) - 1 + 2 * outside)
    all_fit = max(widths, default=0) + 4 <= slot
    visible = list(range(len(texts))) if all_fit else thinned(widths, spacing)
    high = len(texts) - 1 + outside if texts else 1.0
    return ChartAxis(-outside, high, list(map(float, visible)), [texts[index] for index in visible])


def _bar_labels(labels: Sequence[str], slot: float) -> list[str]:
    """The widest wrapping at which every label fits its slot.

    If none does, the widest (to be thinned).
    """
    for characters in range(LABEL_CHARACTERS, 4, -1):
        texts = [wrapped(label, characters) for label in labels]
        if max(map(text_width, texts), default=0) + 4 <= slot:
            return texts
    return [wrapped(label, LABEL_CHARACTERS) for label in labels]


def text_width(text: str, *, bold: bool = False) -> float:
    """The estimated width in px of the longest line in Arial at 15 px.

    Rather too large than too small.
    """
    ems = max(sum(map(_character_width, unescape(line))) for line in text.split("<br>"))
    return ems * FONT_SIZE * (1.07 if bold else 1.02)


def _character_width(character: str) -> float:
    """In em."""
    if character in "iljtfrI.,:;'!|()[]/- ":
        return 0.34
    if character in "mwMW%@—":
        return 0.95
    if character.isupper():
        return 0.72
    return 0.56 if ord(character) < 0x2E80 else 1.0


def wrapped(text: str, characters: int) -> str:
    """The text escaped for Plotly and wrapped with <br>, at most three lines."""
    lines = textwrap.wrap(text, characters, max_lines=LABEL_LINES, placeholder="…")
    return "<br>".join(escape(line) for line in lines)


def thinned(widths: Sequence[float], spacing: float) -> list[int]:
    """Indices of the labels to show: the first, the last, and those that fit between.

    `spacing` is the distance of neighbours in px. Even steps are preferred to one more label.
    """
    last = len(widths) - 1
    fitting = [_every(step, widths, spacing) for step in range(1, last + 1)]
    return max(
        fitting,
        key=lambda visible: len(visible) + 1.5 * _is_even(visible),
        default=list(range(last + 1)),
    )


def _every(step: int, widths: Sequence[float], spacing: float) -> list[int]:
    """Every `step`-th index from the first, without those that would touch a neighbour."""
    last = len(widths) - 1

    def are_apart(left: int, right: int) -> bool:
        return (right - left) * spacing >= (widths[left] + widths[right]) / 2 + 10

    visible = [0]
    for index in range(step, last, step):
        if are_apart(visible[-1], index) and are_apart(index, last):
            visible.append(index)
    return [*visible, last]


def _is_even(indices: Sequence[int]) -> bool:
    return len({after - before for before, after in pairwise(indices)}) == 1


def y_axis(values: Sequence[float], unit_format: UnitFormat) -> ChartAxis:
    """An axis that includes zero and all values, in at most 5 steps of 1, 2, 2.5 or 5 x 10^n.

    Steps that the format would round are not used: ".0f" never shows 2.5 as "2".
    """
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if high - low < 1e-9:
        high = low + 1.0
    exact = (
        ticks for step, unit, ticks in _candidates(low, high) if _is_exact(step, unit, unit_format)
    )
    ticks = next(exact, None) or next(_candidates(low, high))[2]
    return ChartAxis(ticks[0], ticks[-1], ticks, [escape(unit_format(tick)) for tick in ticks])


def _candidates(low: float, high: float) -> Iterator[tuple[float, float, list[float]]]:
    """(step, unit of its last digit, ticks), from fine to coarse, with at most 5 intervals."""
    exponent = math.floor(math.log10((high - low) / MOST_INTERVALS))
    for power in range(exponent, exponent + 12):
        for factor in (1, 2, 2.5, 5):
            step = factor * 10.0**power
            first, last = math.floor(low / step), math.ceil(high / step)
            if last - first <= MOST_INTERVALS:
                ticks = [round(count * step, 1 - power) for count in range(first, last + 1)]
                yield step, 10.0**power * (0.5 if factor == 2.5 else 1), ticks


def _is_exact(step: float, unit: float, unit_format: UnitFormat) -> bool:
    """Whether the format tells the step from its neighbours."""
    return len({unit_format(value) for value in (step - unit, step, step + unit)}) == 3


def end_annotations(ends: Sequence[EndLabel], frame: Frame) -> list[dict[str, Any]]:
    """Plotly annotations: labels beside the ends of lines, moved up or down where they would touch."""
    ordered = sorted(ends, key=lambda end: frame.pixel(end.value))
    wanted = [frame.pixel(end.value) for end in ordered]
    places = spread(wanted, [end.height for end in ordered], frame.plot_height)
    pushes = [place - wish for place, wish in zip(places, wanted, strict=True)]
    has_leaders = any(abs(push) > LINE_HEIGHT / 3 for push in pushes)
    return [
        _end_annotation(end, push, has_leaders) for end, push in zip(ordered, pushes, strict=True)
    ]


def _end_annotation(end: EndLabel, push: float, has_leader: bool) -> dict[str, Any]:
    """The annotation, with a thin leader to its line if any label was moved."""
    place = {
        "x": end.x,
        "y": end.value,
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
    }
    if not has_leader:
        return (
            place
            | end.annotation()
            | {"showarrow": False, "xshift": LABEL_GAP, "yshift": -round(push, 1)}
        )
    arrow = {
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": GREY,
        "ax": LEADER_GAP - 8,
        "ay": round(push, 1),
    }
    return place | end.annotation() | arrow | {"showarrow": True, "xshift": 8, "yshift": 0}


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Centres in px, as near as possible to those wanted, without overlap.

    Half a line may stick out.
    """
    if not wanted:
        return []
    distances = ((above + below) / 2 for above, below in pairwise(heights))
    offsets = list(accumulate(distances, initial=0.0))
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            pools[-2:] = [_pooled(*pools[-2:])]
    low, high = heights[0] / 2 - OVERHANG, room + OVERHANG - heights[-1] / 2 - offsets[-1]
    settled = [min(max(mean, low), high) for mean, count in pools for _ in range(count)]
    return [place + offset for place, offset in zip(settled, offsets, strict=True)]


def _pooled(above: tuple[float, int], below: tuple[float, int]) -> tuple[float, int]:
    """The weighted mean of two (mean, count) pools, and their total count."""
    count = above[1] + below[1]
    return (above[0] * above[1] + below[0] * below[1]) / count, count


def waterfall_spans(values: Sequence[float | None], measures: Sequence[str]) -> list[Span]:
    """(start, end) of each bar; None after an unknown change, until the next absolute level."""
    spans: list[Span] = []
    level: float | None = 0.0
    for value, measure in zip(values, measures, strict=True):
        start = level if measure == "relative" else 0.0
        if measure == "absolute":
            level = value
        elif measure == "relative":
            level = None if level is None or value is None else level + value
        spans.append(None if start is None or level is None else (start, level))
    return spans
