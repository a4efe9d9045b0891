"""The milestones' filter form: which milestones a query selects, and in which order.

An unknown value is taken as "all" and reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sendprog.pages.mounted_pages import Query
from sendprog.pages.tables import parse_sort
from sendprog.values.rag import MilestoneStatus
from strands.milestone_row_types import MilestoneRow
from strands.rows import WHOLE_PROGRAMME, StrandRow
from strands.tables import ORDERS

DUE_SOON = timedelta(days=90)
CLOSED_STATUSES = {
    MilestoneStatus.COMPLETE,
    MilestoneStatus.COMPLETE_LATE,
    MilestoneStatus.WITHDRAWN,
}
LATE_STATUSES = {
    MilestoneStatus.SLIPPED,
    MilestoneStatus.COMPLETE_LATE,
    MilestoneStatus.DELAYED,
    MilestoneStatus.OVERDUE,
}


@dataclass(frozen=True)
class FilterField:
    """One field of the filter form: its chosen value ("" for all) and its options (value, label)."""

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FilteredMilestones:
    """The milestones that a query selects, the filled-in form, and a message for each unknown
    value.
    """

    rows: list[MilestoneRow]
    fields: tuple[FilterField, ...]
    problems: list[str]

    @property
    def is_filtered(self) -> bool:
        return any(field.chosen for field in self.fields)


def filter_fields(
    query: Query, strands: Sequence[StrandRow]
) -> tuple[list[FilterField], list[str]]:
    """The form's three fields, and a message for each value that is not one of its options."""
    slugs_and_names = [(row.slug, row.name) for row in strands]
    offered = {
        "strand": ("Strand", [*slugs_and_names, (WHOLE_PROGRAMME, "Whole programme")]),
        "status": ("Status", [(status.value, status.label) for status in MilestoneStatus]),
        "show": (
            "Show",
            [
                ("late", "Delayed, slipped, overdue or completed late"),
                ("due", "Overdue, or due within 90 days"),
            ],
        ),
    }
    fields, problems = [], []
    for name, (label, options) in offered.items():
        chosen = query.parameters.get(name, "")
        if chosen and chosen not in dict(options):
            problems.append(f"{label}: that choice is not known, so all are shown.")
            chosen = ""
        fields.append(FilterField(name, label, chosen, (("", "All"), *options)))
    return fields, problems


def is_due(row: MilestoneRow, on: date) -> bool:
    """Whether it is open and its last day is past, or within 90 days."""
    return (
        row.status not in CLOSED_STATUSES
        and row.when is not None
        and row.when.last <= on + DUE_SOON
    )


def matches(row: MilestoneRow, chosen: dict[str, str], on: date) -> bool:
    return (
        (not chosen["strand"] or (row.strand or WHOLE_PROGRAMME) == chosen["strand"])
        and (not chosen["status"] or row.status == chosen["status"])
        and (chosen["show"] != "late" or row.status in LATE_STATUSES)
        and (chosen["show"] != "due" or is_due(row, on))
    )


def filter_milestones(
    milestones: Sequence[MilestoneRow], strands: Sequence[StrandRow], query: Query, *, on: date
) -> FilteredMilestones:
    """The milestones that the query selects, in the order it names."""
    fields, problems = filter_fields(query, strands)
    chosen = {field.name: field.chosen for field in fields}
    rows = [row for row in milestones if matches(row, chosen, on)]
    order, unknown_order = parse_sort(query, list(ORDERS))
    if order:
        rows.sort(key=ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))
    if unknown_order:
        problems.append(unknown_order)
    return FilteredMilestones(rows, tuple(fields), problems)
