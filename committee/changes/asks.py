"""Changes of asks: new, answered, overdue, or worded differently. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from committee.changes.formatting import text_item
from committee.changes.items import ChangeKind, Item, SnapshotPair, item_fields
from committee.snapshot.ask_rows import AskRow, AskStatus
from committee.snapshot.asks import ASKS
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.wording import day

# These follow from responses, dates and later meetings, and change with them.
DERIVED = ("status", "earlier", "later")
TEXTS = ("text", "response_text")

AskRule = Callable[[AskRow, AskRow, dict[str, Any]], Item]


def ask_items(pair: SnapshotPair) -> Iterator[Item]:
    """New asks, then changed ones. Removed asks are left to the other changes."""
    for key, change in pair.new(ASKS):
        row: AskRow = change.new
        status = row.again_in_words or row.status_words
        asked = f"At the meeting of {day(row.meeting)}, of {row.to_role}"
        how = without_stop(sentences([asked, status]))
        records = pair.pending.take_all(ASKS, key)
        yield Item(
            kind=ChangeKind.ASKED,
            how=how,
            new=row.text,
            records=records,
            **item_fields(row, ASKS, key),
        )
    for key, old, new in pair.changed(ASKS):
        fields = item_fields(new, ASKS, key)
        for rule, names in RULES:
            if pair.pending.has(ASKS, key, names[0]):
                records = pair.pending.take(ASKS, key, *names, *DERIVED)
                yield replace(rule(old, new, fields), records=records)
        for name in TEXTS:
            for change in pair.pending.take(ASKS, key, name):
                yield text_item(change, **fields)


def response_changed(old: AskRow, new: AskRow, fields: dict[str, Any]) -> Item:
    """A first response is an answer; a response that was changed or removed is a change."""
    kind = ChangeKind.ANSWERED if new.response and not old.response else ChangeKind.ASK_CHANGED
    how = without_stop(sentences([new.status_words, new.response_text]))
    return Item(kind=kind, how=how, old=old.status_words, new=new.status_words, **fields)


def ask_status_changed(old: AskRow, new: AskRow, fields: dict[str, Any]) -> Item:
    """The status changed because a day passed or a later meeting asked again."""
    kind = ChangeKind.ASK_OVERDUE if new.status is AskStatus.OVERDUE else ChangeKind.ASK_CHANGED
    return Item(
        kind=kind, how=new.status_words, old=old.status_words, new=new.status_words, **fields
    )


# Each rule applies where its first field
# changed, and accounts for the others too.
RULES: tuple[tuple[AskRule, tuple[str, ...]], ...] = (
    (response_changed, ("response", "response_text", "responded_on")),
    (ask_status_changed, ("status", "due")),
)
