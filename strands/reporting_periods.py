"""The window that an indicator's value for a month usually covers."""

from sendprog.values.periods import AcademicYear, FinancialYear, Month, Window
from sendprog.values.wording import MONTH_NAMES
from strands.choices import PeriodType

# The months in a period; the first period of each kind begins in January.
LENGTHS = {PeriodType.QUARTER: 3, PeriodType.TERM: 4, PeriodType.CALENDAR_YEAR: 12}
YEARS = {PeriodType.ACADEMIC_YEAR: AcademicYear, PeriodType.FINANCIAL_YEAR: FinancialYear}


def usual_window(month: Month, period_type: str, accumulates_from: str = "") -> Window:
    """The quarter, term or year that the month is in, or the month itself.

    A running total's window begins with the month named in `accumulates_from` and ends with this month.
    """
    start = accumulates_from.strip().capitalize()
    if start in MONTH_NAMES:
        months_since_start = (month.month - 1 - MONTH_NAMES.index(start)) % 12
        return Window.of_months(month.plus(-months_since_start), month)
    if period_type in YEARS:
        year = YEARS[PeriodType(period_type)].containing(month.first)
        return Window(year.first, year.last)
    length = LENGTHS.get(PeriodType(period_type), 1)
    first = month.plus(-((month.month - 1) % length))
    return Window.of_months(first, first.plus(length - 1))
