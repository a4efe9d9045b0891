"""A published cell: a number, or the Department's own marker, as it is written (pure)."""

import re
from decimal import Decimal

# Codes of official statistics that stand in the place of a number.
MARKERS = frozenset({"x", "z", "c", "k", "low", "u", "no data"})
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,9})?%?")
# How tables for print write nought.
DASHES = frozenset({"-", "–", "—"})


def is_published_value(text: str) -> bool:
    """Whether a cell is a number or a known marker."""
    return text.lower() in MARKERS or _NUMBER.fullmatch(text) is not None


def published_value(text: str) -> Decimal | None:
    """The number of a cell; None for a marker, never 0."""
    if text in DASHES:
        return Decimal(0)
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", "").removesuffix("%"))
