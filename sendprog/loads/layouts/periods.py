"""The period that a cell names, where months, quarters, terms or years head a table (pure)."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from sendprog.loads.child_identifiers import without_invisible
from sendprog.loads.grid import Cell, Holds
from sendprog.loads.number_formats import Shows
from sendprog.values.month_parsing import NotAMonth, month_of_date, parse_month
from sendprog.values.periods import Month
from sendprog.values.wording import MONTH_NAMES

# Characters of the longest text that may name a period.
LONGEST = 40
_NAMES = "|".join((*MONTH_NAMES, *(name[:3] for name in MONTH_NAMES), "Sept"))
_YEARS = r"(?:20)?[0-9]{2} ?[/–-] ?(?:20)?[0-9]{2}"
_QUARTER = re.compile(
    rf"(?:(?:{_YEARS}|20[0-9]{{2}}),? )?(?:Q|qtr ?|quarter ?)[1-4],?(?: (?:{_YEARS}|20[0-9]{{2}}))?"
    rf"|(?:{_NAMES})[a-z]* ?(?:to|-|–) ?(?:{_NAMES})[a-z]*,? (?:20)?[0-9]{{2}}",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"(?:(?:autumn|spring|summer)(?: term)?|term [1-6]),?(?: (?:of )?(?:20[0-9]{2}|"
    rf"{_YEARS}))?|(?:20[0-9]{{2}}|{_YEARS}) (?:autumn|spring|summer)(?: term)?",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"(?:(?:financial|academic|school|calendar) year |FY ?|AY ?)?(?:{_YEARS}|20[0-9]{{2}}(?:[0-9]{{2}})?)"
    r"(?: (?:financial|academic|school) year)?|(?:FY|AY) ?[0-9]{2}",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(
    rf"(?:(?:{_NAMES})(?:[a-z.]*[ /'’-]*[0-9]{{1,4}})?|[0-9]{{1,2}}[ /-](?:{_NAMES})[a-z]*)"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-](?:[0-9]{2}|[0-9]{4}))?|20[0-9]{2}-[0-9]{1,2}",
    re.IGNORECASE,
)


class PeriodKind(Enum):
    """What a cell names. UNCLEAR: a month, perhaps; the check of the cell says what is wrong."""

    MONTH = "month"
    UNCLEAR = "month that can't be read"
    QUARTER = "quarter"
    TERM = "term"
    YEAR = "whole year"


@dataclass(frozen=True)
class Period:
    """A period as a cell names it; `month` of a month alone."""

    kind: PeriodKind
    month: Month | None = None

    @property
    def may_be_month(self) -> bool:
        return self.kind in (PeriodKind.MONTH, PeriodKind.UNCLEAR)


def period_of(cell: Cell) -> Period | None:
    """The period that a cell names; None for anything else."""
    if cell.holds is Holds.DATE and cell.day:
        return _period_of_day(cell)
    text = " ".join(without_invisible(cell.text).split())
    if not text or len(text) > LONGEST or cell.holds not in (Holds.TEXT, Holds.NUMBER):
        return None
    if cell.holds is Holds.NUMBER:
        is_year = len(text) == 4 and text.isdigit() and 2010 <= int(text) <= 2040
        return Period(PeriodKind.YEAR) if is_year else None
    return _period_of_text(text)


@lru_cache(maxsize=4096)
def _period_of_text(text: str) -> Period | None:
    try:
        return Period(PeriodKind.MONTH, parse_month(text))
    except NotAMonth:
        return _other_period(text)


def _period_of_day(cell: Cell) -> Period:
    if cell.shows is Shows.YEAR:
        return Period(PeriodKind.YEAR)
    if cell.shows not in (Shows.DAY, Shows.MONTH) or cell.day is None:
        return Period(PeriodKind.UNCLEAR)
    try:
        return Period(PeriodKind.MONTH, month_of_date(cell.day))
    except NotAMonth:
        return Period(PeriodKind.UNCLEAR)


def _other_period(text: str) -> Period | None:
    patterns = {
        _QUARTER: PeriodKind.QUARTER,
        _TERM: PeriodKind.TERM,
        _YEAR: PeriodKind.YEAR,
        _UNCLEAR: PeriodKind.UNCLEAR,
    }
    for pattern, kind in patterns.items():
        if pattern.fullmatch(text):
            return Period(kind)
    return None
