"""The window that an indicator's value for a month usually covers, and how often a value comes
(pure).
"""

from sendprog.values.frequency import Frequency
from sendprog.values.periods import AcademicYear, FinancialYear, Month, Window
from sendprog.values.wording import MONTH_NAMES
from strands.choices import PeriodType

# The months in a period; the first period of each kind begins in January.
LENGTHS = {PeriodType.QUARTER: 3, PeriodType.TERM: 4, PeriodType.CALENDAR_YEAR: 12}
FREQUENCIES = {
    PeriodType.MONTH: Frequency.MONTHLY,
    PeriodType.QUARTER: Frequency.QUARTERLY,
    PeriodType.TERM: Frequency.TERMLY,
    PeriodType.ACADEMIC_YEAR: Frequency.YEARLY,
    PeriodType.FINANCIAL_YEAR: Frequency.YEARLY,
    PeriodType.CALENDAR_YEAR: Frequency.YEARLY,
}
YEARS = {PeriodType.ACADEMIC_YEAR: AcademicYear, PeriodType.FINANCIAL_YEAR: FinancialYear}


def usual_window(month: Month, period_type: str, accumulates_from: str = "") -> Window:
    """The quarter, term or year that the month is in, or the month itself.

    A running total's window begins with the month named in `accumulates_from` and ends with this
    month.
    """
    start = restart_month(period_type, accumulates_from)
    if start:
        return Window.of_months(month.plus(-((month.month - start) % 12)), month)
    if period_type == PeriodType.ROLLING_YEAR:
        return Window.of_months(month.plus(-11), month)
    if period_type in YEARS:
        year = YEARS[PeriodType(period_type)].containing(month.first)
        return Window(year.first, year.last)
    length = LENGTHS.get(PeriodType(period_type), 1)
    first = month.plus(-((month.month - 1) % length))
    return Window.of_months(first, first.plus(length - 1))


def restart_month(period_type: str, accumulates_from: str = "") -> int | None:
    """The month in which a running total starts again: the named one, April of a year to date.

    Else None.
    """
    name = accumulates_from.strip().capitalize()
    if name in MONTH_NAMES:
        return MONTH_NAMES.index(name) + 1
    return FinancialYear.FIRST_MONTH if period_type == PeriodType.YEAR_TO_DATE else None


def usual_frequency(period_type: str) -> Frequency:
    """Once a period; when it comes, for a period without a rhythm."""
    return FREQUENCIES.get(PeriodType(period_type), Frequency.IRREGULAR)


def first_month_of_year(period_type: str) -> int:
    """The month in which the years of an indicator begin: September, January or April."""
    if period_type == PeriodType.CALENDAR_YEAR:
        return 1
    return YEARS.get(PeriodType(period_type), FinancialYear).FIRST_MONTH
