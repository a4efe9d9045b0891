"""Strands, who looks after them, their workstreams and their monthly updates."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sendprog.models import User
from sendprog.pages.inline_figures import problems_in
from sendprog.pages.narrative import TooLong, rendered
from sendprog.records.exemptions import is_exempt
from sendprog.records.fields import (
    DayField,
    MonthField,
    check_dates,
    first_of_month_check,
    in_order_check,
    marker_field,
)
from sendprog.records.history import Tracked, TrackedQuerySet, change, not_deleted_manager
from sendprog.records.rights import has_model_permission
from sendprog.records.snapshots import Audience, Snapshot, uncached_snapshot
from sendprog.records.triggers import register_append_only
from sendprog.values.rag import Rag
from sendprog.values.wording import plural
from strands.choices import UpdateState, WorkstreamKind
from strands.metrics import reviewed_in_words

STATED = [(rag.value, rag.label) for rag in Rag]


class StrandQuerySet(TrackedQuerySet):
    def current(self, on: date) -> "StrandQuerySet":
        """The strands of the programme on a day: those not yet ended, and not still to begin."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


@check_dates
class Strand(Tracked):
    """One of the programme's strands. When strands are reorganised the old ones end and name what follows them."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)
    objective = models.TextField(blank=True)
    sponsor_role = models.CharField(max_length=120, blank=True)
    valid_from = DayField(null=True, blank=True)
    valid_to = DayField(null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="follows"
    )
    source = models.CharField(
        max_length=200, blank=True, help_text="Where this is said, for example 2.1; 3.1."
    )

    objects = not_deleted_manager(StrandQuerySet)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="strand_slug_is_its_own"
            ),
            in_order_check("strand", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_current(self, on: date) -> bool:
        """As StrandQuerySet.current(), for a strand in hand."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or self.valid_to >= on
        )


class StrandOfficerQuerySet(TrackedQuerySet):
    def in_force(self, on: date) -> "StrandOfficerQuerySet":
        """Those who look after a strand on a day and can still sign in."""
        begun = self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
        return begun.filter(user__is_active=True)


