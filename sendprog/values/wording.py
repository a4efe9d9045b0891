"""Formatting of numbers, dates and lists for readers (pure).

Numbers are Decimal, int or float (numpy's too); a float counts as the decimal it prints as. They
are rounded once, here, half away from zero. A minus sign is U+2212. Missing is never 0: None raises
TypeError and NaN ValueError, so callers handle missing values; only `ratio_in_words` accepts None.
"""

import math
import operator
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self, SupportsIndex

Number = Decimal | float | SupportsIndex

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MINUS = "\u2212"
# Those of a value that is only known to be on one side of a number.
BOUNDS = ("over", "at least", "up to", "under")
QUALIFIERS = ("over", "about", "around", "nearly", "at least", "up to", "under")

_NOT_A_NUMBER = "a number is needed, not {}: handle a missing value before formatting"
_SMALL_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Enough digits for quantize() on any float.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_MILLION = Decimal(1_000_000)
# With so many decimal places of millions, or more, pounds are written in full: "£1,000,001".
IN_FULL = 4

# now / before in hundredths: (from, to, wording), both ends included. Any other ratio reads "up
# 12%".
RATIOS_IN_WORDS = (
    (98, 102, "about the same"),
    (190, 199, "nearly doubled"),
    (200, 200, "doubled"),
    (201, 210, "more than doubled"),
    (290, 299, "nearly trebled"),
    (300, 300, "trebled"),
    (301, 310, "more than trebled"),
)


class LabelledEnum(StrEnum):
    """A StrEnum whose members have a label, as Django's TextChoices, but without Django.

    `order` is the member's position in the class, from 0. Sort by this: the value sorts
    alphabetically.
    """

    label: str
    order: int

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.order = len(cls.__members__)
        return member


def exact(number: Number) -> Decimal:
    """The number as a finite Decimal.

    TypeError for None, text or a bool; ValueError for NaN or infinity.
    """
    if isinstance(number, bool) or number is None:
        raise TypeError(_NOT_A_NUMBER.format(number))
    if isinstance(number, Decimal):
        value = number
    elif isinstance(number, float):
        value = Decimal(repr(float(number)))  # float() first: numpy's own repr is "np.float64(1.5)"
    else:
        value = Decimal(operator.index(number))
    if not value.is_finite():
        raise ValueError(_NOT_A_NUMBER.format(value))
    return value


def rounded(number: Number, places: int = 0) -> Decimal:
    """Rounded to `places` decimal places, half away from zero; never minus zero."""
    value = exact(number).quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return value.copy_abs() if value.is_zero() else value


def _as_reported(number: Number, places: int | None) -> Decimal:
    """Rounded to `places`, or unchanged if that is None; a float needs `places` (TypeError)."""
    if places is not None:
        return rounded(number, places)
    if isinstance(number, float):
        raise TypeError("a float does not know its reported precision: give places, or a Decimal")
    value = exact(number)
    return value.copy_abs() if value.is_zero() else value


def _minus(value: Decimal) -> str:
    return MINUS if value < 0 else ""


def _sign(value: Decimal) -> str:
    return "+" if value > 0 else _minus(value)


def _digits(value: Decimal) -> str:
    """The absolute value with commas: "1,070.5"."""
    return f"{value.copy_abs():,f}"


def whole_number(number: Number) -> str:
    """A whole number with commas: "1,070"."""
    value = rounded(number)
    return _minus(value) + _digits(value)


def signed_number(number: Number, places: int | None = None) -> str:
    """A change with its sign: "+20.4", "−3"; no sign if it rounds to 0."""
    value = _as_reported(number, places)
    return _sign(value) + _digits(value)


def percent(number: Number, places: int | None = None) -> str:
    """18.42 as "18.42%", with its own decimal places unless `places` is given."""
    value = _as_reported(number, places)
    return f"{_minus(value)}{_digits(value)}%"


def percentage_points(number: Number, places: int | None = None) -> str:
    """A difference of two percentages: "3.2 percentage points"."""
    value = _as_reported(number, places)
    digits = _digits(value)
    return f"{_minus(value)}{digits} percentage {'point' if digits == '1' else 'points'}"


def pounds_in_text(pounds: Number, places: int = 1) -> str:
    """ "£17,000" below a million, "£132.0 million" with exactly `places`, "£1 billion" and "£1.2
    billion".
    """
    value = exact(pounds)
    if places >= IN_FULL:
        return _minus(value) + _in_full(value)
    return _minus(rounded(value)) + _pounds(value, places, millions_from=1_000_000)


def signed_pounds(pounds: Number, places: int = 1) -> str:
    """A change in pounds: "+£5.8 million".

    In millions from £100,000, to compare with "−£0.2 million".
    """
    value = exact(pounds)
    if places >= IN_FULL:
        return _sign(value) + _in_full(value)
    return _sign(rounded(value)) + _pounds(value, places, millions_from=100_000)


