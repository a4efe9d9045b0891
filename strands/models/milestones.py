"""Milestones, the dates first promised, and what waits for what."""

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sendprog.records.data_version import DataVersion
from sendprog.records.exemptions import is_exempt, not_exempt
from sendprog.records.fields import DayField, PartialDateField, basis_field, check_dates
from sendprog.records.history import BumpsDataVersion, Tracked, TrackedQuerySet, change, not_deleted_manager
from sendprog.records.references import Referenced, ReferenceField, reference_checks
from sendprog.records.snapshots import Audience
from sendprog.records.triggers import Trigger, register_append_only, register_triggers
from sendprog.values.rag import Stage
from strands.choices import Room
from strands.models.programme import Strand, Workstream


class MilestoneQuerySet(TrackedQuerySet):
    def with_what_a_row_needs(self, viewer: Audience) -> "MilestoneQuerySet":
        """With strand, baselines and what each waits for, whatever the number of milestones in three queries.

        What is exempt is named to nobody who may not see it.
        """
        needed = MilestoneDependency.objects.select_related("needs")
        if viewer is not Audience.PART_TWO:
            needed = needed.filter(not_exempt("needs", model=Milestone))
        waits_for = models.Prefetch("waits_for", queryset=needed)
        return self.select_related("strand").prefetch_related("baselines", waits_for)

    def still_open(self) -> "MilestoneQuerySet":
        """Neither complete nor withdrawn."""
        return self.exclude(stage__in=[Stage.COMPLETE.value, Stage.WITHDRAWN.value])


@check_dates
class Milestone(Referenced):
    """Something to be done. Without a strand it belongs to the whole programme; its status is derived, never stored."""

    # Words that stand for a page in an address like /milestones/new/.
    reference = ReferenceField(reserved=("new", "change"))
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    workstream = models.ForeignKey(
        Workstream, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    room = models.CharField("shown in", max_length=8, choices=Room.choices, blank=True, default=Room.NONE)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    stage = models.CharField(
        max_length=12, choices=[(stage.value, stage.label) for stage in Stage], default=Stage.NOT_STATED.value
    )
    stage_words = models.CharField("stage in the report's words", max_length=200, blank=True)
    forecast = PartialDateField("forecast")
    actual = PartialDateField("done on")
    actual_not_known = models.BooleanField("the date it was done is not known", default=False)
    reason = models.TextField("reason for the last change of date or stage", blank=True)
    owner = models.CharField(max_length=120, blank=True, help_text="A role, never a person's name.")
    responsible_roles = models.TextField(blank=True, help_text="One role a line, council or NHS.")
    accountable_role = models.CharField(max_length=120, blank=True)
    success_criteria = models.TextField(blank=True)
    evidence = models.TextField("evidence of completion", blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="What a reader must know of this record.")
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)

    objects = not_deleted_manager(MilestoneQuerySet)

    class Meta:
        # What belongs to the whole programme comes first, whichever database sorts.
        ordering = [F("strand__number").asc(nulls_first=True), "slug"]
        constraints = [
            *reference_checks("milestone"),
            models.CheckConstraint(
                condition=Q(actual=None) | Q(stage=Stage.COMPLETE.value),
                name="only_a_complete_milestone_has_a_done_date",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.COMPLETE.value) | Q(actual__isnull=False) | Q(actual_not_known=True),
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
        """Going back to an earlier forecast or stage is a change of it too, and has its own reason."""
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
    """A date that was promised, by whose approval and why. Never changed or deleted; the next one is a new row."""

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
            models.UniqueConstraint(fields=["milestone", "number"], name="baseline_number_is_its_own"),
            models.CheckConstraint(condition=Q(date__isnull=False), name="baseline_has_a_date"),
            models.CheckConstraint(condition=Q(number__gte=1), name="baselines_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"Baseline {self.number} of {self.milestone}: {self.date}"


register_append_only("strands_baseline", "A baseline")


class MilestoneDependencyQuerySet(TrackedQuerySet):
    def needed_by(self) -> dict[int, list[int]]:
        """The keys of what each milestone waits for, by its own key: one query."""
        found: dict[int, list[int]] = defaultdict(list)
        for milestone, needs in self.values_list("milestone", "needs"):
            found[milestone].append(needs)
        return found


class MilestoneDependency(Tracked):
    """That one milestone can't be done before another is."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="waits_for")
    needs = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="holds_up")

    objects = not_deleted_manager(MilestoneDependencyQuerySet)

    class Meta:
        verbose_name_plural = "milestone dependencies"
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "needs"], condition=Q(deleted_at=None), name="a_dependency_is_named_once"
            ),
            models.CheckConstraint(condition=~Q(milestone=F("needs")), name="no_milestone_waits_for_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} waits for {self.needs}"

    def clean(self) -> None:
        """Nothing may wait for what waits for it, however long the way round."""
        if self.deleted_at or self.milestone_id == self.needs_id:
            return
        others = MilestoneDependency.objects.exclude(pk=self.pk).needed_by()
        if way := way_between(self.needs_id, self.milestone_id, others):
            titles = Milestone.everything.in_bulk(way)
            # A way through another strand's exempt milestone is told without its name.
            between = [
                f"“{one}”" if not is_exempt(one) else "another milestone"
                for one in (titles[key] for key in way[1:-1])
            ]
            steps = ", which waits for ".join([*between, f"“{titles[way[-1]]}”"])
            raise ValidationError(
                {
                    "needs": f"“{titles[way[-1]]}” can't wait for “{titles[way[0]]}”: that one waits for {steps}. Choose another."
                }
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Two people who close a circle from its two ends come one after the other, so that the second is refused."""
        with change(by=None):
            ends = Milestone.everything.filter(pk__in=[self.milestone_id, self.needs_id])
            list(ends.order_by("pk").select_for_update(of=("self",)))
            DataVersion.objects.select_for_update().get(pk=1)
            self.clean()
            super().save(*args, **kwargs)


def way_between(first: int, last: int, needed_by: Mapping[int, list[int]]) -> list[int]:
    """The shortest chain of waiting from one milestone to another, both ends included; empty where there is none."""
    ways, seen = deque([[first]]), {first}
    while ways:
        way = ways.popleft()
        if way[-1] == last:
            return way
        for key in needed_by.get(way[-1], ()):
            if key not in seen:
                seen.add(key)
                ways.append([*way, key])
    return []
