"""Asks as a table for files."""

import django_tables2 as tables

from committee.snapshot.ask_rows import AskRow
from sendprog.pages.tables import Table


class AsksTable(Table):
    """One ask a row, those that wait for an answer first."""

    caption = "Asks"
    row_header = "text"

    reference = tables.Column("Reference")
    status = tables.Column("Status", accessor="status__label")
    kind = tables.Column("Kind", accessor="kind__label")
    text = tables.Column("What was asked")
    meeting = tables.Column("Meeting")
    by_role = tables.Column("Asked by")
    to_role = tables.Column("Asked of")
    due = tables.Column("Due")
    strand = tables.Column("Strand", accessor="strand_name")
    measure = tables.Column("Measure")
    risk = tables.Column("Risk")
    response = tables.Column("Response", accessor="response__label")
    response_text = tables.Column("The response in words")
    responded_on = tables.Column("Day of the response")
    repeats = tables.Column("Asks again")
    times = tables.Column("Asked at", accessor="meeting", empty_values=())
    basis = tables.Column("Basis", accessor="basis__label")

    class Meta(Table.Meta):
        pass

    def value_times(self, record: AskRow) -> str:
        return "; ".join(str(one) for one in (*record.earlier, record.meeting, *record.later))
