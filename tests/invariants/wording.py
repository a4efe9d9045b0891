"""Words and punctuation that no page may have."""

import re
from collections.abc import Iterator
from typing import Any

from committee.changes.keys import SECTIONS
from finance.snapshot import SAVINGS
from risks.snapshot import RISKS
from sendprog.records.snapshots import Snapshot
from strands.snapshot import COMMITMENTS, MILESTONES, PLACES, STRANDS
from tests.invariants.told import Told

MACHINE_WORDS = re.compile(
    r"(?<!Background papers: )\bNone\b(?! (?:is|of|open|named))|\bnan\b|\bTrue\b|\bFalse\b|Undefined|Decimal\(|<class|\{\{|\{%|£-|£−|\(\)"
    r"|\( | \)| ,|[.,;:][.,;:]|[!?]\.|\b(?:in|on|of|to|from|at|by|for) [.,;:]"
)
# One of these is in each of them: they are looked for first, since that takes less time.
PARTS_OF_THEM = (
    *("None", "nan", "True", "False", "Undefined", "Decimal(", "<class", "{{", "{%", "£-", "£−"),
    *("()", "( ", " )", " ,", " .", " ;", " :"),
    *(first + second for first in ".,;:!?" for second in ".,;:"),
)
ONE_OF_MANY = re.compile(
    r"(?<![\d.,/])\b1 (?:months|plans|strands|milestones|risks|measures|reports|asks|texts|records|figures|days|others)\b"
    r"|(?<![\d.,/])\b(?:0|[2-9]|[1-9]\d+) (?:month|plan|strand|milestone|risk|measure|ask|text|record|figure|day)\b(?!')"
)


def machine_words(told: Told) -> Iterator[str]:
    """A value that was missing, or punctuation around nothing."""
    for line, address in told.once(rows=True).items():
        if any(part in line for part in PARTS_OF_THEM) and (found := MACHINE_WORDS.search(line)):
            yield f"{address}: “{found[0]}” in “{line[:200]}”"


def slugs_as_text(told: Told) -> Iterator[str]:
    """A cell or line that is the slug of a strand, of a commitment or of a saving, not its name."""
    rows = told.snapshot
    slugs = {row.slug for section in (STRANDS, COMMITMENTS, SAVINGS) for row in rows[section]}
    slugs |= {
        row.strand for section in (SAVINGS, RISKS, PLACES, MILESTONES) for row in rows[section]
    } - {""}
    for line, address in told.once(rows=True).items():
        if line in slugs:
            yield f"{address}: “{line}”"


# The address of a measure, a field's or a code's own name.
RAW = re.compile(r"\b(?:strands|ehcp|finance|risks|committee)\.[a-z]|\b[a-z]+_[a-z_]+\b")


# The address of a measure, as in "ehcp.plans_issued".
ADDRESS = re.compile(r"\b(?:strands|ehcp|finance|risks|committee)\.[a-z]\w*[._]\w+")


def addresses_as_text(told: Told) -> Iterator[str]:
    """A page or the paper tells a measure's address where readers know its name."""
    for address, found, line in told.matches_once(ADDRESS):
        yield f"{address}: “{found[0]}” in “{line[:200]}”"


def raw_changes(told: Told) -> Iterator[str]:
    """A change told with the address of a measure, with a slug or with the name of a field."""
    for address, found, line in told.matches(RAW, "changes/"):
        yield f"{address}: “{found[0]}” in “{line[:200]}”"
    slugs = {row.slug for snapshot in (told.snapshot, told.earlier) for row in slugged(snapshot)}
    if "changes/" in told.pages:
        for word in slugs.intersection(re.findall(r"[\w-]+-[\w-]+", told.text("changes/"))):
            yield f"changes/: “{word}”"


def slugged(snapshot: Snapshot | None) -> Iterator[Any]:
    """The rows whose slug is made up, and is no word."""
    for section in SECTIONS if snapshot else ():
        yield from (row for row in snapshot[section] if hasattr(row, "slug"))


NEVER_YET_SINCE = re.compile("Never\n+Not updated since .*")


def updated_never_and_once(told: Told) -> Iterator[str]:
    """A strand that was never updated, and not since a day."""
    for address, found, _ in told.matches(NEVER_YET_SINCE):
        yield f"{address}: “{found[0]}”"


def wrong_plurals(told: Told) -> Iterator[str]:
    for address, found, line in told.matches_once(ONE_OF_MANY):
        yield f"{address}: “{found[0]}” in “{line[:200]}”"
