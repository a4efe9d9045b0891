"""Files to fill in, and what is stored as files that can be loaded back unchanged."""

from collections.abc import Iterable, Mapping
from typing import Any

from sendprog.loads.kinds import Kind
from sendprog.pages.exports import csv_bytes
from sendprog.pages.workbooks import WorkbookSheet, workbook_bytes
from sendprog.values.periods import Month

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def notes_of(kind: Kind, until: Month) -> list[str]:
    """What to know of the file, then each column: what it takes, and whether it must be there."""
    columns = [
        f"{column.name}: {'must be there. ' if column.required else ''}{column.help + '. ' if column.help else ''}"
        f"{column.reader.wanted}."
        for column in kind.columns(until)
    ]
    return [*kind.notes, *columns]


def as_file(kind: Kind, rows: Iterable[Mapping[str, Any]], ending: str, until: Month) -> bytes:
    """Rows (cells by column) as CSV or XLSX, under the headings that the desk reads."""
    names = [column.name for column in kind.columns(until)]
    table = [[row.get(name) for name in names] for row in rows]
    if ending == CSV:
        return csv_bytes([names, *table])
    return workbook_bytes(
        title=kind.title, notes=notes_of(kind, until), sheets=[WorkbookSheet(kind.slug, tuple(names), table)]
    )


def template(kind: Kind, ending: str, until: Month) -> bytes:
    """A file with its headings and no rows."""
    return as_file(kind, (), ending, until)


def published(kind: Kind, rows: Iterable[Any], until: Month) -> bytes:
    """The rows of a snapshot as a CSV that can be loaded back: a column that they lack is left out, so that it stays."""
    table = list(kind.published(rows))
    names = [column.name for column in kind.columns(until) if any(column.name in cells for cells in table)]
    return csv_bytes([names, *([cells.get(name) for name in names] for cells in table)])


def export(kind: Kind, ending: str, until: Month) -> bytes:
    """Everything stored of a kind."""
    return as_file(kind, kind.stored(), ending, until)
