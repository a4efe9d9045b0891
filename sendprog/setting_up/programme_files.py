"""A programme's file as it comes in: a workbook with a sheet a kind, or a folder of CSV files."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from sendprog.loads.child_scan import SheetCells, scan
from sendprog.loads.file_reader import OpenedFile, opened_file
from sendprog.loads.grid import Grid, GridRow
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.kinds import ANY_MONTH
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.text_cells import AddressCell
from sendprog.records.snapshots import today
from sendprog.setting_up.sheets import SHEETS

EXAMPLE = "Example: "
# A sheet of the workbook for readers: the choices of its drop-downs.
CHOICES = "Choices"
ONE_TABLE = "This file has no sheets: fill in the workbook that you can download, and upload that."
OF_A_HEADING = "This looks like a heading"


@dataclass(frozen=True)
class SheetProblem:
    """A problem and the sheet that it is in; "" for the whole file."""

    sheet: str
    message: Message

    def __str__(self) -> str:
        return f"{self.sheet}: {self.message}" if self.sheet else str(self.message)

    @property
    def placed_message(self) -> Message:
        """The message with its sheet in its place: "sheet strands, row 4"."""
        if not self.sheet:
            return self.message
        row = "" if self.message.row is None else f", row {self.message.row}"
        return replace(self.message, row=None, cell=f"sheet {self.sheet}{row}")


@dataclass(frozen=True)
class ProgrammeFile:
    """The tables of a programme's file by the slug of their sheet, in the order of SHEETS.

    problems: what keeps it from being read. examples: how many rows are examples, which are left
    out. may_be_stored: whether it was read through and names no child.
    """

    tables: dict[str, Grid]
    problems: tuple[SheetProblem, ...] = ()
    examples: int = 0
    may_be_stored: bool = True


def folder_as_file(folder: Path) -> IncomingFile:
    """A folder of CSV files as one file: its name, and the hash of all of them as its content."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return IncomingFile(folder.name, digest.hexdigest().encode())


def read_folder(folder: Path) -> ProgrammeFile:
    """The files <sheet>.csv of a folder."""
    opened: dict[str, OpenedFile] = {}
    problems = []
    for path in sorted(folder.glob("*.csv")):
        try:
            opened[path.stem] = opened_file(path.name, path.read_bytes())
        except Unreadable as error:
            problems += [SheetProblem(path.stem, message) for message in error.messages]
    if not opened and not problems:
        problems.append(SheetProblem("", Message("This folder has no CSV file.")))
    for name, each in opened.items():
        problems += [SheetProblem(name, message) for message in child_problems(each, name, [name])]
    grids = [replace(grid, title=name) for name, each in opened.items() for grid in each.grids()]
    return file_of_grids(grids, problems)


def read_workbook(file: IncomingFile) -> ProgrammeFile:
    """The sheets of an uploaded workbook."""
    try:
        opened = opened_file(file.name, file.content)
        personal = list(child_problems(opened, file.name, opened.texts))
        grids = () if personal else opened.grids()
    except Unreadable as error:
        problems = tuple(SheetProblem("", message) for message in error.messages)
        return ProgrammeFile({}, problems, may_be_stored=False)
    if personal:
        problems = tuple(SheetProblem("", message) for message in personal)
        return ProgrammeFile({}, problems, may_be_stored=False)
    return file_of_grids([grid for grid in grids if grid.title != CHOICES], [])


def child_problems(opened: OpenedFile, name: str, titles: Sequence[str]) -> Iterator[Message]:
    """A problem for each place that may identify a child. titles: of the sheets, in order.

    A record may be called what is elsewhere a heading: a step of confidence "initial".
    """
    columns = {
        column
        for sheet, title in zip(opened.sheets, titles, strict=False)
        for column in naming_columns(sheet, title)
    }
    for problem in scan(opened.sheets, (*opened.texts, name), name_is_a_child=False, on=today()):
        is_name = problem.column in columns and problem.row != 1
        if not (is_name and problem.wrong.startswith(OF_A_HEADING)):
            yield problem


def naming_columns(sheet: SheetCells, title: str) -> Iterator[str]:
    """The columns in which a sheet of ours names records, as messages call them: "column A"."""
    if title not in SHEETS:
        return
    names = {
        column.name
        for column in SHEETS[title].columns(ANY_MONTH)
        if column.link or isinstance(column.parser, AddressCell)
    }
    for place, cell in sheet.rows.get(1, {}).items():
        if cell.text.strip().lower() in names:
            yield f"column {get_column_letter(place)}{sheet.name}"


def file_of_grids(grids: list[Grid], problems: list[SheetProblem]) -> ProgrammeFile:
    """The tables among the grids, without their examples, and the sheets that are none of ours."""
    tables: dict[str, Grid] = {}
    examples = 0
    for grid in grids:
        name = grid.title.strip().lower()
        if not name:
            problems.append(SheetProblem("", Message(ONE_TABLE)))
            continue
        if name not in SHEETS:
            text = f"this is no sheet of a programme. Its sheets are {', '.join(SHEETS)}."
            problems.append(SheetProblem("", Message(text, found=grid.title)))
            continue
        rows = tuple(row for row in grid.rows if not is_example(row))
        examples += len(grid.rows) - len(rows)
        if len(rows) > 1:
            tables[name] = replace(grid, rows=rows)
    in_order = {name: tables[name] for name in SHEETS if name in tables}
    if not in_order and not problems:
        text = "No sheet has a row of your own: fill in those that you need."
        problems.append(SheetProblem("", Message(text)))
    return ProgrammeFile(in_order, tuple(problems), examples)


def is_example(row: GridRow) -> bool:
    """Whether a row is marked as an example in its first cell."""
    return bool(row.cells) and row.cells[0].text.startswith(EXAMPLE.strip())
