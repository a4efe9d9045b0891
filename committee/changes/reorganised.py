"""Strands that end and name their successors: one reorganisation, however many records it changes.

Pure.
"""

from collections.abc import Iterator
from dataclasses import replace

from committee.changes.items import ChangeKind, Item, SnapshotPair
from committee.changes.records import ABSENT, RecordChange
from finance.snapshot import SAVINGS
from risks.snapshot import RISKS
from sendprog.values.wording import joined, noun, small_number_in_words, upper_first
from strands.rows import StrandRow
from strands.snapshot import (
    COMMITMENTS,
    CONDITIONS,
    ENDED_STRANDS,
    INDICATORS,
    MILESTONES,
    PLACES,
    STRANDS,
)

# A milestone's fields that change with its strand.
# The other records that move with their strand.
MOVED_SECTIONS = (INDICATORS, CONDITIONS, PLACES, RISKS, SAVINGS)
STRAND_FIELDS = ("strand", "strand_name", "strand_number")


def reorganisation_items(pair: SnapshotPair) -> Iterator[Item]:
    """At most one item: ended and new strands, new numbers of the others, and the milestones that
    moved.
    """
    gone, new = list(pair.gone(STRANDS)), list(pair.new(STRANDS))
    ended = {change.old.slug for _, change in gone}
    successors: dict[str, list[StrandRow]] = {}
    for row in pair.after[STRANDS.name].values():
        for slug in ended.intersection(row.succeeds):
            successors.setdefault(slug, []).append(row)
    if not successors:
        return
    gone_rows, new_rows = [change.old for _, change in gone], [change.new for _, change in new]
    names = [row.name for row in new_rows] or sorted(
        {row.name for rows in successors.values() for row in rows}
    )
    yield Item(
        kind=ChangeKind.REORGANISED,
        which=numbers_of_strands(pair),
        how=succession(gone_rows, new_rows, successors),
        old=joined([row.name for row in gone_rows]),
        new=joined(names),
        section=STRANDS.name,
        records=tuple(take_reorganisation(pair, ended, successors)),
    )


def take_reorganisation(
    pair: SnapshotPair, ended: set[str], successors: dict[str, list[StrandRow]]
) -> Iterator[RecordChange]:
    """Take the pending changes of strands, and of records that moved with them: the
    reorganisation's.
    """
    for key, _ in (*pair.gone(STRANDS), *pair.new(STRANDS)):
        yield from pair.pending.take_all(STRANDS, key)
    for key, change in pair.new(ENDED_STRANDS):
        if change.new.slug in ended:
            yield from pair.pending.take_all(ENDED_STRANDS, key)
    for key, _, _ in pair.changed(STRANDS):
        yield from pair.pending.take(STRANDS, key, "number", "succeeds", "followed_by")
    for key, old, new in pair.changed(MILESTONES):
        if moved_with_strand(old.strand, new.strand, ended, successors):
            yield from pair.pending.take(MILESTONES, key, *STRAND_FIELDS)
    yield from take_commitments(pair, ended, successors)
    for section in MOVED_SECTIONS:
        for key, old, new in pair.changed(section):
            if old.strand != new.strand and moved_with_strand(
                old.strand, new.strand, ended, successors
            ):
                yield from pair.pending.take(section, key, "strand")


def take_commitments(
    pair: SnapshotPair, ended: set[str], successors: dict[str, list[StrandRow]]
) -> Iterator[RecordChange]:
    """Take the pending changes of commitments whose deliverers and conditions moved, and did
    nothing else.
    """
    new_slugs = {row.slug for rows in successors.values() for row in rows}
    for key, old, new in pair.changed(COMMITMENTS):
        if (
            set(old.strands) - set(new.strands) <= ended
            and set(new.strands) - set(old.strands) <= new_slugs
        ):
            yield from pair.pending.take(COMMITMENTS, key, "strands")
        for field, change in pair.pending.fields_of(COMMITMENTS, key).items():
            if field[0] == "conditions" and len(field) == 2 and is_move(change, ended, successors):
                yield from pair.pending.take(COMMITMENTS, key, field)


def is_move(change: RecordChange, ended: set[str], successors: dict[str, list[StrandRow]]) -> bool:
    """Whether a nested condition changed its strand alone, because its strand ended."""
    if ABSENT in (change.old, change.new):
        return False
    is_alone = replace(change.old, strand="") == replace(change.new, strand="")
    return is_alone and moved_with_strand(change.old.strand, change.new.strand, ended, successors)


def moved_with_strand(
    old: str, new: str, ended: set[str], successors: dict[str, list[StrandRow]]
) -> bool:
    """Whether a record's strand changed only because its strand ended or was renumbered."""
    if old == new:
        return True
    return old in ended and (old not in successors or new in {row.slug for row in successors[old]})


def numbers_of_strands(pair: SnapshotPair) -> str:
    """ "Seven strands became four"."""
    was, now = len(pair.before[STRANDS.name]), len(pair.after[STRANDS.name])
    number = small_number_in_words(was)
    return f"{upper_first(number)} {noun(was, 'strand')} became {small_number_in_words(now)}"


def succession(
    gone: list[StrandRow], new: list[StrandRow], successors: dict[str, list[StrandRow]]
) -> str:
    """ "A and B are now C. D is now E and F. G ended. H is new"."""
    ended: list[str] = []
    became: dict[str, list[str]] = {}
    followed = {row.slug for rows in successors.values() for row in rows}
    for row in gone:
        if row.slug in successors:
            names = joined([successor.name for successor in successors[row.slug]])
            became.setdefault(names, []).append(row.name)
        else:
            ended.append(row.name)
    sentences = [
        f"{joined(old)} {noun(len(old), 'is', 'are')} now {name}" for name, old in became.items()
    ]
    if ended:
        sentences.append(f"{joined(ended)} ended")
    sentences += [f"{row.name} is new" for row in new if row.slug not in followed]
    return ". ".join(sentences)
