"""When an exception opens and closes: a function of rated readings, oldest first (pure)."""

from collections.abc import Sequence
from datetime import date

from committee.scorecard.rating import Rated
from sendprog.values.rag import Rag
from sendprog.values.wording import LabelledEnum

# So many readings in a row, back at the floor or better, close an exception.
READINGS_TO_CLOSE = 2
RatedDay = tuple[date, Rated]


class Step(LabelledEnum):
    """What the readings ask for."""

    NOTHING = "nothing", "Nothing"
    OPEN = "open", "Open an exception"
    RECOVERED = "recovered", "Close it: the measure is back"
    WITHDRAWN = "withdrawn", "Close it: what opened it changed"


def step_for(
    readings: Sequence[RatedDay],
    *,
    opened_for: date | None,
    covers_to: date | None = None,
) -> Step:
    """The step for a measure whose open exception was opened for the reading of a day.

    `opened_for` is None where none is open; `covers_to` is then the day to which the last decision
    reaches. A reading that is not rated opens nothing, closes nothing, and breaks a row.
    """
    if opened_for is None:
        return Step.OPEN if is_past_floor(readings, covers_to) else Step.NOTHING
    if is_past_floor(readings, None):
        return Step.NOTHING
    since = [rated for day, rated in readings if day >= opened_for]
    if all(rated.rating is not Rag.OFF_TRACK for rated in since):
        return Step.WITHDRAWN
    last = since[-READINGS_TO_CLOSE:]
    is_recovered = len(last) == READINGS_TO_CLOSE and all(rated.is_back for rated in last)
    return Step.RECOVERED if is_recovered else Step.NOTHING


def is_past_floor(readings: Sequence[RatedDay], covers_to: date | None) -> bool:
    """Whether the last reading is past the floor, and later than what a decision covers."""
    if not readings:
        return False
    day, rated = readings[-1]
    return rated.rating is Rag.OFF_TRACK and (covers_to is None or day > covers_to)
