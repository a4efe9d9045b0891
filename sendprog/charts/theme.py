"""What every chart shares: colours, ticks, margins and the places of its labels.

plotly.py computes no ranges and no ticks. They are set here, so that our SVG and Plotly in the browser agree.
Text that Plotly draws is escaped (it reads a small HTML); title, subtitle and names of traces are plain text.
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
# The second and fourth colours have only 3:1 on white: enough for a line, not for words.
LABEL_COLOURS = (PALETTE[0], INK, PALETTE[2], INK)
MOST_INTERVALS = 5
LABEL_CHARACTERS, LABEL_LINES = 14, 3
LABEL_GAP, LEADER_GAP = 12, 24
OVERHANG = LINE_HEIGHT / 2

UnitFormat = Callable[[float], str]
Span = tuple[float, float] | None


def plain(value: float) -> str:
    """A number with thousands commas and no needless decimals: 1,200 or 2.5 or −3."""
    return f"{value:,.10g}".replace("-", "−")


@dataclass(frozen=True)
class Words:
    """What the HTML around a chart says: the message; measure, place and window; the source."""

    title: str = ""
    subtitle: str = ""
    source: str = ""


@dataclass(frozen=True)
class EndLabel:
    """A name right of the plot, at this value's height. Its text is escaped, its lines split by <br>."""

    text: str
    value: float
    colour: str = INK
    weight: str = "bold"

    @property
    def height(self) -> float:
        """In px."""
        return LINE_HEIGHT * (1 + self.text.count("<br>"))

    def words(self) -> dict[str, Any]:
        """As Plotly's annotations name them."""
        font = {"size": FONT_SIZE, "color": self.colour, "weight": self.weight}
        return {"text": self.text, "align": "left", "font": font}


@dataclass(frozen=True)
class Axis:
    """A range, and where each tick stands and what it says (escaped)."""

    low: float
    high: float
    ticks: list[float]
    texts: list[str]

    def layout(self) -> dict[str, Any]:
        """As Plotly's layout names it."""
        ticks = {"tickmode": "array", "tickvals": self.ticks, "ticktext": self.texts}
        return {"range": [self.low, self.high], "fixedrange": True, "zeroline": False} | ticks


@dataclass(frozen=True)
class Frame:
    """Both axes, and the margins around the plot in px."""

    x: Axis
    y: Axis
    left: float
    right: float
    top: float
    bottom: float
    plot_height: float

    def pixel(self, value: float) -> float:
        """Px from the top edge of the plot down to this value."""
        return self.plot_height * (self.y.high - value) / (self.y.high - self.y.low)

    def layout(self, words: Words, y_title: str | None) -> dict[str, Any]:
        """Plotly's layout, without annotations and shapes."""
        margins = {"l": self.left, "r": self.right, "t": self.top, "b": self.bottom, "pad": 0}
        y_axis = self.y.layout() | {"gridcolor": GRID, "zeroline": True, "zerolinecolor": BASELINE}
        return {
            "template": "none",
            "width": WIDTH,
            "height": self.plot_height + self.top + self.bottom,
            "margin": margins,
            "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
            "showlegend": False,
            "title": {"text": words.title, "subtitle": {"text": words.subtitle}},
            "xaxis": self.x.layout() | {"showgrid": False},
            "yaxis": y_axis | ({"title": {"text": escape(y_title)}} if y_title else {}),
            "meta": {"source": words.source},
        }


def frame_for(
    y: Axis,
    x_labels: Sequence[str],
    *,
    ends: Sequence[EndLabel] = (),
    bars: bool = False,
    y_title: str | None = None,
) -> Frame:
    """Margins wide enough for every text, and as many x labels as fit between them."""
    outside = 0.5 if bars or len(x_labels) == 1 else 0.0
    left = max((text_width(text) for text in y.texts), default=0) + 10
    right = max((text_width(end.text, bold=True) for end in ends), default=0) + (
        LEADER_GAP + 6 if ends else 8
    )
    slot = (WIDTH - left - right) / max(1, len(x_labels))
    texts = _bar_labels(x_labels, slot) if bars else [wrapped(label, LABEL_CHARACTERS) for label in x_labels]
    if texts and not outside:
        left = max(left, text_width(texts[0]) / 2 + 2)
        right = max(right, text_width(texts[-1]) / 2 + 2)
    lines = 1 + max((text.count("<br>") for text in texts), default=0)
    spacing = (WIDTH - left - right) / max(1.0, len(texts) - 1 + 2 * outside)
    widths = [text_width(text) for text in texts]
    everything = list(range(len(texts)))
    shown = everything if bars and max(widths, default=0) + 4 <= slot else thinned(widths, spacing)
    high = len(texts) - 1 + outside if texts else 1.0
    x = Axis(-outside, high, [float(index) for index in shown], [texts[index] for index in shown])
    # Bars carry their values above them.
    top = (24 if bars else 12) + (24 if y_title else 0)
    needed = sum(end.height + 6 for end in ends)
    return Frame(x, y, round(left), round(right), top, 12 + LINE_HEIGHT * lines, max(PLOT_HEIGHT, needed))


def _bar_labels(labels: Sequence[str], slot: float) -> list[str]:
    """The widest wrapping at which every bar keeps its name; where none does, long lines, to be thinned."""
    wrappings = [[wrapped(label, count) for label in labels] for count in range(LABEL_CHARACTERS, 4, -1)]
    fits = (texts for texts in wrappings if max(map(text_width, texts), default=0) + 4 <= slot)
    return next(fits, wrappings[0])


