"""Pure arithmetic on milestones' statuses, updates and indicators' values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.units import Unit
from sendprog.values.wording import lower_first, part_of, plural, upper_first

DONE = (MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE)
NEEDS_PATH = (Rag.OFF_TRACK, Rag.AT_RISK)
WELL = (Rag.ON_TRACK, Rag.COMPLETE)


@dataclass(frozen=True)
class StatusCounts:
    """How many of a strand's milestones are in each state; withdrawn ones are left out.

    Nothing is averaged: the worst status decides the summary (overdue or delayed, then slipped),
    and a milestone without a date or without a stage never counts as on track.
    """

    total: int
    overdue: int
    delayed: int
    slipped: int
    undated: int
    done: int
    unstated: int = 0
    done_late: int = 0
    withdrawn: int = 0

    @property
    def pressing(self) -> int:
        """Overdue or delayed: a rating of On track has to explain these."""
        return self.overdue + self.delayed

    @property
    def summary(self) -> str:
        """Such as "2 of 9 milestones are overdue or delayed", or "No milestones to go by".

        It says how many are left out because they are withdrawn.
        """
        return f"{self._of_those_counted}{self._left_out}"

    @property
    def _of_those_counted(self) -> str:
        if not self.total:
            return "No milestones to go by"
        if self.total == 1:
            return f"The one milestone {self._state_of_one}"
        if self.pressing:
            return f"{_part_with_verb(self.pressing, self.total)} {self._pressing_states}{self._also_slipped}"
        if self.slipped:
            part = part_of(self.slipped, self.total, "milestone")
            return f"{upper_first(part)} {_has_or_have(self.slipped)} slipped; none is overdue or delayed"
        if self.done == self.total:
            return f"{_part_with_verb(self.done, self.total)} complete{self._also_done_late}"
        return f"{self._none_late}{self._also_undated}{self._also_unstated}{self._also_done_late}"

    @property
    def _state_of_one(self) -> str:
        """What a sole milestone is, as the end of a sentence."""
        states = {
            "is overdue": self.overdue,
            "is delayed": self.delayed,
            "has slipped": self.slipped,
            "is complete, late": self.done_late,
            "is complete": self.done,
            "has no date set": self.undated,
            "has no stated stage": self.unstated,
        }
        return next((state for state, count in states.items() if count), "is not late")

    @property
    def _left_out(self) -> str:
        """ "; 1 withdrawn milestone is not counted"; "" without one."""
        if not self.withdrawn:
            return ""
        verb = "is" if self.withdrawn == 1 else "are"
        return f"; {plural(self.withdrawn, 'withdrawn milestone')} {verb} not counted"

    @property
    def _pressing_states(self) -> str:
        counts = {"overdue": self.overdue, "delayed": self.delayed}
        return " or ".join(state for state, count in counts.items() if count)

    @property
    def _also_slipped(self) -> str:
        if not self.slipped:
            return ""
        return f"; {self.slipped} {_has_or_have(self.slipped)} slipped"

    @property
    def _none_late(self) -> str:
        """ "None of 14 milestones is late"; of the open ones, where some were completed late."""
        kind, number = (
            ("open milestone", self.total - self.done)
            if self.done_late
            else ("milestone", self.total)
        )
        if number == 1:
            return f"The one {kind} is not late"
        return f"Neither {kind} is late" if number == 2 else f"None of {number} {kind}s is late"

    @property
    def _also_unstated(self) -> str:
        if not self.unstated:
            return ""
        return f"; the stage of {self.unstated} is not stated"

    @property
    def _also_done_late(self) -> str:
        if not self.done_late:
            return ""
        return f"; {self.done_late} {'was' if self.done_late == 1 else 'were'} completed late"

    @property
    def _also_undated(self) -> str:
        if not self.undated:
            return ""
        return f"; {self.undated} {_has_or_have(self.undated)} no date set"

    def disagreement(self, rating: Rag) -> str:
        """Why a stated rating must be explained; "" where it agrees or there are no milestones to
        go by.

        On track or Complete disagrees with any milestone overdue or delayed, Off track with none
        late.
        """
        is_too_good = rating in WELL and self.pressing
        is_too_bad = rating is Rag.OFF_TRACK and self.total and not (self.pressing or self.slipped)
        if not (is_too_good or is_too_bad):
            return ""
        return (
            f"The rating is {rating.label}, but {lower_first(self.summary)}: explain the difference "
            "in “Why the rating differs”, or change the rating"
        )


def _part_with_verb(count: int, total: int) -> str:
    """ "1 of 9 milestones is", "All 9 milestones are"."""
    return f"{upper_first(part_of(count, total, 'milestone'))} {'is' if count == 1 else 'are'}"


def _has_or_have(count: int) -> str:
    return "has" if count == 1 else "have"


def count_statuses(statuses: Iterable[MilestoneStatus]) -> StatusCounts:
    """The counts of a strand's milestones by their derived statuses."""
    all_statuses = list(statuses)
    counted = [status for status in all_statuses if status is not MilestoneStatus.WITHDRAWN]
    return StatusCounts(
        total=len(counted),
        overdue=counted.count(MilestoneStatus.OVERDUE),
        delayed=counted.count(MilestoneStatus.DELAYED),
        slipped=counted.count(MilestoneStatus.SLIPPED),
        undated=counted.count(MilestoneStatus.NO_DATE_SET),
        done=sum(status in DONE for status in counted),
        unstated=counted.count(MilestoneStatus.NOT_STATED),
        done_late=counted.count(MilestoneStatus.COMPLETE_LATE),
        withdrawn=len(all_statuses) - len(counted),
    )


