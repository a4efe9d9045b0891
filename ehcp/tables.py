"""The months as a table. A missing count reads "Not in the report", never 0."""

from collections.abc import Sequence

import django_tables2 as tables

from ehcp.snapshot import MonthRow
from sendprog.pages.tables import Table

NOT_IN_REPORT = "Not in the report"


class CountColumn(tables.Column):
    """A count of a month: its number with its marker, or why there is none."""

    def __init__(self, name: str, label: str) -> None:
        self.count_name = name
        super().__init__(
            verbose_name=label, accessor="counts", empty_values=(), attrs={"cell": {"class": "number"}}
        )

    def render(self, record: MonthRow) -> str:
        value, marker = record.counts[self.count_name], record.markers.get(self.count_name)
        if value is None:
            return f"[{marker}]" if marker else NOT_IN_REPORT
        return f"{value:,}" + (f" [{marker}]" if marker else "")

    def value(self, record: MonthRow) -> str | int:
        value, marker = record.counts[self.count_name], record.markers.get(self.count_name)
        return (f"[{marker}]" if marker else "") if value is None else value


class MonthsTable(Table):
    caption = "Month by month"
    row_header = "month"

    month = tables.Column("Month", accessor="month__label")
    requests_received = CountColumn("requests_received", "Requests")
    assessments_agreed = CountColumn("assessments_agreed", "Assessments agreed")
    plans_issued = CountColumn("plans_issued", "Plans issued")
    plans_issued_within_20_weeks = CountColumn("plans_issued_within_20_weeks", "Issued within 20 weeks")
    plans_maintained = CountColumn("plans_maintained", "Plans maintained")
    annual_reviews_overdue = CountColumn("annual_reviews_overdue", "Annual reviews overdue")
    note = tables.Column("Basis", empty_values=())

    class Meta(Table.Meta):
        pass

    def render_note(self, record: MonthRow) -> str:
        return record.note or record.basis.label


def counts_without_a_value(rows: Sequence[MonthRow]) -> list[str]:
    """The table's counts without a value or marker in any month; the page names them once instead."""
    names = [name for name, column in MonthsTable.base_columns.items() if isinstance(column, CountColumn)]
    return [name for name in names if not any(is_stated(row, name) for row in rows)]


def is_stated(row: MonthRow, name: str) -> bool:
    """Whether the month has the count, or a marker that says why not."""
    return row.counts[name] is not None or bool(row.markers.get(name))
