"""The pack's tables: those that the pages offer as CSV, declared once, beside the pages."""

from dataclasses import dataclass

import ehcp.views
import finance.views
import risks.views
from committee.pages import overview
from committee.pages.tables import ReadingsTable, StrandsTable
from committee.snapshot import catalogue
from sendprog.pages.tables import Table
from sendprog.records.snapshots import Snapshot
from strands.snapshot import MILESTONES, STRANDS
from strands.tables import MilestonesTable


@dataclass(frozen=True)
class Packed:
    """A table under the name of its file, with what it holds in a sentence."""

    name: str
    title: str
    holds: str
    table: Table

    @property
    def rows(self) -> list[list[object]]:
        """The headings and the rows, as the table's own CSV has them."""
        return [list(row) for row in self.table.as_values()]


def tables(snapshot: Snapshot) -> list[Packed]:
    """Every table, in the order of the site."""
    every = [
        reading for one in catalogue.measures(snapshot) for reading in catalogue.series(snapshot, one.address)
    ]
    headlines = overview.headline_readings(snapshot).values()
    return [
        Packed("headlines", "Headlines", "The readings that head the overview.", ReadingsTable(headlines)),
        Packed(
            "measures", "Measures", "The latest reading of each measure.", overview.measures_table(snapshot)
        ),
        Packed("readings", "Readings", "Every reading of each measure, oldest first.", ReadingsTable(every)),
        Packed(
            "strands", "Strands", "The strands and their stated ratings.", StrandsTable(snapshot[STRANDS])
        ),
        Packed(
            "milestones",
            "Milestones",
            "Every milestone with its status.",
            MilestonesTable(snapshot[MILESTONES]),
        ),
        Packed(
            "ehcp-months",
            "EHCP months",
            "Counts of requests, plans and reviews.",
            ehcp.views.months_table(snapshot),
        ),
        Packed(
            "dsg-positions",
            "DSG positions",
            "The deficit at each report (£).",
            finance.views.positions_table(snapshot),
        ),
        Packed(
            "risks", "Risks", "The risk register with its current scores.", risks.views.risks_table(snapshot)
        ),
    ]
