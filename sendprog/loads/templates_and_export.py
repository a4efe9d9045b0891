"""Template files to fill in, and stored records as files that load back unchanged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from sendprog.loads.kinds import FileKind
from sendprog.loads.number_cells import NUMBER_CELLS
from sendprog.pages.exports import csv_bytes
from sendprog.pages.workbooks import WorkbookSheet, workbook_bytes
from sendprog.values.periods import Month

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def notes_of(kind: FileKind, until: Month) -> list[str]:
    """The kind's notes, then what each column takes and whether it is required."""
    notes = list(kind.notes)
    for column in kind.columns(until):
        required = "must be there. " if column.required else ""
        explained = f"{column.help}. " if column.help else ""
        notes.append(f"{column.name}: {required}{explained}{column.parser.expects}.")
    return notes


def table_file(
    kind: FileKind, rows: Iterable[Mapping[str, Any]], ending: str, until: Month
) -> bytes:
    """Rows (cells by column) as the bytes of a CSV or XLSX file with the kind's headings."""
    columns = kind.columns(until)
    names = [column.name for column in columns]
    table = [[row.get(name) for name in names] for row in rows]
    if ending == CSV:
        return csv_bytes([names, *table])
    # A spreadsheet makes 1.1 of a reference typed as 1.10, and a day of a month typed as Sep-25.
    texts = frozenset(
        column.name for column in columns if not isinstance(column.parser, NUMBER_CELLS)
    )
    return workbook_bytes(
        title=kind.title,
        notes=notes_of(kind, until),
        sheets=[WorkbookSheet(kind.slug, tuple(names), table, texts)],
        notice=settings.SENDPROG_DEMONSTRATION,
    )


def template_file(kind: FileKind, ending: str, until: Month) -> bytes:
    """A file with the kind's headings and no rows."""
    return table_file(kind, (), ending, until)


def published_csv(kind: FileKind, table: Sequence[Mapping[str, Any]], until: Month) -> bytes:
    """The kind's published rows as CSV that loads back; columns that no row has are left out."""
    present: set[str] = set()
    present.update(*table)
    names = [column.name for column in kind.columns(until) if column.name in present]
    return csv_bytes([names, *([cells.get(name) for name in names] for cells in table)])


def stored_file(kind: FileKind, ending: str, until: Month) -> bytes:
    """All stored records of the kind."""
    return table_file(kind, kind.stored_rows(), ending, until)
