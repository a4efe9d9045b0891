"""Milestones as rows: with the dates once promised, every move of the forecast, the derived status and the slippage."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import Stage, milestone_status
from strands.models import Milestone
from strands.rows import BaselineRow, MilestoneRow, MoveRow

# What a row says as the record does.
AS_STORED = (
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


def milestone_rows(on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    moves = moves_of_forecasts()
    for milestone in visible_to(Milestone.objects.with_what_a_row_needs(viewer), viewer):
        yield milestone_row(milestone, moves.get(milestone.pk, []), on)


def milestone_row(milestone: Milestone, moves: list[MoveRow], on: date) -> MilestoneRow:
    baselines = tuple(baseline_rows(milestone))
    promised, stage = baselines[-1].date if baselines else None, Stage(milestone.stage)
    return MilestoneRow(
        **{name: getattr(milestone, name) for name in AS_STORED},
        strand=milestone.strand.slug if milestone.strand else "",
        strand_name=milestone.strand.name if milestone.strand else "Whole programme",
        strand_number=milestone.strand.number if milestone.strand else 0,
        stage=stage,
        responsible_roles=tuple(milestone.responsible_roles.splitlines()),
        basis=Basis(milestone.basis),
        baselines=baselines,
        moves=tuple(moves),
        needs=tuple(one.needs.reference for one in milestone.waits_for.all()),
        status=milestone_status(
            stage=stage, baseline=promised, forecast=milestone.forecast, actual=milestone.actual, on=on
        ),
        slippage=slippage(milestone, promised),
    )


def baseline_rows(milestone: Milestone) -> Iterator[BaselineRow]:
    for one in milestone.baselines.all():
        yield BaselineRow(one.number, one.date, one.reason, one.approver, one.approved_on, Basis(one.basis))


def moves_of_forecasts() -> dict[int, list[MoveRow]]:
    """Every change of a milestone's forecast after its first entry, oldest first, from the history: one query."""
    moves: dict[int, list[MoveRow]] = defaultdict(list)
    last: dict[int, PartialDate | None] = {}
    for record in Milestone.history.order_by("id", "history_date", "history_id"):
        if record.id in last and record.forecast != last[record.id]:
            moves[record.id].append(
                MoveRow(record.history_date.date(), last[record.id], record.forecast, record.reason)
            )
        last[record.id] = record.forecast
    return moves


def slippage(milestone: Milestone, baseline: PartialDate | None) -> str:
    """How far the forecast or the actual date is from the last approved one, in words; empty when either is unknown."""
    reached = milestone.actual or milestone.forecast
    return reached.slippage_words(baseline) if reached and baseline else ""
