"""What a spreadsheet's number format shows of a number (pure): per cent, a time, a month, nothing."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')
_PARTS = re.compile(r"y+|m+|d+|h+|s+|general|am/pm|a/p", re.IGNORECASE)
_PLACES = re.compile(r"[0#?][0#?,]*(?:\.([0#?]+))?")
_SECONDS_IN_A_DAY = 86_400


class Shows(Enum):
    """What a format shows of a number."""

    NUMBER = "a number"
    PERCENT = "a percentage"
    TIME = "a time"
    DAY = "a day"
    DAY_WITHOUT_YEAR = "a day without its year"
    MONTH = "a month"
    MONTH_WITHOUT_YEAR = "a month without its year"
    YEAR = "a year"
    NOTHING = "nothing"

    @property
    def is_date(self) -> bool:
        return self in (
            Shows.DAY,
            Shows.DAY_WITHOUT_YEAR,
            Shows.MONTH,
            Shows.MONTH_WITHOUT_YEAR,
            Shows.YEAR,
        )


@dataclass(frozen=True)
class TimeOfDay:
    """A time as shown. seconds: None where it may be hours and minutes, or minutes and seconds."""

    text: str
    seconds: int | None


def _section(number_format: str, value: float) -> str:
    """The part of a format for this number's sign, literals included."""
    parts = number_format.split(";")
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]


@lru_cache(maxsize=1024)
def _units(section: str) -> tuple[str, ...]:
    """The letters of the units of time that a section shows, in order.

    Minutes are "n", months "m".
    """
    bare = _LITERAL.sub("", _ELAPSED.sub(r"\1", section))
    letters = [match[0][0].lower() for match in _PARTS.finditer(bare)]
    letters = [letter for letter in letters if letter not in "ga"]
    units = []
    for place, letter in enumerate(letters):
        before, after = letters[place - 1] if place else "", "".join(letters[place + 1 : place + 2])
        is_minute = letter == "m" and (before == "h" or after == "s")
        units.append("n" if is_minute else letter)
    return tuple(units)


def shows(number_format: str, value: float) -> Shows:
    """What a format shows of a number; General shows a number."""
    if number_format in ("", "General", "@"):
        return Shows.NUMBER
    section = _section(number_format, value)
    if ";" in number_format and not section:
        return Shows.NOTHING
    units = _units(section)
    if "d" in units:
        return Shows.DAY if "y" in units else Shows.DAY_WITHOUT_YEAR
    if "m" in units and "h" not in units:
        return Shows.MONTH if "y" in units else Shows.MONTH_WITHOUT_YEAR
    if "y" in units:
        return Shows.YEAR
    if units:
        return Shows.TIME
    return Shows.PERCENT if "%" in _LITERAL.sub("", section) else Shows.NUMBER


def shown_percent(value: Decimal, number_format: str) -> Decimal:
    """The percentage that the sheet shows, rounded as the sheet rounds it."""
    section = _LITERAL.sub("", _section(number_format, float(value)))
    match = _PLACES.search(section)
    places = len(match[1] or "") if match else 0
    return (value * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def shown_time(value: Decimal, number_format: str) -> TimeOfDay:
    """The time that the sheet shows of a number of days."""
    total = int((value * _SECONDS_IN_A_DAY).to_integral_value(ROUND_HALF_UP))
    units = _units(_section(number_format, float(value)))
    minutes, seconds = divmod(total, 60)
    hours, minutes_of_hour = divmod(minutes, 60)
    if "s" in units and "h" in units:
        return TimeOfDay(f"{hours:02}:{minutes_of_hour:02}:{seconds:02}", total)
    if "s" in units:
        return TimeOfDay(f"{minutes:02}:{seconds:02}", total)
    return TimeOfDay(f"{hours:02}:{minutes_of_hour:02}", None)


def shown_reference(text: str, number_format: str) -> str:
    """A number as a reference, as the sheet shows it: "1.10" of 1.1 where the format has two
    places.
    """
    match = _PLACES.fullmatch(_LITERAL.sub("", number_format))
    if not match or number_format in ("", "General", "@"):
        return text
    places = len(match[1] or "")
    digits = f"{Decimal(text):.{places}f}"
    width = match[0].partition(".")[0].count("0")
    whole, dot, part = digits.partition(".")
    return f"{whole.zfill(width)}{dot}{part}"
