"""Measures and readings (pure). A number reaches a sentence, card, chart or paper only as a Reading."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendprog.values import wording
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.periods import Window
from sendprog.values.wording import Worded


class Polarity(Worded):
    """Which way is better. Demand (requests, refusals, plans ceased) is neutral."""

    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    NEUTRAL = "neutral", "Neither good nor bad"


@dataclass(frozen=True)
class UnitWording:
    """How a value of one unit stands in a sentence and in a table; both take the value and its decimal places."""

    in_text: Callable[[Decimal, int], str]
    in_table: Callable[[Decimal, int], str]


def _number(value: Decimal, places: int) -> str:
    return f"{wording.rounded(value, places):,f}"


def _after(unit: str) -> Callable[[Decimal, int], str]:
    return lambda value, places: f"{_number(value, places)}{unit}"


class Unit(Worded):
    """What a value counts, by the words that stand in a table's head."""

    COUNT = "count", "number"
    PER_MONTH = "per_month", "a month"
    PERCENT = "percent", "%"
    PERCENT_CHANGE = "percent_change", "% change"
    PERCENT_A_YEAR = "percent_a_year", "% a year"
    POUNDS = "pounds", "£"
    OUT_OF_FIVE = "out_of_five", "out of 5"
    WORK_DAYS = "work_days", "work days"

    def in_text(self, value: Decimal, places: int = 0) -> str:
        """The value with its unit, as it stands in a sentence."""
        return _WORDING[self].in_text(value, places)

    def in_table(self, value: Decimal, places: int = 0) -> str:
        """The value as it stands under a head that names the unit."""
        return _WORDING[self].in_table(value, places)


# Half as much again of a score out of 5, or of a rate, is not a thing people say.
_RATIOS_MEAN_SOMETHING = (Unit.COUNT, Unit.PER_MONTH, Unit.POUNDS, Unit.WORK_DAYS)


def _change(value: Decimal, places: int) -> str:
    return f"{wording.signed(value, places)}%"


_WORDING = {
    Unit.COUNT: UnitWording(_number, _number),
    Unit.PER_MONTH: UnitWording(_after(" a month"), _number),
    Unit.PERCENT: UnitWording(wording.percent, wording.percent),
    Unit.PERCENT_CHANGE: UnitWording(_change, _change),
    Unit.PERCENT_A_YEAR: UnitWording(_after("% a year"), wording.percent),
    Unit.POUNDS: UnitWording(wording.pounds_in_text, wording.pounds_in_table),
    Unit.OUT_OF_FIVE: UnitWording(_after(" out of 5"), _number),
    Unit.WORK_DAYS: UnitWording(_after(" work days"), _number),
}


@dataclass(frozen=True)
class Measure:
    """What is measured: defined once, found by its address. `places` are the decimal places shown (of millions for £)."""

    address: str
    label: str
    unit: Unit
    definition: str
    source: str
    polarity: Polarity = Polarity.NEUTRAL
    places: int = 0
    note: str = ""
    is_difference: bool = False

    def in_text(self, value: Decimal) -> str:
        """A value of this measure with its unit; a difference has its sign."""
        return self._plus(value) + self.unit.in_text(value, self.places)

    def in_table(self, value: Decimal) -> str:
        """A value of this measure under a head that names the unit; a difference has its sign."""
        return self._plus(value) + self.unit.in_table(value, self.places)

    def _plus(self, value: Decimal) -> str:
        return "+" if self.is_difference and value > 0 else ""


@dataclass(frozen=True)
class Comparison:
    """The value a reading stands against, with its own window."""

    value: Decimal
    window: Window | None = None
    words: str = ""

    @property
    def when(self) -> str:
        return self.words or (self.window.label if self.window else "")


@dataclass(frozen=True)
class Reading:
    """One value of one measure, with all that must travel with it: window, as-at, marker, basis and source.

    Exactly one of `value`, (`low`, `high`) and `missing` (why there is no value, in words) is given, else ValueError.
    `record` names the stored record; `beside` is what the source says in the same breath and must be read with it; `also` are
    other windows of the same measure, in words. `is_plain`: it states its figures, and not how they compare.
    """

    measure: Measure
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    missing: str = ""
    qualifier: str = ""
    window: Window | None = None
    window_words: str = ""
    as_at: date | None = None
    marker: Marker | None = None
    basis: Basis = Basis.REPORTED
    comparison: Comparison | None = None
    source: str = ""
    note: str = ""
    beside: str = ""
    record: str = ""
    also: str = ""
    is_plain: bool = False

    def __post_init__(self) -> None:
        given = [self.value is not None, self.low is not None and self.high is not None, bool(self.missing)]
        if given.count(True) != 1:
            raise ValueError(
                f"{self.measure.address}: give a value, a range, or why there is none, and only one of them."
            )

    @property
    def in_words(self) -> str:
        """ "over 100", "300 to 400", "£51.6 million", "158 a month", "Not in the report"; with its marker."""
        if self.missing:
            return self.missing
        if self.value is not None:
            text = self.measure.in_text(self.value)
        else:
            text = wording.value_range(self.measure.in_table(self.low), self.measure.in_text(self.high))  # type: ignore[arg-type]
        return wording.qualified(self.qualifier, text) + (f" {self.marker.symbol}" if self.marker else "")

    @property
    def _in_parts(self) -> tuple[str, str]:
        """The figure and its unit, apart: ("158", "a month"), ("£51.6", "million"), ("300 to 400", "")."""
        plain = self.in_words.removesuffix(f" {self.marker.symbol}") if self.marker else self.in_words
        for unit in ("million", "billion", "a month", "out of 5", "work days", "a year"):
            if plain.endswith(f" {unit}") and not self.missing:
                return plain.removesuffix(f" {unit}"), unit
        return plain, ""

    @property
    def figure(self) -> str:
        """What is set large on a card."""
        return self._in_parts[0]

    @property
    def figure_unit(self) -> str:
        """The unit that is set small after the figure."""
        return self._in_parts[1]

    @property
    def when(self) -> str:
        """The window in words, or what the source says of it."""
        return self.window_words or (self.window.label if self.window else "")

    @property
    def times(self) -> str:
        """How it compares, in words: "nearly doubled"; empty without a comparison, and where only figures are stated."""
        if (
            self.is_plain
            or self.value is None
            or self.comparison is None
            or self.measure.unit not in _RATIOS_MEAN_SOMETHING
        ):
            return ""
        return wording.times_in_words(self.value, self.comparison.value) or ""

    @property
    def against(self) -> str:
        """The comparison with its window: "from 80 (January to May 2024)"; empty without one."""
        if self.value is None or self.comparison is None:
            return ""
        when = f" ({self.comparison.when})" if self.comparison.when else ""
        return f"from {self.measure.in_table(self.comparison.value)}{when}"

    @property
    def lengths(self) -> str:
        """ "six months against five months" where the two windows differ in length; else empty."""
        other = self.comparison.window if self.comparison else None
        if not self.window or not other or self.window.same_length(other):
            return ""
        return f"{self.window.length_in_words} against {other.length_in_words}"

    @property
    def movement(self) -> Decimal | None:
        """Value less comparison; None without both."""
        if self.value is None or self.comparison is None:
            return None
        return self.value - self.comparison.value

    @property
    def is_illustrative(self) -> bool:
        """Made up for the demonstration: said wherever it is shown."""
        return self.basis is Basis.ILLUSTRATIVE


def sourced(*parts: str) -> str:
    """Where a value comes from, in parts that are known: "Monthly return; load 3 of 3 December 2024, by role: data lead"."""
    return "; ".join(part for part in parts if part)
