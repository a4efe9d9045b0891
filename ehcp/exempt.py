"""A month's EHCP figures can be exempt; small counts of children stay hidden in Part II too."""

from datetime import date

from django.db.models import QuerySet

from ehcp.models import MonthlyReturn
from ehcp.snapshot import COUNTS, month_row
from sendprog.loads.provenance import with_load
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.values.wording import whole_number


def months(on: date) -> QuerySet:
    return with_load(MonthlyReturn.objects.all())


def month_told(one: MonthlyReturn, on: date) -> ExemptContent:
    row = month_row(one)

    def shown(name: str) -> str:
        value, marker = row.counts[name], row.markers.get(name)
        return " ".join(
            [*([whole_number(value)] if value is not None else []), *([f"[{marker}]"] if marker else [])]
        )

    counts = [(str(one._meta.get_field(name).verbose_name).capitalize(), shown(name)) for name in COUNTS]
    about = [
        ("State", row.state),
        ("Basis", row.basis.label),
        ("Note", row.note),
        ("Source", row.source),
        ("Loaded", row.loaded),
    ]
    return ExemptContent(f"EHCP figures, {row.month.label}", filled_lines([*counts, *about]))


register_exemptible(MonthlyReturn, visible_on=months, describe=month_told, is_figure=True)
