"""The figures that a snapshot's rows state, as readings by key. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import ehcp.figures
import finance.figures
import risks.figures
import strands.figures
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.measures import Reading

Figures = dict[str, Reading]
# How a row of each section yields its figures.
FIGURES: dict[Section, Callable[[Any], Iterator[tuple[str, Reading]]]] = {
    **ehcp.figures.FIGURES,
    **finance.figures.FIGURES,
    **strands.figures.FIGURES,
    **risks.figures.FIGURES,
}


def stored_figures(snapshot: Snapshot, sections: Iterable[Section]) -> Figures:
    """Every figure of these sections by its key."""
    figures: Figures = {}
    for section in sections:
        for row in snapshot[section]:
            figures.update(FIGURES[section](row))
    return figures
