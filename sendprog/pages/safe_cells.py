"""Cells that no spreadsheet runs (pure)."""

from typing import Any

# Some spreadsheets treat the full-width forms like the plain ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
