"""The monthly rounds of updates, and the reminders that were sent."""

from datetime import date
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sendprog.records.fields import DayField, MonthField, check_dates, first_of_month_check
from sendprog.records.history import Tracked, TrackedQuerySet, change, not_deleted_manager
from sendprog.records.triggers import register_append_only
from sendprog.values.wording import plural
from strands.choices import UpdateState
from strands.models.strands import Strand
from strands.models.updates import StrandUpdate


class UpdateRoundQuerySet(TrackedQuerySet):
    def past_due(self, on: date) -> "UpdateRoundQuerySet":
        """The rounds whose due date is past, the latest month first."""
        return self.filter(due__lt=on).order_by("-month")

    def in_play(self, on: date) -> "UpdateRoundQuerySet":
        """The latest round past due and those after it, the latest month first."""
        latest = self.past_due(on).values_list("month", flat=True).first()
        return self.filter(month__gte=latest or date.min).order_by("-month")


@check_dates
class UpdateRound(Tracked):
    """A month for which every strand owes an update, with its due date, reminder days and days of
    grace.
    """

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
            models.UniqueConstraint(
                fields=["month"], condition=Q(deleted_at=None), name="one_round_a_month"
            ),
            models.CheckConstraint(
                condition=Q(due__gte=F("month")), name="a_round_is_due_in_or_after_its_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Put the round and its untouched drafts in the bin; other updates of the month stay."""
        with change(by=None) as current_change:
            self.deleted_at = current_change.at or timezone.now()
            for draft in self.untouched_drafts():
                draft.deleted_at = self.deleted_at
                draft.save()
            self.save()
        return 1, {self._meta.label: 1}

    @property
    def deletion_note(self) -> str:
        untouched = len(self.untouched_drafts())
        written = self.updates().count() - untouched
        goes = "goes" if untouched == 1 else "go"
        stays = "stays" if written == 1 else "stay"
        return (
            f"{plural(untouched, 'draft')} in which nobody wrote {goes} in the bin with it. "
            f"{plural(written, 'update')} in which somebody wrote {stays}."
        )

    def updates(self) -> models.QuerySet[StrandUpdate]:
        """The strands' updates of the month."""
        return StrandUpdate.objects.filter(month=self.month, strand__isnull=False)

    def untouched_drafts(self) -> list[StrandUpdate]:
        """The month's drafts that were saved once and are blank."""
        drafts = self.updates().filter(state=UpdateState.DRAFT, version=1)
        return [draft for draft in drafts if draft.is_blank]

    def before_restore(self, before: "UpdateRound", reason: str) -> None:
        """Restore the drafts that went in the bin with the round, unless their strand has another
        update.
        """
        if before.deleted_at is None or self.deleted_at is not None:
            return
        strands_with_update = set(self.updates().values_list("strand", flat=True))
        drafts = StrandUpdate.everything.filter(month=self.month, strand__isnull=False)
        for draft in drafts.filter(deleted_at=before.deleted_at).order_by("pk"):
            if draft.strand_id not in strands_with_update:
                draft.deleted_at = None
                draft.save()

    @property
    def days_to_remind(self) -> list[int]:
        """Days before the due date; negative ones are after it."""
        return [int(days) for days in self.reminder_days.split(",")]


@check_dates
class Reminder(models.Model):
    """A reminder or escalation about a strand that was sent to an address on a day.

    Never changed.
    """

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
