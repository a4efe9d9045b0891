"""What a strand's milestones say together, beside what its officer states. Pure: statuses in, counts and words out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from sendprog.values.measures import Unit
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import plural

DONE = (MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE)
NEEDS_PATH = (Rag.OFF_TRACK, Rag.AT_RISK)
WELL = (Rag.ON_TRACK, Rag.COMPLETE)


@dataclass(frozen=True)
class Derived:
    """How a strand's milestones stand, by number; withdrawn ones are left out.

    The rule: the worst status of any milestone speaks (overdue, then delayed, then slipped); nothing is averaged, and a
    milestone without a date is never counted as on track.
    """

    total: int
    overdue: int
    delayed: int
    slipped: int
    undated: int
    done: int

    @property
    def pressing(self) -> int:
        """Overdue or delayed: what a rating of On track has to explain."""
        return self.overdue + self.delayed

    @property
    def words(self) -> str:
        """ "2 of 9 milestones are overdue or delayed", "None of 9 milestones is late", "No milestones to go by"."""
        if not self.total:
            return "No milestones to go by"
        if self.pressing:
            return _of(self.pressing, self.total, "is", "are") + self._pressing_words + self._also
        if self.slipped:
            return f"{_of(self.slipped, self.total, 'has', 'have')} slipped; none is overdue or delayed"
        if self.done == self.total:
            return (
                "The only milestone is complete"
                if self.total == 1
                else f"All {self.total} milestones are complete"
            )
        undated = (
            f"; {self.undated} {'has' if self.undated == 1 else 'have'} no date set" if self.undated else ""
        )
        return f"None of {plural(self.total, 'milestone')} is late{undated}"

    @property
    def _pressing_words(self) -> str:
        named = [word for word, number in (("overdue", self.overdue), ("delayed", self.delayed)) if number]
        return f" {' or '.join(named)}"

    @property
    def _also(self) -> str:
        return f"; {self.slipped} {'has' if self.slipped == 1 else 'have'} slipped" if self.slipped else ""

    def disagreement(self, rating: Rag) -> str:
        """Why a stated rating must be explained; "" where it agrees or there are no milestones to go by.

        On track or Complete disagrees with any milestone overdue or delayed, Off track with none late.
        """
        unfounded = rating is Rag.OFF_TRACK and self.total and not (self.pressing or self.slipped)
        if (rating in WELL and self.pressing) or unfounded:
            return f"The rating is {rating.label}, but {self.words[:1].lower()}{self.words[1:]}: explain the difference"
        return ""


def _of(number: int, total: int, one: str, many: str) -> str:
    return f"{number} of {plural(total, 'milestone')} {one if number == 1 else many}"


def derived(statuses: Iterable[MilestoneStatus]) -> Derived:
    """The counts of a strand's milestones by their derived statuses."""
    counted = [status for status in statuses if status is not MilestoneStatus.WITHDRAWN]
    return Derived(
        total=len(counted),
        overdue=counted.count(MilestoneStatus.OVERDUE),
        delayed=counted.count(MilestoneStatus.DELAYED),
        slipped=counted.count(MilestoneStatus.SLIPPED),
        undated=counted.count(MilestoneStatus.NO_DATE_SET),
        done=sum(status in DONE for status in counted),
    )


def unready(values: Mapping[str, str], found: Derived) -> dict[str, str]:
    """What an update lacks before it can be submitted: by field, the words to show there; empty when it is ready.

    `values` are the update's texts by field, with its stated_rag and path_to_green_marker.
    """
    rating = Rag.of(values["stated_rag"])
    problems = {}
    if not values["progress"]:
        problems["progress"] = "Say what progress was made this month"
    if rating in NEEDS_PATH and not (values["path_to_green"] or values["path_to_green_marker"]):
        problems["path_to_green"] = (
            f"Say what will bring this strand back on track: it is rated {rating.label}"
        )
    if not values["disagreement"] and (difference := found.disagreement(rating)):
        problems["disagreement"] = difference
    return problems


def reviewed_in_words(times: int) -> str:
    """ "Reviewed with no change three times in a row"; "" for none."""
    in_words = {1: "", 2: " twice in a row", 3: " three times in a row"}
    return f"Reviewed with no change{in_words.get(times, f' {times} times in a row')}" if times else ""


# Indicators

# How many known values make the usual range, and from how many on it is their largest change that counts.
VALUES_IN_RANGE, ENOUGH_VALUES = 12, 4
TIMES_THE_LARGEST_CHANGE = 3
WORKED_OUT = (Unit.PERCENT, Unit.PER_MONTH, Unit.OUT_OF_FIVE, Unit.POUNDS)


def is_jump(known: Sequence[Decimal], value: Decimal) -> bool:
    """Whether a value lies beyond the usual range of those known before it (oldest first), so that it is asked about.

    More than three times the largest change from one value to the next among the last 12; with fewer than 4 values, more
    than double or less than half of the last. With none there is no range.
    """
    recent = known[-VALUES_IN_RANGE:]
    if not recent:
        return False
    last = recent[-1]
    if len(recent) < ENOUGH_VALUES:
        lowest, highest = sorted((last / 2, last * 2))
        return not lowest <= value <= highest
    largest = max(abs(after - before) for before, after in pairwise(recent))
    return abs(value - last) > TIMES_THE_LARGEST_CHANGE * largest


def worked_out(numerator: Decimal, denominator: Decimal, unit: Unit) -> Decimal | None:
    """What a numerator over a denominator comes to in a unit (per cent from 0 to 100); None over 0."""
    if not denominator:
        return None
    return numerator / denominator * (100 if unit is Unit.PERCENT else 1)
