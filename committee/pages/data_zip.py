"""The pack at its address in every mount."""

from committee.pages.data_pack import contents
from committee.pages.zipping import zipped
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot


def data_zip(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Workbook, CSVs, JSON, symbols, files to load back and their checksums: the same bytes for the same snapshot."""
    return Download("data.zip", "application/zip", zipped(contents(snapshot)))
