"""Ratings people state and statuses worked out from dates: words first, missing never green, nothing averaged.

Pure. Each choice lists in its `order`; milestone_status() has no clock, so callers pass `on`.
"""

from datetime import date

from sendprog.values.partial_dates import PartialDate
from sendprog.values.wording import Worded


class Rag(Worded):
    """A person's stated judgement, listed worst first, Not rated last."""

    OFF_TRACK = "off_track", "Off track"
    AT_RISK = "at_risk", "At risk"
    ON_TRACK = "on_track", "On track"
    COMPLETE = "complete", "Complete"
    NOT_RATED = "not_rated", "Not rated"

    @classmethod
    def of(cls, value: str | None) -> "Rag":
        """None and "" are NOT_RATED; an unknown value is a ValueError."""
        return cls(value) if value else cls.NOT_RATED


class Stage(Worded):
    """What people say of a milestone. NOT_STATED: a report lists it and gives no stage."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    DELAYED = "delayed", "Delayed"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_STATED = "not_stated", "Stage not stated"


class MilestoneStatus(Worded):
    """What stage and dates together say; derived, never stored as fact."""

    OVERDUE = "overdue", "Overdue"
    DELAYED = "delayed", "Delayed"
    SLIPPED = "slipped", "Slipped"
    NO_DATE_SET = "no_date_set", "No date set"
    ON_TRACK = "on_track", "On track"
    COMPLETE_LATE = "complete_late", "Complete, late"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"


def milestone_status(
    *,
    stage: Stage,
    baseline: PartialDate | None,
    forecast: PartialDate | None,
    actual: PartialDate | None,
    on: date,
) -> MilestoneStatus:
    """The status on the day `on`. A stored stage value will do for `stage`; an unknown one is a ValueError.

    `actual` counts only when the stage is complete. The forecast stands in front of the baseline when there is one.
    """
    match Stage(stage):
        case Stage.WITHDRAWN:
            return MilestoneStatus.WITHDRAWN
        case Stage.COMPLETE:
            late = _is_later(actual, baseline)
            return MilestoneStatus.COMPLETE_LATE if late else MilestoneStatus.COMPLETE
        case Stage.DELAYED:
            overdue = _is_past(forecast or baseline, on)
            return MilestoneStatus.OVERDUE if overdue else MilestoneStatus.DELAYED
        case _:
            return _open_status(baseline, forecast, on)


def _open_status(baseline: PartialDate | None, forecast: PartialDate | None, on: date) -> MilestoneStatus:
    expected = forecast or baseline
    if expected is None:
        return MilestoneStatus.NO_DATE_SET
    if expected.is_past(on):
        return MilestoneStatus.OVERDUE
    # A vague forecast ("2025") hides no slippage against "March 2025" once March is over.
    if _is_later(forecast, baseline) or _is_past(baseline, on):
        return MilestoneStatus.SLIPPED
    return MilestoneStatus.ON_TRACK


def _is_later(when: PartialDate | None, baseline: PartialDate | None) -> bool:
    return when is not None and baseline is not None and when.slippage_days(baseline) > 0


def _is_past(when: PartialDate | None, on: date) -> bool:
    return when is not None and when.is_past(on)
