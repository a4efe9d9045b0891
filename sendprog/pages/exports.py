"""CSV files that are safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from sendprog.pages.safe_cells import safe_cell

# In each row of a demonstration's file, under the heading that is its notice.
MADE_FOR = "Demonstration"


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel reads £ and dashes; CRLF line endings (RFC
    4180).

    The first row has the headings. A demonstration's file has one more column, last, headed by its
    notice.
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
    return (
        bool(settings.SENDPROG_DEMONSTRATION) and heading.strip() == settings.SENDPROG_DEMONSTRATION
    )
