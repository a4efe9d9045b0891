"""Ratings stated by people, and statuses derived from dates (pure).

A missing rating is never green.
"""

from datetime import date

from sendprog.values.partial_dates import PartialDate
from sendprog.values.wording import LabelledEnum


class Rag(LabelledEnum):
    """A stated rating; worst first, Not rated last."""

    OFF_TRACK = "off_track", "Off track"
    AT_RISK = "at_risk", "At risk"
    ON_TRACK = "on_track", "On track"
    COMPLETE = "complete", "Complete"
    NOT_RATED = "not_rated", "Not rated"

    @classmethod
    def of(cls, value: str | None) -> "Rag":
        """The rating with this value; NOT_RATED for None and "".

        ValueError for an unknown value.
        """
        return cls(value) if value else cls.NOT_RATED


class Stage(LabelledEnum):
    """A milestone's stated stage. NOT_STATED: its source lists it without a stage."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    DELAYED = "delayed", "Delayed"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_STATED = "not_stated", "Stage not stated"


class MilestoneStatus(LabelledEnum):
    """A milestone's status, derived from its stage and dates; never stored."""

    OVERDUE = "overdue", "Overdue"
    DELAYED = "delayed", "Delayed"
    SLIPPED = "slipped", "Slipped"
    NO_DATE_SET = "no_date_set", "No date set"
    NOT_STATED = "stage_not_stated", "Stage not stated"
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
    first: PartialDate | None = None,
) -> MilestoneStatus:
    """The status on the day `on`; `stage` may be a stored value, ValueError if it is unknown.

    `baseline` is the last approved date, `first` the first forecast given: late is later than the
    baseline or, without one, than that forecast. `actual` is used only if the stage is complete. A
    forecast takes precedence over the baseline. Without a stage a milestone is never on track.
    """
    promised = baseline or first
    match Stage(stage):
        case Stage.WITHDRAWN:
            return MilestoneStatus.WITHDRAWN
        case Stage.COMPLETE:
            is_late = _is_later(actual, promised)
            return MilestoneStatus.COMPLETE_LATE if is_late else MilestoneStatus.COMPLETE
        case Stage.DELAYED:
            is_overdue = _is_past(forecast or baseline, on)
            return MilestoneStatus.OVERDUE if is_overdue else MilestoneStatus.DELAYED
        case stated:
            status = _open_status(forecast or baseline, promised, on)
            is_unstated = stated is Stage.NOT_STATED and status is MilestoneStatus.ON_TRACK
            return MilestoneStatus.NOT_STATED if is_unstated else status


def _open_status(
    expected: PartialDate | None, promised: PartialDate | None, on: date
) -> MilestoneStatus:
    if expected is None:
        return MilestoneStatus.NO_DATE_SET
    if expected.is_past(on):
        return MilestoneStatus.OVERDUE
    # With a vague forecast ("2025"), a milestone due in "March 2025" has slipped once March is
    # over.
    if _is_later(expected, promised) or _is_past(promised, on):
        return MilestoneStatus.SLIPPED
    return MilestoneStatus.ON_TRACK


def _is_later(when: PartialDate | None, baseline: PartialDate | None) -> bool:
    return when is not None and baseline is not None and when.slippage_days(baseline) > 0


def _is_past(when: PartialDate | None, on: date) -> bool:
    return when is not None and when.is_past(on)
