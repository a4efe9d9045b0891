"""Figures in officers' texts that name a month alone are saved with the year of what they read.

A month's report may be joined later by one of another year, or on another basis: the text still
reads the figure that its writer saw.
"""

import re
from collections.abc import Callable, Iterator

from sendprog.pages.inline_figures import (
    INLINE_FIGURE,
    InlineFigure,
    InlineFigureError,
    parse_inline_figure,
    resolve_reading,
)
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from sendprog.values.periods import Month


def with_years(text: str, get_snapshot: Callable[[], Snapshot]) -> str:
    """The text, each figure of a month's report with its year: "{{ a 2026-05 for 2026/27 }}".

    A figure that is no such figure, or has no reading, is left as it is; `get_snapshot` is called
    only where there are figures.
    """
    if not INLINE_FIGURE.search(text):
        return text
    snapshot = get_snapshot()

    def replacement(match: re.Match[str]) -> str:
        reference = reference_with_year(match[1].strip(), snapshot)
        return f"{{{{ {reference} }}}}" if reference else match[0]

    return INLINE_FIGURE.sub(replacement, text)


def reference_with_year(inside: str, snapshot: Snapshot) -> str:
    """The reference with its year, and its basis where one can be named; "" where it needs none."""
    try:
        figure = parse_inline_figure(inside)
        if figure.year or figure.window is None:
            return ""
        reading = resolve_reading(snapshot, figure)
    except InlineFigureError:
        return ""
    candidates = named_figures(figure, reading)
    return next((text for text in candidates if reads(text, reading, snapshot)), "")


def named_figures(figure: InlineFigure, reading: Reading) -> Iterator[str]:
    """The reference with year and basis, then with the year alone; none for another window."""
    month = figure.window
    if month is None or reading.as_at != month.last or reading.window == month:
        return
    year = f"{figure.address} {Month.containing(month.last).iso} for {reading.financial_year}"
    if reading.apart:
        yield f"{year} {reading.apart}"
    yield year


def reads(reference: str, reading: Reading, snapshot: Snapshot) -> bool:
    """Whether the reference has this reading."""
    try:
        return resolve_reading(snapshot, parse_inline_figure(reference)) == reading
    except InlineFigureError:
        return False
