"""Dates known to the day, month, quarter, term or year (pure, with no clock).

"September 2025" is past from 1 October. Only UK date order is parsed: the day comes first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, total_ordering

from sendprog.values import wording
from sendprog.values.periods import FinancialYear, Month, PeriodError, checked_year, quoted

_LONGEST_TEXT = 60
_DAYS_IN_MONTH = Decimal("30.4375")
_TERMS = {"autumn": 9, "spring": 1, "summer": 5}
_HOW_TO_WRITE = (
    "write 14/08/2024, September 2025, January to March 2025, Quarter 4 2024/25, autumn term "
    "2025 or 2026"
)
# Word replaces hyphens and spaces by these.
_FROM_WORD = str.maketrans({"\u2013": "-", "\u00a0": " "})


class Precision(StrEnum):
    """How precisely a date is known, finest first."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    YEAR = "year"

    @property
    def rank(self) -> int:
        """0 for a day, the finest, to 4 for a year."""
        return _RANK[self]


_RANK = {precision: rank for rank, precision in enumerate(Precision)}
_ISO_LETTERS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
# The length of each period in months; the first of a year starts in January.
_LENGTH = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.TERM: 4, Precision.YEAR: 12}


def _starts(precision: Precision) -> range:
    """The months in which periods of this precision start."""
    return range(1, 13, _LENGTH[precision])


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A precision and the first day of the period; sorts by last day, then by precision, finest
    first.

    PeriodError if `first` does not start such a period, or is outside 1900 to 2199. Terms are four
    months each: spring from 1 January, summer from 1 May, autumn from 1 September. Quarters and
    years are the calendar's.
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
        """The period of this precision that starts in the month."""
        return cls(precision, month.first)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Parse a day, a month, a quarter ("Jan-Mar 2025", "Q4 2024/25"), "autumn term 2025" or a
        year.

        PeriodError, with what to write instead, for anything else or ambiguous, such as "Q1 2025".
        """
        if len(text) > _LONGEST_TEXT:
            raise PeriodError(f"{quoted(text)} is too long for a date: {_HOW_TO_WRITE}")
        plain = text.translate(_FROM_WORD)
        if not (plain.isascii() and plain.isprintable()):
            raise PeriodError(f"{quoted(text)} has characters that no date has: {_HOW_TO_WRITE}")
        return _parse(" ".join(plain.split()))

    @classmethod
    def from_stored(cls, text: str) -> "PartialDate":
        """Parse the result of stored(); PeriodError for anything else."""
        return _stored_date(text)

    def stored(self) -> str:
        """As stored, at most 15 characters: 2024-08-14, 2025-09, 2025-01/2025-03, 2025-autumn or
        2026.
        """
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
        """The last day of the period."""
        if self.precision is Precision.DAY:
            return self.first
        return self._month.plus(_LENGTH[self.precision] - 1).last

    def is_past(self, on: date) -> bool:
        """Whether `on` is after the last day."""
        return on > self.last

    def slippage_days(self, baseline: "PartialDate") -> int:
        """Days from the baseline's last day to this one's; negative if earlier.

        The more precise date is first widened to the other's precision, so that "14 September 2025"
        has not slipped from "September 2025". A quarter that straddles two terms is not widened.
        """
        mine, theirs = self._widened_to(baseline), baseline._widened_to(self)
        return (mine.last - theirs.last).days

    def slippage_words(self, baseline: "PartialDate") -> str:
        """ "12 months later", "3 weeks earlier", "on the same date".

        In weeks or days between two days under 60 days apart, else in months, rounded.
        """
        slipped = self.slippage_days(baseline)
        if not slipped:
            return "on the same date"
        return f"{self._gap_text(baseline, abs(slipped))} {'later' if slipped > 0 else 'earlier'}"

    def _gap_text(self, baseline: "PartialDate", days: int) -> str:
        if days >= 60 or not self.precision is baseline.precision is Precision.DAY:
            return wording.plural(wording.rounded(days / _DAYS_IN_MONTH), "month")
        return wording.plural(days, "day") if days % 7 else wording.plural(days // 7, "week")

    def _widened_to(self, other: "PartialDate") -> "PartialDate":
        """This date widened to the other's precision.

        Unchanged if that is finer or no period contains it.
        """
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


@lru_cache(maxsize=4096)
def _stored_date(text: str) -> PartialDate:
    """Thousands of records share a few hundred dates."""
    match = re.fullmatch(_STORED, text)
    if not match:
        raise PeriodError(f"{quoted(text)} is not a stored date")
    partial_date = _from_stored(match)
    if partial_date.stored() != text:
        raise PeriodError(f"{quoted(text)} is not a stored date: its parts disagree")
    return partial_date


def _from_stored(match: re.Match[str]) -> PartialDate:
    year = int(match["year"])
    if match["term"]:
        return PartialDate.of(Precision.TERM, Month(year, _TERMS[match["term"]]))
    if not match["month"]:
        return PartialDate.of(Precision.YEAR, Month(year, 1))
    month = Month(year, int(match["month"]))
    if match["day"]:
        return _exact_day(year, month.month, int(match["day"]))
    return PartialDate.of(Precision.QUARTER if match["quarter"] else Precision.MONTH, month)


def _parse(text: str) -> PartialDate:
    for pattern, parser in _PARSERS:
        if match := re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII):
            return parser(match)
    raise PeriodError(f"{quoted(text) or 'Nothing'} is not a date: {_HOW_TO_WRITE}")


def _exact_day(year: int, month: int, number: int) -> PartialDate:
    """PeriodError if there is no such day."""
    checked_year(year)
    if number < 1 or number > Month(year, month).last.day:
        raise PeriodError(f"There is no {number} {Month(year, month).label}: check the day")
    return PartialDate(Precision.DAY, date(year, month, number))


def _parse_slashes(match: re.Match[str]) -> PartialDate:
    number, month, year = int(match[1]), int(match[2]), match[3]
    if month > 12 >= number:
        raise PeriodError(
            f"{match[0]}: the day comes first, then the month: write {match[2]}/{match[1]}/{year}"
        )
    if len(year) == 2:
        raise PeriodError(
            f"{match[0]} has only two digits for its year: write {match[1]}/{match[2]}/20{year}"
        )
    return _exact_day(int(year), month, number)


def _parse_named_day(match: re.Match[str]) -> PartialDate:
    return _exact_day(int(match[3]), _month_number(match[2]), int(match[1]))


def _parse_named_month(match: re.Match[str]) -> PartialDate:
    """ "March 2025", or "Mar-25" as spreadsheets write it."""
    year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
    return PartialDate.of(Precision.MONTH, Month(checked_year(year), _month_number(match[1])))


def _parse_quarter(match: re.Match[str]) -> PartialDate:
    first, last, year = (
        _month_number(match[1]),
        _month_number(match[2]),
        checked_year(int(match[3])),
    )
    if first not in _starts(Precision.QUARTER) or last != first + 2:
        raise PeriodError(
            f"{match[0]} is not a calendar quarter: write January to March {year}, April to June {year}, "
            f"July to September {year} or October to December {year}, or one month"
        )
    return PartialDate.of(Precision.QUARTER, Month(year, first))


def _financial_quarter(year: FinancialYear, number: int) -> PartialDate:
    return PartialDate.of(Precision.QUARTER, year.months[3 * (number - 1)])


def _parse_financial_quarter(match: re.Match[str]) -> PartialDate:
    return _financial_quarter(FinancialYear.parse(match[2]), int(match[1]))


def _refuse_bare_quarter(match: re.Match[str]) -> PartialDate:
    """Raise PeriodError: a council's Q1 is April to June, the calendar's is January to March."""
    number, year = int(match[1]), checked_year(int(match[2]))
    calendar = PartialDate.of(Precision.QUARTER, Month(year, 3 * number - 2))
    financial = FinancialYear(year)
    raise PeriodError(
        f"{match[0]} could mean {calendar}, or Quarter {number} of {financial} "
        f"({_financial_quarter(financial, number)}): write the one you mean"
    )


def _parse_term(match: re.Match[str]) -> PartialDate:
    return PartialDate.of(
        Precision.TERM, Month(checked_year(int(match[2])), _TERMS[match[1].lower()])
    )


def _parse_year(match: re.Match[str]) -> PartialDate:
    return PartialDate.of(Precision.YEAR, Month(checked_year(int(match[1])), 1))


def _refuse_financial_year(match: re.Match[str]) -> PartialDate:
    raise PeriodError(
        f"{match[0]} is a financial year, not a date: write one quarter of it, Quarter 4 {match[0]}"
    )


def _month_number(name: str) -> int:
    """1 to 12, by the first three letters: the patterns allow only real names."""
    return [month[:3].lower() for month in wording.MONTH_NAMES].index(name[:3].lower()) + 1


_NAME = "(" + "|".join(f"{name}|{name[:3]}" for name in wording.MONTH_NAMES) + "|Sept)"
_PARSERS: tuple[tuple[str, Callable[[re.Match[str]], PartialDate]], ...] = (
    (r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})", _parse_slashes),
    (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", lambda match: _exact_day(*map(int, match.groups()))),
    (
        r"([0-9]{4})-([0-9]{2})",
        lambda match: PartialDate.of(Precision.MONTH, Month.parse(match[0])),
    ),
    (rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[ -]{_NAME}[ -]([0-9]{{4}})", _parse_named_day),
    (rf"{_NAME}[ -]([0-9]{{4}})", _parse_named_month),
    (rf"{_NAME}-([0-9]{{2}})", _parse_named_month),
    (rf"{_NAME}(?: to | ?- ?){_NAME} ([0-9]{{4}})", _parse_quarter),
    (r"(?:Q|Quarter) ?([1-4])(?: of)? ([0-9]{4}/[0-9]{2})", _parse_financial_quarter),
    (r"(?:Q|Quarter) ?([1-4])(?: of)? ([0-9]{4})", _refuse_bare_quarter),
    (r"(autumn|spring|summer)(?: term)? ([0-9]{4})", _parse_term),
    (r"([0-9]{4})", _parse_year),
    (r"[0-9]{4}/[0-9]{2}", _refuse_financial_year),
)
