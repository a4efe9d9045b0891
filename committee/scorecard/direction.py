"""The direction of a measure between two readings, in a word (pure)."""

from dataclasses import dataclass
from decimal import Decimal

from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Polarity, Reading
from sendprog.values.units import Unit
from sendprog.values.wording import LabelledEnum, rounded

# What grows with the length of its window, so that windows of two lengths don't compare.
TOTALS = (Unit.COUNT, Unit.POUNDS, Unit.SESSIONS, Unit.WORK_DAYS)


class Direction(LabelledEnum):
    """Better and worse by the measure's polarity; of what is neither, higher and lower."""

    BETTER = "better", "Better"
    WORSE = "worse", "Worse"
    HIGHER = "higher", "Higher"
    LOWER = "lower", "Lower"
    SAME = "same", "Same"
    AS_NEAR = "as_near", "As near"
    NOT_COMPARED = "not_compared", "Not compared"


@dataclass(frozen=True)
class Movement:
    """A direction; `note` says why there is none, or what to know of the two windows."""

    direction: Direction
    note: str = ""

    @property
    def in_words(self) -> str:
        """ "Better", "Not compared: a break in the series"."""
        return f"{self.direction.label}: {self.note}" if self.note else self.direction.label


def without_direction(note: str) -> Movement:
    return Movement(Direction.NOT_COMPARED, note)


def direction_between(measure: Measure, before: Decimal, now: Decimal) -> Direction:
    """The direction of two values as they are printed."""
    if measure.in_text(before) == measure.in_text(now):
        return Direction.SAME
    if not measure.unit.is_scaled:
        before, now = (
            rounded(before, measure.places),
            rounded(now, measure.places),
        )
    if measure.polarity is Polarity.NEUTRAL:
        return Direction.HIGHER if now > before else Direction.LOWER
    match measure.improvement(before, now):
        case 1:
            return Direction.BETTER
        case -1:
            return Direction.WORSE
    return Direction.AS_NEAR


def plain_direction(movement: Movement, before: Decimal, now: Decimal) -> Movement:
    """The movement without a verdict, for a period before an election: higher or lower."""
    if movement.direction in (
        Direction.BETTER,
        Direction.WORSE,
        Direction.AS_NEAR,
    ):
        direction = Direction.HIGHER if now > before else Direction.LOWER
        return Movement(direction, movement.note)
    return movement


def movement_from(before: Reading | None, now: Reading | None) -> Movement:
    """The movement from one reading to the next.

    Never across a break in the series; windows of two lengths are said, and totals of them not
    compared.
    """
    if now is None or now.missing:
        return without_direction("no figure now")
    if before is None:
        return without_direction("nothing earlier")
    if before.missing:
        return without_direction("no figure before")
    if now.marker is Marker.BREAK_IN_SERIES:
        return without_direction("a break in the series")
    if before.value is None or now.value is None or before.is_bound or now.is_bound:
        return without_direction("the figures are not exact")
    lengths = unequal_lengths(before, now)
    if lengths and now.measure.unit in TOTALS:
        return without_direction(lengths)
    return Movement(direction_between(now.measure, before.value, now.value), lengths)


def unequal_lengths(before: Reading, now: Reading) -> str:
    """ "six months against five months" where the windows differ in length, else ""."""
    if not (before.window and now.window) or now.window.same_length(before.window):
        return ""
    return f"{now.window.length_in_words} against {before.window.length_in_words}"
