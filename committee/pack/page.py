"""The pack at its address in every mount."""

from committee.pack.contents import contents
from committee.pack.zipping import zipped
from sendprog.pages import Download, Query
from sendprog.snapshots import Snapshot


def data_zip(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Workbook, CSVs, JSON, symbols, files to load back and their checksums: the same bytes for the same snapshot."""
    return Download("data.zip", "application/zip", zipped(contents(snapshot)))
