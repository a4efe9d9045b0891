"""Exempt business as rows: what Part I may say of Part II, and what Part II tells."""

from sendprog.records.exemptions import ExemptNoticeRow, ExemptRow, exempt_notices, exempt_rows
from sendprog.records.snapshots import Section

# Part I: the paragraphs under which something is exempt, and no more. Frozen, and not compared: what is removed says no reason.
NOTICES = Section(
    "committee.part_two",
    ExemptNoticeRow,
    exempt_notices,
    key=("paragraph",),
    label="Paragraphs of Schedule 12A named in Part I",
)
# Part II alone: no section of any snapshot that a page is made of.
EXEMPT = Section("committee.exempt", ExemptRow, exempt_rows)
