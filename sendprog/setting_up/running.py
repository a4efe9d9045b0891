"""Runs a programme's file: checks each sheet against what the sheets before it left, and saves it.

Everything is in the transaction of the caller, who rolls it back where it was only a trial.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from sendprog.loads.actions import current_month, save_record
from sendprog.loads.checking import CheckResult, check_grid
from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.heading_words import heading_key
from sendprog.loads.kinds import ANY_MONTH, FileKind, FileWarning
from sendprog.loads.messages import Message
from sendprog.loads.models import Load, LoadRow
from sendprog.loads.planning import Outcome, PlannedRecord, PlannedRow, make_plan
from sendprog.loads.time_limit import require_time
from sendprog.records.history import Tracked
from sendprog.setting_up.programme_files import ProgrammeFile, SheetProblem
from sendprog.setting_up.record_sheets import RecordSheet
from sendprog.setting_up.refusals import refusal_of
from sendprog.setting_up.sheets import SHEETS
from sendprog.setting_up.waves import waves
from sendprog.values.periods import quoted

NO_COLUMN = "no column of this sheet has this heading: correct it, or delete the column."
NO_HEADING = "This column is missing: add it, or start from the workbook that you can download."


@dataclass
class SheetRun:
    """What became of a sheet: its rows, its problems and its warnings."""

    kind: FileKind
    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)
    warnings: list[FileWarning] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        counts = Counter(row.outcome.value for row in self.rows)
        return {outcome.value: counts[outcome.value] for outcome in Outcome}

    @property
    def changed_rows(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome is not Outcome.UNCHANGED]


@dataclass
class ProgrammeRun:
    """What became of a programme's file."""

    sheets: list[SheetRun] = field(default_factory=list)
    file_problems: tuple[SheetProblem, ...] = ()
    rows: list[LoadRow] = field(default_factory=list)
    # By model, the texts in the key columns of rows that were not saved, whose problem is theirs.
    unsaved: dict[type[models.Model], set[str]] = field(default_factory=dict)

    @property
    def problems(self) -> list[SheetProblem]:
        own = [
            SheetProblem(run.kind.slug, message) for run in self.sheets for message in run.problems
        ]
        return [*self.file_problems, *own]

    @property
    def warnings(self) -> list[tuple[str, FileWarning]]:
        return [(run.kind.slug, warning) for run in self.sheets for warning in run.warnings]

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows by outcome."""
        total: Counter[str] = Counter()
        for run in self.sheets:
            total.update(run.counts)
        return {outcome.value: total[outcome.value] for outcome in Outcome}

    @property
    def changes_anything(self) -> bool:
        return any(run.changed_rows for run in self.sheets)

    @property
    def digest(self) -> str:
        """A hash of what would change: equal for two runs only if they do the same."""
        digest = hashlib.sha256()
        for run in self.sheets:
            for row in run.rows:
                changes = [change for record in row.records for change in record.changes]
                digest.update(f"{run.kind.slug}|{row.number}|{row.outcome}|{changes}".encode())
        for name, warning in self.warnings:
            digest.update(f"{name}|{warning.code}|{warning.message}".encode())
        return digest.hexdigest()


def run_file(load: Load | None, file: ProgrammeFile) -> ProgrammeRun:
    """Check and save every sheet, for a load or none.

    Sound rows are saved where others have problems, so that the sheets after them are judged: the
    caller rolls back.
    """
    run = ProgrammeRun(file_problems=file.problems)
    for name, grid in file.tables.items():
        sheet_run = SheetRun(SHEETS[name])
        run.sheets.append(sheet_run)
        problems = [*heading_problems(sheet_run.kind, grid.rows[0])]
        if problems:
            sheet_run.problems += problems
            remember_unsaved(run, sheet_run.kind, grid, None)
            continue
        for wave in waves(sheet_run.kind, named_as_columns(grid)):
            run_wave(run, sheet_run, load, wave)
    return run


def named_as_columns(grid: Grid) -> Grid:
    """The table with its headings written as the columns' names."""
    header, *body = grid.rows
    cells = tuple(replace(cell, text=heading_key(cell.text)) for cell in header.cells)
    return replace(grid, rows=(replace(header, cells=cells), *body))


def heading_problems(kind: FileKind, header: GridRow) -> Iterator[Message]:
    """Headings that are no columns, columns twice, and required ones that are missing."""
    columns = {column.name: column for column in kind.columns(ANY_MONTH)}
    headings = [heading_key(cell.text) for cell in header.cells if not cell.is_blank]
    for name, count in Counter(headings).items():
        if name not in columns:
            yield Message(NO_COLUMN, found=quoted(name), row=header.number)
        elif count > 1:
            yield Message(
                "this heading is here twice: keep one.", found=quoted(name), row=header.number
            )
    for name, column in columns.items():
        if column.required and name not in headings:
            yield Message(NO_HEADING, row=header.number, column=name)


