"""A programme as its workbook or its folder of CSV files, and the workbook to fill in."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from openpyxl.utils import get_column_letter

from sendprog.loads.actions import current_month
from sendprog.loads.kinds import ANY_MONTH, Column, FileKind
from sendprog.loads.number_cells import NUMBER_CELLS
from sendprog.loads.text_cells import ChoiceCell, YesNoCell
from sendprog.pages.exports import csv_bytes
from sendprog.pages.workbooks import WorkbookSheet, workbook_bytes
from sendprog.setting_up.programme_files import CHOICES, EXAMPLE
from sendprog.setting_up.sheets import SHEETS

TITLE = "A programme, sheet by sheet"
NOTES = (
    "Smallest programme: strands, milestones, promised-dates, matrices, risks, risk-scores.",
    "Fill in the sheets that you need and leave the others empty. A sheet's own notes follow below.",
    "Rows that begin with “Example:” show how a row may look. They are left out when the workbook is "
    "loaded, and you may delete them.",
    "Only the sheets with rows are loaded. Loading the same workbook again changes nothing.",
    "A row of a record that is stored changes it: a filled cell replaces what is stored, an empty one "
    "clears it, and an empty choice leaves it as it is. To leave a field alone, delete its column.",
    "What is stored and not in the workbook stays. Records are put in the bin on their own pages.",
    "Not in it: people and their roles, rounds and reminders, exempt records, restricted risks, positions "
    "of other blocks than the high needs block, closed months, and what was published.",
)
Rows = list[Mapping[str, Any]]


def stored_rows() -> dict[str, Rows]:
    """The stored records as rows of every sheet, in the same order on every database."""
    return {
        slug: sorted(kind.stored_rows(), key=partial(place_of_row, kind))
        for slug, kind in SHEETS.items()
    }


def place_of_row(kind: FileKind, row: Mapping[str, Any]) -> list[tuple[bool, Any]]:
    """The row's place among those of its sheet: numbers by size, before texts."""
    cells = [row.get(name) for name in getattr(kind, "sorted_by", kind.key)]
    return [(False, cell) if isinstance(cell, int) else (True, str(cell or "")) for cell in cells]


def example_rows() -> dict[str, Rows]:
    """For every sheet its example, marked as one in its first cell."""
    return {slug: list(marked_examples(kind)) for slug, kind in SHEETS.items()}


def marked_examples(kind: FileKind) -> Iterator[Mapping[str, Any]]:
    first = kind.columns(current_month())[0].name
    for row in kind.example:
        yield {**row, first: f"{EXAMPLE}{row.get(first, '')}"}


def template_bytes() -> bytes:
    """The workbook to fill in."""
    return programme_workbook(example_rows())


def stored_workbook() -> bytes:
    """The programme that is stored, as its workbook."""
    return programme_workbook(stored_rows())


def programme_workbook(rows: Mapping[str, Rows]) -> bytes:
    """A sheet for each kind with notes, drop-downs and the rows."""
    choices = DropDowns()
    sheets = [sheet_of(kind, rows[slug], choices) for slug, kind in SHEETS.items()]
    return workbook_bytes(
        title=TITLE,
        notes=[*NOTES, *(note for kind in SHEETS.values() for note in sheet_notes(kind))],
        sheets=[*sheets, choices.sheet],
        notice=settings.SENDPROG_DEMONSTRATION,
    )


def sheet_notes(kind: FileKind) -> Iterator[str]:
    """What a sheet is for, then what each of its columns takes."""
    yield f"{kind.slug}: {kind.title}. {' '.join(kind.notes)}".strip()
    for column in kind.columns(ANY_MONTH):
        needed = "Needed. " if column.never_empty else ""
        explained = f"{column.help.rstrip('.')}. " if column.help else ""
        yield f"{kind.slug}, {column.name}: {needed}{explained}{column.parser.expects}."


def sheet_of(kind: FileKind, rows: Rows, choices: "DropDowns") -> WorkbookSheet:
    columns = kind.columns(ANY_MONTH)
    names = tuple(column.name for column in columns)
    texts = frozenset(
        column.name for column in columns if not isinstance(column.parser, NUMBER_CELLS)
    )
    places = {column.name: place for column in columns if (place := choices.place(column))}
    table = [[row.get(name) for name in names] for row in rows]
    return WorkbookSheet(kind.slug, names, table, texts, places)


class DropDowns:
    """The choices of drop-downs, each list once, as the columns of one sheet."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, ...], str] = {}

    def place(self, column: Column) -> str:
        """Where the choices of a column stand; "" for a column without any."""
        labels = labels_to_choose(column)
        if not labels:
            return ""
        self.lists.setdefault(labels, f"{column.name} {len(self.lists) + 1}")
        letter = get_column_letter(list(self.lists).index(labels) + 1)
        return f"{CHOICES}!${letter}$2:${letter}${len(labels) + 1}"

    @property
    def sheet(self) -> WorkbookSheet:
        longest = max(map(len, self.lists))
        rows = [
            [labels[number] if number < len(labels) else None for labels in self.lists]
            for number in range(longest)
        ]
        texts = frozenset(self.lists.values())
        return WorkbookSheet(CHOICES, tuple(self.lists.values()), rows, texts)


def labels_to_choose(column: Column) -> tuple[str, ...]:
    if isinstance(column.parser, YesNoCell):
        return ("yes", "no")
    if isinstance(column.parser, ChoiceCell):
        return tuple(label for value, label in column.parser.choices.items() if value)
    return ()


def write_folder(folder: Path) -> Iterable[str]:
    """Write a file <sheet>.csv for each sheet that has rows, and name them."""
    folder.mkdir(parents=True, exist_ok=True)
    for slug, rows in stored_rows().items():
        if rows:
            names = [column.name for column in SHEETS[slug].columns(ANY_MONTH)]
            table = [[row.get(name) for name in names] for row in rows]
            (folder / f"{slug}.csv").write_bytes(csv_bytes([names, *table]))
            yield slug
