"""Periods before an election, when a council's publicity must only state facts: active titles then become plain.

Whether a day falls in one is a section of the snapshot, so an edition keeps it: a setting changed later changes no old
edition, not even a view that is worked out from its records.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from sendprog.records.snapshots import Audience, Section, Snapshot
from sendprog.values.measures import Reading


@dataclass(frozen=True)
class PeriodRow:
    """The period that the snapshot's day falls in."""

    first: date
    last: date


def periods(*, on: date, viewer: Audience) -> Iterator[PeriodRow]:
    """The period of the day, none outside of all."""
    yield from (
        PeriodRow(first, last) for first, last in settings.SENDPROG_PRE_ELECTION if first <= on <= last
    )


PRE_ELECTION = Section(
    "sendprog.pre_election", PeriodRow, periods, key=("first",), label="Pre-election periods"
)


def is_plain(snapshot: Snapshot) -> bool:
    """Whether titles say what is shown and not what it comes to."""
    return bool(snapshot[PRE_ELECTION])


def in_period(reading: Reading, snapshot: Snapshot) -> Reading:
    """The reading as the snapshot's pages tell it: without "nearly doubled" where only figures are stated."""
    return replace(reading, is_plain=True) if reading.comparison and is_plain(snapshot) else reading
