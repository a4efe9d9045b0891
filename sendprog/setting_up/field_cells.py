"""Parsers of cells for the fields that no kind of file had before."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sendprog.loads.cell_parsers import CellError, ParsedCell, short_text
from sendprog.loads.date_cells import DayCell, MonthCell
from sendprog.loads.grid import Cell
from sendprog.loads.number_cells import number_text
from sendprog.loads.text_cells import ChoiceCell, YesNoCell
from sendprog.values.number_parsing import NumberError, parse_number
from sendprog.values.periods import Month


@dataclass(frozen=True)
class FirstOfMonthCell(MonthCell):
    """A month, stored as its first day."""

    def parse(self, cell: Cell) -> ParsedCell:
        parsed = super().parse(cell)
        return replace(parsed, value=parsed.value.first)

    def export(self, value: date, marker: str) -> str:
        return Month.containing(value).iso


@dataclass(frozen=True)
class DayTextCell(DayCell):
    """A day that names a record, as text: 2025-06-12."""

    def parse(self, cell: Cell) -> ParsedCell:
        parsed = super().parse(cell)
        return ParsedCell(parsed.value.isoformat() if parsed.value else "")

    def export(self, value: str, marker: str) -> str:
        return value or ""


@dataclass(frozen=True)
class DefaultYesNoCell(YesNoCell):
    """yes or no; empty is yes."""

    expects: str = "yes or no; yes if empty"

    def parse(self, cell: Cell) -> ParsedCell:
        return super().parse(cell) if short_text(cell) else ParsedCell(True)


@dataclass(frozen=True)
class DefaultChoiceCell(ChoiceCell):
    """One of a few choices; an empty cell is `usual`."""

    usual: str = ""

    def parse(self, cell: Cell) -> ParsedCell:
        parsed = super().parse(cell)
        return parsed if parsed.value else ParsedCell(self.usual)


@dataclass(frozen=True)
class NumberCell:
    """A number of any unit; empty is None."""

    expects: str = "A number such as 12 or 3.5"

    def parse(self, cell: Cell) -> ParsedCell:
        text = number_text(cell)
        if not text:
            return ParsedCell(None)
        try:
            return ParsedCell(parse_number(text, any_unit=True))
        except NumberError as error:
            raise CellError(str(error)) from error

    def export(self, value: Decimal | None, marker: str) -> Any:
        return None if value is None else f"{value.normalize():f}"
