"""Parsers of cells, a class for each kind of column (pure): by explicit patterns, nothing is guessed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sendprog.loads.grid import Cell, Holds
from sendprog.loads.months import NotAMonth, month_of_date, parse_month
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import FinancialYear, Month, PeriodError
from sendprog.values.references import LONGEST_REFERENCE, normalised_reference, reference_problem
from sendprog.values.year_limits import year_problem

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UK_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


# Characters. No month, date, number, choice or reference is longer.
LONGEST_VALUE = 200


class CellError(ValueError):
    """The cell does not fit its column; the message names the fix."""


@dataclass(frozen=True)
class ParsedCell:
    """A cell's value and marker.

    understood: how the text was interpreted, "" when it is the value itself. warning: to be answered.
    """

    value: Any = None
    marker: str = ""
    understood: str = ""
    warning: str = ""


class CellParser(Protocol):
    """Parses the cells of a column; `expects` describes in plain words what they may hold."""

    @property
    def expects(self) -> str: ...

    def parse(self, cell: Cell) -> ParsedCell:
        """The cell's value; raises CellError."""
        ...

    def export(self, value: Any, marker: str) -> Any:
        """A stored value as a cell that parses back to the same value."""
        ...


def plain_text(cell: Cell) -> str:
    """The cell's text, stripped; CellError for an error, a date or a cell without a value of its own."""
    if cell.holds is Holds.ERROR:
        raise CellError("the spreadsheet could not work this out: correct the formula, or type the value")
    if cell.holds is Holds.NO_VALUE:
        raise CellError(
            "this cell holds no value of its own "
            "(a merged cell, or a formula never calculated): type the value"
        )
    if cell.holds is Holds.DATE:
        raise CellError(
            "this is a date, not what belongs here: format the cell as a number or text, and type the value"
        )
    return cell.text.strip()


def in_programme_years(day: date) -> date:
    """The day; CellError outside the years of the programme."""
    if problem := year_problem(day.year):
        raise CellError(f"{problem[0].lower()}{problem[1:]}".removesuffix("."))
    return day


def short_text(cell: Cell) -> str:
    """As plain_text(); CellError as well for a text too long to be compared with patterns."""
    text = plain_text(cell)
    if len(text) > LONGEST_VALUE:
        raise CellError(f"this has {len(text):,} characters: write the value alone")
    return text


@dataclass(frozen=True)
class MonthCell:
    """A month, refused if it is after `until`."""

    until: Month | None = None
    expects: str = "A month such as 2024-11, Nov-24, November 2024, 30/11/2024 or 2024/25 M8"

    def parse(self, cell: Cell) -> ParsedCell:
        try:
            if cell.holds is Holds.DATE and cell.day:
                month = month_of_date(cell.day)
            else:
                month = parse_month(short_text(cell))
        except NotAMonth as error:
            raise CellError(str(error)) from error
        if self.until and month > self.until:
            raise CellError(f"{month} is still to come: check the year")
        return ParsedCell(month, understood="" if cell.text.strip() == month.iso else month.label)

    def export(self, value: Month, marker: str) -> str:
        return value.iso


@dataclass(frozen=True)
class FinancialYearCell:
    """A financial year, as the calendar year in which it begins; empty is None."""

    expects: str = "A financial year such as 2024/25"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell)
        if not text:
            return ParsedCell(None)
        try:
            year = FinancialYear.parse(text)
        except PeriodError as error:
            raise CellError(str(error)) from error
        in_programme_years(year.first)
        return ParsedCell(year.start, understood=year.label)

    def export(self, value: int | FinancialYear, marker: str) -> str:
        return value.label if isinstance(value, FinancialYear) else FinancialYear(value).label


