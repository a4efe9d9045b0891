"""Dates known only as closely as they were said: a day, month, quarter, term or year.

Pure, with no clock. "September 2025" is over on 1 October, never before. UK order only; the day comes first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import total_ordering

from sendprog.values import wording
from sendprog.values.periods import FinancialYear, Month, PeriodError, checked_year, quoted

_LONGEST_TEXT = 60
_DAYS_IN_MONTH = Decimal("30.4375")
_TERMS = {"autumn": 9, "spring": 1, "summer": 5}
_HOW_TO_WRITE = (
    "write 14/08/2024, September 2025, January to March 2025, Quarter 4 2024/25, autumn term 2025 or 2026"
)
# What Word puts in place of a hyphen and a space.
_FROM_WORD = str.maketrans({"\u2013": "-", "\u00a0": " "})


class Precision(StrEnum):
    """How closely a date is known, finest first."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    YEAR = "year"

    @property
    def rank(self) -> int:
        """0 for a day, the finest, to 4 for a year."""
        return list(Precision).index(self)


_ISO_LETTERS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
# Months each covers; each kind of period starts afresh in January.
_LENGTH = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.TERM: 4, Precision.YEAR: 12}


def _starts(precision: Precision) -> range:
    """The months of the year in which such a period starts."""
    return range(1, 13, _LENGTH[precision])


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A precision and the first day it covers; sorts by last day, the closer-known date first where they tie.

    PeriodError when `first` does not start such a period, or lies outside 1900 to 2199. Terms: spring from 1 January,
    summer from 1 May, autumn from 1 September, four months each. Quarters and years are the calendar's.
    """

    precision: Precision
    first: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "precision", Precision(self.precision))
        checked_year(self.first.year)
        if self.precision is Precision.DAY:
            return
        if self.first.day != 1 or self.first.month not in _starts(self.precision):
            raise PeriodError(f"A {self.precision} cannot start on {wording.day(self.first)}")

    @classmethod
    def of(cls, precision: Precision, month: Month) -> "PartialDate":
        """The month, or the quarter, term or year that starts in it."""
        return cls(precision, month.first)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """What an officer types; PeriodError, saying what to write, for anything else or anything ambiguous.

        A day, a month, a quarter ("Jan-Mar 2025", "Q4 2024/25"), "autumn term 2025" or a year. "Q1 2025" is refused.
        """
        shown = quoted(text)
        if len(text) > _LONGEST_TEXT:
            raise PeriodError(f"{shown} is too long for a date: {_HOW_TO_WRITE}")
        plain = text.translate(_FROM_WORD)
        if not (plain.isascii() and plain.isprintable()):
            raise PeriodError(f"{shown} has characters that no date has: {_HOW_TO_WRITE}")
        return _parse(" ".join(plain.split()))

    @classmethod
    def from_stored(cls, text: str) -> "PartialDate":
        """From what stored() wrote, exactly; PeriodError otherwise."""
        found = re.fullmatch(_STORED, text)
        if not found:
            raise PeriodError(f"{quoted(text)} is not a stored date")
        made = _from_stored(found)
        if made.stored() != text:
            raise PeriodError(f"{quoted(text)} is not a stored date: its parts disagree")
        return made

    def stored(self) -> str:
        """At most 15 characters: 2024-08-14, 2025-09, 2025-01/2025-03, 2025-autumn or 2026."""
        match self.precision:
            case Precision.QUARTER:
                return f"{self._month.iso}/{self._month.plus(2).iso}"
            case Precision.TERM:
                return f"{self.first.year}-{self._term}"
            case _:
                return self.first.isoformat()[: _ISO_LETTERS[self.precision]]

    def __str__(self) -> str:
        match self.precision:
            case Precision.DAY:
                return wording.day(self.first)
            case Precision.MONTH:
                return self._month.label
            case Precision.QUARTER:
                return f"{self._month.name} to {self._month.plus(2).label}"
            case Precision.TERM:
                return f"{self._term} term {self.first.year}"
            case _:
                return str(self.first.year)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.last, self.precision.rank) < (other.last, other.precision.rank)

    @property
    def last(self) -> date:
        """The last day it covers."""
        if self.precision is Precision.DAY:
            return self.first
        return self._month.plus(_LENGTH[self.precision] - 1).last

    def is_past(self, on: date) -> bool:
        """Whether `on` is after its last day."""
        return on > self.last

    def slippage_days(self, baseline: "PartialDate") -> int:
        """Days from the baseline's last day to this one's, below 0 when earlier.

        The closer-known of the two is first taken as the coarser period it lies in, so that "14 September 2025" is no
        slippage against "September 2025". A quarter that straddles two terms lies in neither and is left as it is.
        """
        mine, theirs = self._alongside(baseline), baseline._alongside(self)
        return (mine.last - theirs.last).days

    def slippage_words(self, baseline: "PartialDate") -> str:
        """ "12 months later", "3 weeks earlier", "on the same date".

        Weeks and days between two days under 60 days apart, else months, to the nearest.
        """
        slipped = self.slippage_days(baseline)
        if not slipped:
            return "on the same date"
        return f"{self._gap_in_words(baseline, abs(slipped))} {'later' if slipped > 0 else 'earlier'}"

    def _gap_in_words(self, baseline: "PartialDate", days: int) -> str:
        in_days = self.precision is baseline.precision is Precision.DAY and days < 60
        if not in_days:
            return wording.plural(wording.rounded(days / _DAYS_IN_MONTH), "month")
        return wording.plural(days, "day") if days % 7 else wording.plural(days // 7, "week")

    def _alongside(self, other: "PartialDate") -> "PartialDate":
        """This date as the period of the other's precision it lies in, where the other is coarser and holds it."""
        if other.precision.rank <= self.precision.rank:
            return self
        start = max(month for month in _starts(other.precision) if month <= self.first.month)
        wider = PartialDate.of(other.precision, Month(self.first.year, start))
        return wider if self.last <= wider.last else self

    @property
    def _month(self) -> Month:
        return Month.containing(self.first)

    @property
    def _term(self) -> str:
        return next(term for term, month in _TERMS.items() if month == self.first.month)


