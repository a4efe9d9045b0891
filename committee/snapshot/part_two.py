"""Exempt business as rows: the notice in Part I, and the records in Part II."""

from sendprog.records.exemptions import ExemptNoticeRow, ExemptRow, exempt_notices, exempt_rows
from sendprog.records.snapshots import Section

# Part I: the paragraphs under which something is exempt. Frozen, but not compared: a removal must
# not show a reason.
NOTICES = Section(
    "committee.part_two",
    ExemptNoticeRow,
    exempt_notices,
    key=("paragraph",),
    label="Paragraphs of Schedule 12A named in Part I",
)
# Part II only: no page reads this section.
EXEMPT = Section("committee.exempt", ExemptRow, exempt_rows)
