"""Regions of a page have names of their own, so that a screen reader's list tells them apart (pure)."""

import re
from collections import Counter

# Our templates write both attributes side by side, and escape every quotation mark in a text.
REGION = re.compile(r'role="region" aria-label="([^"]*)"')


def with_own_region_names(html: str) -> str:
    """The HTML with regions of the same name numbered: "Matrix, version 1 (2 of 2)"."""
    counts = Counter(REGION.findall(html))
    if counts.total() == len(counts):
        return html
    seen: Counter[str] = Counter()

    def numbered(region: re.Match[str]) -> str:
        name = region[1]
        seen[name] += 1
        if counts[name] == 1:
            return region[0]
        return f'role="region" aria-label="{name} ({seen[name]} of {counts[name]})"'

    return REGION.sub(numbered, html)
