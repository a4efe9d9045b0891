"""A scale for a picture whose rows are HTML, with a track of any width: positions in per cent (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sendprog.charts.fluid_scales import per_cent
from sendprog.charts.theme import UnitFormat, format_number, y_axis


@dataclass(frozen=True)
class ScaleTick:
    """A value on the scale with its text."""

    position: str
    text: str


@dataclass(frozen=True)
class ValueScale:
    """From `low`, at the left end of the track, to `high`; both are ticks."""

    low: float
    high: float
    ticks: tuple[ScaleTick, ...]

    def position(self, value: float) -> str:
        """How far from the left end: "62.5%"."""
        return position_between(self.low, self.high, value)

    def position_of(self, value: float | None) -> str:
        """As `position`; "" for None, which is not drawn."""
        return "" if value is None else self.position(value)


def position_between(low: float, high: float, value: float) -> str:
    return per_cent(100 * (value - low) / (high - low))


def value_scale(values: Iterable[float], unit_format: UnitFormat = format_number) -> ValueScale:
    """A scale that includes zero and all values."""
    axis = y_axis([float(value) for value in values], unit_format)
    ticks = [
        ScaleTick(position_between(axis.low, axis.high, tick), unit_format(tick))
        for tick in axis.ticks
    ]
    return ValueScale(axis.low, axis.high, tuple(ticks))
