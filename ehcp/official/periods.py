"""The period of a published row (pure)."""

import re

from ehcp.official.rows import ACADEMIC, CALENDAR, JANUARY
from sendprog.values.periods import FIRST_YEAR, LAST_YEAR, quoted

PERIODS = {"calendar year": CALENDAR, "academic year": ACADEMIC, "january": JANUARY}


class PeriodProblem(ValueError):
    """The period can't be read; the message says why."""


def parse_period(period: str, identifier: str) -> tuple[int, str]:
    """The year and kind of "2025", "Calendar year", or of "202526", "Academic year"."""
    kind = PERIODS.get(identifier.lower())
    if kind is None:
        known = ", ".join(name.capitalize() for name in PERIODS)
        raise PeriodProblem(f"The period “{quoted(identifier)}” is none of {known}.")
    pattern = r"([0-9]{4})[/-]?([0-9]{2})" if kind == ACADEMIC else r"([0-9]{4})"
    match = re.fullmatch(pattern, period)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise PeriodProblem(f"“{quoted(period)}” is no {identifier.lower()}.")
    if kind == ACADEMIC and int(match[2]) != (int(match[1]) + 1) % 100:
        raise PeriodProblem(f"“{quoted(period)}” is no academic year: its years do not follow.")
    return int(match[1]), kind
