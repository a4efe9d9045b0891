"""Strands that end and name what follows them: one reorganisation, however many records say so. Pure."""

from collections.abc import Iterator

from committee.changes.items import Item, Kind, Pair
from committee.changes.records import RecordChange
from sendprog.values.wording import joined, noun, small_number_in_words
from strands.rows import StrandRow
from strands.snapshot import MILESTONES, STRANDS

OF_A_STRAND = ("strand", "strand_name", "strand_number")


def items(pair: Pair) -> Iterator[Item]:
    """At most one: what ended, what is new, the new numbers of the rest, and the milestones that went with them."""
    gone, new = list(pair.gone(STRANDS)), list(pair.new(STRANDS))
    ended = {change.old.slug for _, change in gone}
    follows = {
        slug: row for row in pair.after[STRANDS.name].values() for slug in row.succeeds if slug in ended
    }
    if not follows:
        return
    records: list[RecordChange] = []
    for key, _ in (*gone, *new):
        records += pair.waiting.take_all(STRANDS, key)
    for key, _, _ in list(pair.changed(STRANDS)):
        records += pair.waiting.take(STRANDS, key, "number", "succeeds")
    for key, old, row in list(pair.changed(MILESTONES)):
        if went_along(old.strand, row.strand, ended, follows):
            records += pair.waiting.take(MILESTONES, key, *OF_A_STRAND)
    yield Item(
        kind=Kind.REORGANISED,
        which=counted(pair),
        how=succession([change.old for _, change in gone], [change.new for _, change in new], follows),
        old=joined([change.old.name for _, change in gone]),
        new=joined([change.new.name for _, change in new] or sorted({row.name for row in follows.values()})),
        section=STRANDS.name,
        records=tuple(records),
    )


def went_along(old: str, new: str, ended: set[str], follows: dict[str, StrandRow]) -> bool:
    """Whether a milestone's strand is another only because its own ended, or stayed and was numbered anew."""
    if old == new:
        return True
    return old in ended and (old not in follows or follows[old].slug == new)


def counted(pair: Pair) -> str:
    """ "Seven strands became four"."""
    was, now = len(pair.before[STRANDS.name]), len(pair.after[STRANDS.name])
    words = small_number_in_words(was)
    return f"{words[:1].upper()}{words[1:]} {noun(was, 'strand')} became {small_number_in_words(now)}"


def succession(gone: list[StrandRow], new: list[StrandRow], follows: dict[str, StrandRow]) -> str:
    """ "A and B are now C. D ended. E is new"."""
    after: dict[str, list[str]] = {}
    for row in gone:
        after.setdefault(follows[row.slug].name if row.slug in follows else "", []).append(row.name)
    told = [
        f"{joined(names)} {noun(len(names), 'is', 'are')} now {name}" for name, names in after.items() if name
    ]
    if after.get(""):
        told.append(f"{joined(after[''])} ended")
    told += [f"{row.name} is new" for row in new if row.name not in after]
    return ". ".join(told)
