"""What each strand owes in a month: for the task list, the rounds and the reminders."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q

from sendprog.models import User
from sendprog.records.rights import has_model_permission, visible_to_user
from sendprog.records.roles import OFFICER
from sendprog.values.periods import Month
from sendprog.values.rag import MilestoneStatus, Stage, milestone_status
from strands.choices import UpdateState
from strands.metrics import StatusCounts, count_statuses
from strands.milestone_row_types import MoveRow, forecasts_given
from strands.milestone_rows import moves_of_forecasts
from strands.models import (
    Indicator,
    Milestone,
    Reminder,
    Strand,
    StrandOfficer,
    StrandUpdate,
    UpdateRound,
)
from strands.reporting_periods import first_month_of_year
from strands.rights import strands_of
from strands.slippage import first_date_promised


@dataclass(frozen=True)
class UpdateTask:
    """One strand's update of one round, seen on a day.

    `last`: its last accepted update, or None.
    """

    update: StrandUpdate
    round: UpdateRound
    on: date
    last: StrandUpdate | None = None

    @property
    def is_overdue(self) -> bool:
        return self.update.is_open and self.on > self.round.due

    @property
    def may_be_reviewed(self) -> bool:
        """Whether "no change" may be said: an update was accepted before, and this one is a blank
        draft.
        """
        return (
            self.last is not None
            and self.update.state == UpdateState.DRAFT
            and self.update.is_blank
        )


@dataclass
class TaskList:
    """What one person has to do.

    `round`: the latest, None before the first; `milestones`: those overdue; `indicators`: without a
    value for the period to `ended`; `coming`: those to be given once the round's month has ended.
    """

    strands: list[Strand]
    tasks: list[UpdateTask] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    ended: date | None = None
    coming: list[Indicator] = field(default_factory=list)
    open_milestones: list[Milestone] = field(default_factory=list)
    round: UpdateRound | None = None

    @property
    def sent_back(self) -> list[UpdateTask]:
        return [task for task in self.tasks if task.update.was_sent_back]

    @property
    def overdue(self) -> list[UpdateTask]:
        return [task for task in self._to_write if task.is_overdue]

    @property
    def due(self) -> list[UpdateTask]:
        return [task for task in self._to_write if not task.is_overdue]

    @property
    def _to_write(self) -> list[UpdateTask]:
        """The open updates, without those sent back."""
        return [
            task for task in self.tasks if task.update.is_open and not task.update.was_sent_back
        ]

    @property
    def waiting(self) -> list[UpdateTask]:
        return self._in_state(UpdateState.SUBMITTED)

    @property
    def accepted(self) -> list[UpdateTask]:
        return self._in_state(UpdateState.ACCEPTED)

    def _in_state(self, state: UpdateState) -> list[UpdateTask]:
        return [task for task in self.tasks if task.update.state == state]

    @property
    def first_part(self) -> str:
        """The part of My updates to begin with: the risks where nothing is owed."""
        parts = ("sent_back", "overdue", "due", "milestones", "indicators")
        return next((name for name in parts if getattr(self, name)), "risks")

    @property
    def coming_from(self) -> date | None:
        """The first day after the latest round's month."""
        return Month.containing(self.round.month).next.first if self.round else None

    @property
    def to_do(self) -> int:
        """How many updates, overdue milestones and indicators wait for this person."""
        open_updates = sum(task.update.is_open for task in self.tasks)
        return open_updates + len(self.milestones) + len(self.indicators)


def derived_status(
    milestone: Milestone, on: date, moves: Iterable[MoveRow] = ()
) -> MilestoneStatus:
    """A milestone's status on a day. Prefetch its baselines: they are read.

    Without the moves of its forecast it may read on track where it has slipped. Overdue needs none.
    """
    baselines = list(milestone.baselines.all())
    return milestone_status(
        stage=Stage(milestone.stage),
        baseline=baselines[-1].date if baselines else None,
        forecast=milestone.forecast,
        actual=milestone.actual,
        on=on,
        first=first_date_promised(forecasts_given(moves), milestone.forecast, milestone.actual),
    )


def status_counts_of(strand: Strand, on: date) -> StatusCounts:
    """The strand's milestones counted by status: three queries."""
    milestones = list(Milestone.objects.filter(strand=strand).prefetch_related("baselines"))
    moves = moves_of_forecasts(milestone.pk for milestone in milestones)
    return count_statuses(derived_status(row, on, moves.get(row.pk, ())) for row in milestones)


def manages_rounds(user: User) -> bool:
    """Whether somebody opens rounds and decides on updates."""
    return has_model_permission(user, "change", UpdateRound)


def writes_updates(user: User) -> bool:
    """Whether somebody looks after a strand, or has the role for it."""
    return bool(strands_of(user)) or user.groups.filter(name=OFFICER).exists()


