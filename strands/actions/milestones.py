"""Deeds on milestones: a reference for a new one, a date promised anew, a change of several at once and its undoing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from sendprog.editing.edit_conflicts import lock
from sendprog.editing.restoring import CannotRestore, put_back, undo_of
from sendprog.models import User
from sendprog.records.history import change
from sendprog.values.partial_dates import PartialDate
from sendprog.values.references import LONGEST_REFERENCE, slug_of
from strands.models import Baseline, Milestone

UNDONE = "Undone"


class Overtaken(Exception):
    """Somebody else saved some of the records since they were shown; nothing was changed."""

    def __init__(self, records: list[Milestone]) -> None:
        self.records = records


def new_reference(title: str) -> str:
    """The title as a slug, numbered if another milestone, or one in the bin, has it."""
    stem = slug_of(title)[: LONGEST_REFERENCE - 6].strip("-_") or "milestone"
    slugs = Milestone.everything.filter(slug__startswith=stem).values_list("slug", flat=True)
    used = {*slugs, *Milestone._meta.get_field("reference").reserved}
    reference, number = stem, 1
    while reference in used:
        number += 1
        reference = f"{stem}-{number}"
    return reference


# A date promised anew


@dataclass(frozen=True)
class Promise:
    """A date with whose approval and why."""

    date: PartialDate
    reason: str
    approver: str
    approved_on: date

    def is_kept_in(self, baseline: Baseline) -> bool:
        """Whether the baseline says just this."""
        return all(getattr(baseline, name) == getattr(self, name) for name in self.__dataclass_fields__)


def rebaseline(*, milestone: Milestone, promise: Promise, version: int, by: User) -> Baseline:
    """A new baseline, with an entry in the milestone's history. Overtaken where the milestone was saved since `version`.

    The same promise sent twice is kept once.
    """
    reason = f"A new date promised, {promise.date}, approved by {promise.approver}. {promise.reason}"
    with change(by=by, reason=reason):
        current = lock(milestone)
        last = current.baselines.last()
        if current.version != version and last and promise.is_kept_in(last):
            return last
        if current.version != version or current.deleted_at:
            raise Overtaken([current])
        made = Baseline(milestone=current, number=last.number + 1 if last else 1, basis=current.basis)
        for name in promise.__dataclass_fields__:
            setattr(made, name, getattr(promise, name))
        made.save()
        current.save()
    return made


# Several at once


@dataclass(frozen=True)
class Wanted:
    """What several milestones are to have: None leaves a field as it is, "no_" clears it."""

    forecast: PartialDate | None
    no_forecast: bool
    owner: str | None
    no_owner: bool
    reason: str

    def forecast_of(self, one: Milestone) -> PartialDate | None:
        return None if self.no_forecast else self.forecast or one.forecast

    def owner_of(self, one: Milestone) -> str:
        return "" if self.no_owner else self.owner or one.owner

    def moves(self, one: Milestone) -> bool:
        return self.forecast_of(one) != one.forecast

    def changes(self, one: Milestone) -> bool:
        return self.moves(one) or self.owner_of(one) != one.owner

    def needs_reason(self, one: Milestone) -> bool:
        """Whether it moves a forecast that stood."""
        return one.forecast is not None and self.moves(one)


def change_several(*, wanted: Wanted, versions: Mapping[int, int], by: User) -> list[Milestone]:
    """Those that were changed, all in one transaction. Overtaken, and none is, where one was saved since its version."""
    with change(by=by, reason=wanted.reason):
        rows = list(
            Milestone.everything.filter(pk__in=versions).order_by("pk").select_for_update(of=("self",))
        )
        overtaken = [
            one for one in rows if one.deleted_at or (one.version != versions[one.pk] and wanted.changes(one))
        ]
        if overtaken:
            raise Overtaken(overtaken)
        changed = [one for one in rows if wanted.changes(one)]
        for one in changed:
            if wanted.moves(one):
                one.reason = wanted.reason
            one.forecast, one.owner = wanted.forecast_of(one), wanted.owner_of(one)
            one.save()
    return changed


@dataclass(frozen=True)
class Undone:
    """What became of undoing a change of several: put back, or kept with the reason why."""

    put_back: list[Milestone]
    kept: list[str]


def undo_several(*, entries: Iterable[Model], by: User) -> Undone:
    """Take each change back where it is still the latest; what was changed since is kept."""
    done = Undone([], [])
    for entry in entries:
        try:
            done.put_back.append(undo_one(entry, by))
        except CannotRestore as error:
            done.kept.append(str(error))
    return done


def undo_one(entry: Model, by: User) -> Milestone:
    """CannotRestore where the milestone was changed since, or a rule of today refuses."""
    with change(by=by, reason=UNDONE):
        record = lock(Milestone(pk=entry.id))
        latest, before = record.history.order_by("-history_id").first(), undo_of(record, entry)
        if latest.history_id != entry.history_id or before is None:
            raise CannotRestore(f"“{record}” was changed since by {latest.history_user or 'the system'}")
        try:
            return put_back(record, before, by=by, reason=UNDONE)
        except CannotRestore as error:
            raise CannotRestore(f"“{record}”: {error}") from error
