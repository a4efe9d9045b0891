"""The files of an edition that need no more than its own content."""

import hashlib

from committee.editions.freezing import Draft, maker
from sendprog.pages.exports import csv_bytes


@maker("checksums.csv", "text/csv; charset=utf-8")
def checksums(draft: Draft) -> bytes:
    """The SHA-256 and size of every section, page and download, so that anybody can check what they were given."""
    rows = [
        (thing.kind.label, thing.name, hashlib.sha256(thing.content).hexdigest(), len(thing.content))
        for thing in draft.things
    ]
    return csv_bytes([("What", "Address or name", "SHA-256", "Bytes"), *sorted(rows)])
