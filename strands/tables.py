"""Milestones as a table."""

import django_tables2 as tables
from django.template import Context, Template
from django.utils.html import format_html

from sendprog.pages.addresses import address_of, relative
from sendprog.pages.tables import Table
from sendprog.values.free_text import sentences
from strands.milestone_row_types import MilestoneRow

STATUS = Template("{% status status %}")


class MilestonesTable(Table):
    """`address`: of the page that shows it; links are relative to it."""

    caption = "Milestones"
    row_header = "title"
    row_prefix = "milestone-"

    title = tables.Column("Milestone")
    strand = tables.Column("Strand", accessor="strand_name")
    status = tables.Column("Status", accessor="status")
    when = tables.Column("Date", accessor="when", empty_values=())
    slippage = tables.Column("Against date promised", empty_values=(), orderable=False)
    note = tables.Column("In words", accessor="stage_words", empty_values=(), orderable=False)
    source = tables.Column("Source", orderable=False)

    class Meta(Table.Meta):
        orderable = True

    def __init__(self, rows: object, *, address: str = "", **kwargs: object) -> None:
        self.address = address
        super().__init__(rows, **kwargs)

    def render_title(self, record: MilestoneRow) -> str:
        link = relative(address_of("milestone", slug=record.slug), seen_from=self.address)
        return format_html('<a class="govuk-link" href="{}">{}</a>', link, record.title)

    def value_title(self, record: MilestoneRow) -> str:
        return record.title

    def render_status(self, record: MilestoneRow) -> str:
        return STATUS.render(Context({"status": record.status}))

    def value_status(self, record: MilestoneRow) -> str:
        return record.status.label

    def render_when(self, record: MilestoneRow) -> str:
        return record.when_in_words

    def render_slippage(self, record: MilestoneRow) -> str:
        return record.slippage_cell

    def render_note(self, record: MilestoneRow) -> str:
        return sentences([record.stage_words, record.reason_beside, record.note, record.basis_note])


ORDERS = {
    "title": lambda row: row.title.lower(),
    "strand": lambda row: (row.strand_number, row.reference),
    "status": lambda row: row.status.order,
    "when": lambda row: (row.when is None, row.when.last.isoformat() if row.when else ""),
}