_STORED = re.compile(
    r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2})|(?P<quarter>/[0-9]{4}-[0-9]{2}))?"
    r"|-(?P<term>autumn|spring|summer))?"
)


def _from_stored(found: re.Match[str]) -> PartialDate:
    year = int(found["year"])
    if found["term"]:
        return PartialDate.of(Precision.TERM, Month(year, _TERMS[found["term"]]))
    if not found["month"]:
        return PartialDate.of(Precision.YEAR, Month(year, 1))
    month = Month(year, int(found["month"]))
    if found["day"]:
        return _day(year, month.month, int(found["day"]))
    return PartialDate.of(Precision.QUARTER if found["quarter"] else Precision.MONTH, month)


def _parse(text: str) -> PartialDate:
    for pattern, read in _READINGS:
        if found := re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII):
            return read(found)
    raise PeriodError(f"{quoted(text) or 'Nothing'} is not a date: {_HOW_TO_WRITE}")


def _day(year: int, month: int, number: int) -> PartialDate:
    """PeriodError when there is no such day."""
    checked_year(year)
    if number < 1 or number > Month(year, month).last.day:
        raise PeriodError(f"There is no {number} {Month(year, month).label}: check the day")
    return PartialDate(Precision.DAY, date(year, month, number))


def _read_slashes(found: re.Match[str]) -> PartialDate:
    number, month, year = int(found[1]), int(found[2]), found[3]
    if month > 12 >= number:
        raise PeriodError(
            f"{found[0]}: the day comes first, then the month: write {found[2]}/{found[1]}/{year}"
        )
    if len(year) == 2:
        raise PeriodError(
            f"{found[0]} has only two digits for its year: write {found[1]}/{found[2]}/20{year}"
        )
    return _day(int(year), month, number)


