"""Changes of exceptions: opened, answered, closed. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.items import (
    ChangeKind,
    Item,
    SnapshotPair,
    item_fields,
)
from committee.snapshot.scorecard import EXCEPTIONS, ExceptionRow
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Measure
from sendprog.values.wording import day, upper_first

ANSWER = ("cause", "action", "owner", "expected")
CLOSING = ("closing", "closed_on", "closing_reason")
NOT_LISTED = "a measure that is not listed"


def exception_items(pair: SnapshotPair, measures: dict[str, Measure]) -> Iterator[Item]:
    """New exceptions, then changed ones. Removed ones are left to the other changes."""
    for key, change in pair.new(EXCEPTIONS):
        row: ExceptionRow = change.new
        records = pair.pending.take_all(EXCEPTIONS, key)
        opened = "" if row.is_open else f"Opened on {day(row.opened_on)}"
        how = sentences([opened, state_of(row), answer_of(row)])
        yield Item(
            kind=kind_of_state(row),
            how=without_stop(how),
            new=row.state_text,
            records=records,
            **exception_fields(row, measures),
        )
    for key, old, new in pair.changed(EXCEPTIONS):
        fields = exception_fields(new, measures)
        if records := pair.pending.take(EXCEPTIONS, key, *CLOSING):
            yield Item(
                kind=kind_of_state(new),
                how=state_of(new),
                old=old.state_text,
                new=new.state_text,
                records=records,
                **fields,
            )
        if records := pair.pending.take(EXCEPTIONS, key, *ANSWER):
            yield answer_changed(old, new, fields | {"records": records})


def kind_of_state(row: ExceptionRow) -> ChangeKind:
    """Restored from its history, a closed one is open again."""
    if row.is_open:
        return ChangeKind.EXCEPTION_OPENED
    return ChangeKind.EXCEPTION_CLOSED


def answer_changed(old: ExceptionRow, new: ExceptionRow, fields: dict[str, Any]) -> Item:
    was, now = answer_of(old), answer_of(new)
    return Item(
        kind=ChangeKind.EXCEPTION_ANSWERED,
        how=now or "The answer was withdrawn",
        old=was,
        new=now,
        **fields,
    )


def state_of(row: ExceptionRow) -> str:
    return without_stop(sentences([row.state_text, row.closing_reason]))


def answer_of(row: ExceptionRow) -> str:
    """Cause, action, owner and date, as far as they are given; "" where none is."""
    labelled = [
        ("cause", row.cause),
        ("what is being done", row.action),
        ("who answers for it", row.owner),
        ("expected back", str(row.expected or "")),
    ]
    parts = [f"{upper_first(label)}: {text}" for label, text in labelled if text]
    return without_stop(sentences(parts))


def exception_fields(row: ExceptionRow, measures: dict[str, Measure]) -> dict[str, Any]:
    """The fields of an item, named by the measure."""
    fields = item_fields(row, EXCEPTIONS, EXCEPTIONS.key_of(row))
    measure = measures.get(row.measure)
    label = measure.label if measure else NOT_LISTED
    return fields | {"which": f"Exception {row.number}: {label}"}
