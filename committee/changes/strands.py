"""What happened to strands: what they are rated and called, what they say, and what their milestones say together. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.formatting import plain, text_item
from committee.changes.items import FIRST_WORDS, Item, Kind, Pair, Rated, Verdict, record_fields
from committee.changes.records import Key, RecordChange
from sendprog.records.snapshots import Section
from sendprog.values.rag import Rag
from sendprog.values.wording import day
from strands.metrics import Derived, derived
from strands.rows import StrandRow, TextRow
from strands.snapshot import COMMITMENTS, CONDITIONS, MILESTONES, STRANDS, TEXTS

RATED = (("update", "rating"), ("update", "rating_as_at"), ("update", "html", "rag_reason"))
BEGINNING = 160
GIVEN = (
    ("update", "month"),
    ("update", "source"),
    ("update", "reviews_without_change"),
    ("update", "rating_as_at"),
    ("update", "path_to_green_is_given"),
    "last_heard",
    "is_silent",
)


def items(pair: Pair) -> Iterator[Item]:
    for key, change in pair.new(STRANDS):
        how = f"{FIRST_WORDS}. {change.new.rating.label}"
        records = pair.waiting.take_all(STRANDS, key)
        yield Item(
            kind=Kind.FIRST,
            how=how,
            new=change.new.rating.label,
            records=records,
            **record_fields(change.new, STRANDS, key),
        )
    for key, old, new in pair.changed(STRANDS):
        yield from changed(pair, key, old, new)
    for key, change in pair.gone(STRANDS):
        how = "No longer among the strands, and nothing is said to follow it"
        kept = record_fields(change.old, STRANDS, key, is_there=False)
        yield Item(
            kind=Kind.REMOVED,
            how=how,
            old=change.old.rating.label,
            records=pair.waiting.take_all(STRANDS, key),
            **kept,
        )
    yield from together(pair)
    yield from texts(pair)
    yield from conditions(pair)


def changed(pair: Pair, key: Key, old: StrandRow, new: StrandRow) -> Iterator[Item]:
    kept = record_fields(new, STRANDS, key)
    if pair.waiting.has(STRANDS, key, "name"):
        yield renamed(pair, key, old, new, kept)
    if old.update is None or new.update is None:
        if pair.waiting.has(STRANDS, key, "update"):
            yield update_came_or_went(pair, key, old, new, kept)
    elif old.rating is not new.rating:
        yield rating(old, new, kept, pair.waiting.take(STRANDS, key, *RATED))
    for change in pair.waiting.take(STRANDS, key, "objective", ("update", "html")):
        yield text_item(change, **kept)
    if pair.waiting.has(STRANDS, key, *GIVEN):
        yield given(pair.waiting.take(STRANDS, key, *GIVEN), new, kept)


def rating(old: StrandRow, new: StrandRow, kept: dict[str, Any], records: tuple[RecordChange, ...]) -> Item:
    """A stated rating that is another now, with the reason given for it."""
    reason = plain(new.update.html.get("rag_reason", "")) if new.update else ""
    as_at = f", as at {day(new.update.rating_as_at)}" if new.update and new.update.rating_as_at else ""
    return Rated(
        kind=Kind.RATING,
        how=f"{old.rating.label} to {new.rating.label}{as_at}",
        old=old.rating.label,
        new=new.rating.label,
        reason=reason,
        verdict=better_or_worse(old.rating, new.rating),
        records=records,
        **kept,
    )


def better_or_worse(old: Rag, new: Rag) -> Verdict | None:
    """None where one of the two is no rating: that is neither better nor worse."""
    if Rag.NOT_RATED in (old, new):
        return None
    return Verdict.BETTER if new.order > old.order else Verdict.WORSE


def update_came_or_went(pair: Pair, key: Key, old: StrandRow, new: StrandRow, kept: dict[str, Any]) -> Item:
    """A first update: its rating has no published earlier state, so it is not "newly" anything."""
    records = pair.waiting.take(STRANDS, key, "update", *GIVEN)
    if new.update is None:
        return Item(
            kind=Kind.REMOVED, how="It no longer has an update", old=old.rating.label, records=records, **kept
        )
    told = {
        "which": f"Update and rating of {new.name}",
        "reason": plain(new.update.html.get("rag_reason", "")),
    }
    return Item(kind=Kind.FIRST, how=new.rating.label, new=new.rating.label, records=records, **kept | told)


def renamed(pair: Pair, key: Key, old: StrandRow, new: StrandRow, kept: dict[str, Any]) -> Item:
    """The new name, once: its milestones carry it too."""
    records = list(pair.waiting.take(STRANDS, key, "name", "number"))
    for other, before, after in list(pair.changed(MILESTONES)):
        if before.strand == after.strand == new.slug:
            records += pair.waiting.take(MILESTONES, other, "strand_name", "strand_number")
    return Item(
        kind=Kind.RENAMED,
        how=f"It was {old.name}",
        old=old.name,
        new=new.name,
        records=tuple(records),
        **kept,
    )


def given(records: tuple[RecordChange, ...], new: StrandRow, kept: dict[str, Any]) -> Item:
    """That an update was given or owed, in one line."""
    month = f"Updated for {new.update.month:%B %Y}" if new.update else ""
    reviewed = new.update.review_words if new.update else ""
    how = ". ".join(part for part in (new.silence or month, reviewed) if part) or "No update yet"
    return Item(kind=Kind.UPDATED, how=how, records=records, **kept)


def together(pair: Pair) -> Iterator[Item]:
    """The derived rating: what a strand's milestones say together, where the last edition told of the strand.

    Said when it is another state, not whenever a count in it is: each milestone has its own line.
    """
    found: list[dict[str, list]] = [{}, {}]
    for statuses, rows in zip(found, (pair.before, pair.after), strict=True):
        for row in rows[MILESTONES.name].values():
            statuses.setdefault(row.strand, []).append(row.status)
    for key, new in pair.after[STRANDS.name].items():
        old = pair.before[STRANDS.name].get(key)
        was, now = (derived(statuses.get(new.slug, ())) for statuses in found)
        if old and old.update and was.total and now.total and state(was) != state(now):
            how = f"Then: {was.words}. Now: {now.words}"
            yield Item(
                kind=Kind.DERIVED, how=how, old=was.words, new=now.words, **record_fields(new, STRANDS, key)
            )


def state(found: Derived) -> str:
    """The worst that any milestone is."""
    worst = [name for name in ("overdue", "delayed", "slipped") if getattr(found, name)]
    return worst[0] if worst else "done" if found.done == found.total else "none late"


def texts(pair: Pair) -> Iterator[Item]:
    """A new month's text takes the place of the last one of its section; the first of a section is only reported."""
    for key, change in pair.new(TEXTS):
        row: TextRow = change.new
        earlier = [
            one
            for one in pair.before[TEXTS.name].values()
            if one.section == row.section and one.month < row.month
        ]
        records = pair.waiting.take_all(TEXTS, key)
        kept = record_fields(row, TEXTS, key)
        if not earlier:
            yield Item(
                kind=Kind.FIRST, how=begins(plain(row.html)), new=plain(row.html), records=records, **kept
            )
            continue
        last = max(earlier, key=lambda one: one.month)
        told = text_item(RecordChange(TEXTS.name, key, ("html",), last.html, row.html), **kept)
        yield Item(kind=Kind.TEXT, how=told.how, old=told.old, new=told.new, records=records, **kept)
    for key, _, new in pair.changed(TEXTS):
        for change in pair.waiting.take(TEXTS, key, "html"):
            yield text_item(change, **record_fields(new, TEXTS, key))


