"""Numbers in cells (pure): counts, pounds and measures, with the markers beside a number or in its
place.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sendprog.loads.cell_parsers import CellError, ParsedCell, short_text
from sendprog.loads.grid import Cell, Holds
from sendprog.values.markers import parse_marker
from sendprog.values.number_parsing import NumberError, parse_number, typed_form
from sendprog.values.typed_amounts import SMALLEST_DEFICIT, count_from_text, pounds_from_text
from sendprog.values.units import Unit

# Excel shows 15 significant digits; those beyond are binary noise.
_DIGITS_OF_EXCEL = ".15g"
_WITH_MARKER = re.compile(r"(.*?) ?\[([a-z]+)\]")
_CLOCK = re.compile(r"([0-9]{1,9}):([0-5][0-9])(?::([0-5][0-9]))?")


def number_text(cell: Cell) -> str:
    """The text of a number; a workbook's number with the digits that Excel shows.

    Raises CellError.
    """
    text = short_text(cell)
    if cell.holds is Holds.TRUE_OR_FALSE:
        raise CellError("this is true or false, not a number: type the number")
    if cell.holds is not Holds.NUMBER or text.endswith("%"):
        return text
    return f"{Decimal(format(float(text), _DIGITS_OF_EXCEL)):f}"


def split_marker(text: str) -> tuple[str, str]:
    """A number and the marker beside it: "167 [p]" is ("167", "p"), "[c]" is ("", "c").

    Raises CellError.
    """
    match = _WITH_MARKER.fullmatch(text)
    if not match:
        return text, ""
    try:
        marker = parse_marker(match[2])
    except ValueError as error:
        raise CellError(str(error)) from error
    if marker is None:
        return text, ""
    if bool(match[1]) == marker.means_no_value:
        place = "replaces a number" if marker.means_no_value else "goes beside a number"
        raise CellError(
            f"{marker.symbol} ({marker.label}) {place}: give the number, or the marker alone"
        )
    return match[1].strip(), marker.value


def parse_symbol(text: str) -> ParsedCell | None:
    """A marker in place of a number, as in official statistics (c, x, z or low); None for any other
    text.
    """
    try:
        marker = parse_marker(text)
    except ValueError:
        return None
    if marker is None or not marker.means_no_value:
        return None
    return ParsedCell(None, marker.value, f"{marker.symbol} {marker.label}")


@dataclass(frozen=True)
class CountCell:
    """A whole number from 0 to a million, or a marker that says why there is none.

    of_seconds: a time is read as its seconds.
    """

    of_seconds: bool = False
    expects: str = (
        "A whole number such as 167 or 1,070; "
        "or [c] suppressed, [x] not available, [z] not applicable"
    )

    def parse(self, cell: Cell) -> ParsedCell:
        if self.of_seconds and (cell.holds is Holds.TIME or _CLOCK.fullmatch(cell.text.strip())):
            return self.parse_time(cell)
        text, marker = split_marker(number_text(cell))
        if not text:
            return ParsedCell(None, marker)
        if symbol := parse_symbol(text):
            return symbol
        try:
            value = count_from_text(text)
        except NumberError as error:
            raise CellError(str(error)) from error
        return ParsedCell(value, marker, "" if text == str(value) else f"{value:,}")

    @staticmethod
    def parse_time(cell: Cell) -> ParsedCell:
        """The seconds of a time; CellError where "4:35" may be minutes and seconds, or hours and
        minutes.
        """
        first, second, third = _CLOCK.fullmatch(cell.text.strip()).groups()
        seconds = cell.seconds
        if third is not None:
            seconds = int(first) * 3600 + int(second) * 60 + int(third)
        if seconds is None:
            short, long = int(first) * 60 + int(second), int(first) * 3600 + int(second) * 60
            raise CellError(
                f"this may be minutes and seconds ({short:,} seconds) or hours and minutes ({long:,}): "
                "write the seconds"
            )
        return ParsedCell(seconds, understood=f"{seconds:,} seconds")

    def export(self, value: int | None, marker: str) -> Any:
        return with_marker(value, marker)


def with_marker(value: Any, marker: str) -> Any:
    """The number, the marker, or the two together; None for neither."""
    if not marker:
        return value
    return f"[{marker}]" if value is None else f"{value} [{marker}]"


@dataclass(frozen=True)
class PoundsCell:
    """Money in pounds, a deficit positive.

    An amount below `smallest` without a scale (k, m) is refused as a slip of units; below `few` it
    gets a warning. below_zero: what an amount with a minus is; "" where it is unusual.
    """

    smallest: int = SMALLEST_DEFICIT
    few: int = 1_000_000
    below_zero: str = "a surplus"

    @property
    def expects(self) -> str:
        minus = f"; {self.below_zero} has a minus" if self.below_zero else ""
        return f"Pounds in full, such as 51600000 or £51,600,000, or 51.6m{minus}"

    def parse(self, cell: Cell) -> ParsedCell:
        text, marker = split_marker(number_text(cell))
        if not text:
            return ParsedCell(None, marker)
        if symbol := parse_symbol(text):
            return symbol
        try:
            value = pounds_from_text(text, smallest=self.smallest)
        except NumberError as error:
            raise CellError(str(error)) from error
        warnings = []
        if value < 0:
            meaning = f"it is read as {self.below_zero}." if self.below_zero else "is this right?"
            warnings.append(f"Below 0: {meaning}")
        if 0 < abs(value) < self.few:
            warnings.append(f"£{abs(value):,} is less than £1 million: were thousands meant?")
        understood = "" if text == f"{value:f}".removesuffix(".00") else f"£{value:,.2f}"
        return ParsedCell(value, marker, understood, " ".join(warnings))

    def export(self, value: Decimal | None, marker: str) -> Any:
        """An amount that would be taken for a slip of units is written in thousands."""
        if value is None:
            return with_marker(value, marker)
        is_small = 0 < abs(value) < self.smallest
        return with_marker(f"{value / 1000:f}k" if is_small else without_pence(value), marker)


def without_pence(value: Decimal) -> int | Decimal:
    """A whole amount as an integer; any other amount unchanged."""
    return int(value) if value == value.to_integral_value() else value


@dataclass(frozen=True)
class RawNumberCell:
    """A number left as text, to be parsed when its unit is known from another cell."""

    expects: str = "A number in the indicator's own unit"

    def parse(self, cell: Cell) -> ParsedCell:
        text, marker = split_marker(number_text(cell))
        return parse_symbol(text) or ParsedCell(text, marker)

    def export(self, value: Any, marker: str) -> Any:
        return with_marker(value if value is None else without_pence(value), marker)


@dataclass(frozen=True)
class MeasureCell:
    """A number of one unit, such as a score out of five."""

    unit: Unit
    places: int = 2

    @property
    def expects(self) -> str:
        return f"A number ({self.unit.label}), at most {self.places} decimal places"

    def parse(self, cell: Cell) -> ParsedCell:
        text, marker = split_marker(number_text(cell))
        if not text:
            return ParsedCell(None, marker)
        try:
            value = parse_number(text, unit=self.unit, places=self.places)
        except NumberError as error:
            raise CellError(str(error)) from error
        return ParsedCell(
            value, marker, understood="" if typed_form(value) == text else typed_form(value)
        )

    def export(self, value: Decimal | None, marker: str) -> Any:
        return value if value is None else without_pence(value)


NUMBER_CELLS = (CountCell, PoundsCell, RawNumberCell, MeasureCell)
