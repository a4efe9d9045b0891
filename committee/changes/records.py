"""Every change from one snapshot to another, by record and field; applied to the first they give
the second.

Nothing here interprets a change. Several records with one key are told apart by their position
among them. The order of a section's rows is not compared; the order of rows nested in a row is.
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
    """A record or entry that does not exist. Not None, which is a value that a field may have."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT


@dataclass(frozen=True)
class RecordChange:
    """The old and new value of one field of a record; ABSENT where it did not or does not exist.

    `field` is () for the whole row, else ("forecast",), ("counts", "plans_issued") or, for a nested
    row, ("returns", (reported_in, last)): its list and key. `place` is the position of a new nested
    row.
    """

    section: str
    key: Key
    field: Field
    old: Any
    new: Any
    place: int | None = None


@cache
def field_names(row: type) -> tuple[str, ...]:
    return tuple(row.__dataclass_fields__)


def keyed(rows: Iterable[Any], names: tuple[str, ...]) -> dict[Key, Any]:
    """Rows by their key; without names, by their repr. A repeated key ends with 1, 2 and so on."""
    by_key: dict[Key, Any] = {}
    for row in rows:
        plain = tuple(getattr(row, name) for name in names) if names else (repr(row),)
        key, repeat = plain, 0
        while key in by_key:
            repeat += 1
            key = (*plain, repeat)
        by_key[key] = row
    return by_key


def section_rows(snapshot: Snapshot, section: Section) -> tuple[Any, ...]:
    """A section's rows; none where the snapshot was frozen before the section existed."""
    try:
        return snapshot[section]
    except KeyError:
        return ()


def sections_of(snapshot: Snapshot, sections: Iterable[Section]) -> Sections:
    """A snapshot's rows by section and key.

    A strand's texts are left out, which have their own section, and its ratings of other months.
    """
    rows = {
        section.name: keyed(section_rows(snapshot, section), section.key) for section in sections
    }
    if STRANDS.name in rows:
        rows[STRANDS.name] = {
            key: replace(row, texts=(), ratings=()) for key, row in rows[STRANDS.name].items()
        }
    return rows


# From the first snapshot to the second


def record_changes(before: Sections, after: Sections) -> Iterator[RecordChange]:
    """Every change, section by section: removed rows, then new and changed rows in the second's
    order.
    """
    for section, new in after.items():
        old = before[section]
        for key, row in old.items():
            if key not in new:
                yield RecordChange(section, key, (), row, ABSENT)
        for key, row in new.items():
            if key not in old:
                yield RecordChange(section, key, (), ABSENT, row)
            elif old[key] != row:
                for field, *values in row_differences(old[key], row, ()):
                    yield RecordChange(section, key, field, *values)


# Field, old value, new value, place.
Differences = Iterator[tuple[Field, Any, Any, int | None]]


def row_differences(old: Any, new: Any, field: Field) -> Differences:
    """The differences of two rows of one class."""
    for name in field_names(type(new)):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield from value_differences(was, now, (*field, name))


def value_differences(old: Any, new: Any, field: Field) -> Differences:
    """The differences of two values: entry by entry of dicts, field by field of nested rows."""
    names = nested_key(old, new)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            was, now = old.get(name, ABSENT), new.get(name, ABSENT)
            if was != now:
                yield (*field, name), was, now, None
    elif type(old) in NESTED and type(old) is type(new):
        yield from row_differences(old, new, field)
    elif names is not None:
        yield from list_differences(old, new, field, names)
    else:
        yield field, old, new, None


def nested_key(old: Any, new: Any) -> tuple[str, ...] | None:
    """The key of the rows in two lists, not both empty; None where these are not lists of nested
    rows.
    """
    if not (isinstance(old, tuple) and isinstance(new, tuple) and old + new):
        return None
    return NESTED.get(type((old + new)[0]))


def list_differences(old: tuple, new: tuple, field: Field, names: tuple[str, ...]) -> Differences:
    """Removed, new and changed entries.

    The whole list where entries that remain changed their order.
    """
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


# Back again: the changes applied

# Changes inside one row, each with the rest of its field's path.
FieldChanges = list[tuple[Field, RecordChange]]


def apply_changes(changes: Iterable[RecordChange], before: Sections) -> Sections:
    """The first snapshot's rows with the changes applied: the second's, by section and key."""
    after = {section: dict(rows) for section, rows in before.items()}
    in_rows: dict[tuple[str, Key], FieldChanges] = {}
    for change in changes:
        rows = after[change.section]
        if change.field:
            in_rows.setdefault((change.section, change.key), []).append((change.field, change))
        elif change.new is ABSENT:
            del rows[change.key]
        else:
            rows[change.key] = change.new
    for (section, key), field_changes in in_rows.items():
        after[section][key] = changed_row(after[section][key], field_changes)
    return after


def changed_row(row: Any, changes: FieldChanges) -> Any:
    by_name: dict[Any, FieldChanges] = {}
    for (name, *rest), change in changes:
        by_name.setdefault(name, []).append((tuple(rest), change))
    values = {name: changed_value(getattr(row, name), inside) for name, inside in by_name.items()}
    return replace(row, **values)


def changed_value(value: Any, changes: FieldChanges) -> Any:
    (field, first), *_ = changes
    if not field:
        return first.new
    if isinstance(value, Mapping):
        return with_entries(dict(value), changes)
    if type(value) in NESTED:
        return changed_row(value, changes)
    names = NESTED[type(value[0] if value else first.new)]
    staying = [change for change in changes if change[1].place is None]
    return with_new_entries(with_entries(keyed(value, names), staying), changes)


def with_entries(entries: dict, changes: FieldChanges) -> dict:
    """The entries with removed ones deleted and changed ones replaced."""
    for (name, *_), change in changes:
        if change.new is ABSENT:
            del entries[name]
        else:
            entries[name] = change.new
    return entries


def with_new_entries(entries: dict[Key, Any], changes: FieldChanges) -> tuple:
    """The entries as a list, with the new ones inserted at their place."""
    rows = list(entries.values())
    new = [change for _, change in changes if change.place is not None]
    for change in sorted(new, key=lambda change: change.place or 0):
        rows.insert(change.place or 0, change.new)
    return tuple(rows)
