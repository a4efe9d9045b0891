"""What a checked file would do to the records: new, changed (old to new) or unchanged, and what should be looked at first."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models

from sendprog.loads.checking import Checked
from sendprog.loads.kinds import Column, Kind, Part, Row, Warned
from sendprog.loads.messages import Message
from sendprog.loads.revisions import Restated
from sendprog.records.history import Tracked
from sendprog.values.markers import Marker
from sendprog.values.periods import Month

NOTHING = "nothing"


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Difference:
    """One field of a record: its name for readers, and its old and new value as they are shown."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PlannedPart:
    """A record, the values it is to have, and what differs from those it has."""

    record: Tracked
    values: dict[str, Any]
    outcome: Outcome
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class PlannedRow:
    number: int
    label: str
    parts: tuple[PlannedPart, ...]
    understood: tuple[tuple[str, str], ...]

    @property
    def outcome(self) -> Outcome:
        outcomes = [part.outcome for part in self.parts]
        if outcomes[0] is Outcome.NEW:
            return Outcome.NEW
        return Outcome.CHANGED if any(one is not Outcome.UNCHANGED for one in outcomes) else Outcome.UNCHANGED

    @property
    def differences(self) -> list[Difference]:
        return [difference for part in self.parts for difference in part.differences]


@dataclass(frozen=True)
class Plan:
    """What a file would do. `digest` names all of it: a plan made again is the same plan only if nothing moved meanwhile."""

    rows: tuple[PlannedRow, ...]
    warnings: tuple[Warned, ...]
    totals: tuple[tuple[str, str], ...]

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {outcome.value: self.count(outcome) for outcome in Outcome}

    @property
    def does_something(self) -> bool:
        return any(row.outcome is not Outcome.UNCHANGED for row in self.rows)

    @property
    def codes(self) -> list[str]:
        """The kinds of warning to answer, in the order they came."""
        return list(dict.fromkeys(warned.code for warned in self.warnings))

    @property
    def digest(self) -> str:
        told = hashlib.sha256()
        for row in self.rows:
            told.update(f"{row.number}|{row.label}|{row.outcome}|".encode())
            for part in row.parts:
                told.update(f"{part.record.pk}|{part.record.version}|{part.differences}".encode())
        for warned in self.warnings:
            told.update(f"{warned.code}|{warned.message}".encode())
        return told.hexdigest()


def plan(kind: Kind, checked: Checked, *, until: Month, lock: bool = False) -> Plan:
    """The plan of an accepted file, against the records as they are; locked where they are about to be saved."""
    parts = kind.parts(checked.rows, lock=lock)
    warnings = [*checked.warnings]
    rows = []
    for row, of_row in zip(checked.rows, parts, strict=True):
        planned = [planned_part(row, part, warnings) for part in of_row]
        rows.append(PlannedRow(row.number, kind.label_of(row), tuple(planned), tuple(understood(row))))
    warnings += kind.warnings(checked.rows, parts)
    return Plan(tuple(rows), tuple(in_order(warnings)), tuple(totals(kind.columns(until), checked.rows)))


def in_order(warnings: Sequence[Warned]) -> list[Warned]:
    return sorted(warnings, key=lambda warned: (warned.message.row or 0, warned.message.column))


def understood(row: Row) -> Iterator[tuple[str, str]]:
    """The cells whose reading took more than copying, and what they were read as."""
    for name, read in row.cells.items():
        if read.understood:
            yield name, read.understood


def totals(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The sum of each column that can be summed, to be held against the file's source."""
    for column in columns:
        values = [row.value(column.name) for row in rows if row.value(column.name) is not None]
        if column.total and values:
            yield column.name, f"{sum(values):,}"


def planned_part(row: Row, part: Part, warnings: list[Warned]) -> PlannedPart:
    """What differs between the record and the values it is to have; a value restated is marked [r]."""
    values = dict(part.values)
    if part.record._state.adding:
        made = tuple(
            difference(part.record, name, None, value)
            for name, value in values.items()
            if value not in (None, "")
        )
        return PlannedPart(part.record, values, Outcome.NEW, made)
    if isinstance(part.record, Restated):
        keep_suppressed(row, part.record, values, warnings)
        mark_restated(row, part.record, values, warnings)
    differing = {name: value for name, value in values.items() if value != current(part.record, name)}
    found = tuple(
        difference(part.record, name, current(part.record, name), value) for name, value in differing.items()
    )
    return PlannedPart(part.record, differing, Outcome.CHANGED if found else Outcome.UNCHANGED, found)


def current(record: Tracked, name: str) -> Any:
    return (
        getattr(record, record._meta.get_field(name).attname)
        if name.endswith("_id")
        else getattr(record, name)
    )


def keep_suppressed(row: Row, record: Restated, values: dict[str, Any], warnings: list[Warned]) -> None:
    """A cell suppressed on its way out of here says nothing of the count that is stored: it is left."""
    for name, marker in record.markers().items():
        if (
            name in values
            and values.get(marker) == Marker.SUPPRESSED.value
            and getattr(record, name) is not None
        ):
            del values[name], values[marker]
            wrong = "This cell is suppressed [c]: the count stored before is left as it is."
            warnings.append(Warned("suppressed", Message(row=row.number, column=name, wrong=wrong)))


def mark_restated(row: Row, record: Restated, values: dict[str, Any], warnings: list[Warned]) -> None:
    """[r] beside a value that was there and becomes another; a marker that the file doesn't repeat stays."""
    restated = {
        name
        for name in record.markers()
        if name in values and is_restated(getattr(record, name), values[name])
    }
    for name in restated:
        old, new = shown(record, name, getattr(record, name)), shown(record, name, values[name])
        wrong = f"This was {old} and becomes {new}: it will be marked [r] (revised)."
        warnings.append(Warned("restated", Message(row=row.number, column=name, wrong=wrong)))
    for marker in {record.markers()[name] for name in record.markers() if name in values}:
        of_marker = [name for name, one in record.markers().items() if one == marker and name in values]
        if restated.intersection(of_marker) and any(values[name] is not None for name in of_marker):
            values[marker] = Marker.REVISED.value
        elif not values.get(marker) and all(values[name] == getattr(record, name) for name in of_marker):
            values[marker] = getattr(record, marker)


def is_restated(old: Any, new: Any) -> bool:
    return old is not None and old != new


def difference(record: Tracked, name: str, old: Any, new: Any) -> Difference:
    label = record._meta.get_field(name).verbose_name
    return Difference(name, str(label), shown(record, name, old), shown(record, name, new))


def shown(record: Tracked, name: str, value: Any) -> str:
    """A stored value in words: a choice's label, a number with its commas, "nothing" for none."""
    if value is None or value == "":
        return NOTHING
    field = record._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal) and not isinstance(field, models.ForeignKey):
        return (
            f"{value:,f}".rstrip("0").rstrip(".")
            if isinstance(value, Decimal) and "." in f"{value:f}"
            else f"{value:,}"
        )
    return f"{value:%B %Y}" if name in ("month", "reported_in") else str(value)
