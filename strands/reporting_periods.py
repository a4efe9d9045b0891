"""The days that a month's value of an indicator usually covers."""

from sendprog.values.periods import AcademicYear, FinancialYear, Month, Window
from sendprog.values.wording import MONTH_NAMES
from strands.choices import PeriodType

# Months a period takes; each kind starts afresh in January.
LENGTHS = {PeriodType.QUARTER: 3, PeriodType.TERM: 4, PeriodType.CALENDAR_YEAR: 12}
YEARS = {PeriodType.ACADEMIC_YEAR: AcademicYear, PeriodType.FINANCIAL_YEAR: FinancialYear}


def usual_window(month: Month, period_type: str, accumulates_from: str = "") -> Window:
    """The quarter, term or year that the month falls in; from the month a running total starts in; else the month."""
    if accumulates_from.strip().capitalize() in MONTH_NAMES:
        months_in = (month.month - 1 - MONTH_NAMES.index(accumulates_from.strip().capitalize())) % 12
        return Window.of_months(month.plus(-months_in), month)
    if period_type in YEARS:
        year = YEARS[PeriodType(period_type)].containing(month.first)
        return Window(year.first, year.last)
    length = LENGTHS.get(PeriodType(period_type), 1)
    first = month.plus(-((month.month - 1) % length))
    return Window.of_months(first, first.plus(length - 1))
