"""What the pack holds, by name."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from committee.pages.as_json import as_json
from committee.pages.pack_tables import Packed, tables
from committee.paper.context import next_meeting
from sendprog.loads.kinds import KINDS
from sendprog.loads.templates_and_export import published_csv
from sendprog.pages.exports import csv_bytes
from sendprog.pages.workbooks import Sheet, workbook
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.periods import Month
from sendprog.values.wording import day

WORKBOOK, JSON, SYMBOLS, README = "sendprog.xlsx", "data.json", "symbols.csv", "README.txt"
SYMBOL_HEAD = ("Symbol", "Meaning")
ILLUSTRATIVE = (
    f"Rows whose basis is “{Basis.ILLUSTRATIVE.words}” were made up for a demonstration. They say so in each file; "
    "never quote them as figures of the council."
)
MISSING = (
    "An empty cell is “not in the report”. It is never 0; a symbol in brackets says why where that is known."
)
HIDDEN = (
    "Small counts that could point to a child are replaced by [c]; the longest wait of one case is given to whole half-years, "
    "and not at all in the files to load back."
)


def contents(snapshot: Snapshot) -> dict[str, bytes]:
    """Every file, in a fixed order under fixed names; README first."""
    packed = [(one, one.rows) for one in tables(snapshot)]
    loadable = dict(load_files(snapshot))
    files = {f"csv/{one.name}.csv": csv_bytes(rows) for one, rows in packed}
    return {
        README: readme(snapshot, packed, loadable).encode(),
        WORKBOOK: as_workbook(snapshot, packed),
        **files,
        JSON: as_json(snapshot, about(snapshot)),
        SYMBOLS: csv_bytes([SYMBOL_HEAD, *symbols()]),
        **loadable,
    }


def symbols() -> list[tuple[str, str]]:
    """What stands beside a figure or in its place, and what a figure rests on."""
    markers = [(marker.symbol, marker.words) for marker in Marker]
    return [*markers, *((basis.words, f"What a figure rests on: {basis.value}") for basis in Basis)]


def about(snapshot: Snapshot) -> dict[str, Any]:
    """Whose records these are, and as at when."""
    meeting = next_meeting(snapshot)
    return {
        "council": settings.SENDPROG_COUNCIL,
        "programme": settings.SENDPROG_PROGRAMME,
        "as_at": snapshot.on.isoformat(),
        "meeting": meeting.date.isoformat() if meeting else None,
        "is_published": snapshot.published,
        "notice": settings.SENDPROG_DEMONSTRATION or None,
        "illustrative": ILLUSTRATIVE,
    }


def whose(snapshot: Snapshot) -> list[str]:
    """The same in sentences."""
    meeting = next_meeting(snapshot)
    return [
        settings.SENDPROG_DEMONSTRATION or "",
        ""
        if snapshot.published
        else "DRAFT: taken from what is live, not published. Its figures may change.",
        f"{settings.SENDPROG_COUNCIL}, {settings.SENDPROG_PROGRAMME}. Records as at {day(snapshot.on)}."
        + (f" Meeting: {meeting.committee}, {day(meeting.date)}." if meeting else ""),
    ]


def load_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """A file for each kind that the import desk reads and the snapshot has rows of."""
    until = Month.containing(snapshot.on)
    for kind in KINDS.values():
        if kind.section and snapshot[kind.section]:
            yield f"load/{kind.slug}.csv", published_csv(kind, snapshot[kind.section], until)


def as_workbook(snapshot: Snapshot, packed: list[tuple[Packed, list[list[object]]]]) -> bytes:
    """One table a sheet; a table without rows would be an empty row, so the notes name it instead."""
    filled = [(one, rows) for one, rows in packed if len(rows) > 1]
    empty = [f"{one.title}: no rows. {one.holds}" for one, rows in packed if len(rows) == 1]
    sheets = [Sheet(one.title, tuple(map(str, rows[0])), rows[1:]) for one, rows in filled]
    return workbook(
        title=f"{settings.SENDPROG_PROGRAMME}: data",
        cover=[
            *whose(snapshot),
            "Each sheet after the notes holds one table, its headings in the first row.",
        ],
        notes=[ILLUSTRATIVE, MISSING, HIDDEN, *(f"{one.title}: {one.holds}" for one, _ in filled), *empty]
        + [f"{symbol} {meaning}" for symbol, meaning in symbols()],
        sheets=[*sheets, Sheet("Symbols", SYMBOL_HEAD, symbols())],
    )


def readme(
    snapshot: Snapshot, packed: list[tuple[Packed, list[list[object]]]], loadable: dict[str, bytes]
) -> str:
    """What is what, in plain English."""
    lines = [
        *whose(snapshot),
        "",
        f"{WORKBOOK}: every table below, one a sheet, with a cover and notes.",
        *(f"csv/{one.name}.csv: {one.holds}" for one, _ in packed),
        f"{JSON}: every reading with its window, marker, basis and source, and every record, for programs.",
        "  Money and numbers with decimals are written as strings, so that no program rounds them.",
        f"{SYMBOLS}: what [c], [p] and the others mean.",
        *(f"{name}: {KINDS[name[5:-4]].title}, to be loaded back at the import desk." for name in loadable),
        "checksums.csv: the SHA-256 of each file, to check that nothing was changed on its way.",
        "",
        ILLUSTRATIVE,
        MISSING,
        HIDDEN,
        "CSV files are in UTF-8. A cell that a spreadsheet might run as a formula begins with an apostrophe.",
    ]
    return "".join(f"{line}\r\n" for number, line in enumerate(lines) if line or number > 2)
