"""Plans a load: what an accepted file would create and change, and what to look at before
confirming.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sendprog.loads.checking import CheckResult
from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.headings import Matches
from sendprog.loads.kinds import Column, FileKind, FileWarning, ParsedRow, RowRecord
from sendprog.loads.layouts.layout import Layout
from sendprog.loads.messages import Message, place_text
from sendprog.loads.revisions import (
    clear_made_up,
    current_value,
    display_value,
    drop_suppressed,
    is_told_already,
    mark_revisions,
)
from sendprog.records.free_texts import is_free_text
from sendprog.records.history import Tracked
from sendprog.values.naming import naming_problem
from sendprog.values.periods import Month

MAY_NAME = (
    "This text may name or describe a child or another person. Take it out of the file, or say that "
    "you have checked: it names nobody."
)


class Outcome(StrEnum):
    """What a load does with a row or a record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlannedChange:
    """A field that changes: its label, and its old and new value as text for readers."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PlannedRecord:
    """A record to save. values: all of a new record, and those that differ of a stored record."""

    record: Tracked
    values: dict[str, Any]
    outcome: Outcome
    changes: tuple[PlannedChange, ...]


@dataclass(frozen=True)
class PlannedRow:
    """A row of the file with its records. interpreted: columns whose text is not the value, and the
    value.
    """

    number: int
    label: str
    records: tuple[PlannedRecord, ...]
    interpreted: tuple[tuple[str, str], ...]
    # Where it stands in the sheet if it is no row there: "column C", "rows 2 to 7".
    place: str = ""

    @property
    def where(self) -> str:
        """ "Row 5", "Column C", "Rows 2 to 7"."""
        return place_text(self.number, self.place)

    @property
    def outcome(self) -> Outcome:
        outcomes = [record.outcome for record in self.records]
        if outcomes[0] is Outcome.NEW:
            return Outcome.NEW
        if all(outcome is Outcome.UNCHANGED for outcome in outcomes):
            return Outcome.UNCHANGED
        return Outcome.CHANGED

    @property
    def changes(self) -> list[PlannedChange]:
        return [field for record in self.records for field in record.changes]


@dataclass(frozen=True)
class LoadPlan:
    """What a load would do."""

    rows: tuple[PlannedRow, ...]
    warnings: tuple[FileWarning, ...]
    # The sum of each column that can be summed, as text.
    totals: tuple[tuple[str, str], ...]
    # How the file's headings were matched.
    matches: Matches = field(default_factory=Matches)
    # How the sheet is read, where its layout is not our own.
    layout: Layout | None = None
    # Whether the kind has a row a month.
    is_of_months: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows by outcome."""
        outcomes = [row.outcome for row in self.rows]
        return {outcome.value: outcomes.count(outcome) for outcome in Outcome}

    @property
    def changes_anything(self) -> bool:
        return any(row.outcome is not Outcome.UNCHANGED for row in self.rows)

    @property
    def is_routine(self) -> bool:
        """Whether it adds months and nothing else: no stored value changes, no warning is answered."""
        outcomes = {record.outcome for row in self.rows for record in row.records}
        return self.is_of_months and not self.warnings and Outcome.CHANGED not in outcomes

    @property
    def codes(self) -> list[str]:
        """The codes of the warnings, each once, in the order of the warnings."""
        return list(dict.fromkeys(warning.code for warning in self.warnings))

    @property
    def digest(self) -> str:
        """A hash of the whole plan: equal for two plans only if no record changed between them."""
        digest = hashlib.sha256()
        for row in self.rows:
            digest.update(f"{row.number}|{row.label}|{row.outcome}|".encode())
            for planned in row.records:
                digest.update(
                    f"{planned.record.pk}|{planned.record.version}|{planned.changes}".encode()
                )
        for warning in self.warnings:
            digest.update(f"{warning.code}|{warning.message}".encode())
        return digest.hexdigest()


