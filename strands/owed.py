"""What is owed in a month, by which strand: the questions of the task list, the rounds and the reminders."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sendprog.models import User
from sendprog.records.rights import has_model_permission, visible_to_user
from sendprog.values.rag import MilestoneStatus, Stage, milestone_status
from strands.choices import PeriodType, UpdateState
from strands.metrics import Derived, derived
from strands.models import (
    Indicator,
    IndicatorReturn,
    Milestone,
    Reminder,
    Strand,
    StrandOfficer,
    StrandUpdate,
    UpdateRound,
)
from strands.rights import strands_of

CLOSED = (Stage.COMPLETE.value, Stage.WITHDRAWN.value)


@dataclass(frozen=True)
class Task:
    """One strand's update of one round, as it stands today."""

    update: StrandUpdate
    round: UpdateRound
    on: date
    last: StrandUpdate | None = None

    @property
    def is_overdue(self) -> bool:
        return self.update.is_open and self.on > self.round.due

    @property
    def may_be_reviewed(self) -> bool:
        """Whether one press may say "no change": something was accepted before, and nothing is written yet."""
        return self.last is not None and self.update.state == UpdateState.DRAFT and self.update.is_blank


@dataclass
class Owed:
    """Somebody's task list."""

    strands: list[Strand]
    tasks: list[Task] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    open_milestones: list[Milestone] = field(default_factory=list)
    round: UpdateRound | None = None

    def in_state(self, *states: str) -> list[Task]:
        return [task for task in self.tasks if task.update.state in states]

    @property
    def sent_back(self) -> list[Task]:
        return [task for task in self.tasks if task.update.was_sent_back]

    @property
    def overdue(self) -> list[Task]:
        return [task for task in self.tasks if task.is_overdue and not task.update.was_sent_back]

    @property
    def due(self) -> list[Task]:
        return [
            task
            for task in self.tasks
            if task.update.is_open and not task.is_overdue and not task.update.was_sent_back
        ]

    @property
    def waiting(self) -> list[Task]:
        return self.in_state(UpdateState.SUBMITTED)

    @property
    def accepted(self) -> list[Task]:
        return self.in_state(UpdateState.ACCEPTED)

    @property
    def to_do(self) -> int:
        return sum(task.update.is_open for task in self.tasks) + len(self.milestones) + len(self.indicators)


def status_of(milestone: Milestone, on: date) -> MilestoneStatus:
    """A milestone's derived status; its baselines are best fetched beforehand."""
    baselines = list(milestone.baselines.all())
    return milestone_status(
        stage=Stage(milestone.stage),
        baseline=baselines[-1].date if baselines else None,
        forecast=milestone.forecast,
        actual=milestone.actual,
        on=on,
    )


def derived_for(strand: Strand, on: date) -> Derived:
    """What the strand's milestones say together: two queries."""
    return derived(
        status_of(one, on) for one in Milestone.objects.filter(strand=strand).prefetch_related("baselines")
    )


def manages(user: User) -> bool:
    """Whether somebody runs the rounds and decides on updates."""
    return has_model_permission(user, "change", UpdateRound)


def accepted_before(strands: Iterable[Strand], month: date) -> dict[int, list[StrandUpdate]]:
    """Each strand's accepted updates before a month without their texts, the latest first, by its key: one query."""
    found: dict[int, list[StrandUpdate]] = defaultdict(list)
    accepted = StrandUpdate.objects.accepted().before(month).filter(strand__in=strands)
    for update in accepted.only("strand", "month", "reviews_without_change"):
        found[update.strand_id].append(update)
    return found


def tasks_of(strands: list[Strand], rounds: list[UpdateRound], on: date) -> list[Task]:
    """The updates of these rounds, the earlier due first."""
    if not rounds:
        return []
    by_month = {one.month: one for one in rounds}
    updates = StrandUpdate.objects.filter(strand__in=strands, month__in=by_month).select_related("strand")
    before = accepted_before(strands, max(by_month))
    found = []
    for update in updates:
        last = next((one for one in before[update.strand_id] if one.month < update.month), None)
        found.append(Task(update, by_month[update.month], on, last))
    return sorted(found, key=lambda task: (task.round.due, task.update.strand.number))


def open_milestones(user: User, strands: list[Strand], *, whole_programme: bool) -> list[Milestone]:
    """The milestones of these strands that are neither complete nor withdrawn, and that this person may see."""
    open_ones = visible_to_user(Milestone.objects.exclude(stage__in=CLOSED), user)
    open_ones = open_ones.select_related("strand").prefetch_related("baselines")
    keys = {strand.pk for strand in strands} | ({None} if whole_programme else set())
    return [one for one in open_ones if one.strand_id in keys]


def overdue(milestones: list[Milestone], on: date) -> list[Milestone]:
    """Those whose date is past and that nobody has answered for, the longest overdue first."""
    found = [one for one in milestones if status_of(one, on) is MilestoneStatus.OVERDUE]
    return sorted(found, key=lambda one: promised(one).isoformat())


def promised(milestone: Milestone) -> date:
    """The last day by which an overdue milestone was to be done."""
    when = milestone.forecast or list(milestone.baselines.all())[-1].date
    return when.last


def indicators_without(strands: list[Strand], month: date) -> list[Indicator]:
    """Monthly indicators of these strands that have no value reported in a month."""
    given = IndicatorReturn.objects.filter(reported_in=month).values("indicator")
    monthly = Indicator.objects.filter(strand__in=strands, period_type=PeriodType.MONTH).select_related(
        "strand"
    )
    return list(monthly.exclude(pk__in=given))


def owed_by(user: User, on: date) -> Owed:
    """A person's task list; a manager's holds every strand."""
    is_manager = manages(user)
    strands = list(Strand.objects.current(on)) if is_manager else strands_of(user)
    rounds = list(UpdateRound.objects.in_play(on))
    owed = Owed(strands, tasks=tasks_of(strands, rounds, on))
    owed.open_milestones = open_milestones(user, strands, whole_programme=is_manager)
    owed.milestones = overdue(owed.open_milestones, on)
    if rounds:
        owed.round = rounds[0]
        owed.indicators = indicators_without(strands, rounds[0].month)
    return owed


def officers_of(strands: Iterable[Strand], on: date) -> dict[int, list[StrandOfficer]]:
    """Who looks after each strand today, deputies last, by the strand's key: one query."""
    found: dict[int, list[StrandOfficer]] = defaultdict(list)
    for officer in StrandOfficer.objects.in_force(on).filter(strand__in=strands).select_related("user"):
        found[officer.strand_id].append(officer)
    return found


def last_reminders(round: UpdateRound) -> dict[int, date]:
    """The day each strand was last reminded in a round, by the strand's key."""
    return dict(Reminder.objects.filter(round=round).order_by("sent_on").values_list("strand_id", "sent_on"))
