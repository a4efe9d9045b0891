"""The cards that head the overview: a reading, and the line of the readings before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from committee.pages.measure_chart import (
    Point,
    drawable,
    drawn_value,
    line_of,
    measure_title,
    month_labels,
    on_time_axis,
)
from committee.pages.rhythms import usual_step
from committee.snapshot import catalogue
from committee.snapshot.headline_measures import headline_readings
from sendprog.charts.figures import kind_of
from sendprog.charts.sparkline import Sparkline, sparkline
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from sendprog.values.wording import joined
from strands.targets import BENCHMARK


@dataclass(frozen=True)
class HeadlineCard:
    """A reading with the id of its card; `line`: None with fewer than two values to draw."""

    ident: str
    reading: Reading
    line: Sparkline | None
    line_text: str = ""

    @property
    def target(self) -> str:
        """The first target in short, where nothing else is compared: "Local target: 60%"."""
        if self.reading.comparison_text or self.reading.missing:
            return ""
        own = [text for text in self.reading.targets if not text.startswith(BENCHMARK)]
        return own[0].partition(". ")[0] if own else ""


def headline_cards(snapshot: Snapshot) -> list[HeadlineCard]:
    """The cards in the order of the readings that the council chose."""
    return [
        headline_card(
            ident,
            reading,
            catalogue.all_readings(snapshot, reading.measure.address),
            usual_step(snapshot, reading.measure.address),
        )
        for ident, reading in headline_readings(snapshot).items()
    ]


def headline_card(
    ident: str, reading: Reading, readings: Sequence[Reading], step: int | None
) -> HeadlineCard:
    """The card of a reading; its line is of the readings of the same series, oldest first."""
    drawn = drawable([other for other in readings if other.series == reading.series])
    if not drawn:
        return HeadlineCard(ident, reading, None)
    points = on_time_axis(drawn, step)
    labels = month_labels(points)
    figure = sparkline(line_of(reading.measure.label, points), len(labels))
    text = f"{drawing_noun(points)}: {line_text(reading, drawn, f'{labels[0]} to {labels[-1]}')}"
    shown = [each for _, each in points if each and not each.missing]
    label = f"{measure_title(reading.measure, shown)}. {text}"
    return HeadlineCard(ident, reading, Sparkline(f"line-{ident}", figure, label), text)


def drawing_noun(points: Sequence[Point]) -> str:
    """ "Line"; "Points" where each stands alone between gaps."""
    values = [drawn_value(reading) for _, reading in points]
    return "Line" if any(None not in pair for pair in pairwise(values)) else "Points"


def line_text(reading: Reading, drawn: Sequence[Reading], span: str) -> str:
    """What the line shows: "one month each, Apr 2023 to Jan 2026".

    The length is named where the large figure has another window; what is made up or expected, always.
    """
    window, own = drawn[-1].window, reading.window
    is_other = window is not None and own is not None and not window.same_length(own)
    length = f"{window.length_in_words} each" if window and is_other else ""
    every = {kind_of(other) for other in drawn}
    kinds = joined(sorted(every - {""}))
    kinds = f"dotted: {kinds}" if kinds and len(every) > 1 else kinds
    return ", ".join(part for part in (length, span, kinds) if part)