def make_plan(kind: FileKind, result: CheckResult, *, until: Month, lock: bool = False) -> LoadPlan:
    """The plan of an accepted file against the stored records, locked in the database if `lock`."""
    records_by_row = kind.records(result.rows, lock=lock)
    warnings = [*result.warnings]
    rows = []
    for row, records in zip(result.rows, records_by_row, strict=True):
        planned = [plan_record(row, record, warnings) for record in records]
        warnings += sheet_date_warnings(row)
        rows.append(
            PlannedRow(
                row.number,
                kind.label_of(row),
                tuple(planned),
                tuple(interpreted_cells(row)),
                result.place(row.number),
            )
        )
    warnings = without_stored(warnings, rows)
    warnings += kind.warnings(result.rows, records_by_row)
    warnings += naming_warnings(kind.columns(until), rows)
    warnings = [replace(each, message=result.located(each.message)) for each in warnings]
    warnings.sort(key=lambda warning: (warning.message.row or 0, warning.message.column))
    return LoadPlan(
        tuple(rows),
        tuple(warnings),
        tuple(column_totals(kind.columns(until), result.rows)),
        matches=result.matches,
        layout=result.layout,
        is_of_months="month" in kind.key,
    )


def without_stored(warnings: list[FileWarning], rows: list[PlannedRow]) -> list[FileWarning]:
    """The warnings without those about cells of rows that are stored already."""
    stored = {row.number for row in rows if row.outcome is Outcome.UNCHANGED}
    return [
        warning
        for warning in warnings
        if warning.code != "unusual" or warning.message.row not in stored
    ]


def naming_warnings(columns: Sequence[Column], rows: Sequence[PlannedRow]) -> Iterator[FileWarning]:
    """New texts that may name somebody: their words are not repeated, since warnings are stored."""
    names = {column.stored_in: column.name for column in columns}
    for row in rows:
        for planned in row.records:
            for name in fields_that_may_name(planned):
                message = Message(MAY_NAME, row=row.number, column=names.get(name, name))
                yield FileWarning("naming", message)


def fields_that_may_name(planned: PlannedRecord) -> Iterator[str]:
    """The free texts among a record's new values that may name somebody."""
    for name, value in planned.values.items():
        is_text = isinstance(value, str) and value
        if is_text and is_free_text(planned.record._meta.get_field(name)) and naming_problem(value):
            yield name


def sheet_date_warnings(row: ParsedRow) -> Iterator[FileWarning]:
    """Dates that a spreadsheet may have made of something else, and that differ from what is
    stored.
    """
    for name, cell in row.cells.items():
        if cell.sheet_day and cell.warning:
            yield FileWarning("unusual", Message(row=row.number, column=name, wrong=cell.warning))


def interpreted_cells(row: ParsedRow) -> Iterator[tuple[str, str]]:
    for name, cell in row.cells.items():
        if cell.understood:
            yield name, cell.understood


def column_totals(
    columns: Sequence[Column], rows: Sequence[ParsedRow]
) -> Iterator[tuple[str, str]]:
    """The sum of each column that can be summed, to compare with the file's source."""
    for column in columns:
        values = [row.value(column.name) for row in rows if row.value(column.name) is not None]
        if column.total and values:
            yield column.name, f"{sum(values):,}"


def plan_record(row: ParsedRow, target: RowRecord, warnings: list[FileWarning]) -> PlannedRecord:
    """The differences between the record and its new values.

    Marks revisions, and adds to `warnings`.
    """
    record, values = target.record, dict(target.values)
    if record._state.adding:
        given = {name: value for name, value in values.items() if value not in (None, "")}
        changes = tuple(field_change(record, name, None, value) for name, value in given.items())
        return PlannedRecord(record, values, Outcome.NEW, changes)
    clear_made_up(record, values)
    if isinstance(record, FigureRecord):
        drop_suppressed(row, record, values, warnings)
        mark_revisions(row, record, values, warnings)
    differing = {
        name: value for name, value in values.items() if value != current_value(record, name)
    }
    if is_told_already(record, differing):
        differing = {}
    changes = tuple(
        field_change(record, name, current_value(record, name), value)
        for name, value in differing.items()
    )
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return PlannedRecord(record, differing, outcome, changes)


def field_change(record: Tracked, name: str, old: Any, new: Any) -> PlannedChange:
    return PlannedChange(
        name,
        field_label(record, name),
        display_value(record, name, old),
        display_value(record, name, new),
    )


def field_label(record: Tracked, name: str) -> str:
    """What readers call a field: of a figure's own marker, with the figure."""
    field = record._meta.get_field(name)
    figure = name.removesuffix("_marker")
    if figure != name:
        return f"{record._meta.get_field(figure).verbose_name}, {field.verbose_name}"
    return str(field.verbose_name)
