"""A strand ends, splits or merges, and what belongs to it moves to its successors, in one
transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models

from sendprog.models import User
from sendprog.records.history import Tracked, change
from sendprog.records.rights import has_model_permission
from strands.models import Strand, StrandCommitment, StrandOfficer, StrandUpdate

# What stays with a strand that ended: its own reports, and who looked after it.
STAYS = (StrandUpdate, StrandOfficer)


class StrandChanged(Exception):
    """Somebody else saved the strand, or something of it, since the form was opened."""


@dataclass(frozen=True)
class Reorganisation:
    """The last day of a strand, its main successor, and those records that go elsewhere (None:
    stay).
    """

    ends_on: date
    successor: Strand
    reason: str
    elsewhere: Mapping[Tracked, Strand | None] = field(default_factory=dict)

    def target_of(self, record: Tracked) -> Strand | None:
        return self.elsewhere.get(record, self.successor)

    @property
    def parts(self) -> list[Strand]:
        """The further successors: strands beside the main one that are given something."""
        chosen = {strand.pk: strand for strand in self.elsewhere.values() if strand}
        return [strand for key, strand in sorted(chosen.items()) if key != self.successor.pk]


def models_of_strands() -> Iterator[type[Tracked]]:
    """The models whose records belong to a strand and can move to another, of every app."""
    for relation in Strand._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not isinstance(relation, models.ManyToOneRel) or relation.field.name != "strand":
            continue
        if issubclass(model, Tracked) and not issubclass(model, STAYS):
            yield model


def movable_records(strand: Strand, user: User) -> list[Tracked]:
    """What belongs to the strand and the user may move, by kind."""
    records: list[Tracked] = []
    for model in sorted(models_of_strands(), key=lambda model: model._meta.label):
        if has_model_permission(user, "change", model):
            records += model.objects.filter(strand=strand)
    return records


def reorganise(*, strand: Strand, version: int, plan: Reorganisation, by: User) -> list[Tracked]:
    """End the strand, name its successors and move its records; returns those that moved.

    StrandChanged, and nothing is saved, where the strand was saved since this version.
    """
    with change(by=by, reason=plan.reason):
        locked = (
            Strand.objects.select_for_update(of=("self",))
            .filter(pk=strand.pk, version=version)
            .first()
        )
        if locked is None:
            raise StrandChanged
        locked.valid_to, locked.succeeded_by = plan.ends_on, plan.successor
        locked.save()
        for part in plan.parts:
            part.split_from = locked
            part.save()
        return list(move_records(movable_records(locked, by), plan))


def move_records(records: Iterable[Tracked], plan: Reorganisation) -> Iterator[Tracked]:
    """Move each record to its strand.

    A delivery that the new strand has already goes to the bin.
    """
    for record in records:
        target = plan.target_of(record)
        if target is None:
            continue
        if isinstance(record, StrandCommitment) and is_delivered(record, target):
            record.delete()
        else:
            record.strand = target
            record.save()
        yield record


def is_delivered(delivery: StrandCommitment, strand: Strand) -> bool:
    return StrandCommitment.objects.filter(strand=strand, commitment=delivery.commitment).exists()
