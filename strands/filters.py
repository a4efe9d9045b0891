"""Which milestones a reader asked for, and in which order. A value that means nothing falls back, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sendprog.pages.mounted_pages import Query
from sendprog.pages.tables import parse_sort
from sendprog.values.rag import MilestoneStatus
from strands.rows import MilestoneRow, StrandRow
from strands.tables import ORDERS

DUE_SOON = timedelta(days=90)
DONE = {MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE, MilestoneStatus.WITHDRAWN}
LATE = {
    MilestoneStatus.SLIPPED,
    MilestoneStatus.COMPLETE_LATE,
    MilestoneStatus.DELAYED,
    MilestoneStatus.OVERDUE,
}
WHOLE_PROGRAMME = "whole-programme"


@dataclass(frozen=True)
class Choice:
    """One field of the filter form: what was chosen ("" for all) and what there is to choose from."""

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chosen:
    """The milestones asked for, the form as it was filled in, and what to say of values that meant nothing."""

    rows: list[MilestoneRow]
    choices: tuple[Choice, ...]
    problems: list[str]


def choices_of(query: Query, strands: Sequence[StrandRow]) -> tuple[list[Choice], list[str]]:
    """The form's three fields. An unknown value is taken as "all" and named."""
    offered = {
        "strand": (
            "Strand",
            [*((row.slug, row.name) for row in strands), (WHOLE_PROGRAMME, "Whole programme")],
        ),
        "status": ("Status", [(status.value, status.label) for status in MilestoneStatus]),
        "show": ("Show", [("late", "Delayed, slipped or overdue"), ("due", "Due within 90 days")]),
    }
    choices, problems = [], []
    for name, (label, options) in offered.items():
        asked = query.parameters.get(name, "")
        known = asked in dict(options)
        if asked and not known:
            problems.append(f"{label}: that choice is not known, so all are shown.")
        choices.append(Choice(name, label, asked if known else "", (("", "All"), *options)))
    return choices, problems


def is_due(row: MilestoneRow, on: date) -> bool:
    """Open, dated, and its last day within 90 days (or past already)."""
    return row.status not in DONE and row.when is not None and row.when.last <= on + DUE_SOON


def matches(row: MilestoneRow, chosen: dict[str, str], on: date) -> bool:
    return (
        (not chosen["strand"] or (row.strand or WHOLE_PROGRAMME) == chosen["strand"])
        and (not chosen["status"] or row.status == chosen["status"])
        and (chosen["show"] != "late" or row.status in LATE)
        and (chosen["show"] != "due" or is_due(row, on))
    )


def choose(rows: Sequence[MilestoneRow], strands: Sequence[StrandRow], query: Query, *, on: date) -> Chosen:
    """The milestones that the query asks for, in the order it asks for."""
    choices, problems = choices_of(query, strands)
    chosen = {choice.name: choice.chosen for choice in choices}
    order, unknown = parse_sort(query, list(ORDERS))
    found = [row for row in rows if matches(row, chosen, on)]
    if order:
        found.sort(key=ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))
    return Chosen(found, tuple(choices), [*problems, *([unknown] if unknown else [])])
