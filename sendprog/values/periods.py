"""Months, financial and academic years, and windows (pure, with no clock: callers pass the date)."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from typing import ClassVar, Self

from sendprog.values.wording import MONTH_NAMES, day, noun, small_number_in_words

FIRST_YEAR, LAST_YEAR = 1900, 2199
_LONGEST_ECHO = 60


class PeriodError(ValueError):
    """The text or value is no valid period; the message says what to write instead."""


def quoted(text: str) -> str:
    """The text for an error message: at most 60 characters, unprintable ones as "?"."""
    short = text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 3] + "..."
    return "".join(letter if letter.isprintable() else "?" for letter in short)


def checked_year(year: int) -> int:
    """The year; PeriodError outside 1900 to 2199, which must be a typing error."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(f"The year {year} is outside {FIRST_YEAR} to {LAST_YEAR}: check the year")
    return year


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; PeriodError unless month is 1 to 12."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and MINYEAR <= self.year <= MAXYEAR):
            raise PeriodError(
                f"There is no month {self.month} of {self.year}: months run from 1 to 12"
            )

    @classmethod
    def containing(cls, when: date) -> "Month":
        """The month a day falls in."""
        return cls(when.year, when.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Parse "2024-11"; PeriodError for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if not match:
            raise PeriodError(f"{quoted(text)} is not a month: write it like 2024-11")
        return cls(checked_year(int(match[1])), int(match[2]))

    def __str__(self) -> str:
        return self.label

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def name(self) -> str:
        """ "November"."""
        return MONTH_NAMES[self.month - 1]

    @property
    def label(self) -> str:
        """ "November 2024"."""
        return f"{self.name} {self.year}"

    @property
    def short(self) -> str:
        """ "Nov 2024"."""
        return f"{self.name[:3]} {self.year}"

    @property
    def iso(self) -> str:
        """ "2024-11"."""
        return f"{self.year:04}-{self.month:02}"

    def plus(self, months: int) -> "Month":
        """The month this many months later, or earlier if negative."""
        years, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, index + 1)

    @property
    def next(self) -> "Month":
        return self.plus(1)

    @property
    def previous(self) -> "Month":
        return self.plus(-1)

    def months_until(self, other: "Month") -> int:
        """The number of months to the other: 0 for the same month, negative if it is earlier."""
        return (other.year - self.year) * 12 + other.month - self.month

    @property
    def financial_year(self) -> "FinancialYear":
        """The financial year it falls in."""
        return FinancialYear.containing(self.first)

    @property
    def number_in_financial_year(self) -> int:
        """April is 1, November 8, March 12."""
        return (self.month - FinancialYear.FIRST_MONTH) % 12 + 1

    @property
    def financial_label(self) -> str:
        """ "Month 8 (November 2024)"; always with the name, since Month 8 is not August."""
        return f"Month {self.number_in_financial_year} ({self.label})"


@dataclass(frozen=True, order=True)
class _TwelveMonths:
    """A year of twelve whole months that starts in FIRST_MONTH of the calendar year `start`."""

    FIRST_MONTH: ClassVar[int]
    KIND: ClassVar[str]
    SUFFIX: ClassVar[str]

    start: int

    @classmethod
    def containing(cls, when: date) -> Self:
        """The year a day falls in."""
        return cls(when.year if when.month >= cls.FIRST_MONTH else when.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse "2024/25" or a label; PeriodError if it is neither, or the years are not
        consecutive.
        """
        match = re.fullmatch(r"([0-9]{4})/([0-9]{2})", text.strip().removesuffix(cls.SUFFIX))
        if not match:
            raise PeriodError(f"{quoted(text)} is not {cls.KIND}: write it like 2024/25")
        year = cls(checked_year(int(match[1])))
        if int(match[2]) != (year.start + 1) % 100:
            raise PeriodError(
                f"{match[0]} is not {cls.KIND}: its two years must be consecutive, write {year._years}"
            )
        return year

    def __str__(self) -> str:
        return self.label

    @property
    def first(self) -> date:
        return self._first_month.first

    @property
    def last(self) -> date:
        return self._first_month.plus(11).last

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self._first_month.plus(number) for number in range(12))

    @property
    def _first_month(self) -> Month:
        return Month(self.start, self.FIRST_MONTH)

    @property
    def label(self) -> str:
        """ "2024/25", with its suffix if it is not a financial year."""
        return self._years + self.SUFFIX

    @property
    def _years(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02}"


class FinancialYear(_TwelveMonths):
    """A local authority's financial year: 1 April to 31 March, "2024/25"."""

    FIRST_MONTH = 4
    KIND = "a financial year"
    SUFFIX = ""


class AcademicYear(_TwelveMonths):
    """A school year: 1 September to 31 August, "2024/25 academic year"."""

    FIRST_MONTH = 9
    KIND = "an academic year"
    SUFFIX = " academic year"


@dataclass(frozen=True, order=True)
class Window:
    """The days that a figure covers, both ends included; PeriodError if the last is before the
    first.

    The label does not count in comparisons.
    """

    first: date
    last: date
    label: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodError(
                f"A window cannot end on {day(self.last)}, before its first day {day(self.first)}: swap them"
            )
        if not self.label:
            object.__setattr__(self, "label", self._default_label())

    @classmethod
    def of_months(cls, first: Month, last: Month) -> "Window":
        """From the first day of one month to the last day of another."""
        return cls(first.first, last.last)

    def __str__(self) -> str:
        return self.label

    @property
    def days(self) -> int:
        """The number of days, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int | None:
        """The number of months; None if it does not consist of whole months."""
        start, end = Month.containing(self.first), Month.containing(self.last)
        whole = self.first == start.first and self.last == end.last
        return start.months_until(end) + 1 if whole else None

    @property
    def length_in_words(self) -> str:
        """ "six months", "one year" (twelve whole months), "17 days"."""
        if self.months is None:
            number, unit = self.days, "day"
        elif self.months % 12:
            number, unit = self.months, "month"
        else:
            number, unit = self.months // 12, "year"
        return f"{small_number_in_words(number)} {noun(number, unit)}"

    def same_length(self, other: "Window") -> bool:
        """Whether both have as many whole months or, if neither has whole months, as many days."""
        if self.months is None and other.months is None:
            return self.days == other.days
        return self.months == other.months

    def _default_label(self) -> str:
        start, end = Month.containing(self.first), Month.containing(self.last)
        if self.months is None:
            return self._label_in_days(start, end)
        if start == end:
            return end.label
        if self.months == 12 and start.month == 1:
            return str(start.year)
        return f"{start.name if start.year == end.year else start.label} to {end.label}"

    def _label_in_days(self, start: Month, end: Month) -> str:
        if self.first == self.last:
            return day(self.last)
        from_day = str(self.first.day) if start == end else f"{self.first.day} {start.name}"
        return f"{from_day if start.year == end.year else day(self.first)} to {day(self.last)}"


def days_in_words(first: date | None, last: date | None) -> str:
    """ "April 2025 to March 2026", "from 1 April 2025", "until 31 March 2026".

    "" without either day.
    """
    if first and last:
        return Window(first, last).label
    if first:
        return f"from {day(first)}"
    return f"until {day(last)}" if last else ""
