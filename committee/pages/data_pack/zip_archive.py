"""Zip archives whose bytes depend only on their content."""

import hashlib
import io
import re
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sendprog.pages.exports import csv_bytes

CHECKSUMS = "checksums.csv"
# A plain file name with at most one folder, so that
# unpacking writes nowhere else on any system.
_NAME = re.compile(r"(?:[a-z]+/)?[A-Za-z][A-Za-z0-9-]*\.[a-z]{3,4}")
# The earliest date that a zip entry can have. A
# fixed date keeps the bytes the same.
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files and, last, their checksums.

    Raises ValueError for a name that is not plain.
    """
    archive = io.BytesIO()
    with ZipFile(archive, "w") as zip_file:
        for name, content in {**files, CHECKSUMS: pack_checksums(files)}.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is not a name for a file of the pack.")
            entry = ZipInfo(name, _FIXED_DATE)
            entry.create_system, entry.external_attr, entry.compress_type = (
                _UNIX,
                _READABLE,
                ZIP_DEFLATED,
            )
            zip_file.writestr(entry, content)
    return archive.getvalue()


def pack_checksums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 and size in bytes of each file, as CSV."""
    rows = [
        (name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in files.items()
    ]
    return csv_bytes([("File", "SHA-256", "Bytes"), *rows])
