"""Milestones as rows, with their baselines, the moves of their forecast, derived status and slippage."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from sendprog.records.exemptions import not_exempt, visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import Stage, milestone_status
from strands.milestone_row_types import BaselineRow, MilestoneRow, MoveRow, forecasts_given
from strands.models import Baseline, Milestone, MilestoneDependency
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
# What a row takes otherwise from the record, its strand and its workstream.
READ = (
    "stage",
    "basis",
    "responsible_roles",
    "strand__slug",
    "strand__name",
    "strand__number",
    "workstream__name",
)


@dataclass(frozen=True)
class RelatedRows:
    """What rows of milestones have from other tables, by the milestone's key.

    `needs`: reference and title of each milestone that it waits for.
    """

    baselines: Mapping[int, list[BaselineRow]]
    moves: Mapping[int, list[MoveRow]]
    needs: Mapping[int, list[tuple[str, str]]]


def related_rows(viewer: Audience, keys: Iterable[int] | None = None) -> RelatedRows:
    """Of all milestones, or of those with these keys: three queries for any number.

    Dependencies on milestones that are exempt for this audience are left out.
    """
    wanted = None if keys is None else list(keys)
    return RelatedRows(baselines_of(wanted), moves_of_forecasts(wanted), needs_of(wanted, viewer))


def milestones_without_warnings(on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    """The rows without the clashes of their dates, which need all of them.

    Thousands are read with each change of one, so that no model instances are made.
    """
    related = related_rows(viewer)
    milestones = visible_to(Milestone.objects.all(), viewer)
    for key, *values in milestones.values_list("pk", *COPIED, *READ):
        yield milestone_row(key, dict(zip((*COPIED, *READ), values, strict=True)), related, on)


def values_of(milestone: Milestone) -> dict[str, Any]:
    """The values that a row needs, of a record read with its strand and workstream."""
    return {
        name: reduce(lambda value, part: getattr(value, part, None), name.split("__"), milestone)
        for name in (*COPIED, *READ)
    }


def milestone_row(
    key: int, values: Mapping[str, Any], related: RelatedRows, on: date
) -> MilestoneRow:
    """The row of a milestone with this key and these values."""
    baselines, moves = related.baselines.get(key, []), related.moves.get(key, [])
    stage, forecast, actual = Stage(values["stage"]), values["forecast"], values["actual"]
    approved = baselines[-1].date if baselines else None
    first = first_date_promised(forecasts_given(moves), forecast, actual)
    dates = {"stage": stage, "forecast": forecast, "actual": actual, "on": on}
    return MilestoneRow(
        **{name: values[name] for name in COPIED},
        strand=values["strand__slug"] or "",
        strand_name=values["strand__name"] or "Whole programme",
        strand_number=values["strand__number"] or 0,
        workstream=values["workstream__name"] or "",
        stage=stage,
        responsible_roles=tuple(values["responsible_roles"].splitlines()),
        basis=Basis(values["basis"]),
        baselines=tuple(baselines),
        moves=tuple(moves),
        needs=tuple(reference for reference, _ in related.needs.get(key, ())),
        status=milestone_status(baseline=approved, first=first, **dates),
        slippage=slippage_in_words(promised=approved or first, **dates),
    )


def of_milestones(records: QuerySet, field: str, keys: list[int] | None) -> QuerySet:
    """The records whose field names one of these milestones; all where `keys` is None."""
    return records if keys is None else records.filter(**{f"{field}__in": keys})


def baselines_of(keys: list[int] | None) -> dict[int, list[BaselineRow]]:
    """Each milestone's baselines in their order, by its key."""
    baselines: dict[int, list[BaselineRow]] = defaultdict(list)
    names = ("milestone_id", "number", "date", "reason", "approver", "approved_on", "basis")
    records = of_milestones(Baseline.objects.order_by("milestone_id", "number"), "milestone", keys)
    for key, *values, basis in records.values_list(*names):
        baselines[key].append(BaselineRow(*values, basis=Basis(basis)))
    return baselines


def needs_of(keys: list[int] | None, viewer: Audience) -> dict[int, list[tuple[str, str]]]:
    """Reference and title of what each milestone waits for, by its key."""
    needs: dict[int, list[tuple[str, str]]] = defaultdict(list)
    records = of_milestones(MilestoneDependency.objects.order_by("pk"), "milestone", keys)
    if viewer is not Audience.PART_TWO:
        records = records.filter(not_exempt("needs", model=Milestone))
    for key, *needed in records.values_list("milestone_id", "needs__reference", "needs__title"):
        needs[key].append(tuple(needed))
    return needs


def moves_of_forecasts(keys: Iterable[int] | None = None) -> dict[int, list[MoveRow]]:
    """Every change of each milestone's forecast, oldest first, by the milestone's key: one query.

    `keys`: of the milestones wanted; None for all.
    """
    moves: dict[int, list[MoveRow]] = defaultdict(list)
    last: dict[int, PartialDate | None] = {}
    wanted = None if keys is None else list(keys)
    entries = Milestone.history.order_by("id", "history_date", "history_id")
    names = ("id", "forecast", "history_date", "reason")
    for key, forecast, at, reason in of_milestones(entries, "id", wanted).values_list(*names):
        if key in last and forecast != last[key]:
            moves[key].append(MoveRow(at.date(), last[key], forecast, reason))
        last[key] = forecast
    return moves


def milestones_without_workstream(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade milestones stored without their workstream."""
    return [row | {"workstream": ""} for row in rows]
