"""Parsers of cells that hold dates (pure): months, days, windows, and dates known less exactly."""

from dataclasses import dataclass
from datetime import date

from sendprog.loads.cell_parsers import CellError, ParsedCell, short_text
from sendprog.loads.grid import Cell, Holds
from sendprog.loads.number_formats import Shows
from sendprog.values.month_parsing import NotAMonth, month_of_date, parse_month
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import FinancialYear, Month, PeriodError
from sendprog.values.typed_amounts import date_from_text
from sendprog.values.window_parsing import HOW_TO_WRITE, window_from_text
from sendprog.values.wording import day as day_in_words
from sendprog.values.wording import lower_first
from sendprog.values.year_limits import year_problem


def shown_date(cell: Cell) -> PartialDate:
    """The date of a date cell, as exactly as the sheet shows it.

    CellError where it shows no year.
    """
    shows = cell.shows
    if shows in (Shows.DAY_WITHOUT_YEAR, Shows.MONTH_WITHOUT_YEAR):
        raise CellError(f"the sheet shows no year: {_without_year(cell.day)}")
    in_programme_years(cell.day)
    if shows is Shows.MONTH:
        return PartialDate(Precision.MONTH, cell.day.replace(day=1))
    if shows is Shows.YEAR:
        return PartialDate(Precision.YEAR, cell.day.replace(day=1, month=1))
    return PartialDate(Precision.DAY, cell.day)


def _without_year(day: date) -> str:
    """What a day without its year may mean: a spreadsheet makes 24 January of this year of "Jan
    24".
    """
    other = f", or {Month(2000 + day.day, day.month).iso} if {day:%B} 20{day.day:02} was typed"
    return f"it holds {day:%d %B %Y}. Write {Month.containing(day).iso}{other}"


def in_programme_years(day: date) -> date:
    """The day; CellError outside the years of the programme."""
    if problem := year_problem(day.year):
        raise CellError(lower_first(problem).removesuffix("."))
    return day


@dataclass(frozen=True)
class MonthCell:
    """A month, refused if it is after `until`."""

    until: Month | None = None
    expects: str = "A month such as 2024-11, Nov-24, November 2024, 30/11/2024 or 2024/25 M8"

    def parse(self, cell: Cell) -> ParsedCell:
        try:
            if cell.holds is Holds.DATE and cell.day:
                month = month_of_date(self.shown_month(cell))
            else:
                month = parse_month(short_text(cell))
        except NotAMonth as error:
            raise CellError(str(error)) from error
        if self.until and month > self.until:
            raise CellError(f"{month} is still to come: check the year")
        return ParsedCell(month, understood="" if cell.text.strip() == month.iso else month.label)

    @staticmethod
    def shown_month(cell: Cell) -> date:
        shown = shown_date(cell)
        if shown.precision is Precision.YEAR:
            raise CellError(f"the sheet shows the year {shown} alone: give one row for each month")
        return shown.first

    def export(self, value: Month, marker: str) -> str:
        return value.iso


@dataclass(frozen=True)
class FinancialYearCell:
    """A financial year, as the calendar year in which it begins; empty is None."""

    expects: str = "A financial year such as 2024/25"

    def parse(self, cell: Cell) -> ParsedCell:
        text = year_made_a_month(cell) or short_text(cell)
        if not text:
            return ParsedCell(None)
        try:
            year = FinancialYear.parse(text)
        except PeriodError as error:
            raise CellError(str(error)) from error
        in_programme_years(year.first)
        return ParsedCell(year.start, understood="" if text == year.label else year.label)

    def export(self, value: int | FinancialYear | None, marker: str) -> str:
        if value is None:
            return ""
        return value.label if isinstance(value, FinancialYear) else FinancialYear(value).label


def year_made_a_month(cell: Cell) -> str:
    """The financial year of which a spreadsheet made a month: "2011/12" of December 2011.

    "" for any other cell.
    """
    try:
        known = shown_date(cell) if cell.day else PartialDate.parse(cell.text.strip())
    except (CellError, PeriodError):
        return ""
    is_month = known.precision.rank <= 1 and known.first.day == 1
    is_made = is_month and (known.first.year + 1) % 100 == known.first.month
    return FinancialYear(known.first.year).label if is_made else ""


@dataclass(frozen=True)
class DayCell:
    """A day; empty is None."""

    expects: str = "A day such as 2024-11-30, 30/11/2024 or 30 November 2024"

    def parse(self, cell: Cell) -> ParsedCell:
        if cell.holds is Holds.DATE and cell.day:
            known = shown_date(cell)
        elif text := short_text(cell):
            known = parse_known_date(text)
        else:
            return ParsedCell(None)
        if known.precision is not Precision.DAY:
            raise CellError(f"{known} is not a day: write the day too, as 2024-11-30 or 30/11/2024")
        return ParsedCell(in_programme_years(known.first))

    def export(self, value: date | None, marker: str) -> str:
        return value.isoformat() if value else ""


def parse_known_date(text: str) -> PartialDate:
    """The day, month, quarter, term or year that a text names; raises CellError."""
    try:
        return date_from_text(text)
    except PeriodError as error:
        raise CellError(str(error)) from error


@dataclass(frozen=True)
class WindowCell:
    """The first day of a window, or the last; a month, term or year gives both. Empty is None."""

    is_last: bool = False
    expects: str = f"The first or last day of a window: {HOW_TO_WRITE.removeprefix('write ')}"

    def parse(self, cell: Cell) -> ParsedCell:
        if cell.holds is Holds.DATE and cell.day:
            known = shown_date(cell)
            return self.parsed(cell, known.first, known.last)
        text = short_text(cell)
        if not text:
            return ParsedCell(None)
        try:
            window = window_from_text(text)
        except PeriodError as error:
            raise CellError(str(error)) from error
        return self.parsed(cell, window.first, window.last)

    def parsed(self, cell: Cell, first: date, last: date) -> ParsedCell:
        day = in_programme_years(last if self.is_last else first)
        understood = "" if cell.text.strip() == day.isoformat() else day_in_words(day)
        return ParsedCell(
            day, understood=understood, until=None if first == last or self.is_last else last
        )

    def export(self, value: date | None, marker: str) -> str:
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class PartialDateCell:
    """A date known to the day, month, quarter, term or year; empty is None."""

    expects: str = (
        "A date such as 14 August 2024, September 2025, January to March 2025, autumn term 2025 "
        "or 2026"
    )

    def parse(self, cell: Cell) -> ParsedCell:
        if cell.holds is Holds.DATE and cell.day:
            known = shown_date(cell)
            return ParsedCell(
                known,
                understood=str(known),
                warning=self.whole_month(known),
                sheet_day=first_of_month(known),
            )
        text = short_text(cell)
        if not text:
            return ParsedCell(None)
        known = parse_known_date(text)
        in_programme_years(known.first)
        return ParsedCell(
            known,
            understood="" if str(known) == text else str(known),
            sheet_day=first_of_month(known),
        )

    @staticmethod
    def whole_month(known: PartialDate) -> str:
        """A question about the first day of a month, which spreadsheets make of a month."""
        if first_of_month(known) is None:
            return ""
        month = Month.containing(known.first).label
        return (
            f"The sheet shows the day {known}: if the whole month is meant, write {month} as text."
        )

    def export(self, value: PartialDate | None, marker: str) -> str:
        return str(value) if value else ""


def first_of_month(known: PartialDate) -> date | None:
    """The day, if it is the first of a month."""
    return known.first if known.precision is Precision.DAY and known.first.day == 1 else None