def run_wave(run: ProgrammeRun, sheet_run: SheetRun, load: Load | None, grid: Grid) -> None:
    """Check a part of a sheet, and save its sound rows."""
    kind = sheet_run.kind
    result = checked(kind, grid)
    if result.problems:
        problems = (*result.problems, *links_beside(kind, grid, result.problems))
        sheet_run.problems += [
            problem for problem in problems if not is_consequence(run, kind, problem)
        ]
        faulty = {problem.row for problem in result.problems}
        remember_unsaved(run, kind, grid, faulty)
        sound = [row for row in grid.rows[1:] if row.number not in faulty]
        if None in faulty or not sound:
            return
        result = checked(kind, replace(grid, rows=(grid.rows[0], *sound)))
        if result.problems:
            return
    plan = make_plan(kind, result, until=current_month())
    sheet_run.warnings += plan.warnings
    for row in plan.rows:
        require_time()
        if problem := save_planned_row(run, kind, load, row):
            sheet_run.problems.append(problem)
            remember_unsaved(run, kind, grid, {row.number})
        sheet_run.rows.append(row)


def checked(kind: FileKind, grid: Grid) -> CheckResult:
    """Closed months are left to the database: what is stored already may stand in the file."""
    return check_grid(kind, grid, until=current_month())


def links_beside(kind: FileKind, grid: Grid, problems: Sequence[Message]) -> list[Message]:
    """Of the rows with problems, the cells that name no record: those are not looked up with them."""
    headings = [cell.text for cell in grid.rows[0].cells]
    told = {(problem.row, problem.column) for problem in problems}
    rows = {row for row, _ in told}
    without = [
        replace(
            row,
            cells=tuple(
                Cell("") if (row.number, heading) in told else cell
                for heading, cell in zip(headings, row.cells, strict=False)
            ),
        )
        for row in grid.rows[1:]
        if row.number in rows
    ]
    links = {column.name for column in kind.columns(ANY_MONTH) if column.link}
    found = checked(kind, replace(grid, rows=(grid.rows[0], *without))).problems if without else ()
    return [
        problem
        for problem in found
        if problem.column in links and (problem.row, problem.column) not in told
    ]


def is_consequence(run: ProgrammeRun, kind: FileKind, problem: Message) -> bool:
    """Whether a problem follows from one of the row of another record: that one is told."""
    cause = kind.consequences.get(problem.wrong) if isinstance(kind, RecordSheet) else None
    if cause and run.unsaved.get(cause):
        return True
    columns = {column.name: column for column in kind.columns(ANY_MONTH)}
    link = columns[problem.column].link if problem.column in columns else None
    model: Any = link.model if link else LINKED_OTHERWISE.get((kind.slug, problem.column))
    names = {
        text
        for unsaved, texts in run.unsaved.items()
        if unsaved is model or unsaved._meta.label == model
        for text in texts
    }
    return problem.found.casefold() in names


# Columns that name a record without a Link, by sheet.
LINKED_OTHERWISE = {("indicators", "indicator"): "strands.Indicator"}


def remember_unsaved(
    run: ProgrammeRun, kind: FileKind, grid: Grid, rows: Iterable[int | None] | None
) -> None:
    """Remember the keys of rows that are not saved; of all rows for None."""
    headings = [heading_key(cell.text) for cell in grid.rows[0].cells]
    places = [headings.index(name) for name in kind.key if name in headings]
    numbers = None if rows is None or None in (rows := set(rows)) else rows
    texts = run.unsaved.setdefault(kind.model, set())
    for row in grid.rows[1:]:
        if numbers is None or row.number in numbers:
            cells = [row.cells[place].text.strip() for place in places if place < len(row.cells)]
            texts.update(quoted(text).casefold() for text in cells)


def save_planned_row(
    run: ProgrammeRun, kind: FileKind, load: Load | None, row: PlannedRow
) -> Message | None:
    """Save the records of a row; the problem where a rule of the database refuses one."""
    place = f"sheet {kind.slug}, row {row.number}"
    listed = replace(row, number=len(run.rows) + 1, place=place)
    try:
        with transaction.atomic():
            saved = [save_planned(kind, load, listed, planned) for planned in row.records]
    except ValidationError as error:
        column, texts = next(iter(error_texts(error)))
        return Message(" ".join(texts), row=row.number, column=column)
    except IntegrityError as error:
        return Message(refusal_of(error), row=row.number)
    run.rows += [each for each in saved if each]
    return None


def error_texts(error: ValidationError) -> Iterator[tuple[str, list[str]]]:
    """The column and the texts of each part of an error."""
    if not hasattr(error, "error_dict"):
        yield "", error.messages
        return
    for name, texts in error.message_dict.items():
        yield "" if name == NON_FIELD_ERRORS else name, texts


def save_planned(
    kind: FileKind, load: Load | None, row: PlannedRow, planned: PlannedRecord
) -> LoadRow | None:
    """Save a record; None for one that has no history, as an area, and can't be undone."""
    record = planned.record
    if isinstance(record, Tracked):
        return save_record(load, row, planned, clean=isinstance(kind, RecordSheet))
    if planned.outcome is not Outcome.UNCHANGED:
        for name, value in planned.values.items():
            setattr(record, name, value)
        record.save()
    return None