@dataclass(frozen=True)
class TextCell:
    """Text of at most `longest` characters; `lines` allows line breaks."""

    longest: int = 200
    lines: bool = False

    @property
    def expects(self) -> str:
        return f"Text, at most {self.longest:,} characters"

    def parse(self, cell: Cell) -> ParsedCell:
        text = plain_text(cell).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.longest:
            raise CellError(f"this has {len(text):,} characters: shorten it to {self.longest:,} or fewer")
        visible = text.replace("\n", "").replace("\t", "") if self.lines else text
        if not visible.isprintable():
            raise CellError(
                "there are characters that can't be seen "
                "(a line break, a control or a direction mark): type it again"
            )
        return ParsedCell(text)

    def export(self, value: str, marker: str) -> str:
        return value


@dataclass(frozen=True)
class ReferenceCell:
    """A reference as the council writes it. `reserved`: slugs that a page of the site has already."""

    reserved: Collection[str] = ()
    expects: str = f"A reference such as SEND 12 or MS/4, at most {LONGEST_REFERENCE} characters"

    def parse(self, cell: Cell) -> ParsedCell:
        reference = normalised_reference(short_text(cell))
        problem = reference_problem(reference, self.reserved) if reference else ""
        if problem:
            raise CellError(f"{problem[0].lower()}{problem[1:]}".removesuffix("."))
        return ParsedCell(reference)

    def export(self, value: str, marker: str) -> str:
        return value


@dataclass(frozen=True)
class ChoiceCell:
    """One of a few choices, by stored value or label in any capitals; empty is an empty text."""

    choices: Mapping[str, str] = field(hash=False)

    @property
    def expects(self) -> str:
        return f"One of: {', '.join(self.choices.values())}"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell)
        if not text:
            return ParsedCell("")
        for value, label in self.choices.items():
            if text.lower() in (str(value).lower(), label.lower()):
                return ParsedCell(value)
        raise CellError(f"this is none of the choices: write one of {', '.join(self.choices.values())}")

    def export(self, value: str, marker: str) -> str:
        return self.choices.get(value, value)


@dataclass(frozen=True)
class DayCell:
    """A day; empty is None."""

    expects: str = "A day such as 2024-11-30 or 30/11/2024"

    def parse(self, cell: Cell) -> ParsedCell:
        if cell.holds is Holds.DATE and cell.day:
            return ParsedCell(in_programme_years(cell.day))
        text = short_text(cell)
        if not text:
            return ParsedCell(None)
        if match := _ISO_DAY.fullmatch(text):
            year, month, day = match.groups()
        elif match := _UK_DAY.fullmatch(text):
            day, month, year = match.groups()
        else:
            raise CellError("this is not a day: write it as 2024-11-30, or 30/11/2024 (day first)")
        try:
            parsed = date(int(year), int(month), int(day))
        except ValueError as error:
            raise CellError(
                "there is no such day: write it as 2024-11-30, or 30/11/2024 (day first)"
            ) from error
        return ParsedCell(in_programme_years(parsed))

    def export(self, value: date | None, marker: str) -> str:
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class PartialDateCell:
    """A date known to the day, month, quarter, term or year; empty is None."""

    expects: str = (
        "A date such as 14 August 2024, September 2025, January to March 2025, autumn term 2025 or 2026"
    )

    def parse(self, cell: Cell) -> ParsedCell:
        if cell.holds is Holds.DATE and cell.day:
            return ParsedCell(PartialDate(Precision.DAY, in_programme_years(cell.day)))
        text = short_text(cell)
        if not text:
            return ParsedCell(None)
        try:
            day = PartialDate.parse(text)
        except PeriodError as error:
            raise CellError(str(error)) from error
        in_programme_years(day.first)
        return ParsedCell(day, understood="" if str(day) == text else str(day))

    def export(self, value: PartialDate | None, marker: str) -> str:
        return str(value) if value else ""


@dataclass(frozen=True)
class YesNoCell:
    """yes or no; empty is no."""

    expects: str = "yes or no"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell).lower()
        if text in ("yes", "true"):
            return ParsedCell(True)
        if text in ("", "no", "false"):
            return ParsedCell(False)
        raise CellError("this is neither yes nor no: write one of the two")

    def export(self, value: bool, marker: str) -> str:
        return "yes" if value else "no"
