"""A door of ehcp: the monthly returns as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ehcp.models import MonthlyReturn
from ehcp.suppression import suppressed
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import visible_to
from sendprog.records.fields import count_names
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.periods import Month


@dataclass(frozen=True)
class MonthRow:
    """A month's counts, by name: None is "not in the return", and a marker may say why."""

    month: Month
    counts: dict[str, int | None]
    markers: dict[str, str]
    state: str
    basis: Basis
    note: str
    source: str
    loaded: str = ""


COUNTS = count_names(MonthlyReturn)


def months(*, on: date, viewer: Audience) -> Iterator[MonthRow]:
    return (month_row(one) for one in with_load(visible_to(MonthlyReturn.objects.all(), viewer)))


def month_row(one: MonthlyReturn) -> MonthRow:
    counts, markers = suppressed(
        {name: getattr(one, name) for name in COUNTS},
        {name: marker for name in COUNTS if (marker := getattr(one, f"{name}_marker"))},
    )
    return MonthRow(
        Month.containing(one.month),
        counts,
        markers,
        one.get_state_display(),
        Basis(one.basis),
        one.note,
        one.source,
        load_text(one),
    )


MONTHS = Section(
    "ehcp.months",
    MonthRow,
    months,
    key=("month",),
    label="Monthly returns on EHCPs",
    nouns=("figure", "figures"),
    title=lambda row: f"Monthly return of {row.month.label}",
    page="ehcp",
    edit=EditLink("Open the monthly returns", model="ehcp.monthlyreturn"),
)
SECTIONS = (MONTHS,)
