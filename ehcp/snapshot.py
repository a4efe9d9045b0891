"""The sections of ehcp: the monthly returns, contact with families, official statistics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp.contacts import CONTACTS
from ehcp.covered_months import CoveredMonths
from ehcp.models import CoveredPeriod, MonthlyReturn
from ehcp.official import section as official
from ehcp.suppression import suppressed
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import visible_to
from sendprog.records.fields import count_names
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.periods import Month


@dataclass(frozen=True)
class MonthRow(CoveredMonths):
    """The counts and markers, by name, of a month or of the `months` up to its end.

    None means "not in the return"; its marker may say why.
    """

    month: Month
    counts: dict[str, int | None]
    markers: dict[str, str]
    state: str
    basis: Basis
    note: str
    source: str
    loaded: str = ""
    covers: CoveredPeriod = CoveredPeriod.MONTH


COUNTS = count_names(MonthlyReturn)


def return_title(row: MonthRow) -> str:
    """ "Monthly return of June 2026", "Return of April to June 2026"."""
    return f"{'Monthly return' if row.months == 1 else 'Return'} of {row.label}"


def returns_noun(rows: Sequence[MonthRow]) -> str:
    """ "Monthly returns"; "Returns" where one covers more than a month."""
    return "Monthly returns" if all(row.months == 1 for row in rows) else "Returns"


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
        covers=CoveredPeriod(monthly_return.covers),
    )


def as_months(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 1: each covers its month."""
    return [row | {"covers": "month"} for row in rows]


# The counts that rows of schema 2 lack.
COUNTS_OF_SCHEMA_3 = (
    "requests_from_health",
    "refused_from_parents",
    "refused_from_schools",
    "refused_from_health",
    "refused_from_others",
    "not_issued_within_16_weeks",
    "advice_requested",
    "advice_within_6_weeks",
    "annual_reviews_done",
    "mediations_within_30_days",
    "audits_done",
    "audits_good",
)


def with_more_counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 2: what they did not count is not in the return."""
    absent = dict.fromkeys(COUNTS_OF_SCHEMA_3)
    return [row | {"counts": absent | row["counts"]} for row in rows]


MONTHS = Section(
    "ehcp.months",
    MonthRow,
    read_month_rows,
    upgrades=(as_months, with_more_counts),
    key=("month",),
    label="Returns on EHCPs",
    nouns=("figure", "figures"),
    title=return_title,
    page="ehcp",
    edit=EditLink("Open the returns", model="ehcp.monthlyreturn"),
)
SECTIONS = (MONTHS, CONTACTS, *official.SECTIONS)
