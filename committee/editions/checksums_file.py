"""checksums.csv: the SHA-256 of everything an edition contains, stored with the edition."""

import hashlib

from committee.editions.freezing import Draft, makes_file
from sendprog.pages.exports import csv_bytes

HEAD = ("What", "Address or name", "SHA-256", "Bytes")


@makes_file("checksums.csv", "text/csv; charset=utf-8")
def edition_checksums(draft: Draft) -> bytes:
    """The SHA-256 and size of every section, page and download, so that anybody can check a copy."""
    rows = [
        (item.kind.label, item.name, hashlib.sha256(item.content).hexdigest(), len(item.content))
        for item in draft.contents
    ]
    return csv_bytes([HEAD, *sorted(rows)])
