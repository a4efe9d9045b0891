"""Numbers in cells (pure): counts, pounds, and the markers that stand beside a number or in its place."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sendprog.loads.cell_parsers import Read, Refused, plain_text
from sendprog.loads.grid import Cell, Holds
from sendprog.values.markers import parse_marker
from sendprog.values.measures import Unit
from sendprog.values.numbers import NumberError, parse_number, typed_form

LARGEST_COUNT = 1_000_000
LARGEST_POUNDS = Decimal(10) ** 11
# What Excel shows of a number; the digits beyond are binary noise.
_DIGITS_OF_EXCEL = ".15g"
_COUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.0+)?")
_POUNDS = re.compile(
    r"(?P<minus>-?) ?£? ?(?P<minus_after>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})"
    r"(?:\.(?P<part>[0-9]{1,15}))?(?P<scale> ?(?:k|m|million))?",
    re.IGNORECASE,
)
_WITH_MARKER = re.compile(r"(.*?) ?\[([a-z]+)\]")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "million": 1_000_000}
_BRACKETS = re.compile(r"\(.*\)")
_SMALL_RANGE = re.compile(r"[0-9]+ ?[-–] ?[0-9]+|[<≤][0-9]+")


def number_text(cell: Cell) -> str:
    """As plain_text; a workbook's number with the digits that Excel shows."""
    text = plain_text(cell)
    if cell.holds is Holds.TRUE_OR_FALSE:
        raise Refused("this is true or false, not a number: type the number")
    if cell.holds is not Holds.NUMBER:
        return text
    return f"{Decimal(format(float(text), _DIGITS_OF_EXCEL)):f}"


def split_marker(text: str) -> tuple[str, str]:
    """A number and the marker beside it: "167 [p]" is ("167", "p"), "[c]" is ("", "c")."""
    found = _WITH_MARKER.fullmatch(text)
    if not found:
        return text, ""
    try:
        marker = parse_marker(found[2])
    except ValueError as error:
        raise Refused(str(error)) from error
    if marker is None:
        return text, ""
    if bool(found[1]) == marker.means_no_value:
        wanted = "stands in place of a number" if marker.means_no_value else "stands beside a number"
        raise Refused(f"{marker.symbol} ({marker.label}) {wanted}: give the number, or the marker alone")
    return found[1].strip(), marker.value


def symbol(text: str) -> Read | None:
    """What stands in place of a number, as official statistics write it: c, x, z or low; None when it is something else."""
    try:
        marker = parse_marker(text)
    except ValueError:
        return None
    if marker is None or not marker.means_no_value:
        return None
    return Read(None, marker.value, f"{marker.symbol} {marker.label}")


def no_number(text: str) -> str:
    """What to write instead of a text that is no number."""
    if _SMALL_RANGE.fullmatch(text):
        return "a range is not a number: write the number, or [c] where it is suppressed"
    if text in ("*", ".", "..", ":", "-", "–", "—") or text.lower() in ("n/a", "na", "none", "nil", "tbc"):
        return "this symbol has several meanings: write 0, or [c] suppressed, [x] not available, [z] not applicable"
    return ""


@dataclass(frozen=True)
class Count:
    """A whole number from 0 to a million, or a marker that says why there is none."""

    wanted: str = (
        "A whole number such as 167 or 1,070; or [c] suppressed, [x] not available, [z] not applicable"
    )

    def read(self, cell: Cell) -> Read:
        text, marker = split_marker(number_text(cell))
        if not text:
            return Read(None, marker)
        if found := symbol(text):
            return found
        match = _COUNT.fullmatch(text)
        if not match:
            raise Refused(no_number(text) or self._why_not(text))
        value = int(match[1].replace(",", ""))
        if value > LARGEST_COUNT:
            raise Refused("this is more than a million: check the digits")
        return Read(value, marker, "" if text == str(value) else f"{value:,}")

    @staticmethod
    def _why_not(text: str) -> str:
        if re.fullmatch(r"[0-9]+\.[0-9]+", text):
            return "a count is a whole number: write it without a fraction or a dot"
        if re.match(r"[-−(]", text):
            return "a count can't be below 0: write the number without a sign"
        if re.fullmatch(r"[0-9.,]+ ?(k|m)", text, re.IGNORECASE):
            return "write the count in full, for example 9812"
        if re.fullmatch(r"[0-9]+ ?[a-z]{1,3}", text, re.IGNORECASE):
            return "a letter stands beside the number: write the number alone, or with a marker in brackets, such as 167 [p]"
        return "this is not a whole number: write digits alone, for example 167"

    def written(self, value: int | None, marker: str) -> Any:
        return with_marker(value, marker)


