"""Every change from one snapshot to another, record by record and field by field; applied to the first it gives the second.

Nothing here knows what a change means. Two records of one key are told apart by their place among those of that key.
The order of a section's rows follows from what they say and is not compared; the order inside a row is.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, Final

from committee.changes.keys import NESTED
from sendprog.records.snapshots import Section, Snapshot
from strands.snapshot import STRANDS

Key = tuple[Hashable, ...]
Field = tuple[Hashable, ...]
Sections = dict[str, dict[Key, Any]]


class Absence(Enum):
    """No such record or entry: not None, which is a record that says nothing."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT


@dataclass(frozen=True)
class RecordChange:
    """What stood in one field of one record, and what stands there now; ABSENT where there was, or is, none.

    `field` is () for the whole row, ("forecast",), ("counts", "plans_issued") or, of a row inside a row, its list and its
    key: ("returns", (reported_in, last)). `place` is where a new one stands in its list.
    """

    section: str
    key: Key
    field: Field
    old: Any
    new: Any
    place: int | None = None


@cache
def names_of(row: type) -> tuple[str, ...]:
    return tuple(row.__dataclass_fields__)


def keyed(rows: Iterable[Any], names: tuple[str, ...]) -> dict[Key, Any]:
    """Rows by their key; the second of one key has a 1 after it, the third a 2. Without names, by all that they say."""
    found: dict[Key, Any] = {}
    for row in rows:
        plain = tuple(getattr(row, name) for name in names) if names else (repr(row),)
        key, again = plain, 0
        while key in found:
            again += 1
            key = (*plain, again)
        found[key] = row
    return found


def rows_of(snapshot: Snapshot, section: Section) -> tuple[Any, ...]:
    """A section's rows; none where the snapshot was frozen before there was such a section."""
    try:
        return snapshot[section]
    except KeyError:
        return ()


def sections_of(snapshot: Snapshot, sections: Iterable[Section]) -> Sections:
    """A snapshot's rows by section and key. The texts beside a strand are left out: they have a section of their own."""
    found = {section.name: keyed(rows_of(snapshot, section), section.key) for section in sections}
    if STRANDS.name in found:
        found[STRANDS.name] = {key: replace(row, texts=()) for key, row in found[STRANDS.name].items()}
    return found


# From one to the other


def between(before: Sections, after: Sections) -> Iterator[RecordChange]:
    """Every change, section by section: rows gone, then rows new or changed in the order of the second."""
    for section, new in after.items():
        old = before[section]
        for key, row in old.items():
            if key not in new:
                yield RecordChange(section, key, (), row, ABSENT)
        for key, row in new.items():
            if key not in old:
                yield RecordChange(section, key, (), ABSENT, row)
            elif old[key] != row:
                for field, *values in in_row(old[key], row, ()):
                    yield RecordChange(section, key, field, *values)


Found = Iterator[tuple[Field, Any, Any, int | None]]


def in_row(old: Any, new: Any, field: Field) -> Found:
    """What differs between two rows of one class: field, old, new and place."""
    for name in names_of(type(new)):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield from in_value(was, now, (*field, name))


def in_value(old: Any, new: Any, field: Field) -> Found:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            was, now = old.get(name, ABSENT), new.get(name, ABSENT)
            if was != now:
                yield (*field, name), was, now, None
    elif type(old) in NESTED and type(old) is type(new):
        yield from in_row(old, new, field)
    elif (names := names_of_nested(old, new)) is not None:
        yield from in_list(old, new, field, names)
    else:
        yield field, old, new, None


def names_of_nested(old: Any, new: Any) -> tuple[str, ...] | None:
    """The key of the rows in two lists; None where these are not lists of rows that have one."""
    if not (isinstance(old, tuple) and isinstance(new, tuple)):
        return None
    return NESTED.get(type((*old, *new)[0]))


def in_list(old: tuple, new: tuple, field: Field, names: tuple[str, ...]) -> Found:
    """Entries gone, changed and new; the whole list where those that stayed changed places."""
    was, now = keyed(old, names), keyed(new, names)
    if [key for key in was if key in now] != [key for key in now if key in was]:
        yield field, old, new, None
        return
    for key in was:
        if key not in now:
            yield (*field, key), was[key], ABSENT, None
    for place, (key, row) in enumerate(now.items()):
        if key not in was:
            yield (*field, key), ABSENT, row, place
        elif was[key] != row:
            yield (*field, key), was[key], row, None


# And there again


def apply(changes: Iterable[RecordChange], before: Sections) -> Sections:
    """The first snapshot's rows with the changes made: the second's, by section and key."""
    after = {section: dict(rows) for section, rows in before.items()}
    in_rows: dict[tuple[str, Key], list[tuple[Field, RecordChange]]] = {}
    for change in changes:
        rows = after[change.section]
        if change.field:
            in_rows.setdefault((change.section, change.key), []).append((change.field, change))
        elif change.new is ABSENT:
            del rows[change.key]
        else:
            rows[change.key] = change.new
    for (section, key), found in in_rows.items():
        after[section][key] = changed_row(after[section][key], found)
    return after


def changed_row(row: Any, changes: list[tuple[Field, RecordChange]]) -> Any:
    inside: dict[Any, list[tuple[Field, RecordChange]]] = {}
    for (name, *rest), change in changes:
        inside.setdefault(name, []).append((tuple(rest), change))
    return replace(row, **{name: changed_value(getattr(row, name), found) for name, found in inside.items()})


def changed_value(value: Any, changes: list[tuple[Field, RecordChange]]) -> Any:
    (field, first), *_ = changes
    if not field:
        return first.new
    if isinstance(value, Mapping):
        return with_entries(dict(value), changes)
    if type(value) in NESTED:
        return changed_row(value, changes)
    names = NESTED[type(value[0] if value else first.new)]
    return in_places(
        with_entries(keyed(value, names), [one for one in changes if one[1].place is None]), changes
    )


def with_entries(entries: dict, changes: list[tuple[Field, RecordChange]]) -> dict:
    for (name, *_), change in changes:
        if change.new is ABSENT:
            del entries[name]
        else:
            entries[name] = change.new
    return entries


def in_places(kept: dict[Key, Any], changes: list[tuple[Field, RecordChange]]) -> tuple:
    """The entries that stayed, with the new ones put where they stand."""
    rows = list(kept.values())
    new = [change for _, change in changes if change.place is not None]
    for change in sorted(new, key=lambda one: one.place or 0):
        rows.insert(change.place or 0, change.new)
    return tuple(rows)
