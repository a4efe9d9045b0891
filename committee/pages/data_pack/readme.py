"""The texts of the data pack: its README, the notes of its workbook and the key to its symbols."""

from django.conf import settings

from committee.pages.data_pack.tables import PackTable
from committee.snapshot.meetings import meeting_of
from sendprog.loads.kinds import KINDS
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.wording import day

WORKBOOK, JSON, SYMBOLS, README = "sendprog.xlsx", "data.json", "symbols.csv", "README.txt"
SYMBOL_HEAD = ("Symbol", "Meaning")
COVER = "Each sheet after the notes holds one table, its headings in the first row."
ILLUSTRATIVE = (
    f"Rows whose basis is “{Basis.ILLUSTRATIVE.label}” are made up. Each file says so; "
    "never quote them as figures of the council."
)
MISSING = (
    "An empty cell means “not given”. It is never 0. "
    "A symbol in brackets says why, where that is known."
)
HIDDEN = (
    "[c] replaces small counts that could identify a child. The longest wait of one case is rounded down to "
    "half-years, and left out of the files to load back."
)
NOTES = (ILLUSTRATIVE, MISSING, HIDDEN)


def symbols() -> list[tuple[str, str]]:
    """Each marker and each basis with its meaning."""
    markers = [
        (marker.symbol, f"{marker.label.capitalize()}. {marker.meaning}") for marker in Marker
    ]
    bases = [(basis.label, basis.meaning) for basis in Basis]
    return [*markers, *bases]


def opening_lines(snapshot: Snapshot) -> list[str]:
    """ "DRAFT" unless published, else "", and whose records these are."""
    draft = "DRAFT: taken from what is live, not published. Its figures may change."
    records = f"{settings.SENDPROG_COUNCIL}, {settings.SENDPROG_PROGRAMME}. Records as at {day(snapshot.on)}."
    meeting = meeting_of(snapshot)
    if meeting:
        records += f" Meeting: {meeting.committee}, {day(meeting.date)}."
    return ["" if snapshot.published else draft, records]


def readme(snapshot: Snapshot, tables: list[PackTable], load_files: list[str]) -> str:
    """What each file contains, one line each."""
    opening = [line for line in (settings.SENDPROG_DEMONSTRATION, *opening_lines(snapshot)) if line]
    lines = [
        *opening,
        "",
        f"{WORKBOOK}: every table below, one a sheet, with a cover and notes.",
        *(f"csv/{table.name}.csv: {table.holds}" for table in tables),
        f"{JSON}: every reading with its window, marker, basis and source, and every record, for programs.",
        "  Money and numbers with decimals are written as strings, so that no program rounds them.",
        f"{SYMBOLS}: what [c], [p] and the others mean.",
        *(
            f"{name}: {KINDS[name[5:-4]].title}, to load back through the import desk."
            for name in load_files
        ),
        "checksums.csv: the SHA-256 of each file, to check that it has not changed.",
        "",
        *NOTES,
        "CSV files are in UTF-8. A cell that a spreadsheet might run as a formula begins with an apostrophe.",
    ]
    return "".join(f"{line}\r\n" for line in lines)