def text_width(text: str, *, bold: bool = False) -> float:
    """About how many px Arial at 15 px takes for the longest line, rather too many than too few."""
    return (
        max(sum(map(_character_width, unescape(line))) for line in text.split("<br>"))
        * FONT_SIZE
        * (1.07 if bold else 1.02)
    )


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
    """Escaped for Plotly, and broken by <br> into at most three lines of so many characters."""
    lines = textwrap.wrap(text, characters, max_lines=LABEL_LINES, placeholder="…")
    return "<br>".join(escape(line) for line in lines)


def thinned(widths: Sequence[float], spacing: float) -> list[int]:
    """Which labels to show, given their widths and the px between neighbours: first, last, and all that fit.

    Even steps are liked better than one label more.
    """
    last = len(widths) - 1
    fitting = [_every(step, widths, spacing) for step in range(1, last + 1)]
    return max(fitting, key=lambda shown: len(shown) + 1.5 * _even(shown), default=list(range(last + 1)))


def _every(step: int, widths: Sequence[float], spacing: float) -> list[int]:
    """Each step-th label from the first, left out where it would touch one before it or the last."""
    last = len(widths) - 1

    def apart(one: int, other: int) -> bool:
        return (other - one) * spacing >= (widths[one] + widths[other]) / 2 + 10

    shown = [0]
    for index in range(step, last, step):
        if apart(shown[-1], index) and apart(index, last):
            shown.append(index)
    return [*shown, last]


def _even(indices: Sequence[int]) -> bool:
    return len({after - before for before, after in pairwise(indices)}) == 1


def y_axis(values: Sequence[float], unit_format: UnitFormat) -> Axis:
    """Ticks from zero (or below) over all values: steps of 1, 2, 2.5 or 5 x 10^n, at most 5 of them.

    A step that the format would round is passed over: ".0f" never shows 2.5 as "2".
    """
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if high - low < 1e-9:
        high = low + 1.0
    honest = (ticks for step, unit, ticks in _candidates(low, high) if _is_honest(step, unit, unit_format))
    ticks = next(honest, None) or next(_candidates(low, high))[2]
    return Axis(ticks[0], ticks[-1], ticks, [escape(unit_format(tick)) for tick in ticks])


def _candidates(low: float, high: float) -> Iterator[tuple[float, float, list[float]]]:
    """Step, its last digit's unit and its ticks, from fine to coarse; only those of at most 5 intervals."""
    exponent = math.floor(math.log10((high - low) / MOST_INTERVALS))
    for power in range(exponent, exponent + 12):
        for factor in (1, 2, 2.5, 5):
            step = factor * 10.0**power
            first, last = math.floor(low / step), math.ceil(high / step)
            if last - first <= MOST_INTERVALS:
                ticks = [round(count * step, 1 - power) for count in range(first, last + 1)]
                yield step, 10.0**power * (0.5 if factor == 2.5 else 1), ticks


def _is_honest(step: float, unit: float, unit_format: UnitFormat) -> bool:
    return len({unit_format(value) for value in (step - unit, step, step + unit)}) == 3


def end_annotations(ends: Sequence[EndLabel], frame: Frame, x: float) -> list[dict[str, Any]]:
    """Plotly's annotations: each label beside its line's end, pushed up or down where two would touch."""
    ordered = sorted(ends, key=lambda end: frame.pixel(end.value))
    wanted = [frame.pixel(end.value) for end in ordered]
    places = spread(wanted, [end.height for end in ordered], frame.plot_height)
    pushes = [place - wish for place, wish in zip(places, wanted, strict=True)]
    leaders = any(abs(push) > LINE_HEIGHT / 3 for push in pushes)
    return [_annotation(end, x, push, leaders) for end, push in zip(ordered, pushes, strict=True)]


def _annotation(end: EndLabel, x: float, push: float, leaders: bool) -> dict[str, Any]:
    """A label that had to move keeps a thin leader to its line."""
    words = end.words()
    place = {"x": x, "y": end.value, "xref": "x", "yref": "y", "xanchor": "left", "yanchor": "middle"}
    if not leaders:
        return place | words | {"showarrow": False, "xshift": LABEL_GAP, "yshift": -round(push, 1)}
    arrow = {"arrowhead": 0, "arrowwidth": 1, "arrowcolor": GREY, "ax": LEADER_GAP - 8, "ay": round(push, 1)}
    return place | words | arrow | {"showarrow": True, "xshift": 8, "yshift": 0}


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Centres (px, in order) as near to those wanted as leaves none touching; half a line may stick out."""
    if not wanted:
        return []
    offsets = list(accumulate(((one + other) / 2 for one, other in pairwise(heights)), initial=0.0))
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            pools[-2:] = [_pooled(*pools[-2:])]
    low, high = heights[0] / 2 - OVERHANG, room + OVERHANG - heights[-1] / 2 - offsets[-1]
    settled = [min(max(mean, low), high) for mean, count in pools for _ in range(count)]
    return [place + offset for place, offset in zip(settled, offsets, strict=True)]


def _pooled(one: tuple[float, int], other: tuple[float, int]) -> tuple[float, int]:
    count = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / count, count


def waterfall_spans(values: Sequence[float | None], measures: Sequence[str]) -> list[Span]:
    """Where each bar starts and ends. None after a change not known, until the next absolute level."""
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
