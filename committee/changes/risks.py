"""Changes of risks: new, closed, moved up or down, and the actions on them. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.formatting import text_item
from committee.changes.items import ChangeKind, Item, RatedItem, SnapshotPair, Verdict, item_fields
from committee.changes.records import ABSENT, Key, RecordChange
from risks.row_types import AssessmentRow, RiskRow
from risks.snapshot import RISKS

TEXTS = ("title", "description", "note")


def risk_items(pair: SnapshotPair) -> Iterator[Item]:
    """New risks, then changed ones, then closed ones."""
    new_kind = ChangeKind.RISK_NEW if pair.before[RISKS.name] else ChangeKind.FIRST
    for key, change in pair.new(RISKS):
        score, fields = score_label(change.new.current), item_fields(change.new, RISKS, key)
        yield Item(
            kind=new_kind, how=score, new=score, records=pair.pending.take_all(RISKS, key), **fields
        )
    for key, old, new in pair.changed(RISKS):
        yield from risk_changes(pair, key, old, new)
    for key, change in pair.gone(RISKS):
        score = score_label(change.old.current)
        yield Item(
            kind=ChangeKind.RISK_CLOSED,
            how=f"No longer listed. It was: {score}",
            old=score,
            records=pair.pending.take_all(RISKS, key),
            **item_fields(change.old, RISKS, key, is_removed=True),
        )


def score_label(assessment: AssessmentRow | None) -> str:
    """ "Score 16", or that there is none."""
    return (
        "Not scored"
        if assessment is None or assessment.score is None
        else f"Score {assessment.score}"
    )


def risk_changes(pair: SnapshotPair, key: Key, old: RiskRow, new: RiskRow) -> Iterator[Item]:
    fields = item_fields(new, RISKS, key)
    if old.current != new.current:
        records = pair.pending.take(RISKS, key, "assessments")
        described = fields | {"records": records}
        yield assessment_item(
            old.current, new.current, described, has_score_before=old.before is not None
        )
    for change in pair.pending.take(RISKS, key, *TEXTS):
        yield text_item(change, **fields)
    for change in pair.pending.take(RISKS, key, "mitigations"):
        yield action_item(change, fields)


def assessment_item(
    was: AssessmentRow | None,
    now: AssessmentRow | None,
    fields: dict[str, Any],
    *,
    has_score_before: bool = False,
) -> Item:
    """The latest assessment then and now. Only scores from the same version of one matrix are
    compared.

    `has_score_before`: whether an earlier assessment than `was` gave a score.
    """
    old, new = score_label(was), score_label(now)
    fields = fields | {"old": old, "new": new, "reason": now.reason if now else ""}
    was_scored = was is not None and was.score is not None
    if now is None or now.score is None:
        how = (
            f"No longer scored. It was: {old}"
            if was_scored
            else "Assessed again, still without a score"
        )
        return Item(kind=ChangeKind.RISK_SCORED, how=how, **fields)
    if not was_scored and has_score_before:
        return Item(
            kind=ChangeKind.RISK_SCORED,
            how=f"{new}; the earlier edition had no current score",
            **fields,
        )
    if not was_scored:
        return Item(kind=ChangeKind.FIRST, how=new, **fields)
    return movement_item(was, now, fields)


def movement_item(was: AssessmentRow, now: AssessmentRow, fields: dict[str, Any]) -> Item:
    """Two assessments that each gave a score."""
    how = f"{was.score} to {now.score}"
    if not now.has_matrix_of(was):
        how += ": not comparable, scored with another matrix"
        return Item(kind=ChangeKind.RISK_SCORED, how=how, **fields)
    if was.score == now.score:
        return Item(kind=ChangeKind.RISK_SCORED, how=f"Assessed again: still {now.score}", **fields)
    if now.score > was.score:
        return RatedItem(kind=ChangeKind.RISK_UP, how=how, verdict=Verdict.WORSE, **fields)
    return RatedItem(kind=ChangeKind.RISK_DOWN, how=how, verdict=Verdict.BETTER, **fields)


def action_item(change: RecordChange, fields: dict[str, Any]) -> Item:
    """A mitigation that was added, removed or changed; or their new order."""
    old, new = action_text(change.old), action_text(change.new)
    if change.old is ABSENT:
        how = f"Added: “{new}”"
    elif change.new is ABSENT:
        how = f"Removed: “{old}”"
    elif old == new:
        how = f"Changed: “{new}”"
    else:
        how = f"Changed: “{old}” to “{new}”"
    return Item(kind=ChangeKind.ACTION, how=how, old=old, new=new, records=(change,), **fields)


def action_text(mitigation: Any) -> str:
    """The text of a mitigation; a list of them changed its order."""
    return "" if mitigation is ABSENT else getattr(mitigation, "text", "The order of the actions")
