"""Changes of strands: ratings, names, updates, texts, and the overall state of their milestones.

Pure.
"""

from collections.abc import Iterator
from typing import Any

from committee.changes.formatting import text_item, without_tags
from committee.changes.items import (
    ChangeKind,
    Item,
    RatedItem,
    SnapshotPair,
    Verdict,
    item_fields,
)
from committee.changes.records import Key, RecordChange, Sections
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import day
from strands.metrics import StatusCounts, count_statuses
from strands.rows import StrandRow, TextRow
from strands.snapshot import COMMITMENTS, CONDITIONS, MILESTONES, STRANDS, TEXTS

RATING_FIELDS = (("update", "rating"), ("update", "rating_as_at"), ("update", "html", "rag_reason"))
# Fields that change with every update.
UPDATE_FIELDS = (
    ("update", "month"),
    ("update", "source"),
    ("update", "reviews_without_change"),
    ("update", "rating_as_at"),
    ("update", "path_to_green_is_given"),
    "last_heard",
    "is_silent",
)
# How many letters of a first text are shown.
LONGEST_BEGINNING = 160


def strand_items(pair: SnapshotPair) -> Iterator[Item]:
    """New, changed and removed strands, then their milestones' states, texts and conditions."""
    for key, change in pair.new(STRANDS):
        rating = change.new.rating.label
        yield Item(
            kind=ChangeKind.FIRST,
            how=rating,
            new=rating,
            records=pair.pending.take_all(STRANDS, key),
            **item_fields(change.new, STRANDS, key),
        )
    for key, old, new in pair.changed(STRANDS):
        yield from strand_changes(pair, key, old, new)
    for key, change in pair.gone(STRANDS):
        yield Item(
            kind=ChangeKind.REMOVED,
            how="No longer among the strands, and no strand succeeds it",
            old=change.old.rating.label,
            records=pair.pending.take_all(STRANDS, key),
            **item_fields(change.old, STRANDS, key, is_removed=True),
        )
    yield from milestone_state_items(pair)
    yield from text_items(pair)
    yield from condition_items(pair)


def strand_changes(pair: SnapshotPair, key: Key, old: StrandRow, new: StrandRow) -> Iterator[Item]:
    pending, fields = pair.pending, item_fields(new, STRANDS, key)
    if pending.has(STRANDS, key, "name"):
        yield renamed_item(pair, key, old, new, fields)
    if old.update is None or new.update is None:
        if pending.has(STRANDS, key, "update"):
            first = [name for name in ("source", "commitments") if not getattr(old, name)]
            records = pending.take(STRANDS, key, "update", *first, *UPDATE_FIELDS)
            yield first_or_last_update(old, new, fields | {"records": records})
    elif old.rating is not new.rating:
        records = pending.take(STRANDS, key, *RATING_FIELDS)
        yield rating_item(old, new, fields | {"records": records})
    for change in pending.take(STRANDS, key, "objective", ("update", "html")):
        yield text_item(change, **fields)
    if pending.has(STRANDS, key, *UPDATE_FIELDS):
        yield update_item(new, fields | {"records": pending.take(STRANDS, key, *UPDATE_FIELDS)})


def reason_for_rating(row: StrandRow) -> str:
    return without_tags(row.update.html.get("rag_reason", "")) if row.update else ""


def rating_item(old: StrandRow, new: StrandRow, fields: dict[str, Any]) -> Item:
    """Another stated rating, with the reason given for it."""
    how = f"{old.rating.label} to {new.rating.label}"
    if new.update and new.update.rating_as_at:
        how += f", as at {day(new.update.rating_as_at)}"
    return RatedItem(
        kind=ChangeKind.RATING,
        how=how,
        old=old.rating.label,
        new=new.rating.label,
        reason=reason_for_rating(new),
        verdict=rating_verdict(old.rating, new.rating),
        **fields,
    )


def rating_verdict(old: Rag, new: Rag) -> Verdict | None:
    """Better or worse; None where one of the two is not rated."""
    if Rag.NOT_RATED in (old, new):
        return None
    return Verdict.BETTER if new.order > old.order else Verdict.WORSE


def first_or_last_update(old: StrandRow, new: StrandRow, fields: dict[str, Any]) -> Item:
    """A first update, whose rating has no earlier one to compare with.

    Or an update that is gone.
    """
    if new.update is None:
        how = "It no longer shows an update"
        return Item(kind=ChangeKind.REMOVED, how=how, old=old.rating.label, **fields)
    rating = new.rating.label
    fields = fields | {
        "which": f"Update and rating of {new.name}",
        "reason": reason_for_rating(new),
    }
    return Item(kind=ChangeKind.FIRST, how=rating, new=rating, **fields)


def renamed_item(
    pair: SnapshotPair, key: Key, old: StrandRow, new: StrandRow, fields: dict[str, Any]
) -> Item:
    """The new name, once, although each of the strand's milestones holds it too."""
    records = list(pair.pending.take(STRANDS, key, "name", "number"))
    for milestone, before, after in pair.changed(MILESTONES):
        if before.strand == after.strand == new.slug:
            records += pair.pending.take(MILESTONES, milestone, "strand_name", "strand_number")
    described = fields | {"how": f"It was {old.name}", "old": old.name, "new": new.name}
    return Item(kind=ChangeKind.RENAMED, records=tuple(records), **described)


