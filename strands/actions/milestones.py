"""Actions on milestones: a new reference, a new baseline, a change of several at once and undoing
it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Model

from sendprog.editing.edit_conflicts import lock
from sendprog.editing.restoring import CannotRestore, entry_before, restore_entry
from sendprog.models import User
from sendprog.records.history import change
from sendprog.values.partial_dates import PartialDate
from strands.models import Baseline, Milestone

UNDO_REASON = "Undone"


class MilestonesChanged(Exception):
    """Somebody else saved these records since they were shown. Nothing was changed."""

    def __init__(self, records: list[Milestone]) -> None:
        self.records = records


# A new baseline


@dataclass(frozen=True)
class Promise:
    """A new date for a milestone, by whose approval and why."""

    date: PartialDate
    reason: str
    approver: str
    approved_on: date

    def is_stored_in(self, baseline: Baseline) -> bool:
        """Whether the baseline has the same date, reason and approval."""
        return all(
            getattr(baseline, field.name) == getattr(self, field.name) for field in fields(self)
        )


def save_baseline(*, milestone: Milestone, promise: Promise, version: int, by: User) -> Baseline:
    """Save a new baseline, with an entry in the milestone's history.

    MilestonesChanged where the milestone was saved since `version`. Where that save stored the same
    promise, nothing is saved and its baseline is returned instead.
    """
    reason = (
        f"A new date promised, {promise.date}, approved by {promise.approver}. {promise.reason}"
    )
    with change(by=by, reason=reason):
        current = lock(milestone)
        last = current.baselines.last()
        if current.version != version and last and promise.is_stored_in(last):
            return last
        if current.version != version or current.deleted_at:
            raise MilestonesChanged([current])
        baseline = Baseline(
            milestone=current,
            number=last.number + 1 if last else 1,
            date=promise.date,
            reason=promise.reason,
            approver=promise.approver,
            approved_on=promise.approved_on,
            basis=current.basis,
        )
        baseline.save()
        current.save()
    return baseline


# Several at once


@dataclass(frozen=True)
class BulkChange:
    """A change of several milestones.

    None leaves a field as it is; `no_forecast` and `no_owner` clear it.
    """

    forecast: PartialDate | None
    no_forecast: bool
    owner: str | None
    no_owner: bool
    reason: str

    def forecast_of(self, milestone: Milestone) -> PartialDate | None:
        """The milestone's forecast after the change."""
        return None if self.no_forecast else self.forecast or milestone.forecast

    def owner_of(self, milestone: Milestone) -> str:
        """The milestone's owner after the change."""
        return "" if self.no_owner else self.owner or milestone.owner

    def moves(self, milestone: Milestone) -> bool:
        return self.forecast_of(milestone) != milestone.forecast

    def changes(self, milestone: Milestone) -> bool:
        return self.moves(milestone) or self.owner_of(milestone) != milestone.owner

    def needs_reason(self, milestone: Milestone) -> bool:
        """Whether it moves or clears an existing forecast."""
        return milestone.forecast is not None and self.moves(milestone)


def change_several(
    *, bulk_change: BulkChange, versions: Mapping[int, int], by: User
) -> list[Milestone]:
    """Save the change of the milestones with these keys, and return those that it changed.

    MilestonesChanged, and none is saved, where one is in the bin or one that would change was saved
    since its version.
    """
    with change(by=by, reason=bulk_change.reason):
        milestones = Milestone.everything.filter(pk__in=versions).order_by("pk")
        milestones = list(milestones.select_for_update(of=("self",)))
        conflicts, affected = [], []
        for milestone in milestones:
            is_changed = bulk_change.changes(milestone)
            if milestone.deleted_at or (is_changed and milestone.version != versions[milestone.pk]):
                conflicts.append(milestone)
            elif is_changed:
                affected.append(milestone)
        if conflicts:
            raise MilestonesChanged(conflicts)
        for milestone in affected:
            if bulk_change.moves(milestone):
                milestone.reason = bulk_change.reason
            milestone.forecast = bulk_change.forecast_of(milestone)
            milestone.owner = bulk_change.owner_of(milestone)
            milestone.save()
    return affected


@dataclass(frozen=True)
class UndoResult:
    """The milestones that were put back, and a reason for each that was not."""

    put_back: list[Milestone]
    reasons: list[str]


def undo_several(*, entries: Iterable[Model], by: User) -> UndoResult:
    """Undo each history entry that is still its milestone's latest.

    The others are left as they are.
    """
    result = UndoResult([], [])
    for entry in entries:
        try:
            result.put_back.append(undo_entry(entry, by))
        except CannotRestore as error:
            result.reasons.append(str(error))
    return result


def undo_entry(entry: Model, by: User) -> Milestone:
    """Undo one history entry.

    CannotRestore where the milestone was changed since, or a rule refuses.
    """
    with change(by=by, reason=UNDO_REASON):
        record = lock(Milestone(pk=entry.id))
        latest, before = record.history.order_by("-history_id").first(), entry_before(record, entry)
        if latest.history_id != entry.history_id or before is None:
            raise CannotRestore(
                f"“{record}” was changed since by {latest.history_user or 'the system'}"
            )
        try:
            return restore_entry(record, before, by=by, reason=UNDO_REASON)
        except CannotRestore as error:
            raise CannotRestore(f"“{record}”: {error}") from error