def pounds_in_table(pounds: Number, places: int = 1) -> str:
    """ "£51.6m", in millions from £100,000 so that a column has one unit; below that "£17,000".

    Without decimal places, what would round to "£0m" is written in pounds too: "£400,000".
    """
    if places >= IN_FULL:
        return pounds_in_text(pounds, places)
    value = rounded(pounds)
    millions = rounded(_millions(exact(pounds)), places)
    if abs(value) < 100_000 or millions.is_zero():
        return f"{_minus(value)}£{_digits(value)}"
    return f"{_minus(value)}£{_digits(millions)}m"


def _in_full(value: Decimal) -> str:
    """Unsigned, to the pound, or to the penny where there are pence."""
    return f"£{_digits(rounded(value, 0 if value == rounded(value) else 2))}"


def _millions(value: Decimal) -> Decimal:
    return _WIDE.divide(value, _MILLION)


def _pounds(value: Decimal, places: int, millions_from: int) -> str:
    """Unsigned.

    The scale is chosen after rounding: £999,950,000 is "£1 billion", not "£1,000.0 million".
    """
    whole = rounded(value)
    millions = rounded(_millions(value), places)
    if abs(whole) < millions_from or millions.is_zero():
        return f"£{_digits(whole)}"
    if abs(millions) < 1_000:
        return f"£{_digits(millions)} million"
    billions = _digits(rounded(_WIDE.divide(_millions(value), Decimal(1_000)), places))
    return f"£{billions.rstrip('0').rstrip('.') if '.' in billions else billions} billion"


def ratio_in_words(now: Number | None, before: Number | None) -> str | None:
    """How `now` compares with `before`: "nearly doubled" (158 and 80), "down 16%" (900 and 1,070).

    None if either is missing or negative, or if `before` is 0.
    """
    if now is None or before is None or exact(before) <= 0 or exact(now) < 0:
        return None
    hundredths = math.floor(Fraction(exact(now)) / Fraction(exact(before)) * 100 + Fraction(1, 2))
    for low, high, phrase in RATIOS_IN_WORDS:
        if low <= hundredths <= high:
            return phrase
    change = hundredths - 100
    return f"up {whole_number(change)}%" if change > 0 else f"down {whole_number(-change)}%"


def day(when: date) -> str:
    """ "14 August 2024"."""
    return f"{when.day} {MONTH_NAMES[when.month - 1]} {when.year}"


def joined(parts: Sequence[str]) -> str:
    """ "a, b and c"; "" for no parts. TypeError for a string, whose letters would be joined."""
    if isinstance(parts, str):
        raise TypeError("joined() takes a list of texts, not one text")
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def plural(number: Number, singular: str, plural_form: str = "") -> str:
    """The number and its noun: "1 milestone", "1,070 milestones".

    `plural_form` defaults to adding an s.
    """
    return f"{whole_number(number)} {noun(number, singular, plural_form)}"


def noun(number: Number, singular: str, plural_form: str = "") -> str:
    """The singular if the number rounds to 1, else the plural, which defaults to adding an s."""
    return singular if rounded(number) == 1 else plural_form or f"{singular}s"


def part_of(count: int, total: int, singular: str) -> str:
    """ "2 of 9 milestones", "all 9 milestones", "both milestones".

    "the one milestone" where it is alone.
    """
    if count < total:
        return f"{whole_number(count)} of {plural(total, singular)}"
    return {1: f"the one {singular}", 2: f"both {singular}s"}.get(
        total, f"all {plural(total, singular)}"
    )


def with_a(name: str) -> str:
    """ "a strand", "an ask", "a unit"."""
    lower = name.lower()
    is_an = lower.startswith(("a", "e", "i", "o", "u")) and not lower.startswith(("uni", "one"))
    return f"{'an' if is_an else 'a'} {name}"


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def small_number_in_words(number: int) -> str:
    """ "one" to "nine"; digits for any other number."""
    return _SMALL_NUMBERS[number - 1] if 1 <= number <= 9 else whole_number(number)


def qualified(qualifier: str, text: str) -> str:
    """ "over 100"; the text alone if the qualifier is "". ValueError if it is not in QUALIFIERS."""
    if not qualifier:
        return text
    if qualifier not in QUALIFIERS:
        raise ValueError(f"unknown qualifier: write one of {', '.join(QUALIFIERS)}")
    return f"{qualifier} {text}"


def value_range(low: str, high: str) -> str:
    """Two formatted numbers: "300 to 400". TypeError for None."""
    if low is None or high is None:
        raise TypeError(_NOT_A_NUMBER.format(None))
    return f"{low} to {high}"
