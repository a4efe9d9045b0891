"""The data pack at its address in every mount."""

from committee.pages.data_pack.contents import pack_files
from committee.pages.data_pack.zip_archive import zipped
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot


def data_zip(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every file of the pack with its checksum; the same snapshot gives the same bytes."""
    return Download("data.zip", "application/zip", zipped(pack_files(snapshot)))
