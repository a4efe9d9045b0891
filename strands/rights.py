"""An officer's right over the records of the strands they look after, from day to day, deputies too."""

from django.db.models import Model, Q

from sendprog.models import User
from sendprog.records.rights import edit_rule, keeper_rule
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


def strand_of(record: Model) -> Strand | None:
    """The strand whose officers may edit the record; None where no officer may. What is said of a risk goes with the risk."""
    record = getattr(record, "risk", record)
    if isinstance(record, OF_A_STRAND) or getattr(record, "officers_of_its_strand_may_edit", False):
        return record.strand
    if isinstance(record, IndicatorReturn):
        return record.indicator.strand
    if isinstance(record, MilestoneDependency):
        return record.milestone.strand
    return None


def strands_of(user: User) -> "list[Strand]":
    """The strands somebody looks after today, in the programme's order."""
    on = today()
    in_force = StrandOfficer.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), user=user, valid_from__lte=on
    )
    return list(Strand.objects.current(on).filter(pk__in=in_force.values("strand")))


def looks_after(user: User, strand: Strand | None) -> bool:
    """Whether somebody looks after a strand today."""
    return strand is not None and any(one.pk == strand.pk for one in strands_of(user))


def is_accepted(record: Model) -> bool:
    """Whether members read it already: then only a manager corrects it."""
    return isinstance(record, StrandUpdate) and record.state == UpdateState.ACCEPTED


@edit_rule
def officers_edit_their_strands(user: User, record: Model) -> bool:
    return not is_accepted(record) and looks_after(user, strand_of(record))


@keeper_rule
def officers_keep_what_is_exempt(user: User, record: Model) -> bool:
    """An exempt record of the strand they look after stays theirs, an accepted update too: they wrote it."""
    return looks_after(user, strand_of(record))
