"""A month's EHCP figures can be exempt. Small counts of children are suppressed in Part II too."""

from datetime import date

from django.db.models import QuerySet

from ehcp.models import MonthlyReturn
from ehcp.snapshot import COUNTS, MonthRow, month_row
from sendprog.loads.provenance import with_load
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.values.wording import whole_number


def visible_months(on: date) -> QuerySet:
    return with_load(MonthlyReturn.objects.all())


def month_content(monthly_return: MonthlyReturn, on: date) -> ExemptContent:
    row = month_row(monthly_return)
    counts = [(count_label(name), count_with_marker(row, name)) for name in COUNTS]
    details = [
        ("Covers", row.covers.label),
        ("State", row.state),
        ("Basis", row.basis.label),
        ("Note", row.note),
        ("Source", row.source),
        ("Loaded", row.loaded),
    ]
    return ExemptContent(f"EHCP figures, {row.label}", filled_lines([*counts, *details]))


def count_label(name: str) -> str:
    return str(MonthlyReturn._meta.get_field(name).verbose_name).capitalize()


def count_with_marker(row: MonthRow, name: str) -> str:
    """ "1,070", "92 [r]", "[c]"; "" without either."""
    value, marker = row.counts[name], row.markers.get(name)
    number = "" if value is None else whole_number(value)
    return f"{number} [{marker}]".strip() if marker else number


register_exemptible(
    MonthlyReturn, visible_on=visible_months, describe=month_content, is_figure=True
)
