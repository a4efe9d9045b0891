"""What no member may read is in no page, paper or row: restricted, exempt, not accepted, not shown."""

import re
from collections.abc import Iterator

from tests.invariants.told import Told
from tests.programmes.maker import HIDDEN_TREES, UNSHOWN_TREES

HIDDEN = re.compile(rf"\b(?:{'|'.join(HIDDEN_TREES)})\b", re.IGNORECASE)
UNSHOWN = re.compile(rf"\b(?:{'|'.join(UNSHOWN_TREES)})\b", re.IGNORECASE)


def hidden_told(told: Told) -> Iterator[str]:
    """A word of a hidden record on a page, in the paper or in a row; of one not shown, but among changes."""
    for address, _, line in told.matches(HIDDEN):
        yield f"{address}: “{line[:200]}”"
    for address, _, line in told.matches(UNSHOWN):
        if address != "changes/":
            yield f"{address}: “{line[:200]}”"
    rows = told.stored()
    if found := HIDDEN.search(rows):
        yield f"rows: “{rows[max(0, found.start() - 200) : found.end() + 50]}”"
