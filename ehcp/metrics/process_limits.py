"""Limits of a process behaviour chart (XmR), and whether a series changed (pure).

The rules are those of the NHS's “Making data count”; RULES names this version of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

RULES = "Making data count, four rules, version 1"
FEWEST_POINTS = 12
# Three sigma by the mean moving range of two neighbours: 3 / 1.128.
LIMIT = 2.66
RUN = 7
# Sums of floats that should be equal may differ by so much of the mean.
TOLERANCE = 1e-9


class Point(NamedTuple):
    """The value of a month; months are numbered one after another."""

    month: int
    value: float


class Signal(NamedTuple):
    """The points of one rule that show a change: the first and last, and whether they are high.

    Of points that rise or fall, whether they rise.
    """

    rule: str
    first: int
    last: int
    is_high: bool


@dataclass(frozen=True)
class Limits:
    """The mean of the points and the limits of what is usual."""

    mean: float
    lower: float
    upper: float

    @property
    def slack(self) -> float:
        return TOLERANCE * max(1.0, abs(self.mean), abs(self.upper - self.mean))

    def is_beyond(self, value: float, sigmas: int) -> bool:
        """Whether the value is further from the mean than so many of three sigmas."""
        distance = (self.upper - self.mean) * sigmas / 3
        return abs(value - self.mean) > distance + self.slack

    def side(self, value: float) -> int:
        """1 above the mean, -1 below it, 0 on it."""
        if abs(value - self.mean) <= self.slack:
            return 0
        return 1 if value > self.mean else -1


def limits_of(points: Sequence[Point]) -> Limits | None:
    """The limits; None of fewer points than FEWEST_POINTS, or where no two months are neighbours.

    A moving range is of two months one after the other: none spans a gap.
    """
    if len(points) < FEWEST_POINTS:
        return None
    ranges = [
        abs(later.value - before.value)
        for before, later in pairwise(points)
        if later.month == before.month + 1
    ]
    if not ranges:
        return None
    mean = sum(point.value for point in points) / len(points)
    reach = LIMIT * sum(ranges) / len(ranges)
    return Limits(mean, mean - reach, mean + reach)


def stretches_without_gap(points: Sequence[Point]) -> list[list[Point]]:
    """The points in stretches of months one after the other."""
    stretches: list[list[Point]] = []
    for point in points:
        if stretches and stretches[-1][-1].month + 1 == point.month:
            stretches[-1].append(point)
        else:
            stretches.append([point])
    return stretches


def beyond_limits(points: Sequence[Point], limits: Limits) -> list[Signal]:
    """Each point outside the limits."""
    return [
        Signal("one month beyond the limits", point.month, point.month, point.value > limits.mean)
        for point in points
        if limits.is_beyond(point.value, 3)
    ]


def runs_on_a_side(points: Sequence[Point], limits: Limits) -> list[Signal]:
    """Each longest run of seven or more months on one side of the mean."""
    name = "seven months or more on one side of the average"
    sides = [limits.side(point.value) for point in points]
    return [
        Signal(name, points[start].month, points[end].month, sides[start] > 0)
        for start, end in equal_runs(sides)
        if sides[start] and end - start + 1 >= RUN
    ]


def runs_in_a_direction(points: Sequence[Point], limits: Limits) -> list[Signal]:
    """Each longest run of seven or more months of which each is higher, or each lower, than the
    month before it.
    """
    name = "seven months or more that all rise or all fall"
    steps = [later.value - before.value for before, later in pairwise(points)]
    signs = [0 if abs(step) <= limits.slack else (1 if step > 0 else -1) for step in steps]
    return [
        Signal(name, points[start].month, points[end + 1].month, signs[start] > 0)
        for start, end in equal_runs(signs)
        if signs[start] and end - start + 2 >= RUN
    ]


def two_of_three(points: Sequence[Point], limits: Limits) -> list[Signal]:
    """Each three months of which two are beyond two sigma on the same side."""
    name = "two months of three near a limit"
    signals = []
    for start in range(len(points) - 2):
        three = points[start : start + 3]
        far = [limits.side(point.value) for point in three if limits.is_beyond(point.value, 2)]
        for side in (1, -1):
            if far.count(side) >= 2:
                signals.append(Signal(name, three[0].month, three[-1].month, side > 0))
    return signals


def equal_runs(values: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last place of each longest run of equal values."""
    runs, start = [], 0
    for place in range(1, len(values) + 1):
        if place == len(values) or values[place] != values[start]:
            runs.append((start, place - 1))
            start = place
    return runs


Rule = Callable[[Sequence[Point], Limits], list[Signal]]
IN_ORDER: tuple[Rule, ...] = (beyond_limits, runs_on_a_side, runs_in_a_direction, two_of_three)


def signals_of(points: Sequence[Point], limits: Limits) -> list[Signal]:
    """What each rule finds, rule by rule; no run spans a gap."""
    stretches = stretches_without_gap(points)
    return [signal for rule in IN_ORDER for part in stretches for signal in rule(part, limits)]
