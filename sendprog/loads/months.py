"""Months as files write them (pure): by explicit patterns, UK order, always with a year; anything else is refused."""

import re
from datetime import date

from sendprog.values.periods import FinancialYear, Month, quoted
from sendprog.values.wording import MONTH_NAMES

# Education, Health and Care Plans began in September 2014; no figure of these is older.
FIRST = Month(2014, 4)
WRITE = "write the month as 2024-11"

_NAMES = {
    short: number for number, name in enumerate(MONTH_NAMES, 1) for short in (name.lower(), name[:3].lower())
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
_SERIAL = re.compile(r"-?[0-9]{4,6}(?:\.[0-9]+)?")


class NotAMonth(ValueError):
    """A text that is not plainly one month; its message says why and what to write."""


def month_of(text: str) -> Month:
    """The month a text names; NotAMonth otherwise. No clock: the caller refuses months to come."""
    for pattern, reader in _READERS:
        found = pattern.fullmatch(text)
        if found:
            return _bounded(reader(found))
    raise NotAMonth(_why_not(text))


def month_of_day(day: date) -> Month:
    """The month of a true date."""
    return _bounded(Month.containing(day))


def _bounded(month: Month) -> Month:
    if month < FIRST:
        raise NotAMonth(
            f"{month} is before {FIRST}, the first month these figures can be for: check the year"
        )
    return month


def _month(year: int, number: int) -> Month:
    if not 1 <= number <= 12:
        raise NotAMonth(
            f"there is no month {number}: months run from 1 to 12, day first. To be sure, {WRITE}"
        )
    if not 1900 <= year <= 2199:
        raise NotAMonth(f"the year {year} can't be right: {WRITE}")
    return Month(year, number)


def _iso(found: re.Match[str]) -> Month:
    month = _month(int(found[1]), int(found[2]))
    if found[3]:
        _checked_day(month, int(found[3]))
    return month


def _named(found: re.Match[str]) -> Month:
    number = _NAMES.get(found[1].lower())
    if number is None:
        raise NotAMonth(f"“{quoted(found[1])}” is not the name of a month: {WRITE}")
    year = int(found[2])
    return _month(year if year > 99 else 2000 + year, number)


def _checked_day(month: Month, day: int) -> None:
    if not 1 <= day <= month.last.day:
        raise NotAMonth(f"{month} has no day {day}: {WRITE}")


def _day(found: re.Match[str]) -> Month:
    """The month of a day in UK order. A day that is neither the first nor the last may be a month in US order."""
    day, number = int(found[1]), int(found[3])
    month = _month(int(found[4]), number)
    _checked_day(month, day)
    if day <= 12 and day not in (1, number, month.last.day):
        other = Month(month.year, day)
        raise NotAMonth(f"this could be {month} (day first) or {other} (month first): {WRITE}")
    return month


def _month_and_year(found: re.Match[str]) -> Month:
    return _month(int(found[2]), int(found[1]))


def _in_financial_year(year: str, second: str, number: str) -> Month:
    start = int(year)
    if int(second) not in (start + 1, (start + 1) % 100):
        raise NotAMonth(
            f"{year}/{second} is not a financial year: it is followed by {start + 1}. Write 2024/25 M8, or 2024-11"
        )
    position = int(number)
    if not 1 <= position <= 12:
        raise NotAMonth(f"there is no Month {position}: a financial year has months 1 (April) to 12 (March)")
    return Month.containing(FinancialYear(start).first).plus(position - 1)


_READERS = (
    (_ISO, _iso),
    (_NAMED, _named),
    (_NAMED_SHORT, _named),
    (_DAY, _day),
    (_MONTH_AND_YEAR, _month_and_year),
    (_YEAR_FIRST, lambda found: _in_financial_year(found[1], found[2], found[3])),
    (_YEAR_LAST, lambda found: _in_financial_year(found[2], found[3], found[1])),
)


def _why_not(text: str) -> str:
    """What is wrong with a text that no pattern knows, and what to write."""
    if not text:
        return f"there is no month: {WRITE}, or delete the row"
    if _SUMS.fullmatch(text):
        return "this row is a total or an average, not a month: delete the row"
    if _SERIAL.fullmatch(text):
        return f"this is a number, not a month (Excel keeps dates as numbers): format the column as a date, or {WRITE}"
    if re.fullmatch(r"[0-9]{1,2}[ -/][A-Za-z]{3,9}|[A-Za-z]{3,9} [0-9]{1,2}", text):
        return f"the year is missing or unclear: {WRITE}"
    if re.search(r"Q[1-4]|quarter", text, re.IGNORECASE):
        return f"this is a quarter: give one row for each month, and {WRITE}"
    return f"this is not one month: {WRITE}, Nov-24, November 2024, 30/11/2024 or 2024/25 M8"
