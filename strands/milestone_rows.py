"""Milestones as rows, with their baselines, the moves of their forecast, derived status and slippage."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import Stage, milestone_status
from strands.milestone_row_types import BaselineRow, MilestoneRow, MoveRow, forecasts_given
from strands.models import Milestone
from strands.slippage import first_date_promised, slippage_in_words

# The fields that a row copies from the record.
COPIED = (
    "reference",
    "title",
    "room",
    "description",
    "stage_words",
    "forecast",
    "actual",
    "reason",
    "owner",
    "accountable_role",
    "success_criteria",
    "evidence",
    "note",
    "source",
)


def milestones_without_warnings(on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    """The rows without the clashes of their dates, which need all of them."""
    moves = moves_of_forecasts()
    for milestone in visible_to(Milestone.objects.with_what_a_row_needs(viewer), viewer):
        yield milestone_row(milestone, moves.get(milestone.pk, []), on)


def milestone_row(milestone: Milestone, moves: list[MoveRow], on: date) -> MilestoneRow:
    baselines = tuple(baseline_rows(milestone))
    stage, strand = Stage(milestone.stage), milestone.strand
    approved = baselines[-1].date if baselines else None
    first = first_date_promised(forecasts_given(moves), milestone.forecast, milestone.actual)
    dates = {"stage": stage, "forecast": milestone.forecast, "actual": milestone.actual, "on": on}
    return MilestoneRow(
        **{name: getattr(milestone, name) for name in COPIED},
        strand=strand.slug if strand else "",
        strand_name=strand.name if strand else "Whole programme",
        strand_number=strand.number if strand else 0,
        workstream=milestone.workstream.name if milestone.workstream else "",
        stage=stage,
        responsible_roles=tuple(milestone.responsible_roles.splitlines()),
        basis=Basis(milestone.basis),
        baselines=baselines,
        moves=tuple(moves),
        needs=tuple(dependency.needs.reference for dependency in milestone.its_dependencies),
        status=milestone_status(baseline=approved, first=first, **dates),
        slippage=slippage_in_words(promised=approved or first, **dates),
    )


def baseline_rows(milestone: Milestone) -> Iterator[BaselineRow]:
    for baseline in milestone.its_baselines:
        yield BaselineRow(
            number=baseline.number,
            date=baseline.date,
            reason=baseline.reason,
            approver=baseline.approver,
            approved_on=baseline.approved_on,
            basis=Basis(baseline.basis),
        )


def moves_of_forecasts(keys: Iterable[int] | None = None) -> dict[int, list[MoveRow]]:
    """Every change of each milestone's forecast, oldest first, by the milestone's key: one query.

    `keys`: of the milestones wanted; None for all.
    """
    moves: dict[int, list[MoveRow]] = defaultdict(list)
    last: dict[int, PartialDate | None] = {}
    entries = Milestone.history.order_by("id", "history_date", "history_id")
    for entry in entries if keys is None else entries.filter(id__in=list(keys)):
        if entry.id in last and entry.forecast != last[entry.id]:
            move = MoveRow(entry.history_date.date(), last[entry.id], entry.forecast, entry.reason)
            moves[entry.id].append(move)
        last[entry.id] = entry.forecast
    return moves


def milestones_without_workstream(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade milestones stored without their workstream."""
    return [row | {"workstream": ""} for row in rows]
