"""The section of ehcp: the monthly returns."""

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
    """A month's counts and markers by name. None means "not in the return"; its marker may say why."""

    month: Month
    counts: dict[str, int | None]
    markers: dict[str, str]
    state: str
    basis: Basis
    note: str
    source: str
    loaded: str = ""


COUNTS = count_names(MonthlyReturn)


def read_month_rows(*, on: date, viewer: Audience) -> Iterator[MonthRow]:
    for monthly_return in with_load(visible_to(MonthlyReturn.objects.all(), viewer)):
        yield month_row(monthly_return)


def month_row(monthly_return: MonthlyReturn) -> MonthRow:
    """The row of a return that was read with its load; small counts are suppressed here."""
    markers = {name: getattr(monthly_return, f"{name}_marker") for name in COUNTS}
    counts, markers = suppressed(
        {name: getattr(monthly_return, name) for name in COUNTS},
        {name: marker for name, marker in markers.items() if marker},
    )
    return MonthRow(
        month=Month.containing(monthly_return.month),
        counts=counts,
        markers=markers,
        state=monthly_return.get_state_display(),
        basis=Basis(monthly_return.basis),
        note=monthly_return.note,
        source=monthly_return.source,
        loaded=load_text(monthly_return),
    )


MONTHS = Section(
    "ehcp.months",
    MonthRow,
    read_month_rows,
    key=("month",),
    label="Monthly returns on EHCPs",
    nouns=("figure", "figures"),
    title=lambda row: f"Monthly return of {row.month.label}",
    page="ehcp",
    edit=EditLink("Open the monthly returns", model="ehcp.monthlyreturn"),
)
SECTIONS = (MONTHS,)
