"""Files for spreadsheets that do nothing but hold what the page shows."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# The wide forms too: some spreadsheets read them as the plain ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe; numbers stay numbers."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) and not is_number(text) else text


def is_number(text: str) -> bool:
    """Whether the text is a plain number: "-3.5" is, "-3+cmd" isn't."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV in UTF-8 with its mark, so that Excel reads £ and dashes; lines end as RFC 4180 says."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
