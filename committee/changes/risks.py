"""What happened to risks: new, closed, moved up or down, and what is done about them. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.formatting import text_item
from committee.changes.items import Item, Kind, Pair, Rated, Verdict, record_fields
from committee.changes.records import ABSENT, Key, RecordChange
from risks.snapshot import RISKS, AssessmentRow, RiskRow

TEXTS = ("title", "description", "note")
DEEDS = {(True, False): "Added", (False, True): "Taken out", (False, False): "Changed"}


def items(pair: Pair) -> Iterator[Item]:
    had_register = bool(pair.before[RISKS.name])
    for key, change in pair.new(RISKS):
        kind = Kind.RISK_NEW if had_register else Kind.FIRST
        records, stood = pair.waiting.take_all(RISKS, key), scored(change.new.current)
        yield Item(kind=kind, how=stood, new=stood, records=records, **record_fields(change.new, RISKS, key))
    for key, old, new in pair.changed(RISKS):
        yield from changed(pair, key, old, new)
    for key, change in pair.gone(RISKS):
        how = f"No longer on the register. It was: {scored(change.old.current)}"
        kept = record_fields(change.old, RISKS, key, is_there=False)
        records = pair.waiting.take_all(RISKS, key)
        yield Item(kind=Kind.RISK_CLOSED, how=how, old=scored(change.old.current), records=records, **kept)


def scored(assessment: AssessmentRow | None) -> str:
    """ "Score 16", or that there is none."""
    return "Not scored" if assessment is None or assessment.score is None else f"Score {assessment.score}"


def changed(pair: Pair, key: Key, old: RiskRow, new: RiskRow) -> Iterator[Item]:
    kept = record_fields(new, RISKS, key)
    if old.current != new.current:
        yield assessed(old, new, kept, pair.waiting.take(RISKS, key, "assessments"))
    for change in pair.waiting.take(RISKS, key, *TEXTS):
        yield text_item(change, **kept)
    for change in pair.waiting.take(RISKS, key, "mitigations"):
        yield action(change, kept)


def assessed(old: RiskRow, new: RiskRow, kept: dict[str, Any], records: tuple[RecordChange, ...]) -> Item:
    """Its score then and now, where both come from the same matrix."""
    was, now = old.current, new.current
    told = {"old": scored(was), "new": scored(now), "reason": now.reason if now else "", "records": records}
    if now is None or now.score is None:
        return Item(kind=Kind.RISK_SCORED, how=f"No longer scored. It was: {scored(was)}", **told, **kept)
    if was is None or was.score is None:
        return Item(kind=Kind.FIRST, how=f"Score {now.score}", **told, **kept)
    how = f"{was.score} to {now.score}"
    if was.matrix != now.matrix:
        return Item(
            kind=Kind.RISK_SCORED, how=f"{how}: not comparable, scored by another matrix", **told, **kept
        )
    if was.score == now.score:
        return Item(kind=Kind.RISK_SCORED, how=f"Assessed again: still {now.score}", **told, **kept)
    up = now.score > was.score
    verdict = Verdict.WORSE if up else Verdict.BETTER
    return Rated(kind=Kind.RISK_UP if up else Kind.RISK_DOWN, how=how, verdict=verdict, **told, **kept)


def action(change: RecordChange, kept: dict[str, Any]) -> Item:
    """One thing done about a risk: added, taken out or changed."""
    texts = [
        "" if one is ABSENT else getattr(one, "text", "The order of the actions")
        for one in (change.old, change.new)
    ]
    deed = DEEDS[change.old is ABSENT, change.new is ABSENT]
    how = f"{deed}: {' to '.join(f'“{text}”' for text in dict.fromkeys(texts) if text)}"
    return Item(kind=Kind.ACTION, how=how, old=texts[0], new=texts[1], records=(change,), **kept)
