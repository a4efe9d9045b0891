"""The files that ehcp takes: monthly returns on plans, and on how families are answered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ehcp.models import PARTS, ContactReturn, MonthlyReturn
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.suppression import BANDED
from sendprog.loads.cell_parsers import Choice, MonthCell, Text
from sendprog.loads.kinds import Column, Wrong, register
from sendprog.loads.monthly import MonthlyKind
from sendprog.loads.numbers import Count, Measured
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE
from sendprog.records.fields import count_names
from sendprog.values.measures import Unit
from sendprog.values.periods import Month
from strands.choices import ReturnState

REQUIRED = (
    "requests_received",
    "assessments_agreed",
    "plans_issued",
    "plans_issued_within_20_weeks",
    "plans_maintained",
    "annual_reviews_overdue",
)
# Counts of what stands at the end of a month, and averages: their sum over months means nothing.
NOT_SUMMED = (
    "plans_maintained",
    "annual_reviews_overdue",
    "assessments_open",
    "assessments_open_over_20_weeks",
    "assessments_open_over_52_weeks",
    "longest_open_weeks",
    "average_open_weeks",
    "appeals_open",
    "average_wait_seconds",
)
STATE = Column("state", Choice(dict(ReturnState.choices)), help="Provisional, unless final is given.")
ISSUED_NET = "plans_issued_within_20_weeks_excluding_exceptions"


def counts_of(model: type, required: Iterable[str]) -> list[Column]:
    """The required counts first, then the rest, each with its marker."""
    names = [*required, *(name for name in count_names(model) if name not in required)]
    return [
        Column(
            name,
            Count(),
            help=str(model._meta.get_field(name).verbose_name).capitalize(),
            required=name in required,
            marker_field=f"{name}_marker",
            total=name not in NOT_SUMMED,
        )
        for name in names
    ]


def parts_fit(values: Mapping[str, Any]) -> Iterable[Wrong]:
    """A part is not larger than its whole."""
    for part, whole in PARTS:
        if is_more(values.get(part), values.get(whole)):
            yield part, f"this is more than {whole} ({values[whole]:,}), of which it is part: check both"


def on_time_without_exceptions(values: Mapping[str, Any]) -> Iterable[Wrong]:
    """Plans on time, exceptions left out, are among the plans issued without an exception."""
    issued, exceptions, on_time = (values.get(name) for name in ("plans_issued", "exceptions", ISSUED_NET))
    if None not in (issued, exceptions) and is_more(on_time, issued - exceptions):
        yield (
            ISSUED_NET,
            f"this is more than plans_issued less exceptions ({issued - exceptions:,}): check the three",
        )


def is_more(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and part > whole


def stock_follows(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[Wrong]:
    """Plans maintained = last month's + issued + moved in - ceased - moved out, where all are known."""
    names = ("plans_issued", "plans_moved_in", "plans_ceased", "plans_moved_out")
    was, is_now = (before or {}).get("plans_maintained"), now.get("plans_maintained")
    issued, moved_in, ceased, moved_out = (now.get(name) for name in names)
    if None in (was, is_now, issued, moved_in, ceased, moved_out):
        return
    follows = was + issued + moved_in - ceased - moved_out
    if follows != is_now:
        yield (
            "plans_maintained",
            f"{is_now:,} does not follow: last month's {was:,} + {issued:,} issued + {moved_in:,} moved in - {ceased:,} ceased "
            f"- {moved_out:,} moved out is {follows:,}. Is this right?",
        )


@register
class PlansKind(MonthlyKind):
    """Monthly returns on Education, Health and Care Plans."""

    slug = "ehcp"
    title = "EHCP monthly returns"
    model = MonthlyReturn
    section = MONTHS
    rules = (parts_fit, on_time_without_exceptions)
    follows = (stock_follows,)
    jumps = dict.fromkeys(REQUIRED, 20)
    notes = (
        "One row a month. The columns after annual_reviews_overdue may be left out.",
        "An empty cell is kept as “not in the return”, never as 0. [c] is suppressed, [x] not available, [z] not applicable.",
        "Counts only: nothing that could identify a child.",
    )
    example = ({"month": "2024-11", **dict.fromkeys(REQUIRED)},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        month = Column("month", MonthCell(until), required=True, needed=True)
        note = Column("note", Text(200), help="What a reader must know of this month.")
        return (month, *counts_of(MonthlyReturn, REQUIRED), STATE, FIGURE_BASIS, note, SOURCE)

    def published(self, rows: Iterable[MonthRow]) -> Iterator[Mapping[str, Any]]:
        """The counts as readers see them, [c] where one is suppressed; one that they see as a band is left out."""
        counts = counts_of(MonthlyReturn, REQUIRED)
        for row in rows:
            yield self.with_month(row.month, row) | {
                column.name: column.reader.written(row.counts[column.name], row.markers.get(column.name, ""))
                for column in counts
                if column.name in row.counts and column.name not in BANDED
            }


@register
class ContactKind(MonthlyKind):
    """Monthly returns on how families are answered."""

    slug = "contact"
    title = "Contact with families"
    model = ContactReturn
    jumps = {"calls_handled": 50, "average_wait_seconds": 60}
    notes = (
        "One row a month. Every column but the month may be left out.",
        "wait_change_percent is a change that was reported without its base; -15 is a wait shorter by 15%.",
    )
    example = ({"month": "2024-11", "calls_handled": None},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        change = Column(
            "wait_change_percent", Measured(Unit.PERCENT_CHANGE), help="Reported change in the wait, per cent"
        )
        score = Column("satisfaction", Measured(Unit.OUT_OF_FIVE), help="Satisfaction, out of 5")
        month = Column("month", MonthCell(until), required=True, needed=True)
        return (month, *counts_of(ContactReturn, ()), change, score, STATE, FIGURE_BASIS, SOURCE)