def _read_named_day(found: re.Match[str]) -> PartialDate:
    return _day(int(found[3]), _month_number(found[2]), int(found[1]))


def _read_named_month(found: re.Match[str]) -> PartialDate:
    return PartialDate.of(Precision.MONTH, Month(checked_year(int(found[2])), _month_number(found[1])))


def _read_quarter(found: re.Match[str]) -> PartialDate:
    first, last, year = _month_number(found[1]), _month_number(found[2]), checked_year(int(found[3]))
    if first not in _starts(Precision.QUARTER) or last != first + 2:
        raise PeriodError(
            f"{found[0]} is not a calendar quarter: write January to March {year}, April to June {year}, "
            f"July to September {year} or October to December {year}, or one month"
        )
    return PartialDate.of(Precision.QUARTER, Month(year, first))


def _financial_quarter(year: FinancialYear, number: int) -> PartialDate:
    return PartialDate.of(Precision.QUARTER, year.months[3 * (number - 1)])


def _read_financial_quarter(found: re.Match[str]) -> PartialDate:
    return _financial_quarter(FinancialYear.parse(found[2]), int(found[1]))


def _refuse_bare_quarter(found: re.Match[str]) -> PartialDate:
    """A council's Q1 is April to June; a calendar's is January to March: offer both."""
    number, year = int(found[1]), checked_year(int(found[2]))
    calendar = PartialDate.of(Precision.QUARTER, Month(year, 3 * number - 2))
    financial = FinancialYear(year)
    raise PeriodError(
        f"{found[0]} could mean {calendar}, or Quarter {number} of {financial} "
        f"({_financial_quarter(financial, number)}): write the one you mean"
    )


def _read_term(found: re.Match[str]) -> PartialDate:
    return PartialDate.of(Precision.TERM, Month(checked_year(int(found[2])), _TERMS[found[1].lower()]))


def _read_year(found: re.Match[str]) -> PartialDate:
    return PartialDate.of(Precision.YEAR, Month(checked_year(int(found[1])), 1))


def _refuse_financial_year(found: re.Match[str]) -> PartialDate:
    raise PeriodError(
        f"{found[0]} is a financial year, not a date: write one quarter of it, Quarter 4 {found[0]}"
    )


def _month_number(name: str) -> int:
    """1 to 12 from any length of name the patterns let through: its first three letters are enough."""
    return [month[:3].lower() for month in wording.MONTH_NAMES].index(name[:3].lower()) + 1


_NAME = "(" + "|".join(f"{name}|{name[:3]}" for name in wording.MONTH_NAMES) + "|Sept)"
_READINGS: tuple[tuple[str, Callable[[re.Match[str]], PartialDate]], ...] = (
    (r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})", _read_slashes),
    (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", lambda found: _day(*map(int, found.groups()))),
    (r"([0-9]{4})-([0-9]{2})", lambda found: PartialDate.of(Precision.MONTH, Month.parse(found[0]))),
    (rf"([0-9]{{1,2}}) {_NAME} ([0-9]{{4}})", _read_named_day),
    (rf"{_NAME} ([0-9]{{4}})", _read_named_month),
    (rf"{_NAME}(?: to | ?- ?){_NAME} ([0-9]{{4}})", _read_quarter),
    (r"(?:Q|Quarter) ?([1-4])(?: of)? ([0-9]{4}/[0-9]{2})", _read_financial_quarter),
    (r"(?:Q|Quarter) ?([1-4])(?: of)? ([0-9]{4})", _refuse_bare_quarter),
    (r"(autumn|spring|summer)(?: term)? ([0-9]{4})", _read_term),
    (r"([0-9]{4})", _read_year),
    (r"[0-9]{4}/[0-9]{2}", _refuse_financial_year),
)
