"""The files of the data pack by name, and its workbook."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from committee.pages.data_pack import readme as texts
from committee.pages.data_pack.json_file import data_json
from committee.pages.data_pack.tables import PackTable, pack_tables
from committee.snapshot.meetings import meeting_of
from sendprog.loads.kinds import KINDS
from sendprog.loads.templates_and_export import published_csv
from sendprog.pages.exports import csv_bytes
from sendprog.pages.workbooks import WorkbookSheet, workbook_bytes
from sendprog.records.snapshots import Snapshot
from sendprog.values.periods import Month

# A table with its headings and rows.
TableWithRows = tuple[PackTable, list[list[object]]]


def pack_files(snapshot: Snapshot) -> dict[str, bytes]:
    """Every file by its name, in a fixed order; the README first."""
    tables = [(table, table.rows) for table in pack_tables(snapshot)]
    loadable = dict(load_files(snapshot))
    readme = texts.readme(snapshot, [table for table, _ in tables], list(loadable))
    return {
        texts.README: readme.encode(),
        texts.WORKBOOK: pack_workbook(snapshot, tables),
        **{f"csv/{table.name}.csv": csv_bytes(rows) for table, rows in tables},
        texts.JSON: data_json(snapshot, about_the_pack(snapshot)),
        texts.SYMBOLS: csv_bytes([texts.SYMBOL_HEAD, *texts.symbols()]),
        **loadable,
    }


def about_the_pack(snapshot: Snapshot) -> dict[str, Any]:
    """Which council's records these are, as at which day and for which meeting."""
    meeting = meeting_of(snapshot)
    return {
        "council": settings.SENDPROG_COUNCIL,
        "programme": settings.SENDPROG_PROGRAMME,
        "as_at": snapshot.on.isoformat(),
        "meeting": meeting.date.isoformat() if meeting else None,
        "is_published": snapshot.published,
        "notice": settings.SENDPROG_DEMONSTRATION or None,
        "illustrative": texts.ILLUSTRATIVE,
    }


def load_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Name and content of a file for each kind that the import desk reads and the snapshot has rows
    of.
    """
    until = Month.containing(snapshot.on)
    for kind in KINDS.values():
        rows = list(kind.published_rows(snapshot[kind.section])) if kind.section else []
        if rows:
            yield f"load/{kind.slug}.csv", published_csv(kind, rows, until)


def pack_workbook(snapshot: Snapshot, tables: list[TableWithRows]) -> bytes:
    """One table a sheet. A table without rows has no sheet; the notes name it instead."""
    sheets, with_rows, without_rows = [], [], []
    for table, (headings, *rows) in tables:
        if rows:
            sheets.append(WorkbookSheet(table.title, tuple(map(str, headings)), rows))
            with_rows.append(f"{table.title}: {table.holds}")
        else:
            without_rows.append(f"{table.title}: no rows. {table.holds}")
    symbols = [f"{symbol} {meaning}" for symbol, meaning in texts.symbols()]
    return workbook_bytes(
        title=f"{settings.SENDPROG_PROGRAMME}: data",
        notice=settings.SENDPROG_DEMONSTRATION,
        cover=[*texts.opening_lines(snapshot), texts.COVER],
        notes=[*texts.NOTES, *with_rows, *without_rows, *symbols],
        sheets=[*sheets, WorkbookSheet("Symbols", texts.SYMBOL_HEAD, texts.symbols())],
    )
