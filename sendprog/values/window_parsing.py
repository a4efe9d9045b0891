"""Windows as files write them (pure): a day, month, quarter, term, or a financial or academic year."""

import re

from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import AcademicYear, FinancialYear, PeriodError, Window, quoted

_YEARS = "(?:20)?[0-9]{2}[/-](?:20)?[0-9]{2}"
_ACADEMIC = re.compile(
    rf"(?:(?:academic|school) year,?|AY) ?(?P<after>{_YEARS})"
    rf"|(?P<before>{_YEARS}),? (?:academic|school) year",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(
    r"(?:(?:financial year|FY),? ?)?(?P<years>(?:20)?[0-9]{2}/(?:20)?[0-9]{2}|20[0-9]{2}-20[0-9]{2})",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"(?:calendar year )?([0-9]{4})", re.IGNORECASE)
HOW_TO_WRITE = (
    "write a day such as 2024-11-30, a month, a quarter, a term, 2023/24 or academic year 2023/24"
)


def window_from_text(text: str) -> Window:
    """The window that a text names: PeriodError, with what to write instead, for none."""
    plain = " ".join(text.split())
    if match := _ACADEMIC.fullmatch(plain):
        year = AcademicYear.parse(_whole_years(match["after"] or match["before"]))
        return Window(year.first, year.last)
    if match := _FINANCIAL.fullmatch(plain):
        financial = FinancialYear.parse(_whole_years(match["years"]))
        return Window(financial.first, financial.last)
    if match := _CALENDAR.fullmatch(plain):
        plain = match[1]
    try:
        known = PartialDate.parse(plain)
    except PeriodError as error:
        if "could mean" in str(error):
            raise
        raise PeriodError(f"{quoted(text)} is no day or period: {HOW_TO_WRITE}") from error
    return Window(known.first, known.last)


def _whole_years(years: str) -> str:
    """Two years as "2021/22", from "21/22" or "2021-2022" as well."""
    first, second = re.split("[/-]", years)
    return f"{first if len(first) == 4 else f'20{first}'}/{second[-2:]}"
