"""Pre-election periods, in which a council's publicity may only state facts: titles then make no
comparisons.

Whether a day falls in a period is a section of the snapshot, so a later change of the setting
changes no edition.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from sendprog.records.snapshots import Audience, Section, Snapshot
from sendprog.values.measures import Reading


@dataclass(frozen=True)
class PreElectionRow:
    """A pre-election period."""

    first: date
    last: date


def pre_election_periods(*, on: date, viewer: Audience) -> Iterator[PreElectionRow]:
    """The period that the day falls in, if any."""
    for first, last in settings.SENDPROG_PRE_ELECTION:
        if first <= on <= last:
            yield PreElectionRow(first, last)


PRE_ELECTION = Section(
    "sendprog.pre_election",
    PreElectionRow,
    pre_election_periods,
    key=("first",),
    label="Pre-election periods",
)


def is_plain(snapshot: Snapshot) -> bool:
    """Whether titles may only name what is shown, since the snapshot's day is in a pre-election
    period.
    """
    return bool(snapshot[PRE_ELECTION])


def plain_in_period(reading: Reading, snapshot: Snapshot) -> Reading:
    """The reading, without how it compares ("nearly doubled") if the day is in a pre-election
    period.
    """
    return replace(reading, is_plain=True) if reading.comparison and is_plain(snapshot) else reading
