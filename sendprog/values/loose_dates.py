"""Dates as people write them in passing (pure): "31/3/25", "Mar 25", "end of March 2025".

A form shows what it understood before it saves; files are read strictly.
"""

import re

from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import PeriodError

# Words before a date that say no more than its last day does.
_LEAD = re.compile(r"^(?:by )?(?:the )?end(?: of)? |^by ", re.IGNORECASE)
# A year of two digits: after a month's name, a month's number or a day's month, or of two years.
_SHORT_YEARS = (
    (re.compile(r"^([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2})$"), r"\1/\3/20\4"),
    (re.compile(r"^([0-9]{1,2})/([2-9][0-9])$"), r"1/\1/20\2"),
    (re.compile(r"([a-z]) '?([0-9]{2})$", re.IGNORECASE), r"\1 20\2"),
    (re.compile(r"\b([0-9]{2})/([0-9]{2})$"), r"20\1/\2"),
)
_LONGEST = 40


def loosely_written(text: str) -> PartialDate | None:
    """The date that a text means; None where it means none, or is written in full."""
    plain = " ".join(text.split())
    if len(plain) > _LONGEST or not plain.isascii() or _parsed(plain):
        return None
    full = _LEAD.sub("", plain)
    for pattern, replacement in _SHORT_YEARS:
        written, count = pattern.subn(replacement, full)
        if count:
            return _parsed(written, month_only=pattern is _SHORT_YEARS[1][0])
    return _parsed(full)


def _parsed(text: str, *, month_only: bool = False) -> PartialDate | None:
    try:
        parsed = PartialDate.parse(text)
        return PartialDate.parse(f"{parsed.first:%B %Y}") if month_only else parsed
    except PeriodError:
        return None