def with_marker(value: Any, marker: str) -> Any:
    """The number, the marker, or the two together; None for neither."""
    if not marker:
        return value
    return f"[{marker}]" if value is None else f"{value} [{marker}]"


@dataclass(frozen=True)
class Pounds:
    """Money in pounds, a deficit positive. An amount nearer 0 than `smallest` is a slip of units; below `few` is asked about."""

    smallest: int = 10_000
    few: int = 1_000_000
    wanted: str = "Pounds in full, such as 51600000 or £51,600,000, or 51.6m; a surplus has a minus"

    def read(self, cell: Cell) -> Read:
        text, marker = split_marker(number_text(cell))
        if not text:
            return Read(None, marker)
        if found := symbol(text):
            return found
        match = _POUNDS.fullmatch(text)
        if not match or (match["minus"] and match["minus_after"]):
            raise Refused(no_number(text) or self._why_not(text))
        scale = (match["scale"] or "").strip().lower()
        value = Decimal(f"{match['whole'].replace(',', '')}.{match['part'] or '0'}") * _SCALES[scale]
        if value != value.quantize(Decimal("0.01")):
            raise Refused("there are parts of a penny: write at most two decimal places")
        return self._judged(-value if match["minus"] or match["minus_after"] else value, text, scale, marker)

    def _judged(self, value: Decimal, text: str, scale: str, marker: str) -> Read:
        value = value.quantize(Decimal("0.01"))
        if abs(value) >= LARGEST_POUNDS:
            raise Refused("this is more than a hundred thousand million pounds: check the digits")
        if 0 < abs(value) < self.smallest and not scale:
            raise Refused(
                f"£{value:,} is too small for this column: it looks like millions or thousands. Write pounds in full, "
                f"for example {text.removeprefix('£')}m or 51600000"
            )
        warning = "Below 0: it is read as a surplus." if value < 0 else ""
        if 0 < abs(value) < self.few:
            warning += f" £{abs(value):,} is less than £1 million: were thousands meant?"
        return Read(
            value,
            marker,
            "" if text == f"{value:f}".removesuffix(".00") else f"£{value:,.2f}",
            warning.strip(),
        )

    @staticmethod
    def _why_not(text: str) -> str:
        if _BRACKETS.fullmatch(text):
            return "brackets can mean a deficit or a surplus: write a minus before a surplus, and nothing before a deficit"
        if "," in text:
            return "the commas don't stand in threes: write 51600000 or 51,600,000"
        return "this is not an amount of money: write pounds in full, for example 51600000, or 51.6m"

    def written(self, value: Decimal | None, marker: str) -> Any:
        return with_marker(value if value is None else number(value), marker)


def number(value: Decimal) -> int | Decimal:
    """A whole amount as an integer, so that files show no needless pence."""
    return int(value) if value == value.to_integral_value() else value


@dataclass(frozen=True)
class AsWritten:
    """A number whose unit another cell decides: read later, kept as its text."""

    wanted: str = "A number in the indicator's own unit"

    def read(self, cell: Cell) -> Read:
        text, marker = split_marker(number_text(cell))
        return symbol(text) or Read(text, marker) if text else Read("", marker)

    def written(self, value: Any, marker: str) -> Any:
        return with_marker(value if value is None else number(value), marker)


@dataclass(frozen=True)
class Measured:
    """A number of one unit, such as a score out of five."""

    unit: Unit
    places: int = 2

    @property
    def wanted(self) -> str:
        return f"A number ({self.unit.label}), at most {self.places} decimal places"

    def read(self, cell: Cell) -> Read:
        text = number_text(cell)
        if not text:
            return Read(None)
        try:
            value = parse_number(text, unit=self.unit, places=self.places)
        except NumberError as error:
            raise Refused(str(error)) from error
        return Read(value, understood="" if typed_form(value) == text else typed_form(value))

    def written(self, value: Decimal | None, marker: str) -> Any:
        return value if value is None else number(value)
