"""Numbers as people type them (pure): what is not plainly one number is refused with what to write, never guessed."""

import re
from decimal import Decimal

from sendprog.values.measures import Unit
from sendprog.values.periods import quoted

# At most 28 digits, which Decimal multiplies and compares exactly.
_LONGEST = 28
# What a DecimalField of 18 digits, 4 of them decimal places, holds.
LARGEST = Decimal(10) ** 14
PLACES_KEPT = 4
MILLION = Decimal(1_000_000)

_PERCENTAGES = (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR)
MAY_BE_NEGATIVE = (Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR, Unit.POUNDS)
HIGHEST = {Unit.OUT_OF_FIVE: Decimal(5)}
# Word writes a minus as U+2212.
_NUMBER = re.compile(
    r"(?P<sign>[-+\u2212]?)(?P<pounds>£?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?P<after> ?%| ?[Mm](?:illion)?)?"
)
_WHOLE = re.compile("[0-9]{1,4}")


class NumberError(ValueError):
    """A text that is not a number of this unit; its message says what to write instead."""


def parse_number(text: str, *, unit: Unit | None = None, places: int = PLACES_KEPT) -> Decimal:
    """ "1,070", "-21" and "18.42%" (where the unit has them), "£51.6m" and "17000" for pounds; else NumberError.

    Only the ten plain digits count; commas stand in threes or not at all; a decimal place too many is refused, not rounded.
    """
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise NumberError(
            f"{quoted(text) or 'Nothing'} is not a number: write digits, for example {_example(unit)}"
        )
    _check_signs(found, unit)
    value = Decimal(f"{found['whole'].replace(',', '')}.{found['part'] or '0'}")
    if (found["after"] or "").strip().lower() in ("m", "million"):
        value *= MILLION
    return _checked(-value if found["sign"] in ("-", "\u2212") else value, found[0], unit, places)


def parse_whole(text: str) -> int:
    """A whole number of at most four digits; NumberError otherwise."""
    if not _WHOLE.fullmatch(text):
        raise NumberError(f"{quoted(text) or 'Nothing'} is not a whole number: write digits, for example 12")
    return int(text)


def _example(unit: Unit | None) -> str:
    if unit is Unit.POUNDS:
        return "17,000 or £51.6m"
    return "18.42" if unit in _PERCENTAGES else "3" if unit is Unit.OUT_OF_FIVE else "1,070"


def _check_signs(found: re.Match[str], unit: Unit | None) -> None:
    """NumberError for a £, %, million or sign that this unit does not have."""
    after = (found["after"] or "").strip()
    shown = quoted(found[0])
    if (found["pounds"] or after not in ("", "%")) and unit is not Unit.POUNDS:
        raise NumberError(f"{shown}: this is not an amount of money. Write the number alone, in full")
    if after == "%" and unit not in _PERCENTAGES:
        raise NumberError(f"{shown}: this is not a percentage. Write the number alone")
    if found["sign"] and unit not in MAY_BE_NEGATIVE:
        raise NumberError(f"{shown}: this can't be below 0. Write the number without a sign")


def _checked(value: Decimal, shown: str, unit: Unit | None, places: int) -> Decimal:
    """The value with no more digits than it needs; NumberError where it is too large or too fine."""
    highest = HIGHEST.get(unit) if unit else None
    if highest is not None and value > highest:
        raise NumberError(f"{quoted(shown)} is above {highest}: this is a score {unit.words if unit else ''}")
    if abs(value) >= LARGEST:
        raise NumberError(f"{quoted(shown)} is too large: check the digits")
    if value != value.quantize(Decimal(1).scaleb(-places)):
        finest = (
            f"at most {places} decimal {'place' if places == 1 else 'places'}" if places else "a whole number"
        )
        raise NumberError(f"{quoted(shown)} is too fine: write {finest}")
    return abs(value) if value.is_zero() else value


def plain(value: Decimal) -> str:
    """A number as it is typed, with no zeros that say nothing: "1070", "18.42", "-21"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