def update_item(new: StrandRow, fields: dict[str, Any]) -> Item:
    """Which update was given or is owed."""
    month = f"Updated for {new.update.month:%B %Y}" if new.update else ""
    reviews = new.update.review_words if new.update else ""
    how = ". ".join(filter(None, (new.silence or month, reviews)))
    return Item(kind=ChangeKind.UPDATED, how=how or "No update to show", **fields)


def milestone_state_items(pair: SnapshotPair) -> Iterator[Item]:
    """Strands whose milestones came to another state, if the last edition had an update of the
    strand.

    Changes of numbers within a state are not items: each milestone has its own.
    """
    statuses_before, statuses_after = (
        milestone_statuses(pair.before),
        milestone_statuses(pair.after),
    )
    for key, new in pair.after[STRANDS.name].items():
        old = pair.before[STRANDS.name].get(key)
        was, now = (
            count_statuses(statuses_before.get(new.slug, ())),
            count_statuses(statuses_after.get(new.slug, ())),
        )
        if old and old.update and was.total and now.total and worst_state(was) != worst_state(now):
            described = item_fields(new, STRANDS, key) | {"old": was.summary, "new": now.summary}
            yield Item(
                kind=ChangeKind.DERIVED, how=f"Then: {was.summary}. Now: {now.summary}", **described
            )


def milestone_statuses(sections: Sections) -> dict[str, list[MilestoneStatus]]:
    """The statuses of each strand's milestones, by the strand's slug."""
    statuses: dict[str, list[MilestoneStatus]] = {}
    for row in sections[MILESTONES.name].values():
        statuses.setdefault(row.strand, []).append(row.status)
    return statuses


def worst_state(milestones: StatusCounts) -> str:
    """The worst that any milestone is."""
    for name in ("overdue", "delayed", "slipped"):
        if getattr(milestones, name):
            return name
    return "done" if milestones.done == milestones.total else "none late"


def text_items(pair: SnapshotPair) -> Iterator[Item]:
    """A new month's text is compared with its section's last one.

    A first text is first reported.
    """
    for key, change in pair.new(TEXTS):
        row: TextRow = change.new
        fields = item_fields(row, TEXTS, key) | {"records": pair.pending.take_all(TEXTS, key)}
        last = last_text_before(row, pair.before)
        if last is None:
            text = without_tags(row.html)
            yield Item(kind=ChangeKind.FIRST, how=beginning(text), new=text, **fields)
        else:
            changed = RecordChange(TEXTS.name, key, ("html",), last.html, row.html)
            item = text_item(changed, which=fields["which"])
            kind, how = item.kind, item.how
            if item.old == item.new:
                kind, how = ChangeKind.GIVEN_AGAIN, "Unchanged"
            yield Item(kind=kind, how=how, old=item.old, new=item.new, **fields)
    for key, _, new in pair.changed(TEXTS):
        for change in pair.pending.take(TEXTS, key, "html"):
            yield text_item(change, **item_fields(new, TEXTS, key))


def last_text_before(row: TextRow, before: Sections) -> TextRow | None:
    """The last edition's latest text of the section, of an earlier month; None where there is none."""
    texts = before[TEXTS.name].values()
    earlier = [text for text in texts if text.section == row.section and text.month < row.month]
    return max(earlier, key=lambda text: text.month, default=None)


def beginning(text: str) -> str:
    """The first words of a long text in quotation marks; a page of its own shows it in full."""
    if len(text) <= LONGEST_BEGINNING:
        return f"“{text}”"
    return f"“{text[:LONGEST_BEGINNING].rpartition(' ')[0]} …”"


def condition_items(pair: SnapshotPair) -> Iterator[Item]:
    """Conditions that were rated again. The same change inside the agreement's row is taken too."""
    for key, old, new in pair.changed(CONDITIONS):
        if not pair.pending.has(CONDITIONS, key, "rating"):
            continue
        records = pair.pending.take(
            CONDITIONS, key, "rating", "status_words", "status_as_at", "statuses"
        )
        yield RatedItem(
            kind=ChangeKind.CONDITION,
            how=f"{old.rating.label} to {new.rating.label}",
            old=old.rating.label,
            new=new.rating.label,
            reason=new.status_words,
            verdict=rating_verdict(old.rating, new.rating),
            records=records + take_from_agreement(pair, old, new),
            **item_fields(new, CONDITIONS, key),
        )


def take_from_agreement(pair: SnapshotPair, old: Any, new: Any) -> tuple[RecordChange, ...]:
    """Remove and return this condition's change as its commitment's row has it; () if it has none."""
    for key, fields in pair.pending.in_section(COMMITMENTS.name):
        for field, change in fields.items():
            if field[:1] == ("conditions",) and (change.old, change.new) == (old, new):
                return pair.pending.take(COMMITMENTS, key, field)
    return ()
