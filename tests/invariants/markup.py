"""Pages that a screen reader can follow: ids, what they name, and tables whose rows fit their heads."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.invariants.told import Told, plain_text

IDENT = re.compile(r' id="([^"]*)"')
NAMES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
NAMED = [re.compile(rf' {name}="([^"]*)"') for name in NAMES]
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b([^>]*)>(.*?)</t[hd]>", re.DOTALL)
REGION = re.compile(r'role="region"[^>]* aria-label="([^"]*)"')
COLSPAN = re.compile(r'colspan="(\d+)"')


def idents_twice(told: Told) -> Iterator[str]:
    """An id that two elements of a page share, or that is empty."""
    for address, page in told.pages.items():
        for ident, count in Counter(IDENT.findall(page)).items():
            if count > 1 or not ident:
                yield f"{address}: id “{ident}” {count} times"


def names_of_nothing(told: Told) -> Iterator[str]:
    """An attribute that names an id which the page does not have."""
    for address, page in told.pages.items():
        known = set(IDENT.findall(page))
        for named in (named for rule in NAMED for named in rule.findall(page)):
            if missing := set(named.split()) - known:
                yield f"{address}: {sorted(missing)} is no id"


def regions_of_one_name(told: Told) -> Iterator[str]:
    """Two regions of a page that a screen reader lists by the same name."""
    for address, page in told.pages.items():
        for name, count in Counter(REGION.findall(page)).items():
            if count > 1 or not name:
                yield f"{address}: region “{name}” {count} times"


def rows_of_other_lengths(told: Told) -> Iterator[str]:
    """A row of a table with more or fewer cells than the first, which is its head."""
    for address, page in told.pages.items():
        for table in TABLE.findall(page):
            lengths = [length_of(row) for row in ROW.findall(table)]
            if len(set(lengths)) > 1:
                yield f"{address}: rows of {sorted(set(lengths))} cells in “{plain_text(table)[:80]}”"


def length_of(row: str) -> int:
    spans = [COLSPAN.search(attributes) for attributes, _ in CELL.findall(row)]
    return sum(int(span[1]) if span else 1 for span in spans)
