"""What happened to asks: made, answered, overdue, and what else of them is said differently. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from committee.changes.formatting import text_item
from committee.changes.items import Item, Kind, Pair, record_fields
from committee.snapshot.ask_rows import AskRow, AskStatus
from committee.snapshot.asks import ASKS

# What follows from responses, dates and later meetings, and goes with whatever is said of them.
DERIVED = ("status", "earlier", "later")
TEXTS = ("text", "response_text")

Rule = Callable[[AskRow, AskRow, dict[str, Any]], Item | None]


def items(pair: Pair) -> Iterator[Item]:
    """New asks, then what changed; one that is gone is said with the rest."""
    for key, change in pair.new(ASKS):
        row: AskRow = change.new
        asked = f"At the meeting of {row.meeting:%d %B %Y}, of {row.to_role}. {row.again_in_words or row.status_words}"
        records = pair.waiting.take_all(ASKS, key)
        yield Item(kind=Kind.ASKED, how=asked, new=row.text, records=records, **record_fields(row, ASKS, key))
    for key, old, new in pair.changed(ASKS):
        kept = record_fields(new, ASKS, key)
        for rule, fields in RULES:
            if pair.waiting.has(ASKS, key, *fields[:1]) and (item := rule(old, new, kept)):
                records = pair.waiting.take(ASKS, key, *fields, *DERIVED)
                yield type(item)(**{**vars(item), "records": records})
        for field in TEXTS:
            for change in pair.waiting.take(ASKS, key, field):
                yield text_item(change, **kept)


def answered(old: AskRow, new: AskRow, kept: dict[str, Any]) -> Item | None:
    """A response, where there was none; one that is another now, or was taken back, says so."""
    kind = Kind.ANSWERED if new.response and not old.response else Kind.ASK_CHANGED
    words = f"{new.status_words}. {new.response_text}".strip()
    return Item(kind=kind, how=words, old=old.status_words, new=new.status_words, **kept)


def stands(old: AskRow, new: AskRow, kept: dict[str, Any]) -> Item | None:
    """What the day alone did, or a later meeting."""
    kind = Kind.ASK_OVERDUE if new.status is AskStatus.OVERDUE else Kind.ASK_CHANGED
    return Item(kind=kind, how=new.status_words, old=old.status_words, new=new.status_words, **kept)


# Each with the field that makes it speak, then those it also accounts for; what is derived goes with them.
RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (answered, ("response", "response_text", "responded_on")),
    (stands, ("status", "due")),
)