def problems_before_submitting(values: Mapping[str, str], counts: StatusCounts) -> dict[str, str]:
    """What an update lacks before it can be submitted: a message by field; empty when it is
    complete.

    `values`: the update's texts by field, with its stated_rag and path_to_green_marker.
    """
    rating = Rag.of(values["stated_rag"])
    problems = {}
    if not values["progress"]:
        problems["progress"] = "Say what progress was made this month"
    if rating in NEEDS_PATH and not (values["path_to_green"] or values["path_to_green_marker"]):
        message = f"Say what will bring this strand back on track: it is rated {rating.label}"
        problems["path_to_green"] = message
    if not values["disagreement"] and (difference := counts.disagreement(rating)):
        problems["disagreement"] = difference
    return problems


def reviewed_in_words(times: int) -> str:
    """ "Reviewed with no change three times in a row"; "" for none."""
    if not times:
        return ""
    in_a_row = {1: "", 2: " twice in a row", 3: " three times in a row"}
    return f"Reviewed with no change{in_a_row.get(times, f' {times} times in a row')}"


# Indicators

# How many values make the usual range, and from how many on their largest change decides.
VALUES_IN_RANGE, ENOUGH_VALUES = 12, 4
TIMES_THE_LARGEST_CHANGE = 3
UNITS_WITH_FRACTIONS = (
    Unit.PERCENT,
    Unit.PER_MONTH,
    Unit.OUT_OF_FIVE,
    Unit.POUNDS,
    Unit.WEEKS,
    Unit.DAYS,
    Unit.SESSIONS,
)


def is_unusual(earlier: Sequence[Decimal], value: Decimal) -> bool:
    """Whether a value is far outside the usual range of the earlier ones (oldest first). False
    without any.

    Far is more than three times the largest change between neighbours among the last 12; with fewer
    than 4 values, more than double or less than half of the last one.
    """
    recent = earlier[-VALUES_IN_RANGE:]
    if not recent:
        return False
    last = recent[-1]
    if len(recent) < ENOUGH_VALUES:
        lowest, highest = sorted((last / 2, last * 2))
        return not lowest <= value <= highest
    largest = max(abs(after - before) for before, after in pairwise(recent))
    return abs(value - last) > TIMES_THE_LARGEST_CHANGE * largest


def value_of_fraction(numerator: Decimal, denominator: Decimal, unit: Unit) -> Decimal | None:
    """A numerator over a denominator in a unit (per cent: 0 to 100); None over 0."""
    if not denominator:
        return None
    return numerator / denominator * (100 if unit is Unit.PERCENT else 1)
