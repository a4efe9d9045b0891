"""Counts, pounds and days as people type or file them (pure): one rule for desk, forms and admin."""

import re
from datetime import date
from decimal import Decimal

from sendprog.values.number_parsing import NumberError
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import PeriodError

LARGEST_COUNT = 1_000_000
LARGEST_POUNDS = Decimal(10) ** 11
# Amounts of a deficit below this, without "k" or "m", are taken for millions or thousands.
SMALLEST_DEFICIT = 10_000
SMALLEST_AMOUNT = 100
_COUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.0+)?")
_POUNDS = re.compile(
    r"(?P<minus>-?) ?£? ?(?P<minus_after>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})"
    r"(?:\.(?P<part>[0-9]{1,15}))?(?P<scale> ?(?:k|m|million))?",
    re.IGNORECASE,
)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "million": 1_000_000}
_BRACKETS = re.compile(r"£? ?\(.*\)")
_PERCENT = re.compile(r"[-−]?[0-9.,]+ ?(?:%|per ?cent)", re.IGNORECASE)
_SMALL_RANGE = re.compile(r"[0-9]+ ?[-–] ?[0-9]+|[<≤>≥] ?[0-9]+")
_NOT_YET = ("tbc", "tbd", "tba", "pending", "awaited", "not known", "unknown")
_NO_DATE = ("n/a", "na", "none", "nil", "-", "–", "tbc", "tbd", "open", "ongoing", "not known")
_LONGEST = 60


def count_from_text(text: str) -> int:
    """A whole number from 0 to a million, such as "1,070".

    Raises NumberError with what to write instead.
    """
    match = _COUNT.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        raise NumberError(symbol_problem(text) or _why_no_count(text))
    value = int(match[1].replace(",", ""))
    if value > LARGEST_COUNT:
        raise NumberError("this is more than a million: check the digits")
    return value


def pounds_from_text(text: str, *, smallest: int = SMALLEST_AMOUNT) -> Decimal:
    """Pounds, such as "£51,600,000" or "51.6m"; raises NumberError with what to write instead.

    An amount below `smallest` without a scale (k, m) is refused as a slip of units.
    """
    match = _POUNDS.fullmatch(text) if len(text) <= _LONGEST else None
    if not match or (match["minus"] and match["minus_after"]):
        raise NumberError(symbol_problem(text) or _why_no_pounds(text))
    scale = (match["scale"] or "").strip().lower()
    value = Decimal(f"{match['whole'].replace(',', '')}.{match['part'] or '0'}") * _SCALES[scale]
    if value != value.quantize(Decimal("0.01")):
        raise NumberError("there are parts of a penny: write at most two decimal places")
    value = value.quantize(Decimal("0.01"))
    if abs(value) >= LARGEST_POUNDS:
        raise NumberError("this is more than a hundred thousand million pounds: check the digits")
    if 0 < value < smallest and not scale:
        raise NumberError(
            f"£{value:,} is too small for this column: it looks like millions or thousands. "
            f"Write pounds in full, for example {text.removeprefix('£')}m or 51600000"
        )
    return -value if value and (match["minus"] or match["minus_after"]) else value


def symbol_problem(text: str) -> str:
    """What to write instead of a range, a percentage or an ambiguous symbol.

    "" for any other text.
    """
    if _SMALL_RANGE.fullmatch(text):
        return "a range is not a number: write the number, or mark it as suppressed, [c]"
    if text.lower() in _NOT_YET:
        return "this is not known yet: leave it empty until it is. What is empty is never read as 0"
    if text.lower() in ("n/a", "na", "not applicable", "not available"):
        return "leave it empty where there is no figure. What is empty is never read as 0"
    if text in ("*", ".", "..", ":", "-", "–", "—") or text.lower() in ("none", "nil"):
        return "this symbol has several meanings: write the number, or leave it empty where there is none"
    if _PERCENT.fullmatch(text):
        return (
            "this is a percentage: give the number counted, never one worked out from a percentage"
        )
    return ""


def _why_no_count(text: str) -> str:
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return "a count is a whole number: write it without a fraction or a dot"
    if re.match(r"[-−(]", text):
        return "this can't be below 0: write the number without a sign"
    if re.fullmatch(r"[0-9.,]+ ?(k|m)", text, re.IGNORECASE):
        return "write the count in full, for example 9812"
    if re.fullmatch(r"[0-9]+ ?[a-z]{1,3}", text, re.IGNORECASE):
        return (
            "there is a letter beside the number: "
            "write the number alone, or with a marker in brackets, such as 167 [p]"
        )
    return "this is not a whole number: write digits alone, for example 167"


def _why_no_pounds(text: str) -> str:
    if _BRACKETS.fullmatch(text):
        return (
            "brackets can mean a deficit or a surplus: "
            "write a minus before a surplus, and nothing before a deficit"
        )
    if "," in text:
        return "the commas don't separate groups of three digits: write 51600000 or 51,600,000"
    return "this is not an amount of money: write pounds in full, for example 51600000, or 51.6m"


def date_from_text(text: str) -> PartialDate:
    """The day, month, quarter, term or year that a text names; raises PeriodError."""
    if text.lower() in _NO_DATE:
        raise PeriodError("this is no date: leave it empty where there is none")
    return PartialDate.parse(text)


def day_from_text(text: str) -> date:
    """The day that a text names, day first; PeriodError for a month or a year alone."""
    known = date_from_text(text)
    if known.precision is not Precision.DAY:
        raise PeriodError(f"{known} is not a day: write the day too, as 2024-11-30 or 30/11/2024")
    return known.first
