"""Zip files that are the same bytes for the same content (pure). Names are ours, never a record's."""

import hashlib
import io
import re
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sendprog.pages.exports import csv_bytes

CHECKSUMS = "checksums.csv"
# No way out of the folder that it is unpacked in, on any system.
_NAME = re.compile(r"(?:[a-z]+/)?[A-Za-z][A-Za-z0-9-]*\.[a-z]{3,4}")
# The oldest that a zip entry can be: a fixed mark, not when it was made.
_WRITTEN = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files and, last, the SHA-256 of each. ValueError for a name that is not a plain one."""
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, held in {**files, CHECKSUMS: checksums(files)}.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is not a name for a file of the pack.")
            entry = ZipInfo(name, _WRITTEN)
            entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _READABLE, ZIP_DEFLATED
            archive.writestr(entry, held)
    return content.getvalue()


def checksums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 and size of each file, so that anybody can check what they were given."""
    rows = [(name, hashlib.sha256(held).hexdigest(), len(held)) for name, held in files.items()]
    return csv_bytes([("File", "SHA-256", "Bytes"), *rows])
