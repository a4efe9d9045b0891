"""Months as files write them (pure): explicit patterns, day first, always with a year."""

import re
from datetime import date

from sendprog.values.periods import FinancialYear, Month, quoted
from sendprog.values.wording import MONTH_NAMES
from sendprog.values.year_limits import FIRST_YEAR, LAST_YEAR

# Education, Health and Care Plans began in September 2014: no figure is older than that financial
# year.
FIRST = Month(2014, 4)
WRITE = "write the month as 2024-11"

_NAMES = {
    short: number
    for number, name in enumerate(MONTH_NAMES, 1)
    for short in (name.lower(), name[:3].lower())
} | {"sept": 9}
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_NAMED = re.compile(r"([A-Za-z]+)[ -]([0-9]{4})")
_NAMED_SHORT = re.compile(r"([A-Za-z]+)-([0-9]{2})")
_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_FINANCIAL_YEAR = r"([0-9]{4})/([0-9]{2}|[0-9]{4})"
_MONTH_NUMBER = r"(?:M|Month ?)([0-9]{1,2})"
_YEAR_FIRST = re.compile(f"{_FINANCIAL_YEAR} {_MONTH_NUMBER}", re.IGNORECASE)
_YEAR_LAST = re.compile(f"{_MONTH_NUMBER},? {_FINANCIAL_YEAR}", re.IGNORECASE)
_SUMS = re.compile(
    r"(?:(?:grand |sub-?)?total|sum|average|mean|ytd|year to date|cumulative)\b.*", re.IGNORECASE
)
_YEAR = re.compile(
    r"20[0-9]{2}(?:[/-]?(?:20)?[0-9]{2})?(?: academic year)?|(?:academic|financial) year .*", re.I
)
_SERIAL = re.compile(r"-?[0-9]{4,6}(?:\.[0-9]+)?")


class NotAMonth(ValueError):
    """A text that is not plainly one month; the message says why and what to write."""


def parse_month(text: str) -> Month:
    """The month that a text names; raises NotAMonth.

    Months still to come are for the caller to refuse.
    """
    for pattern, month_from in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            return _since_first(month_from(match))
    raise NotAMonth(_why_not_a_month(text))


def month_of_date(day: date) -> Month:
    """The month of a date cell; raises NotAMonth before FIRST."""
    return _since_first(Month.containing(day))


def _since_first(month: Month) -> Month:
    if month < FIRST:
        raise NotAMonth(
            f"{month} is before {FIRST}, the first month these figures can be for: check the year"
        )
    return _month(month.year, month.month)


def _month(year: int, number: int) -> Month:
    if not 1 <= number <= 12:
        raise NotAMonth(
            f"there is no month {number}: months run from 1 to 12, day first. To be sure, {WRITE}"
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAMonth(f"the year {year} can't be right: {WRITE}")
    return Month(year, number)


def _from_iso(match: re.Match[str]) -> Month:
    month = _month(int(match[1]), int(match[2]))
    if match[3]:
        _check_day(month, int(match[3]))
    return month


def _from_name(match: re.Match[str]) -> Month:
    number = _NAMES.get(match[1].lower())
    if number is None:
        raise NotAMonth(f"“{quoted(match[1])}” is not the name of a month: {WRITE}")
    year = int(match[2])
    return _month(year if year > 99 else 2000 + year, number)


def _check_day(month: Month, day: int) -> None:
    if not 1 <= day <= month.last.day:
        raise NotAMonth(f"{month} has no day {day}: {WRITE}")


def _from_uk_day(match: re.Match[str]) -> Month:
    """The month of a day, day first.

    Refused if month first is possible, unless it is a first or last day.
    """
    day, number = int(match[1]), int(match[3])
    month = _month(int(match[4]), number)
    _check_day(month, day)
    if day <= 12 and day not in (1, number, month.last.day):
        other = Month(month.year, day)
        raise NotAMonth(f"this could be {month} (day first) or {other} (month first): {WRITE}")
    return month


def _from_month_and_year(match: re.Match[str]) -> Month:
    return _month(int(match[2]), int(match[1]))


def _from_year_first(match: re.Match[str]) -> Month:
    return _in_financial_year(match[1], match[2], match[3])


def _from_year_last(match: re.Match[str]) -> Month:
    return _in_financial_year(match[2], match[3], match[1])


def _in_financial_year(year: str, second: str, number: str) -> Month:
    start = int(year)
    if int(second) not in (start + 1, (start + 1) % 100):
        raise NotAMonth(
            f"{year}/{second} is not a financial year: it is followed by {start + 1}. "
            "Write 2024/25 M8, or 2024-11"
        )
    position = int(number)
    if not 1 <= position <= 12:
        raise NotAMonth(
            f"there is no Month {position}: a financial year has months 1 (April) to 12 (March)"
        )
    return Month.containing(FinancialYear(start).first).plus(position - 1)


_PATTERNS = (
    (_ISO, _from_iso),
    (_NAMED, _from_name),
    (_NAMED_SHORT, _from_name),
    (_DAY, _from_uk_day),
    (_MONTH_AND_YEAR, _from_month_and_year),
    (_YEAR_FIRST, _from_year_first),
    (_YEAR_LAST, _from_year_last),
)


def _why_not_a_month(text: str) -> str:
    """What is wrong with a text that matches no pattern, and what to write."""
    if not text:
        return f"there is no month: {WRITE}, or delete the row"
    if _SUMS.fullmatch(text):
        return "this row is a total or an average, not a month: delete the row"
    if _YEAR.fullmatch(text):
        return f"this is a whole year: monthly returns take months. Give one row for each month, and {WRITE}"
    if _SERIAL.fullmatch(text):
        return (
            "this is a number, not a month (Excel stores dates as numbers): "
            f"format the column as a date, or {WRITE}"
        )
    if re.fullmatch(r"[0-9]{1,2}[ -/][A-Za-z]{3,9}|[A-Za-z]{3,9} [0-9]{1,2}", text):
        return f"the year is missing or unclear: {WRITE}"
    if re.search(r"Q[1-4]|quarter", text, re.IGNORECASE):
        return f"this is a quarter: give one row for each month, and {WRITE}"
    return f"this is not one month: {WRITE}, Nov-24, November 2024, 30/11/2024 or 2024/25 M8"
