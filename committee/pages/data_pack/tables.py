"""The tables of the data pack: the same that the pages offer as CSV, and every reading."""

from dataclasses import dataclass

import ehcp.views
import finance.views
import risks.views
from committee.pages.measures import measures_table
from committee.pages.scorecard import exceptions_table, scorecard_table
from committee.pages.tables import CommitmentsTable, ConditionsTable, ReadingsTable, StrandsTable
from committee.snapshot import catalogue
from committee.snapshot.headline_measures import headline_readings
from sendprog.pages.tables import Table
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from strands.snapshot import COMMITMENTS, CONDITIONS, MILESTONES, STRANDS
from strands.tables import MilestonesTable


@dataclass(frozen=True)
class PackTable:
    """A table of the pack: its file name without ".csv", its title and what it contains, in a
    sentence.
    """

    name: str
    title: str
    holds: str
    table: Table

    @property
    def rows(self) -> list[list[object]]:
        """The headings and the rows, as in the table's own CSV."""
        return [list(row) for row in self.table.as_values()]


def every_reading(snapshot: Snapshot) -> list[Reading]:
    """Every reading of every measure, oldest first within a measure."""
    readings: list[Reading] = []
    for measure in catalogue.all_measures(snapshot):
        readings += catalogue.all_readings(snapshot, measure.address)
    return readings


def pack_tables(snapshot: Snapshot) -> list[PackTable]:
    """Every table, in the order of the site."""
    headlines = ReadingsTable(headline_readings(snapshot).values())
    readings = ReadingsTable(every_reading(snapshot))
    strands, milestones = StrandsTable(snapshot[STRANDS]), MilestonesTable(snapshot[MILESTONES])
    months, positions = ehcp.views.months_table(snapshot), finance.views.positions_table(snapshot)
    commitments = CommitmentsTable(snapshot[COMMITMENTS])
    conditions = ConditionsTable(snapshot[CONDITIONS])
    savings = finance.views.all_savings_table(snapshot)
    other_figures = finance.views.other_figures_table(snapshot)
    register = risks.views.risks_table(snapshot)
    return [
        PackTable("headlines", "Headlines", "The readings that head the overview.", headlines),
        PackTable(
            "measures", "Measures", "The latest reading of each measure.", measures_table(snapshot)
        ),
        *scorecard_tables(snapshot),
        PackTable("readings", "Readings", "Every reading of each measure, oldest first.", readings),
        PackTable("strands", "Strands", "The strands and their stated ratings.", strands),
        PackTable(
            "commitments", "Commitments", "Agreements, plans and others, with dates.", commitments
        ),
        PackTable(
            "conditions", "Conditions", "What each commitment asks for, and its status.", conditions
        ),
        PackTable("milestones", "Milestones", "Every milestone with its status.", milestones),
        PackTable("ehcp-months", "EHCP months", "Counts of requests, plans and reviews.", months),
        PackTable("dsg-positions", "DSG positions", "The deficit at each report (£).", positions),
        PackTable(
            "dsg-other-figures", "DSG other figures", "Other figures of the reports.", other_figures
        ),
        PackTable("savings", "Savings", "Planned, expected and delivered savings (£).", savings),
        PackTable("risks", "Risks", "The risk register with its current scores.", register),
    ]


def scorecard_tables(snapshot: Snapshot) -> list[PackTable]:
    """The scorecard, and its exceptions."""
    rows, exceptions = scorecard_table(snapshot), exceptions_table(snapshot)
    holds = "The chosen measures beside their targets, and the rating of each."
    return [
        PackTable("scorecard", "Scorecard", holds, rows),
        PackTable(
            "exceptions",
            "Exceptions",
            "Measures past their floor: cause, action and date.",
            exceptions,
        ),
    ]
