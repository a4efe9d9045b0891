"""Measures and readings (pure).

A number reaches a sentence, card, chart or paper only as a Reading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendprog.values import wording
from sendprog.values.basis import Basis
from sendprog.values.free_text import in_the_middle, without_stop
from sendprog.values.markers import Marker
from sendprog.values.periods import FinancialYear, Window
from sendprog.values.units import FIGURE_UNITS, UNITS_WITH_RATIOS, Unit
from sendprog.values.wording import LabelledEnum

# What a source says of the load that a figure came with.
LOAD = re.compile(r"load [0-9]+ of .*, by role: ")


class Polarity(LabelledEnum):
    """Which way is better. Demand (requests, refusals, plans ceased) is neutral.

    TARGET: the nearer to the measure's best value, the better.
    """

    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    TARGET = "target", "Nearer to its best value is better"
    NEUTRAL = "neutral", "Neither good nor bad"


@dataclass(frozen=True)
class Measure:
    """The definition of a measure, identified by its address.

    `places`: decimals (of millions for £). `numerator`, `denominator` and `exclusions` say what a
    rate divides and leaves out; "" for any other measure.
    """

    address: str
    label: str
    unit: Unit
    definition: str
    source: str
    polarity: Polarity = Polarity.NEUTRAL
    places: int = 0
    note: str = ""
    is_difference: bool = False
    best_value: Decimal | None = None
    # What a value above and one below 0 is called: ("deficit", "surplus").
    signs: tuple[str, str] | None = None
    numerator: str = ""
    denominator: str = ""
    exclusions: str = ""

    @property
    def better_text(self) -> str:
        """ "Higher is better", "Nearer to 95% is better"."""
        if self.polarity is Polarity.TARGET and self.best_value is not None:
            return f"Nearer to {self.in_text(self.best_value)} is better"
        return self.polarity.label

    def improvement(self, old: Decimal, new: Decimal) -> int:
        """1 where the new value is better, -1 where it is worse, 0 where it is neither."""
        if self.polarity is Polarity.NEUTRAL:
            return 0
        gain = new - old
        if self.polarity is Polarity.TARGET:
            if self.best_value is None:
                return 0
            gain = abs(old - self.best_value) - abs(new - self.best_value)
        sign = (gain > 0) - (gain < 0)
        return -sign if self.polarity is Polarity.LOWER else sign

    def in_text(self, value: Decimal) -> str:
        """A value of this measure with its unit, for a sentence; a difference has its sign."""
        return self._signed(value, self.unit.in_text(value, self.places))

    def in_table(self, value: Decimal) -> str:
        """A value of this measure for a table whose heading names the unit.

        A difference has its sign.
        """
        return self._signed(value, self.unit.in_table(value, self.places))

    def _signed(self, value: Decimal, text: str) -> str:
        """The text with the plus of a difference, or with the word for a value below 0."""
        if self.signs and text.startswith(wording.MINUS):
            return f"a {self.signs[1]} of {text.removeprefix(wording.MINUS)}"
        return f"+{text}" if self.is_difference and value > 0 else text

    def with_sign(self, value: Decimal | None, text: str) -> str:
        """The text of a value that stands beside one below 0: it names its own sign too."""
        return (
            f"a {self.signs[0]} of {text}"
            if self.signs and value is not None and value > 0
            else text
        )


def unpublished_measure(label: str, unit: Unit, signs: tuple[str, str] | None = None) -> Measure:
    """The measure of a stored figure that has no page of its own, and so no address."""
    return Measure("", label, unit, "", "", places=1 if unit is Unit.POUNDS else 0, signs=signs)


@dataclass(frozen=True)
class Comparison:
    """The earlier value that a reading is compared with, and its window.

    `label` replaces the window's.
    """

    value: Decimal
    window: Window | None = None
    label: str = ""

    @property
    def when(self) -> str:
        return without_stop(self.label) or (self.window.label if self.window else "")


@dataclass(frozen=True)
class Reading:
    """One value of one measure, with its window, as-at date, marker, basis and source.

    Give exactly one of `value`, (`low`, `high`) and `missing` (why there is no value), else
    ValueError. `record` names the stored record. `beside` is what the source says with it and
    readers must see too. `other_windows` is text about the same measure in other windows. `series`
    names what only readings of one line share, such as a block and its basis. `is_plain` leaves out
    how the figures compare. `parts` are the two numbers of a rate ("41 of 1,277"), `baseline` where
    it started and `targets` where it should be, all in words. `is_projected`: it is expected,
    whatever its basis. `is_running_total`: its window begins where the total last started again.
    `apart` is the word by which a text tells it from others of its month and year: "gross".
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
    other_windows: str = ""
    series: str = ""
    is_plain: bool = False
    parts: str = ""
    baseline: str = ""
    targets: tuple[str, ...] = ()
    is_running_total: bool = False
    is_projected: bool = False
    apart: str = ""

    def __post_init__(self) -> None:
        given = [
            self.value is not None,
            self.low is not None and self.high is not None,
            bool(self.missing),
        ]
        if given.count(True) != 1:
            raise ValueError(
                f"{self.measure.address}: give a value, a range, or why there is none, and only one of them."
            )

    @property
    def in_words(self) -> str:
        """ "over 100", "300 to 400", "£51.6 million", "158 a month", "Not in the report".

        With its marker.
        """
        if self.missing:
            return self.missing
        return (
            f"{self._without_marker} {self.marker.symbol}" if self.marker else self._without_marker
        )

    @property
    def _without_marker(self) -> str:
        if self.value is not None:
            text = self.measure.in_text(self.value)
        elif self.low is not None and self.high is not None:
            text = self._range(self.low, self.high)
        else:
            return self.missing
        return wording.qualified(self.qualifier, text)

    def _range(self, low: Decimal, high: Decimal) -> str:
        highest = self.measure.in_text(high)
        if self.measure.in_text(low) == highest:
            return highest
        if low < 0:
            highest = self.measure.with_sign(high, highest)
        return wording.value_range(self.measure.in_table(low), highest)

    @property
    def figure(self) -> str:
        """The value without its unit, for the large print of a card: "158", "£51.6", "300 to 400"."""
        return self._without_marker.removesuffix(f" {self.figure_unit}" if self.figure_unit else "")

    @property
    def figure_unit(self) -> str:
        """The unit that follows `figure` in small print: "a month".

        "" if the figure includes it.
        """
        if self.missing:
            return ""
        for unit in FIGURE_UNITS:
            if self._without_marker.endswith(f" {unit}"):
                return unit
        return ""

    @property
    def when(self) -> str:
        """The window as the source words it, or the window's label; "" without a window."""
        return without_stop(self.window_words) or (self.window.label if self.window else "")

    @property
    def ratio_text(self) -> str:
        """How it compares: "nearly doubled"; "" if `is_plain`, or there is no comparison or ratio.

        Of "under 100" nobody knows how it compares.
        """
        if self.is_plain or self.value is None or self.comparison is None or self.is_bound:
            return ""
        if self.measure.unit not in UNITS_WITH_RATIOS:
            return ""
        return self._ratio_of(self.value, self.comparison.value)

    def _ratio_of(self, now: Decimal, before: Decimal) -> str:
        """The ratio of two values as they are printed, so that the words fit what readers see."""
        if self.measure.unit is not Unit.POUNDS:
            now, before = (wording.rounded(value, self.measure.places) for value in (now, before))
        elif self.measure.in_text(now) == self.measure.in_text(before):
            now = before
        return wording.ratio_in_words(now, before) or ""

    @property
    def comparison_text(self) -> str:
        """The earlier value and its window: "from 80 (January to May 2024)".

        It says where that window is not stated. "" without a comparison.
        """
        if self.value is None or self.comparison is None:
            return ""
        when = in_the_middle(self.comparison.when) or "earlier window not stated"
        return f"from {self.measure.in_table(self.comparison.value)} ({when})"

    @property
    def length_text(self) -> str:
        """ "six months against five months" if the two windows differ in length, else ""."""
        other = self.comparison.window if self.comparison else None
        if not self.window or not other or self.window.same_length(other):
            return ""
        return f"{self.window.length_in_words} against {other.length_in_words}"

    @property
    def movement(self) -> Decimal | None:
        """Value minus comparison; None unless there are both."""
        if self.value is None or self.comparison is None:
            return None
        return self.value - self.comparison.value

    @property
    def financial_year(self) -> FinancialYear | None:
        """The financial year in which its window ends; None without a window."""
        return FinancialYear.containing(self.window.last) if self.window else None

    @property
    def is_bound(self) -> bool:
        """Whether it is only known to be above or below its value."""
        return self.qualifier in wording.BOUNDS

    @property
    def is_expected(self) -> bool:
        """Whether it is still to come: a forecast by its basis or marker, or projected."""
        is_forecast = self.basis is Basis.FORECAST or self.marker is Marker.FORECAST
        return is_forecast or self.is_projected

    @property
    def is_illustrative(self) -> bool:
        return self.basis is Basis.ILLUSTRATIVE

    @property
    def ident(self) -> str:
        """The id of its card on a page, after its measure: "plans-issued"."""
        return self.measure.address.rpartition(".")[2].replace("_", "-")


def source_text(*parts: str) -> str:
    """The parts that are not empty: "Monthly return; load 3 of 3 December 2024, by role: data
    lead".
    """
    return "; ".join(part for part in parts if part)


def without_load(source: str) -> str:
    """The source without the load that the figure came with: "Monthly return"."""
    return source_text(*(part for part in source.split("; ") if not LOAD.match(part)))


def sources_text(readings: Iterable[Reading]) -> str:
    """What the sources of the readings name, each part once; "Report, 5.2; 5.4" is one part."""
    parts = {part for reading in readings for part in re.split(r"; (?![0-9])", reading.source)}
    return source_text(*sorted(parts))
