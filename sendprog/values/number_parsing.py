"""Parsing of typed numbers (pure). Anything ambiguous is refused, with what to write instead."""

import re
from decimal import Decimal

from sendprog.values.periods import quoted
from sendprog.values.units import Unit
from sendprog.values.wording import plural

# Decimal calculates exactly with up to 28 digits.
_LONGEST = 28
# SQLite stores floating-point numbers, and fails to read a decimal of more digits.
DIGITS_KEPT = 15
PLACES_KEPT = 4
LARGEST = Decimal(10) ** (DIGITS_KEPT - PLACES_KEPT)
MILLION = Decimal(1_000_000)

_PERCENTAGES = (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR)
MAY_BE_NEGATIVE = (Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR, Unit.POUNDS)
HIGHEST = {Unit.OUT_OF_FIVE: Decimal(5)}
# Word writes a minus as U+2212.
_NUMBER = re.compile(
    r"(?P<sign>[-+\u2212]?)(?P<pounds>£?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?P<after> ?%| ?[Mm](?:illion)?| ?[Kk])?"
)
_SCALES = {"m": MILLION, "million": MILLION, "k": Decimal(1_000)}


class NumberError(ValueError):
    """The text is not a number of this unit; the message says what to write instead."""


def parse_number(
    text: str, *, unit: Unit | None = None, places: int = PLACES_KEPT, any_unit: bool = False
) -> Decimal:
    """Parse "1,070", "-21" or "18.42%" if the unit allows them, "£51.6m" or "17000" for pounds.

    NumberError for anything else. Only ASCII digits; commas only between groups of three. Too many
    decimal places are refused, not rounded. any_unit: of what the number is isn't known, so £, %
    and a sign may be beside it.
    """
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise NumberError(
            f"{quoted(text) or 'Nothing'} is not a number: write digits, for example {_example(unit)}"
        )
    if not any_unit:
        _check_signs(match, unit)
    value = Decimal(f"{match['whole'].replace(',', '')}.{match['part'] or '0'}")
    value *= _SCALES.get((match["after"] or "").strip().lower(), 1)
    if match["sign"] in ("-", "\u2212"):
        value = -value
    return _check_size(value, match[0], unit, places)


def _example(unit: Unit | None) -> str:
    if unit is Unit.POUNDS:
        return "17,000 or £51.6m"
    if unit in _PERCENTAGES:
        return "18.42"
    return "3" if unit is Unit.OUT_OF_FIVE else "1,070"


def _check_signs(match: re.Match[str], unit: Unit | None) -> None:
    """NumberError if this unit does not allow the £, %, "million" or sign."""
    after = (match["after"] or "").strip()
    text = quoted(match[0])
    if (match["pounds"] or after not in ("", "%")) and unit is not Unit.POUNDS:
        raise NumberError(
            f"{text}: this is not an amount of money. Write the number alone, in full"
        )
    if after == "%" and unit not in _PERCENTAGES:
        raise NumberError(f"{text}: this is not a percentage. Write the number alone")
    if match["sign"] and unit not in MAY_BE_NEGATIVE:
        raise NumberError(f"{text}: this can't be below 0. Write the number without a sign")


def _check_size(value: Decimal, text: str, unit: Unit | None, places: int) -> Decimal:
    """The value, -0 as 0; NumberError if it is too large or has too many decimal places."""
    highest = HIGHEST.get(unit) if unit else None
    if unit and highest is not None and value > highest:
        raise NumberError(f"{quoted(text)} is above {highest}: this is a score {unit.label}")
    if abs(value) >= LARGEST:
        raise NumberError(f"{quoted(text)} is too large: check the digits")
    if value != value.quantize(Decimal(1).scaleb(-places)):
        finest = f"at most {plural(places, 'decimal place')}" if places else "a whole number"
        raise NumberError(f"{quoted(text)} has too many decimal places: write {finest}")
    return abs(value) if value.is_zero() else value


def typed_form(value: Decimal) -> str:
    """The number as people type it, without trailing zeros: "1070", "18.42", "-21"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
