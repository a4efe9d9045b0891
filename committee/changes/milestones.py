"""Changes of milestones: each rule compares a milestone as frozen in two editions. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from committee.changes.formatting import text_item
from committee.changes.items import ChangeKind, Item, MovedItem, SnapshotPair, item_fields
from committee.changes.records import Key
from sendprog.values.rag import MilestoneStatus, Stage
from sendprog.values.wording import day, lower_first
from strands.milestone_row_types import MilestoneRow
from strands.snapshot import MILESTONES, STRANDS

# These follow from the dates, and change with them.
DERIVED = ("status", "slippage", "warnings")
TEXTS = ("title", "description", "stage_words", "success_criteria", "evidence", "note")
CLOSED = (Stage.COMPLETE, Stage.WITHDRAWN)

# A rule returns None where it does not apply.
MilestoneRule = Callable[[MilestoneRow, MilestoneRow, dict[str, Any]], Item | None]


def milestone_items(pair: SnapshotPair) -> Iterator[Item]:
    """New milestones, then changed ones, then removed ones."""
    updated = {row.slug for row in pair.before[STRANDS.name].values() if row.update}
    for key, change in pair.new(MILESTONES):
        yield new_milestone(pair, key, change.new, updated)
    for key, old, new in pair.changed(MILESTONES):
        yield from milestone_changes(pair, key, old, new)
    for key, change in pair.gone(MILESTONES):
        yield Item(
            kind=ChangeKind.REMOVED,
            how="No longer listed, though not marked as withdrawn",
            old=milestone_state(change.old),
            records=pair.pending.take_all(MILESTONES, key),
            **item_fields(change.old, MILESTONES, key, is_removed=True),
        )


def new_milestone(pair: SnapshotPair, key: Key, row: MilestoneRow, updated: set[str]) -> Item:
    """Added where the last edition had an update of its strand; otherwise only reported first.

    `updated`: the strands that had one. Any will do for a milestone of the whole programme.
    """
    had_update = row.strand in updated if row.strand else bool(updated)
    state = milestone_state(row)
    return Item(
        kind=ChangeKind.ADDED if had_update else ChangeKind.FIRST,
        how=state,
        new=state,
        records=pair.pending.take_all(MILESTONES, key),
        **item_fields(row, MILESTONES, key),
    )


def milestone_state(row: MilestoneRow) -> str:
    """ "Complete, December 2024", "In progress, no date set"."""
    when = row.when_in_words
    return f"{row.stage.label}, {when if row.when else lower_first(when)}"


def milestone_changes(
    pair: SnapshotPair, key: Key, old: MilestoneRow, new: MilestoneRow
) -> Iterator[Item]:
    """The items of the rules that apply.

    Each accounts for its fields and for those derived from them.
    """
    fields = item_fields(new, MILESTONES, key)
    for rule, names in RULES:
        if not pair.pending.has(MILESTONES, key, names[0]):
            continue
        item = rule(old, new, fields)
        if item is not None:
            yield replace(item, records=pair.pending.take(MILESTONES, key, *names, *DERIVED))
    for name in TEXTS:
        for change in pair.pending.take(MILESTONES, key, name):
            yield text_item(change, **fields)


def withdrawn(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item | None:
    if new.stage is not Stage.WITHDRAWN:
        return None
    was = milestone_state(old)
    return Item(
        kind=ChangeKind.WITHDRAWN,
        how=f"It was: {was}",
        old=was,
        new="Withdrawn",
        reason=reason_for_change(old, new),
        **fields,
    )


def completed(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item | None:
    if new.stage is not Stage.COMPLETE:
        return None
    return Item(
        kind=ChangeKind.DONE,
        how=", ".join(filter(None, (new.when_in_words, new.slippage_sentence))),
        old=milestone_state(old),
        new=milestone_state(new),
        reason=reason_for_change(old, new),
        **fields,
    )


def stage_changed(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item | None:
    """Another stage. Where it was complete or withdrawn, what the last edition said comes first."""
    how = f"{old.stage.label} to {new.stage.label.lower()}"
    if old.stage in CLOSED:
        how = f"The earlier edition said {old.stage.label.lower()}; now: {new.stage.label.lower()}"
    return Item(
        kind=ChangeKind.RESTATED,
        how=how,
        old=old.stage.label,
        new=new.stage.label,
        reason=reason_for_change(old, new),
        **fields,
    )


def reason_for_change(old: MilestoneRow, new: MilestoneRow) -> str:
    """The reason of the last move where the date moved, else the milestone's reason if it is new.

    Else "".
    """
    if len(new.moves) > len(old.moves) and new.moves[-1].reason:
        return new.moves[-1].reason
    return new.reason if new.reason != old.reason else ""


def forecast_moved(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item | None:
    """The movement between two forecasts; one that became more or less precise has not moved.

    The slippage from the date promised follows where it is another.
    """
    described = fields | {
        "old": str(old.forecast or "No date set"),
        "new": str(new.forecast or "No date set"),
        "reason": reason_for_change(old, new),
    }
    if old.forecast is None or new.forecast is None:
        how = (
            f"First date set: {new.forecast}"
            if new.forecast
            else f"Date removed: it was {old.forecast}"
        )
        return date_set(old, new, how, described)
    days = new.forecast.slippage_days(old.forecast)
    if not days:
        how = f"Date more or less precise: {old.forecast} to {new.forecast}"
        return date_set(old, new, how, described)
    movement = new.forecast.slippage_words(old.forecast)
    how = f"{old.forecast} to {new.forecast}: {movement}"
    if new.slippage_sentence and new.slippage != movement:
        how += f" ({new.slippage_sentence})"
    if new.moved_in_words:
        how += f". {new.moved_in_words}"
    kind = ChangeKind.SLIPPED if days > 0 else ChangeKind.BROUGHT_FORWARD
    return MovedItem(kind=kind, how=how, days=days, **described)


def date_set(old: MilestoneRow, new: MilestoneRow, how: str, fields: dict[str, Any]) -> Item:
    """A date that was set, removed or made more precise.

    Slipped where it is now later than promised.
    """
    if new.status is MilestoneStatus.SLIPPED is not old.status:
        return Item(kind=ChangeKind.SLIPPED, how=f"{how}, {new.slippage_sentence}", **fields)
    return Item(kind=ChangeKind.DATED, how=how, **fields)


def rebaselined(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item | None:
    """A new approved date after the earlier ones, which are unchanged."""
    if (
        len(new.baselines) <= len(old.baselines)
        or new.baselines[: len(old.baselines)] != old.baselines
    ):
        return None
    last = new.baselines[-1]
    was = str(old.baselines[-1].date) if old.baselines else ""
    how = f"Approved date {was} to {last.date}" if was else f"First approved date: {last.date}"
    how += f", approved {day(last.approved_on)}"
    if last.approver:
        how += f" by {last.approver}"
    return Item(
        kind=ChangeKind.REBASELINED,
        how=how,
        old=was or "None",
        new=str(last.date),
        reason=last.reason,
        **fields,
    )


def completion_date_changed(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item:
    was, now = (str(row.actual or "not known") for row in (old, new))
    how = f"Date it was done: {was} to {now}"
    return Item(kind=ChangeKind.DATED, how=how, old=was, new=now, **fields)


def status_changed(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item:
    """The status changed because its date passed, not because anybody changed the date."""
    was, now = old.status.label, new.status.label
    if new.status is MilestoneStatus.OVERDUE:
        kind, how = ChangeKind.OVERDUE, f"{new.when} has passed"
    elif new.status is MilestoneStatus.SLIPPED and new.slippage:
        kind, how = ChangeKind.SLIPPED, new.slippage_sentence
    else:
        kind, how = ChangeKind.DATED, f"{was} to {now.lower()}"
    return Item(kind=kind, how=how, old=was, new=now, **fields)


def strand_changed(old: MilestoneRow, new: MilestoneRow, fields: dict[str, Any]) -> Item:
    was, now = old.strand_name, new.strand_name
    return Item(kind=ChangeKind.MOVED_STRAND, how=f"{was} to {now}", old=was, new=now, **fields)


# Each rule applies where its first field
# changed, and accounts for the others too.
RULES: tuple[tuple[MilestoneRule, tuple[str, ...]], ...] = (
    (withdrawn, ("stage", "stage_words", "reason", "forecast", "moves")),
    (completed, ("stage", "stage_words", "actual", "reason", "forecast", "moves")),
    (stage_changed, ("stage", "stage_words", "actual")),
    (forecast_moved, ("forecast", "moves", "reason")),
    (rebaselined, ("baselines",)),
    (completion_date_changed, ("actual",)),
    (status_changed, ("status",)),
    (strand_changed, ("strand", "strand_name", "strand_number")),
)
