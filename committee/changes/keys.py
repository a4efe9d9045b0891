"""What a snapshot is made of, and by which fields its records are known again in another one."""

import ehcp.snapshot
import finance.snapshot
import risks.snapshot
import strands.snapshot
from committee.snapshot.sections import OWN
from finance.snapshot import POSITIONS, PlanYearRow
from risks.snapshot import RISKS, AssessmentRow, CellRow, MitigationRow
from sendprog.records.snapshots import Section
from strands.rows import BaselineRow, ConditionRow, MoveRow, ReturnRow, UpdateRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

SECTIONS: tuple[Section, ...] = (
    *strands.snapshot.SECTIONS,
    *ehcp.snapshot.SECTIONS,
    *finance.snapshot.SECTIONS,
    *risks.snapshot.SECTIONS,
    *OWN,
)
# What the summary on the overview counts: sections that the overview reads anyway.
SUMMARISED: tuple[Section, ...] = (STRANDS, MILESTONES, INDICATORS, ehcp.snapshot.MONTHS, POSITIONS, RISKS)

# Rows inside rows. One that stands alone has no key; a class that is not named here is compared as a whole.
NESTED: dict[type, tuple[str, ...]] = {
    UpdateRow: (),
    BaselineRow: ("number",),
    MoveRow: ("on",),
    ReturnRow: ("reported_in", "last"),
    ConditionRow: ("reference",),
    PlanYearRow: ("financial_year",),
    AssessmentRow: ("as_at",),
    MitigationRow: ("number",),
    CellRow: ("likelihood", "impact"),
}
