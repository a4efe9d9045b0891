"""What a value counts, and how it is written (pure)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sendprog.values import wording
from sendprog.values.wording import LabelledEnum


@dataclass(frozen=True)
class UnitWording:
    """How to format a value of one unit; both functions take the value and its decimal places."""

    in_text: Callable[[Decimal, int], str]
    in_table: Callable[[Decimal, int], str]


def _plain_number(value: Decimal, places: int) -> str:
    return f"{wording.rounded(value, places):,f}"


def _with_suffix(suffix: str) -> Callable[[Decimal, int], str]:
    return lambda value, places: f"{_plain_number(value, places)}{suffix}"


def _with_noun(singular: str) -> Callable[[Decimal, int], str]:
    """ "1 week", "12.5 weeks"."""

    def in_text(value: Decimal, places: int) -> str:
        number = _plain_number(value, places)
        return f"{number} {singular if number in ('1', '-1') else f'{singular}s'}"

    return in_text


class Unit(LabelledEnum):
    """What a value counts; the label is for table headings."""

    COUNT = "count", "number"
    PER_MONTH = "per_month", "a month"
    PERCENT = "percent", "%"
    PERCENT_CHANGE = "percent_change", "% change"
    PERCENT_A_YEAR = "percent_a_year", "% a year"
    POUNDS = "pounds", "£"
    OUT_OF_FIVE = "out_of_five", "out of 5"
    WORK_DAYS = "work_days", "work days"
    WEEKS = "weeks", "weeks"
    DAYS = "days", "days"
    SESSIONS = "sessions", "sessions"

    @property
    def is_scaled(self) -> bool:
        """Whether decimal places are those of another number than the value: millions of pounds."""
        return self is Unit.POUNDS

    def in_text(self, value: Decimal, places: int = 0) -> str:
        """The value with its unit, for a sentence."""
        return _WORDING[self].in_text(value, places)

    def in_table(self, value: Decimal, places: int = 0) -> str:
        """The value for a table whose heading names the unit."""
        return _WORDING[self].in_table(value, places)


# Units whose values are compared by ratio: "nearly doubled" makes no sense for a rate or a score
# out of 5.
UNITS_WITH_RATIOS = (
    Unit.COUNT,
    Unit.PER_MONTH,
    Unit.POUNDS,
    Unit.WORK_DAYS,
    Unit.WEEKS,
    Unit.DAYS,
    Unit.SESSIONS,
)
# What follows a value in small print, the longer first of two that end alike.
FIGURE_UNITS = (
    "million",
    "billion",
    "a month",
    "out of 5",
    "a year",
    *(f"{noun}{s}" for noun in ("work day", "week", "day", "session") for s in ("s", "")),
)
# Those that the sentence around a figure has already: "an average of {{ … }} plans a month".
UNITS_OF_SENTENCES = FIGURE_UNITS[2:]


def _change(value: Decimal, places: int) -> str:
    return f"{wording.signed_number(value, places)}%"


_WORDING = {
    Unit.COUNT: UnitWording(_plain_number, _plain_number),
    Unit.PER_MONTH: UnitWording(_with_suffix(" a month"), _plain_number),
    Unit.PERCENT: UnitWording(wording.percent, wording.percent),
    Unit.PERCENT_CHANGE: UnitWording(_change, _change),
    Unit.PERCENT_A_YEAR: UnitWording(_with_suffix("% a year"), wording.percent),
    Unit.POUNDS: UnitWording(wording.pounds_in_text, wording.pounds_in_table),
    Unit.OUT_OF_FIVE: UnitWording(_with_suffix(" out of 5"), _plain_number),
    Unit.WORK_DAYS: UnitWording(_with_noun("work day"), _plain_number),
    Unit.WEEKS: UnitWording(_with_noun("week"), _plain_number),
    Unit.DAYS: UnitWording(_with_noun("day"), _plain_number),
    Unit.SESSIONS: UnitWording(_with_noun("session"), _plain_number),
}
