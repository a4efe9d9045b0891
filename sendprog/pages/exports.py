"""CSV files that are safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

# Some spreadsheets treat the full-width forms like the plain ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# In each row of a demonstration's file, under the heading that is its notice.
MADE_FOR = "Demonstration"


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet runs: an apostrophe precedes what looks like a formula."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) and not is_plain_number(text) else text


def is_plain_number(text: str) -> bool:
    """Whether the text is a plain number: "-3.5" is, "-3+cmd" isn't."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel reads £ and dashes; CRLF line endings (RFC 4180).

    The first row has the headings. A demonstration's file has one more column, last, headed by its notice.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, row in enumerate(rows):
        cells = [safe_cell(cell) for cell in row]
        if settings.SENDPROG_DEMONSTRATION:
            cells.append(MADE_FOR if number else settings.SENDPROG_DEMONSTRATION)
        writer.writerow(cells)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def is_own_notice(heading: str) -> bool:
    """Whether a heading is the notice that this demonstration's files have as their last."""
    return bool(settings.SENDPROG_DEMONSTRATION) and heading.strip() == settings.SENDPROG_DEMONSTRATION
