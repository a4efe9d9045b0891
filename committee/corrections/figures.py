"""The figures that a snapshot's rows state, as readings by key. Pure."""

from collections.abc import Collection

import ehcp.figures
import finance.figures
import risks.figures
import strands.figures
from sendprog.records.figures import FigureSource
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.measures import Reading

Figures = dict[str, Reading]
FIGURES: tuple[FigureSource, ...] = (
    *ehcp.figures.FIGURES,
    *finance.figures.FIGURES,
    *strands.figures.FIGURES,
    *risks.figures.FIGURES,
)
# Every key begins with it.
ALL = ("",)


def stored_figures(
    snapshot: Snapshot, sections: Collection[Section], touched: tuple[str, ...] = ALL
) -> Figures:
    """The figures of these sections by key, of those rows whose keys begin with a prefix in
    `touched`.
    """
    figures: Figures = {}
    for source in FIGURES:
        if source.section not in sections:
            continue
        for row in snapshot[source.section]:
            prefix = source.prefix(row)
            if prefix.startswith(touched):
                figures.update(
                    (f"{prefix}{name}", reading) for name, reading in source.readings(row)
                )
    return figures
