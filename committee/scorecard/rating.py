"""The rating of a figure against its target and floor, by one published rule (pure)."""

from dataclasses import dataclass
from decimal import Decimal

from sendprog.values.measures import Measure, Polarity, Reading
from sendprog.values.rag import Rag
from sendprog.values.wording import rounded

RULE = (
    "A scorecard rates the latest figure against the target "
    "that applies on its last day; a figure that is printed "
    "like a target or floor has reached it. At the target or "
    "better it is On track; short of the target, but not past "
    "the floor (the limit, where lower is better), At risk; "
    "past the floor, Off track. Where no floor is set, short of"
    " the target is At risk. Of several targets it takes a "
    "local one, else that of a plan, else a statutory one. What"
    " is neither good nor bad, such as demand, is not rated, "
    "nor is a measure without a target or without a figure, nor"
    " a made-up figure."
)
EXCEPTION_RULE = (
    "A rating of Off track opens an exception as soon as the "
    "figure is entered: what the cause is, what is being done, "
    "who answers for it and when it is expected back. Two "
    "readings in a row at the floor or better close it, or a "
    "decision with a reason. It is closed as well if the figure"
    " or target behind it is corrected so that no reading since"
    " is past the floor."
)


@dataclass(frozen=True)
class Standard:
    """The value that a measure should reach, and the one that it should not fall short of."""

    target: Decimal
    floor: Decimal | None = None


@dataclass(frozen=True)
class Rated:
    """A rating; `why` says why there is none."""

    rating: Rag
    why: str = ""

    @property
    def is_back(self) -> bool:
        """Whether it is rated, and not past the floor."""
        return self.rating in (Rag.AT_RISK, Rag.ON_TRACK)


def not_rated(why: str) -> Rated:
    return Rated(Rag.NOT_RATED, why)


def is_short(measure: Measure, value: Decimal, limit: Decimal) -> bool:
    """Whether a value is worse than a limit, and is still so where it is printed."""
    if measure.improvement(limit, value) >= 0:
        return False
    if measure.unit.is_scaled:
        return measure.in_text(value) != measure.in_text(limit)
    return measure.improvement(limit, rounded(value, measure.places)) < 0


def rating_of(measure: Measure, value: Decimal | None, standard: Standard | None) -> Rated:
    """The rating of one value; Not rated, with the reason, where the rule gives none."""
    if why := why_not_rated(measure, standard):
        return not_rated(why)
    if value is None or standard is None:
        return not_rated("No figure")
    if not is_short(measure, value, standard.target):
        return Rated(Rag.ON_TRACK)
    is_past = standard.floor is not None and is_short(measure, value, standard.floor)
    return Rated(Rag.OFF_TRACK if is_past else Rag.AT_RISK)


def why_not_rated(measure: Measure, standard: Standard | None) -> str:
    """Why no value of the measure is rated; "" where the rule rates them."""
    if measure.polarity is Polarity.NEUTRAL:
        return "Neither good nor bad"
    if measure.polarity is Polarity.TARGET and measure.best_value is None:
        return "No best value is set"
    if standard is None:
        return "No target"
    if standard.floor is not None and measure.improvement(standard.target, standard.floor) > 0:
        return "The floor is better than the target"
    return ""


def rating_of_reading(reading: Reading | None, standard: Standard | None) -> Rated:
    """The rating of a reading; a range is rated where both its ends have the same rating."""
    if reading is None:
        return not_rated("No figure")
    measure = reading.measure
    if why := why_not_rated(measure, standard):
        return not_rated(why)
    if reading.missing:
        return not_rated("No figure")
    if reading.is_illustrative:
        return not_rated("The figure is made up")
    if reading.is_bound:
        return not_rated("The figure is not exact")
    ends = (reading.value,) if reading.value is not None else (reading.low, reading.high)
    ratings = {rating_of(measure, value, standard) for value in ends}
    return ratings.pop() if len(ratings) == 1 else not_rated("The figure is a range")
