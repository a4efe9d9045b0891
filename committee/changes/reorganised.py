"""Strands that end and name their successors: one reorganisation, however many records it changes. Pure."""

from collections.abc import Iterator

from committee.changes.items import ChangeKind, Item, SnapshotPair
from committee.changes.records import RecordChange
from sendprog.values.wording import joined, noun, small_number_in_words
from strands.rows import StrandRow
from strands.snapshot import MILESTONES, STRANDS

# A milestone's fields that change with its strand.
STRAND_FIELDS = ("strand", "strand_name", "strand_number")


def reorganisation_items(pair: SnapshotPair) -> Iterator[Item]:
    """At most one item: ended and new strands, new numbers of the others, and the milestones that moved."""
    gone, new = list(pair.gone(STRANDS)), list(pair.new(STRANDS))
    ended = {change.old.slug for _, change in gone}
    successors: dict[str, StrandRow] = {}
    for row in pair.after[STRANDS.name].values():
        successors |= {slug: row for slug in row.succeeds if slug in ended}
    if not successors:
        return
    gone_rows, new_rows = [change.old for _, change in gone], [change.new for _, change in new]
    names = [row.name for row in new_rows] or sorted({row.name for row in successors.values()})
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
    pair: SnapshotPair, ended: set[str], successors: dict[str, StrandRow]
) -> Iterator[RecordChange]:
    """Take the pending changes of strands and milestones that are part of the reorganisation."""
    for key, _ in (*pair.gone(STRANDS), *pair.new(STRANDS)):
        yield from pair.pending.take_all(STRANDS, key)
    for key, _, _ in pair.changed(STRANDS):
        yield from pair.pending.take(STRANDS, key, "number", "succeeds")
    for key, old, new in pair.changed(MILESTONES):
        if moved_with_strand(old.strand, new.strand, ended, successors):
            yield from pair.pending.take(MILESTONES, key, *STRAND_FIELDS)


def moved_with_strand(old: str, new: str, ended: set[str], successors: dict[str, StrandRow]) -> bool:
    """Whether a milestone's strand changed only because its strand ended or was renumbered."""
    if old == new:
        return True
    return old in ended and (old not in successors or successors[old].slug == new)


def numbers_of_strands(pair: SnapshotPair) -> str:
    """ "Seven strands became four"."""
    was, now = len(pair.before[STRANDS.name]), len(pair.after[STRANDS.name])
    number = small_number_in_words(was)
    return f"{number[:1].upper()}{number[1:]} {noun(was, 'strand')} became {small_number_in_words(now)}"


def succession(gone: list[StrandRow], new: list[StrandRow], successors: dict[str, StrandRow]) -> str:
    """ "A and B are now C. D ended. E is new"."""
    ended: list[str] = []
    became: dict[str, list[str]] = {}
    for row in gone:
        if row.slug in successors:
            became.setdefault(successors[row.slug].name, []).append(row.name)
        else:
            ended.append(row.name)
    sentences = [f"{joined(old)} {noun(len(old), 'is', 'are')} now {name}" for name, old in became.items()]
    if ended:
        sentences.append(f"{joined(ended)} ended")
    sentences += [f"{row.name} is new" for row in new if row.name not in became]
    return ". ".join(sentences)
