"""A value beside those of others: a row with a dot each, on one scale, in the order given (pure).

It ranks nobody: no place in an order is drawn or told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sendprog.charts.theme import UnitFormat, format_number
from sendprog.charts.value_scale import ValueScale, value_scale


@dataclass(frozen=True)
class Dot:
    """A row: whose value, the value, its text, and when and on what basis."""

    name: str
    value: float
    text: str
    note: str = ""


@dataclass(frozen=True)
class DotStrip:
    """The row of the value itself, with a line through it, then those of the others."""

    message: str
    subtitle: str
    own: Dot
    others: Sequence[Dot]
    scale: ValueScale

    @property
    def rows(self) -> list[tuple[Dot, str, bool]]:
        """Each dot with its position, and whether it is the value's own."""
        dots = [(self.own, True), *((dot, False) for dot in self.others)]
        return [(dot, self.scale.position(dot.value), is_own) for dot, is_own in dots]

    @property
    def own_position(self) -> str:
        return self.scale.position(self.own.value)


def dot_strip(
    own: Dot,
    others: Sequence[Dot],
    *,
    message: str,
    subtitle: str,
    unit_format: UnitFormat = format_number,
) -> DotStrip:
    """The strip, on a scale that includes zero and all values."""
    scale = value_scale([own.value, *(dot.value for dot in others)], unit_format)
    return DotStrip(message, subtitle, own, others, scale)