def begins(text: str) -> str:
    """The first words of a long text, which stands in full on its own page."""
    return f"“{text}”" if len(text) <= BEGINNING else f"“{text[:BEGINNING].rpartition(' ')[0]} …”"


def conditions(pair: Pair) -> Iterator[Item]:
    """What an agreement asks for, rated anew. Its agreement carries the same row, which is accounted for with it."""
    for key, old, new in pair.changed(CONDITIONS):
        if pair.waiting.has(CONDITIONS, key, "rating"):
            records = pair.waiting.take(CONDITIONS, key, "rating", "status_words", "status_as_at")
            verdict = better_or_worse(old.rating, new.rating)
            told = {
                "old": old.rating.label,
                "new": new.rating.label,
                "reason": new.status_words,
                "verdict": verdict,
            }
            kept = record_fields(new, CONDITIONS, key)
            how = f"{old.rating.label} to {new.rating.label}"
            yield Rated(
                kind=Kind.CONDITION,
                how=how,
                records=records + inside(pair, COMMITMENTS, old, new),
                **told,
                **kept,
            )


def inside(pair: Pair, section: Section, old: Any, new: Any) -> tuple[RecordChange, ...]:
    """The same row's change where it lies inside its agreement, if nothing else of it changed."""
    for key, fields in pair.waiting.in_section(section.name):
        for field, change in fields.items():
            if field[:1] == ("conditions",) and (change.old, change.new) == (old, new):
                return pair.waiting.take(section, key, field)
    return ()