def accepted_before(strands: Iterable[Strand], month: date) -> dict[int, list[StrandUpdate]]:
    """Each strand's accepted updates before a month, the latest first, by the strand's key: one
    query.

    Their texts are deferred.
    """
    updates: dict[int, list[StrandUpdate]] = defaultdict(list)
    accepted = StrandUpdate.objects.accepted().before(month).filter(strand__in=strands)
    for update in accepted.only("strand", "month", "reviews_without_change"):
        updates[update.strand_id].append(update)
    return updates


def tasks_of(strands: list[Strand], rounds: list[UpdateRound], on: date) -> list[UpdateTask]:
    """The strands' updates of these rounds, the earlier due first."""
    if not rounds:
        return []
    round_of = {round.month: round for round in rounds}
    updates = StrandUpdate.objects.filter(strand__in=strands, month__in=round_of).select_related(
        "strand"
    )
    accepted = accepted_before(strands, max(round_of))
    tasks = []
    for update in updates:
        earlier = [other for other in accepted[update.strand_id] if other.month < update.month]
        tasks.append(
            UpdateTask(update, round_of[update.month], on, earlier[0] if earlier else None)
        )
    return sorted(tasks, key=lambda task: (task.round.due, task.update.strand.number))


def open_milestones(user: User, strands: list[Strand], *, whole_programme: bool) -> list[Milestone]:
    """The open milestones of these strands that this person may see.

    `whole_programme`: with those that belong to no strand.
    """
    of_strands = (
        Q(strand__in=strands) | Q(strand=None) if whole_programme else Q(strand__in=strands)
    )
    milestones = visible_to_user(Milestone.objects.still_open().filter(of_strands), user)
    return list(milestones.select_related("strand").prefetch_related("baselines"))


def select_overdue(milestones: list[Milestone], on: date) -> list[Milestone]:
    """Those that are overdue, the longest overdue first."""
    overdue = []
    for milestone in milestones:
        if derived_status(milestone, on) is MilestoneStatus.OVERDUE:
            overdue.append(milestone)
    return sorted(overdue, key=last_day_of)


def last_day_of(milestone: Milestone) -> date:
    """The last day of an overdue milestone's forecast or, without one, of its last baseline."""
    when = milestone.forecast or list(milestone.baselines.all())[-1].date
    return when.last


def indicators_without_value(strands: list[Strand], month: date) -> list[Indicator]:
    """The indicators of these strands that lack a value for the period that ends with this month."""
    reported = Q(returns__reported_in__lte=month, returns__deleted_at=None)
    indicators = Indicator.objects.filter(strand__in=strands)
    indicators = indicators.annotate(last_report=Max("returns__reported_in", filter=reported))
    return [
        indicator for indicator in indicators.select_related("strand") if is_owed(indicator, month)
    ]


def is_owed(indicator: Indicator, month: date) -> bool:
    """Whether a period ends with this month and no value was reported in it.

    Needs `last_report`.
    """
    if indicator.comes.months is None:
        return False
    year_begins = first_month_of_year(indicator.period_type)
    period = indicator.comes.period_of(Month.containing(month), year_begins)
    is_last_month = Month.containing(period.last) == Month.containing(month)
    return is_last_month and (indicator.last_report is None or indicator.last_report < period.first)


def task_list_of(user: User, on: date) -> TaskList:
    """A person's task list; a manager's holds every strand."""
    is_manager = manages_rounds(user)
    strands = list(Strand.objects.current(on)) if is_manager else strands_of(user)
    rounds = list(UpdateRound.objects.in_play(on))
    owed = TaskList(strands, tasks=tasks_of(strands, rounds, on))
    owed.open_milestones = open_milestones(user, strands, whole_programme=is_manager)
    owed.milestones = select_overdue(owed.open_milestones, on)
    if rounds:
        owed.round = rounds[0]
        add_indicators(owed, [round.month for round in rounds], on)
    return owed


def add_indicators(owed: TaskList, months: list[date], on: date) -> None:
    """Add what the latest of the rounds' months to have ended lacks, and what a running one will."""
    ended = [month for month in months if Month.containing(month).last < on]
    if ended:
        owed.ended = ended[0]
        owed.indicators = indicators_without_value(owed.strands, owed.ended)
    if months[0] not in ended:
        owed.coming = indicators_without_value(owed.strands, months[0])


def officers_of(strands: Iterable[Strand], on: date) -> dict[int, list[StrandOfficer]]:
    """Who looks after each strand on a day, deputies last, by the strand's key: one query."""
    officers: dict[int, list[StrandOfficer]] = defaultdict(list)
    for officer in (
        StrandOfficer.objects.in_force(on).filter(strand__in=strands).select_related("user")
    ):
        officers[officer.strand_id].append(officer)
    return officers


def last_reminders(round: UpdateRound) -> dict[int, date]:
    """The day of each strand's last reminder in a round, by the strand's key."""
    return dict(
        Reminder.objects.filter(round=round).order_by("sent_on").values_list("strand_id", "sent_on")
    )
