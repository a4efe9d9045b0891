"""What a strand came from and what follows it, with links to the strands that run. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from sendprog.records.snapshots import Snapshot
from strands.rows import StrandRow
from strands.snapshot import ENDED_STRANDS, STRANDS
from strands.succession_row_types import EndedStrandRow, StrandName


@dataclass(frozen=True)
class LinkedStrand:
    """A strand's name; `slug` is "" where it has no page, because it does not run."""

    name: str
    slug: str


def linked(names: Iterable[StrandName], snapshot: Snapshot) -> list[LinkedStrand]:
    running = {row.slug for row in snapshot[STRANDS]}
    return [
        LinkedStrand(strand.name, strand.slug if strand.slug in running else "") for strand in names
    ]


def lineage(snapshot: Snapshot, strand: StrandRow) -> list[tuple[str, list[LinkedStrand]]]:
    """ "Follows", "Split from" and "Followed by", each with its strands.

    Without what there is none of.
    """
    follows, split_from = origins(snapshot, strand)
    parts = [
        ("Follows", follows),
        ("Split from", split_from),
        ("Followed by" if strand.valid_to else "Split off from it", strand.followed_by),
    ]
    return [(label, linked(names, snapshot)) for label, names in parts if names]


def origins(snapshot: Snapshot, strand: StrandRow) -> tuple[list[StrandName], list[StrandName]]:
    """The strands that it follows, and those of which it is a part, beside other parts."""
    follows: list[StrandName] = []
    parts_of: list[StrandName] = []
    for row in (*snapshot[ENDED_STRANDS], *snapshot[STRANDS]):
        if row.slug in strand.succeeds:
            is_split = len(row.followed_by) > 1 or row.valid_to is None
            (parts_of if is_split else follows).append(StrandName(row.slug, row.name))
    return follows, parts_of


def ended_strands(snapshot: Snapshot) -> list[tuple[EndedStrandRow, list[LinkedStrand]]]:
    """The strands that ended, the last one first, each with those that followed it."""
    return [(row, linked(row.followed_by, snapshot)) for row in snapshot[ENDED_STRANDS]]
