"""Numbers and dates in words, one way to do each.

Numbers are Decimal, int or float (numpy's too), worked with exactly: a float counts as the decimal it prints as. They
are rounded once, here, half away from zero. A minus is U+2212. Missing is never 0: None raises TypeError and NaN
ValueError, so the caller words what is missing; only `times_in_words` takes None and answers None.
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
QUALIFIERS = ("over", "around", "nearly", "at least", "up to", "under")

_NOT_A_NUMBER = "a number is needed, not {}: word a missing value where it is shown"
_MINUS = "\u2212"
_SMALL_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Wide enough for any float, so that quantize never runs out of digits.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_MILLION = Decimal(1_000_000)

# now / before, rounded once to hundredths: (from, to, words), both ends included. Any other ratio is said as "up 12%".
RATIOS_IN_WORDS = (
    (98, 102, "about the same"),
    (190, 199, "nearly doubled"),
    (200, 200, "doubled"),
    (201, 210, "more than doubled"),
    (290, 299, "nearly trebled"),
    (300, 300, "trebled"),
    (301, 310, "more than trebled"),
)


class Worded(StrEnum):
    """A choice stored as its value and shown as its words; iterates in the order it is listed."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """A member equal to its stored value, carrying its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    @property
    def order(self) -> int:
        """Place in the list, from 0: sort by this, since the value itself sorts by spelling."""
        return list(type(self)).index(self)


def exact(number: Number) -> Decimal:
    """The number as a finite Decimal. TypeError for None, text or a truth value; ValueError for NaN or infinity."""
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
    """To so many decimal places, half away from zero; never minus zero."""
    value = exact(number).quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return value.copy_abs() if value.is_zero() else value


def _as_reported(number: Number, places: int | None) -> Decimal:
    """Rounded to `places`; without, as it was reported, which a float cannot tell (TypeError)."""
    if places is not None:
        return rounded(number, places)
    if isinstance(number, float):
        raise TypeError("a float does not know its reported precision: give places, or a Decimal")
    value = exact(number)
    return value.copy_abs() if value.is_zero() else value


def _minus(value: Decimal) -> str:
    return _MINUS if value < 0 else ""


def _sign(value: Decimal) -> str:
    return "+" if value > 0 else _minus(value)


def _digits(value: Decimal) -> str:
    """Without its sign: "1,070.5"."""
    return f"{value.copy_abs():,f}"


def count(number: Number) -> str:
    """A whole number with commas: "1,070"."""
    value = rounded(number)
    return _minus(value) + _digits(value)


def signed(number: Number, places: int | None = None) -> str:
    """A movement: "+20.4", "−3"; one that rounds to nothing has no sign."""
    value = _as_reported(number, places)
    return _sign(value) + _digits(value)


def percent(number: Number, places: int | None = None) -> str:
    """Per cent from a number of hundredths (18.42 is "18.42%"), its reported precision kept unless `places` is given."""
    value = _as_reported(number, places)
    return f"{_minus(value)}{_digits(value)}%"


def percentage_points(number: Number, places: int | None = None) -> str:
    """A difference of two percentages: "3.2 percentage points"."""
    value = _as_reported(number, places)
    digits = _digits(value)
    return f"{_minus(value)}{digits} percentage {'point' if digits == '1' else 'points'}"


def pounds_in_text(pounds: Number, places: int = 1) -> str:
    """ "£17,000" under a million, "£132.0 million" (`places` kept), "£1 billion" and "£1.2 billion"."""
    value = exact(pounds)
    return _minus(rounded(value)) + _pounds(value, places, millions_from=1_000_000)


def signed_pounds(pounds: Number, places: int = 1) -> str:
    """A movement of money: "+£5.8 million"; in millions from £100,000, so "−£0.2 million" stands beside it."""
    value = exact(pounds)
    return _sign(rounded(value)) + _pounds(value, places, millions_from=100_000)


def pounds_in_table(pounds: Number, places: int = 1) -> str:
    """ "£51.6m", always in millions from £100,000 so that a column keeps one unit; under that "£17,000"."""
    value = rounded(pounds)
    if abs(value) < 100_000:
        return f"{_minus(value)}£{_digits(value)}"
    return f"{_minus(value)}£{_digits(rounded(_millions(exact(pounds)), places))}m"


def _millions(value: Decimal) -> Decimal:
    return _WIDE.divide(value, _MILLION)


def _pounds(value: Decimal, places: int, millions_from: int) -> str:
    """Without a sign. The scale is chosen after rounding, so £999,950,000 is "£1 billion", never "£1,000.0 million"."""
    whole = rounded(value)
    if abs(whole) < millions_from:
        return f"£{_digits(whole)}"
    millions = rounded(_millions(value), places)
    if abs(millions) < 1_000:
        return f"£{_digits(millions)} million"
    billions = _digits(rounded(_WIDE.divide(_millions(value), Decimal(1_000)), places))
    return f"£{billions.rstrip('0').rstrip('.') if '.' in billions else billions} billion"


def times_in_words(now: Number | None, before: Number | None) -> str | None:
    """How a quantity compares with before: "nearly doubled" (158 against 80), "down 16%" (900 against 1,070).

    From RATIOS_IN_WORDS. None when either is missing or below 0, or before is 0: there is no ratio to word.
    """
    if now is None or before is None or exact(before) <= 0 or exact(now) < 0:
        return None
    hundredths = math.floor(Fraction(exact(now)) / Fraction(exact(before)) * 100 + Fraction(1, 2))
    for low, high, words in RATIOS_IN_WORDS:
        if low <= hundredths <= high:
            return words
    change = hundredths - 100
    return f"up {count(change)}%" if change > 0 else f"down {count(-change)}%"


def day(when: date) -> str:
    """ "14 August 2024"."""
    return f"{when.day} {MONTH_NAMES[when.month - 1]} {when.year}"


def joined(parts: Sequence[str]) -> str:
    """ "a, b and c"; nothing is "". A bare string is a TypeError, since its letters would be joined."""
    if isinstance(parts, str):
        raise TypeError("joined() takes a list of texts, not one text")
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def plural(number: Number, one: str, many: str = "") -> str:
    """The number and its noun: "1 milestone", "1,070 milestones"; `many` when it is not `one` with an s."""
    return f"{count(number)} {noun(number, one, many)}"


def noun(number: Number, one: str, many: str = "") -> str:
    """The noun alone, as the number, in whole ones, needs it."""
    return one if rounded(number) == 1 else many or f"{one}s"


def small_number_in_words(number: int) -> str:
    """ "one" to "nine"; digits from 10, for 0 and below."""
    return _SMALL_NUMBERS[number - 1] if 1 <= number <= 9 else count(number)


def qualified(qualifier: str, words: str) -> str:
    """ "over 100". "" adds nothing; a qualifier not in QUALIFIERS is a ValueError."""
    if not qualifier:
        return words
    if qualifier not in QUALIFIERS:
        raise ValueError(f"unknown qualifier: write one of {', '.join(QUALIFIERS)}")
    return f"{qualifier} {words}"


def value_range(low: str, high: str) -> str:
    """Two numbers already in words: "300 to 400"."""
    if low is None or high is None:
        raise TypeError(_NOT_A_NUMBER.format(None))
    return f"{low} to {high}"
