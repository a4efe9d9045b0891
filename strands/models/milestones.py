"""Milestones, their baselines, and dependencies between them."""

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sendprog.records.data_version import DataVersion
from sendprog.records.exemptions import is_exempt
from sendprog.records.fields import DayField, PartialDateField, basis_field, check_dates
from sendprog.records.history import (
    BumpsDataVersion,
    Tracked,
    TrackedQuerySet,
    change,
    not_deleted_manager,
)
from sendprog.records.references import Referenced, ReferenceField, reference_checks
from sendprog.records.triggers import Trigger, register_append_only, register_triggers
from sendprog.values.rag import Stage
from strands.choices import Room
from strands.models.strands import Strand, Workstream


class MilestoneQuerySet(TrackedQuerySet):
    def still_open(self) -> "MilestoneQuerySet":
        """Neither complete nor withdrawn."""
        return self.exclude(stage__in=[Stage.COMPLETE.value, Stage.WITHDRAWN.value])


@check_dates
class Milestone(Referenced):
    """A milestone of a strand or, without one, of the whole programme.

    Its status is never stored.
    """

    # Names of other pages at the place of a slug in an address: /milestones/new/.
    reference = ReferenceField(reserved=("new", "change"))
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    workstream = models.ForeignKey(
        Workstream, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    room = models.CharField(
        "shown in", max_length=8, choices=Room.choices, blank=True, default=Room.NONE
    )
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    stage = models.CharField(
        max_length=12,
        choices=[(stage.value, stage.label) for stage in Stage],
        default=Stage.NOT_STATED.value,
    )
    stage_words = models.CharField("stage in its source's words", max_length=200, blank=True)
    forecast = PartialDateField("forecast")
    actual = PartialDateField("done on")
    actual_not_known = models.BooleanField("the date it was done is not known", default=False)
    reason = models.TextField("reason for the last change of date or stage", blank=True)
    owner = models.CharField(max_length=120, blank=True, help_text="A role, never a person's name.")
    responsible_roles = models.TextField(blank=True, help_text="One role a line, council or NHS.")
    accountable_role = models.CharField(max_length=120, blank=True)
    success_criteria = models.TextField(blank=True)
    evidence = models.TextField("evidence of completion", blank=True)
    note = models.CharField(
        max_length=200, blank=True, help_text="What a reader must know of this record."
    )
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)

    objects = not_deleted_manager(MilestoneQuerySet)

    class Meta:
        # The whole programme's come first on every database.
        ordering = [F("strand__number").asc(nulls_first=True), "slug"]
        constraints = [
            *reference_checks("milestone"),
            models.CheckConstraint(
                condition=Q(actual=None) | Q(stage=Stage.COMPLETE.value),
                name="only_a_complete_milestone_has_a_done_date",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.COMPLETE.value)
                | Q(actual__isnull=False)
                | Q(actual_not_known=True),
                name="a_complete_milestone_has_a_done_date_or_says_so",
            ),
            models.CheckConstraint(
                condition=Q(actual_not_known=False) | Q(stage=Stage.COMPLETE.value, actual=None),
                name="only_a_complete_milestone_has_no_known_date",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.WITHDRAWN.value) | ~Q(reason=""),
                name="a_withdrawn_milestone_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def before_restore(self, before: "Milestone", reason: str) -> None:
        """A restored forecast or stage has the reason of the restoration."""
        if before.forecast != self.forecast or before.stage != self.stage:
            self.reason = reason


register_triggers(
    Trigger(
        "milestone_moves_with_a_reason",
        "strands_milestone",
        "UPDATE",
        "OLD.forecast IS NOT NULL AND COALESCE(NEW.forecast, '') <> OLD.forecast AND NEW.reason = ''",
        "A forecast moves only with a reason.",
    )
)


@check_dates
class Baseline(BumpsDataVersion):
    """A promised date, by whose approval and why.

    Never changed or deleted: a new date is a new row.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveSmallIntegerField()
    date = PartialDateField("promised for")
    reason = models.TextField()
    approver = models.CharField("approved by (role)", max_length=120)
    approved_on = DayField()
    basis = basis_field()

    class Meta:
        ordering = ["milestone", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "number"], name="baseline_number_is_its_own"
            ),
            models.CheckConstraint(condition=Q(date__isnull=False), name="baseline_has_a_date"),
            models.CheckConstraint(condition=Q(number__gte=1), name="baselines_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"Baseline {self.number} of {self.milestone}: {self.date}"


register_append_only("strands_baseline", "A baseline")


class MilestoneDependencyQuerySet(TrackedQuerySet):
    def needed_by(self) -> dict[int, list[int]]:
        """The keys of the milestones that each one waits for, by its own key: one query."""
        keys: dict[int, list[int]] = defaultdict(list)
        for milestone, needs in self.values_list("milestone", "needs"):
            keys[milestone].append(needs)
        return keys


class MilestoneDependency(Tracked):
    """One milestone waits for another: it can't be done before it."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="waits_for")
    needs = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="holds_up")

    objects = not_deleted_manager(MilestoneDependencyQuerySet)

    class Meta:
        verbose_name_plural = "milestone dependencies"
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "needs"],
                condition=Q(deleted_at=None),
                name="a_dependency_is_named_once",
            ),
            models.CheckConstraint(
                condition=~Q(milestone=F("needs")), name="no_milestone_waits_for_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} waits for {self.needs}"

    def clean(self) -> None:
        """Refuse a circle of milestones that wait for one another."""
        if self.deleted_at or self.milestone_id == self.needs_id:
            return
        others = MilestoneDependency.objects.exclude(pk=self.pk).needed_by()
        if path := path_between(self.needs_id, self.milestone_id, others):
            raise ValidationError({"needs": circle_message(path)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Locked, so that of two people who close a circle from its two ends the second is refused."""
        with change(by=None):
            ends = Milestone.everything.filter(pk__in=[self.milestone_id, self.needs_id])
            list(ends.order_by("pk").select_for_update(of=("self",)))
            DataVersion.objects.select_for_update().get(pk=1)
            self.clean()
            super().save(*args, **kwargs)


def circle_message(path: list[int]) -> str:
    """Why the last milestone of a path can't wait for its first.

    Exempt ones between them are not named.
    """
    milestones = Milestone.everything.in_bulk(path)
    first, *between, last = [milestones[key] for key in path]
    steps = []
    for milestone in between:
        steps.append("another milestone" if is_exempt(milestone) else f"“{milestone}”")
    chain = ", which waits for ".join([*steps, f"“{last}”"])
    return f"“{last}” can't wait for “{first}”: that one waits for {chain}. Choose another."


def path_between(first: int, last: int, needed_by: Mapping[int, list[int]]) -> list[int]:
    """The shortest path of keys from the first milestone to the last that it waits for; [] without
    one.
    """
    paths, seen = deque([[first]]), {first}
    while paths:
        path = paths.popleft()
        if path[-1] == last:
            return path
        for key in needed_by.get(path[-1], ()):
            if key not in seen:
                seen.add(key)
                paths.append([*path, key])
    return []
