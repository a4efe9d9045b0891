"""The sections that are compared, and the keys that identify the rows nested in their rows."""

import ehcp.snapshot
import finance.snapshot
import risks.snapshot
import strands.snapshot
from committee.snapshot.sections_to_freeze import OWN
from finance.plan_rows import PlanYearRow
from finance.snapshot import POSITIONS, PositionFigureRow
from risks.row_types import AssessmentRow, CellRow, MitigationRow
from risks.snapshot import RISKS
from sendprog.records.snapshots import Section
from strands.commitment_row_types import CommitmentReportRow, ConditionRow, ConditionStatusRow
from strands.indicator_row_types import ReturnRow
from strands.milestone_row_types import BaselineRow, MoveRow
from strands.rows import UpdateRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

SECTIONS: tuple[Section, ...] = (
    *strands.snapshot.SECTIONS,
    *ehcp.snapshot.SECTIONS,
    *finance.snapshot.SECTIONS,
    *risks.snapshot.SECTIONS,
    *OWN,
)
# What the overview's summary counts: sections that the overview reads anyway.
SUMMARISED: tuple[Section, ...] = (
    STRANDS,
    MILESTONES,
    INDICATORS,
    ehcp.snapshot.MONTHS,
    POSITIONS,
    RISKS,
)

# Nested rows, compared field by field; () is for a row that is not in a list.
NESTED: dict[type, tuple[str, ...]] = {
    UpdateRow: (),
    BaselineRow: ("number",),
    MoveRow: ("on",),
    ReturnRow: ("reported_in", "last"),
    ConditionRow: ("reference",),
    ConditionStatusRow: ("as_at",),
    CommitmentReportRow: ("title",),
    PlanYearRow: ("financial_year",),
    PositionFigureRow: ("kind", "financial_year", "as_at", "contributions"),
    AssessmentRow: ("as_at",),
    MitigationRow: ("number",),
    CellRow: ("likelihood", "impact"),
}
