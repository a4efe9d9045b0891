"""What happened to milestones: each rule looks at a milestone as frozen then and as frozen now. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from committee.changes.formatting import text_item
from committee.changes.items import Item, Kind, Moved, Pair, record_fields
from committee.changes.records import Key
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import MilestoneStatus, Stage
from sendprog.values.wording import day, plural
from strands.rows import MilestoneRow
from strands.snapshot import MILESTONES, STRANDS

# What follows from the dates and goes with whatever is said of them.
DERIVED = ("status", "slippage", "warnings")
TEXTS = ("title", "description", "stage_words", "success_criteria", "evidence", "note")
CLOSED = (Stage.COMPLETE, Stage.WITHDRAWN)

Rule = Callable[[MilestoneRow, MilestoneRow, dict[str, Any]], Item | None]


def items(pair: Pair) -> Iterator[Item]:
    """New milestones, then what changed, then those that are gone."""
    for key, change in pair.new(MILESTONES):
        yield new_milestone(pair, key, change.new)
    for key, old, new in pair.changed(MILESTONES):
        yield from changed(pair, key, old, new)
    for key, change in pair.gone(MILESTONES):
        told = "No longer among the milestones; it was not said to be withdrawn"
        kept = record_fields(change.old, MILESTONES, key, is_there=False)
        yield Item(
            kind=Kind.REMOVED,
            how=told,
            old=stands(change.old),
            records=pair.waiting.take_all(MILESTONES, key),
            **kept,
        )


def new_milestone(pair: Pair, key: Key, row: MilestoneRow) -> Item:
    """Added where the last edition told of its strand; what no published earlier state has is only reported first."""
    kind = Kind.ADDED if was_told(pair, row.strand) else Kind.FIRST
    records = pair.waiting.take_all(MILESTONES, key)
    return Item(
        kind=kind, how=stands(row), new=stands(row), records=records, **record_fields(row, MILESTONES, key)
    )


def was_told(pair: Pair, slug: str) -> bool:
    """Whether the last edition held an update of this strand; of the whole programme, of any strand."""
    told = {row.slug for row in pair.before[STRANDS.name].values() if row.update}
    return bool(told) if not slug else slug in told


def stands(row: MilestoneRow) -> str:
    """ "Complete, December 2024", "In progress, no date set"."""
    when = row.when_in_words
    return f"{row.stage.label}, {when if row.when else when[:1].lower() + when[1:]}"


def changed(pair: Pair, key: Key, old: MilestoneRow, new: MilestoneRow) -> Iterator[Item]:
    """Each rule accounts for the fields it speaks of; the first to speak takes what is derived from them."""
    waiting, kept = pair.waiting, record_fields(new, MILESTONES, key)
    for rule, fields in RULES:
        if not waiting.has(MILESTONES, key, *fields[:1]):
            continue
        item = rule(old, new, kept)
        if item is not None:
            yield with_records(item, waiting.take(MILESTONES, key, *fields, *DERIVED))
    for field in TEXTS:
        for change in waiting.take(MILESTONES, key, field):
            yield text_item(change, **kept)


def with_records(item: Item, records: tuple) -> Item:
    return type(item)(
        **{name: getattr(item, name) for name in item.__dataclass_fields__} | {"records": records}
    )


def withdrawn(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    if new.stage is not Stage.WITHDRAWN:
        return None
    return Item(
        kind=Kind.WITHDRAWN,
        how=f"It was: {stands(old)}",
        old=stands(old),
        new="Withdrawn",
        reason=why(old, new),
        **kept,
    )


def done(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    if new.stage is not Stage.COMPLETE:
        return None
    on_time = (
        "on its approved date"
        if new.slippage == "on the same date"
        else new.slippage and f"{new.slippage} than approved"
    )
    how = ", ".join(part for part in (new.when_in_words, on_time) if part)
    return Item(kind=Kind.DONE, how=how, old=stands(old), new=stands(new), reason=why(old, new), **kept)


def restated(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    """A stage said differently. One that was complete or withdrawn and is so no more says that first."""
    how = f"{old.stage.label} to {new.stage.label.lower()}"
    if old.stage in CLOSED:
        how = f"The last edition said {old.stage.label.lower()}; this one says {new.stage.label.lower()}"
    return Item(
        kind=Kind.RESTATED, how=how, old=old.stage.label, new=new.stage.label, reason=why(old, new), **kept
    )


def why(old: MilestoneRow, new: MilestoneRow) -> str:
    """The reason given for the change: of the last move where its date moved, else the one that stands, if it is new."""
    if len(new.moves) > len(old.moves) and new.moves[-1].reason:
        return new.moves[-1].reason
    return new.reason if new.reason != old.reason else ""


def forecast_moved(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    """Old to new with the days between their last days; a date said more closely has not moved."""
    told = {
        "old": str(old.forecast or "No date set"),
        "new": str(new.forecast or "No date set"),
        "reason": why(old, new),
    }
    if old.forecast is None or new.forecast is None:
        how = f"First date set: {new.forecast}" if new.forecast else f"Date taken out: it was {old.forecast}"
        return Item(kind=Kind.DATED, how=how, **told, **kept)
    days = new.forecast.slippage_days(old.forecast)
    if not days:
        return Item(
            kind=Kind.DATED,
            how=f"Said more closely or more widely: {old.forecast} to {new.forecast}",
            **told,
            **kept,
        )
    times = f". {new.moved_in_words}" if new.moved_in_words else ""
    how = f"{old.forecast} to {new.forecast}: {moved_words(old.forecast, new.forecast)}{times}"
    return Moved(kind=Kind.SLIPPED if days > 0 else Kind.BROUGHT_FORWARD, how=how, days=days, **told, **kept)


def moved_words(old: PartialDate, new: PartialDate) -> str:
    """ "slipped 31 days", "brought forward 91 days"."""
    days = new.slippage_days(old)
    return f"{'slipped' if days > 0 else 'brought forward'} {plural(abs(days), 'day')}"


def rebaselined(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    """A new approved date beside the ones before it, which stay."""
    if len(new.baselines) <= len(old.baselines) or new.baselines[: len(old.baselines)] != old.baselines:
        return None
    last = new.baselines[-1]
    was = str(old.baselines[-1].date) if old.baselines else ""
    how = f"Approved date {was} to {last.date}" if was else f"First approved date: {last.date}"
    how += f", approved {day(last.approved_on)}" + (f" by {last.approver}" if last.approver else "")
    return Item(
        kind=Kind.REBASELINED, how=how, old=was or "None", new=str(last.date), reason=last.reason, **kept
    )


def done_date(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    words = [str(row.actual or "not known") for row in (old, new)]
    return Item(
        kind=Kind.DATED, how=f"Date it was done: {words[0]} to {words[1]}", old=words[0], new=words[1], **kept
    )


def status(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    """What the day alone did: nobody changed a date, and it has passed."""
    kind = Kind.OVERDUE if new.status is MilestoneStatus.OVERDUE else Kind.DATED
    how = (
        f"{new.when} has passed"
        if kind is Kind.OVERDUE
        else f"{old.status.label} to {new.status.label.lower()}"
    )
    return Item(kind=kind, how=how, old=old.status.label, new=new.status.label, **kept)


def other_strand(old: MilestoneRow, new: MilestoneRow, kept: dict) -> Item | None:
    return Item(
        kind=Kind.MOVED_STRAND,
        how=f"{old.strand_name} to {new.strand_name}",
        old=old.strand_name,
        new=new.strand_name,
        **kept,
    )


# Each with the field that makes it speak, then those it also accounts for; what is derived goes with them.
RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (withdrawn, ("stage", "stage_words", "reason", "forecast", "moves")),
    (done, ("stage", "stage_words", "actual", "reason", "forecast", "moves")),
    (restated, ("stage", "stage_words", "actual")),
    (forecast_moved, ("forecast", "moves", "reason")),
    (rebaselined, ("baselines",)),
    (done_date, ("actual",)),
    (status, ("status",)),
    (other_strand, ("strand", "strand_name", "strand_number")),
)
