"""Words and punctuation that no page may have."""

import re
from collections.abc import Iterator

from finance.snapshot import SAVINGS
from risks.snapshot import RISKS
from strands.snapshot import COMMITMENTS, MILESTONES, PLACES, STRANDS
from tests.invariants.told import Told

MACHINE_WORDS = re.compile(
    r"\bNone\b(?! (?:is|of|open|named))|\bnan\b|\bTrue\b|\bFalse\b|Undefined|Decimal\(|<class|\{\{|\{%|£-|£−|\(\)"
    r"|\( | \)| ,|,,|\.\.|,\.|;\.|:\.|\?\.|\b(?:in|on|of|to|from|at|by|for) [.,;:]"
)
ONE_OF_MANY = re.compile(
    r"(?<![\d.,/])\b1 (?:months|plans|strands|milestones|risks|measures|reports|asks|texts|records|figures|days|others)\b"
    r"|(?<![\d.,/])\b(?:0|[2-9]|[1-9]\d+) (?:month|plan|strand|milestone|risk|measure|ask|text|record|figure|day)\b(?!')"
)


def machine_words(told: Told) -> Iterator[str]:
    """A value that was missing, or punctuation around nothing."""
    for address, found, line in told.matches(MACHINE_WORDS):
        yield f"{address}: “{found[0]}” in “{line[:200]}”"


def slugs_as_text(told: Told) -> Iterator[str]:
    """A cell or line that is the slug of a strand, of a commitment or of a saving, not its name."""
    rows = told.snapshot
    slugs = {row.slug for section in (STRANDS, COMMITMENTS, SAVINGS) for row in rows[section]}
    slugs |= {
        row.strand for section in (SAVINGS, RISKS, PLACES, MILESTONES) for row in rows[section]
    } - {""}
    for address, line in told.lines():
        if line in slugs:
            yield f"{address}: “{line}”"


NEVER_YET_SINCE = re.compile("Never\n+Not updated since .*")


def updated_never_and_once(told: Told) -> Iterator[str]:
    """A strand that was never updated, and not since a day."""
    for address, found, _ in told.matches(NEVER_YET_SINCE):
        yield f"{address}: “{found[0]}”"


def wrong_plurals(told: Told) -> Iterator[str]:
    for address, found, line in told.matches(ONE_OF_MANY):
        yield f"{address}: “{found[0]}” in “{line[:200]}”"
