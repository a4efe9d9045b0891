"""The rights of officers and deputies over the records of the strands that they look after today."""

from functools import cache

from django.db.models import Model, Q

from sendprog.models import User
from sendprog.records.rights import Predicate, edit_rule, keeper_rule
from sendprog.records.snapshots import today
from strands.choices import UpdateState
from strands.models import (
    IndicatorReturn,
    Milestone,
    MilestoneDependency,
    PlacesScheme,
    Strand,
    StrandOfficer,
    StrandUpdate,
)

# What an officer edits. Baselines, officers and conditions are the manager's.
OF_A_STRAND = (Milestone, StrandUpdate, PlacesScheme)


def strand_key_of(record: Model) -> int | None:
    """The key of the strand whose officers may edit the record; None where none may.

    A risk's parts go with the risk.
    """
    if is_part_of_risk(record):
        record = record.risk
    if isinstance(record, OF_A_STRAND) or getattr(record, "officers_of_its_strand_may_edit", False):
        return record.strand_id
    if isinstance(record, IndicatorReturn):
        return record.indicator.strand_id
    if isinstance(record, MilestoneDependency):
        return record.milestone.strand_id
    return None


def is_part_of_risk(record: Model) -> bool:
    """Whether it can't be without its risk; an ask may be about one."""
    return any(field.name == "risk" and not field.null for field in record._meta.fields)


def strands_of(user: User) -> "list[Strand]":
    """The strands somebody looks after today, in the programme's order."""
    on = today()
    in_force = StrandOfficer.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), user=user, valid_from__lte=on
    )
    return list(Strand.objects.current(on).filter(pk__in=in_force.values("strand")))


def looks_after(user: User, strand: Strand | None) -> bool:
    """Whether somebody looks after a strand today."""
    return strand is not None and strand.pk in {own.pk for own in strands_of(user)}


def is_accepted_update(record: Model) -> bool:
    """Whether it is an accepted update, which members read: only a manager may correct it."""
    return isinstance(record, StrandUpdate) and record.state == UpdateState.ACCEPTED


def own_strands(user: User) -> Predicate:
    """Whether a record belongs to a strand that somebody looks after today: one query, if any."""

    @cache
    def own() -> set[int]:
        return {strand.pk for strand in strands_of(user)}

    def is_own(record: Model) -> bool:
        key = strand_key_of(record)
        return key is not None and key in own()

    return is_own


@edit_rule
def officers_edit_their_strands(user: User) -> Predicate:
    is_own = own_strands(user)
    return lambda record: not is_accepted_update(record) and is_own(record)


@keeper_rule
def officers_keep_what_is_exempt(user: User) -> Predicate:
    """Officers still see an exempt record of their strand, an accepted update included: they wrote
    it.
    """
    return own_strands(user)