@check_dates
class StrandOfficer(Tracked):
    """Who may update a strand, from when to when; a deputy stands in."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="officers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.BooleanField(default=False)
    valid_from = DayField()
    valid_to = DayField(null=True, blank=True)

    objects = not_deleted_manager(StrandOfficerQuerySet)

    class Meta:
        ordering = ["strand", "deputy", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "user", "valid_from"],
                condition=Q(deleted_at=None),
                name="officer_of_a_strand_once",
            ),
            in_order_check("officer", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.strand}"


class Workstream(Tracked):
    """A project or intervention within a strand."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="workstreams")
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=12, choices=WorkstreamKind.choices, default=WorkstreamKind.PROJECT)

    class Meta:
        ordering = ["strand", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="workstream_slug_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UpdateRoundQuerySet(TrackedQuerySet):
    def past_due(self, on: date) -> "UpdateRoundQuerySet":
        """Whose due date is over, the latest month first."""
        return self.filter(due__lt=on).order_by("-month")

    def in_play(self, on: date) -> "UpdateRoundQuerySet":
        """The latest round past due and those after it, the latest month first: older ones are overtaken."""
        latest = self.past_due(on).values_list("month", flat=True).first()
        return self.filter(month__gte=latest or date.min).order_by("-month")


@check_dates
class UpdateRound(Tracked):
    """A month in which every strand owes an update: due when, reminded when, and how long before the sponsor hears."""

    month = MonthField()
    due = DayField()
    reminder_days = models.CharField(
        max_length=60,
        default="7, 1, -1, -3",
        help_text="Days before the due date on which to remind; after it with a minus: 7, 1, -1, -3.",
        validators=[
            RegexValidator(
                r"^-?[0-9]{1,2}(, ?-?[0-9]{1,2})*$", "Write days with commas between: 7, 1, -1, -3."
            )
        ],
    )
    grace_days = models.PositiveSmallIntegerField(
        default=5, help_text="Days after the due date before the sponsor is told."
    )

    objects = not_deleted_manager(UpdateRoundQuerySet)

    class Meta:
        ordering = ["-month"]
        constraints = [
            first_of_month_check("round"),
            models.UniqueConstraint(fields=["month"], condition=Q(deleted_at=None), name="one_round_a_month"),
            models.CheckConstraint(
                condition=Q(due__gte=F("month")), name="a_round_is_due_in_or_after_its_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """The drafts that nobody wrote in go in the bin with their round; what somebody wrote stays."""
        with change(by=None) as deed:
            self.deleted_at = deed.at or timezone.now()
            for draft in self.untouched_drafts():
                draft.deleted_at = self.deleted_at
                draft.save()
            self.save()
        return 1, {self._meta.label: 1}

    @property
    def deletion_note(self) -> str:
        untouched = len(self.untouched_drafts())
        written = StrandUpdate.objects.filter(month=self.month, strand__isnull=False).count() - untouched
        return (
            f"{plural(untouched, 'draft')} in which nobody wrote {'goes' if untouched == 1 else 'go'} in the bin with it. "
            f"{plural(written, 'update')} in which somebody wrote {'stays' if written == 1 else 'stay'}."
        )

    def untouched_drafts(self) -> "list[StrandUpdate]":
        """The month's drafts as they were given: saved once, and blank."""
        drafts = StrandUpdate.objects.filter(
            month=self.month, strand__isnull=False, state=UpdateState.DRAFT, version=1
        )
        return [draft for draft in drafts if draft.is_blank]

    def before_restore(self, before: "UpdateRound", reason: str) -> None:
        """Out of the bin, each strand gets back the draft that went in with its round."""
        if before.deleted_at is None or self.deleted_at is not None:
            return
        there = set(
            StrandUpdate.objects.filter(month=self.month, strand__isnull=False).values_list(
                "strand", flat=True
            )
        )
        gone = StrandUpdate.everything.filter(
            month=self.month, strand__isnull=False, deleted_at=before.deleted_at
        )
        for draft in gone.order_by("pk"):
            if draft.strand_id not in there:
                draft.deleted_at = None
                draft.save()

    @property
    def days_to_remind(self) -> list[int]:
        """Days before the due date; after it below nought."""
        return [int(days) for days in self.reminder_days.split(",")]


@check_dates
class Reminder(models.Model):
    """That a strand was reminded of a round on a day: sent once, never changed."""

    round = models.ForeignKey(UpdateRound, on_delete=models.PROTECT, related_name="reminders")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="reminders")
    sent_on = DayField()
    to = models.CharField(max_length=254)
    is_escalation = models.BooleanField(default=False)

    class Meta:
        ordering = ["round", "strand", "sent_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "strand", "sent_on", "to"], name="one_reminder_a_day_to_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.strand}, {self.sent_on}"


register_append_only("strands_reminder", "A reminder")


class StrandUpdateQuerySet(TrackedQuerySet):
    def accepted(self) -> "StrandUpdateQuerySet":
        return self.filter(state=UpdateState.ACCEPTED)

    def before(self, month: date) -> "StrandUpdateQuerySet":
        """Of the months before a month, the latest first."""
        return self.filter(month__lt=month).order_by("-month")


@check_dates
class StrandUpdate(Tracked):
    """A month's highlight report on a strand, or (strand empty) on the whole programme or a section of the paper."""

    NARRATIVE = ("rag_reason", "progress", "next_steps", "help_needed", "path_to_green", "disagreement")

    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    section = models.SlugField(
        max_length=60,
        blank=True,
        help_text="Where a text that belongs to no strand stands, for example finance-pressures.",
    )
    month = MonthField()
    stated_rag = models.CharField("stated rating", max_length=12, choices=STATED, default=Rag.NOT_RATED.value)
    rag_reason = models.TextField("reason for the rating", blank=True)
    progress = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    help_needed = models.TextField(blank=True)
    path_to_green = models.TextField(blank=True)
    path_to_green_marker = marker_field()
    state = models.CharField(max_length=10, choices=UpdateState.choices, default=UpdateState.DRAFT)
    rag_as_at = DayField("rating as at", null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    disagreement = models.TextField(
        "why the rating differs from what the milestones say",
        blank=True,
        help_text="Needed where the two disagree.",
    )
    reviews_without_change = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_on = DayField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_on = DayField(null=True, blank=True, editable=False)
    comment = models.TextField("why it was sent back", blank=True)
    rendered = models.JSONField(default=dict, editable=False)

    objects = not_deleted_manager(StrandUpdateQuerySet)

    class Meta:
        ordering = ["month", F("strand__number").asc(nulls_first=True), "section"]
        constraints = [
            first_of_month_check("update"),
            models.UniqueConstraint(
                fields=["strand", "month"], condition=Q(deleted_at=None), name="one_update_a_strand_a_month"
            ),
            models.UniqueConstraint(
                fields=["section", "month"],
                condition=Q(deleted_at=None, strand=None),
                name="one_update_a_section_a_month",
            ),
            models.CheckConstraint(
                condition=~Q(stated_rag__in=[Rag.OFF_TRACK.value, Rag.AT_RISK.value])
                | Q(state=UpdateState.DRAFT.value)
                | ~Q(path_to_green="")
                | ~Q(path_to_green_marker=""),
                name="off_track_or_at_risk_has_a_path_to_green",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None) | Q(decided_by=None) | ~Q(submitted_by=F("decided_by")),
                name="nobody_decides_on_their_own_update",
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.SENT_BACK.value) | ~Q(comment=""),
                name="an_update_is_sent_back_with_a_comment",
            ),
            models.CheckConstraint(
                condition=Q(stated_rag=Rag.NOT_RATED.value) | ~Q(rag_reason=""),
                name="a_stated_rating_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.ACCEPTED.value)
                | Q(submitted_by=None)
                | Q(decided_by__isnull=False),
                name="what_was_submitted_is_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strand or self.section or 'Whole programme'}, {self.month:%B %Y}"

    @property
    def is_open(self) -> bool:
        """Whether its officer still has to write or submit it."""
        return self.state in (UpdateState.DRAFT, UpdateState.SENT_BACK)

    @property
    def was_sent_back(self) -> bool:
        """Whether it waits for its officer with the manager's comment."""
        return self.is_open and bool(self.comment)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in it yet."""
        return self.stated_rag == Rag.NOT_RATED and not any(getattr(self, name) for name in self.NARRATIVE)

    @property
    def review_words(self) -> str:
        """ "Reviewed with no change three times in a row"; "" where the last update was written."""
        return reviewed_in_words(self.reviews_without_change)

    def restore_refusal(self, entry: models.Model, by: User) -> str:
        """An older entry must not bring back an acceptance by the hand of somebody who may not accept it."""
        may_accept = has_model_permission(by, "change", StrandUpdate) and entry.submitted_by_id != by.pk
        if entry.state == UpdateState.ACCEPTED and not may_accept:
            return "Only a programme manager who did not submit it can bring back an accepted update."
        return ""

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        for name in self.NARRATIVE:
            try:
                rendered(getattr(self, name))
            except TooLong as problem:
                problems[name] = str(problem)
                continue
            if wrong := problems_in(getattr(self, name), self.as_its_readers_see):
                problems[name] = wrong
        if problems:
            raise ValidationError(problems)

    def as_its_readers_see(self) -> Snapshot:
        """What a number in its text is read from: an exempt text is read in Part II, with the exempt figures."""
        return uncached_snapshot(Audience.PART_TWO if is_exempt(self) else Audience.MEMBER)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.rendered = {name: rendered(getattr(self, name)) for name in self.NARRATIVE}
        super().save(*args, **kwargs)
