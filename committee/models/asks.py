"""What the committee asks for at its meetings: questions, actions and recommendations, and the
responses.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from sendprog.records.fields import DayField, PartialDateField, basis_field, check_dates
from sendprog.records.references import Referenced, ReferenceField, reference_checks
from sendprog.records.triggers import Trigger, register_triggers
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import Month


class AskKind(models.TextChoices):
    QUESTION = "question", "Question"
    ACTION = "action", "Action"
    RECOMMENDATION = "recommendation", "Recommendation"


class AskResponse(models.TextChoices):
    """A question is answered; an action or recommendation is accepted, partly accepted or not
    accepted.
    """

    NONE = "", "No response yet"
    ANSWERED = "answered", "Answered"
    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Partly accepted"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


TO_A_QUESTION = ("", AskResponse.ANSWERED.value)
TO_OTHERS = (
    "",
    AskResponse.ACCEPTED.value,
    AskResponse.PARTLY.value,
    AskResponse.NOT_ACCEPTED.value,
)


@check_dates
class Ask(Referenced):
    """Something a meeting asked for.

    `repeats` is the ask of an earlier meeting that this one repeats.
    """

    reference = ReferenceField(reserved=("add",))
    meeting = models.ForeignKey("committee.Meeting", on_delete=models.PROTECT, related_name="asks")
    kind = models.CharField(max_length=14, choices=AskKind.choices)
    text = models.TextField("what was asked")
    by_role = models.CharField(
        "asked by", max_length=160, blank=True, help_text="A role, never a person's name."
    )
    to_role = models.CharField(
        "asked of",
        max_length=160,
        help_text="Who is to answer or act: a role, never a person's name.",
    )
    strand = models.ForeignKey(
        "strands.Strand", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    measure = models.CharField(
        max_length=160, blank=True, help_text="A measure's address, for example ehcp.plans_issued."
    )
    risk = models.ForeignKey(
        "risks.Risk", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = PartialDateField("due")
    response = models.CharField(
        max_length=12, choices=AskResponse.choices, blank=True, default=AskResponse.NONE
    )
    response_text = models.TextField("the response in words", blank=True)
    responded_on = DayField("day of the response", null=True, blank=True)
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by"
    )
    basis = basis_field()

    class Meta:
        ordering = ["meeting", "slug"]
        constraints = [
            *reference_checks("ask"),
            models.CheckConstraint(condition=Q(kind__in=AskKind.values), name="ask_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="question", response__in=TO_A_QUESTION)
                | (~Q(kind="question") & Q(response__in=TO_OTHERS)),
                name="ask_response_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(response="", response_text="", responded_on=None)
                | (~Q(response="") & Q(responded_on__isnull=False)),
                name="ask_response_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="recommendation") | Q(due__isnull=False),
                name="recommendation_has_a_due_date",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(to_role=""), name="ask_says_what_and_of_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"

    @property
    def seen_only_with(self) -> str:
        """The permission to see its record and history: that of the restricted risk it is about, or
        none.
        """
        return self.risk.seen_only_with if self.risk else ""

    def clean(self) -> None:
        super().clean()
        self.set_due()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_due()
        super().save(*args, **kwargs)

    def set_due(self) -> None:
        """Give a recommendation without a due date the council's usual time."""
        if self.kind == AskKind.RECOMMENDATION and self.due is None:
            self.due = months_after(self.meeting.date, settings.SENDPROG_RECOMMENDATION_MONTHS)


def months_after(day: date, months: int) -> PartialDate:
    """The same day some months later, or that month's last day if it is shorter."""
    month = Month.containing(day).plus(months)
    return PartialDate(Precision.DAY, month.first.replace(day=min(day.day, month.last.day)))


EARLIER = (
    "SELECT 1 FROM committee_ask {other} JOIN committee_meeting theirs ON theirs.id = {other}.meeting_id "
    "JOIN committee_meeting mine ON mine.id = NEW.meeting_id WHERE {which} AND {order}"
)
NOT_EARLIER = EARLIER.format(
    other="other", which="other.id = NEW.repeats_id", order="theirs.date < mine.date"
)
REPEATED_EARLIER = EARLIER.format(
    other="other",
    which="other.repeats_id = NEW.id AND other.deleted_at IS NULL",
    order="theirs.date <= mine.date",
)
NOT_EARLIER_MESSAGE = (
    "An ask repeats one of an earlier meeting: "
    "choose another ask, or correct the meeting of this one."
)
register_triggers(
    Trigger(
        "ask_reference_is_fixed",
        "committee_ask",
        "UPDATE",
        "NEW.reference <> OLD.reference",
        "An ask keeps its reference, because minutes and papers cite it. Put it in the bin and add another.",
    ),
    *(
        Trigger(
            f"ask_repeats_an_earlier_one_on_{event.lower()}",
            "committee_ask",
            event,
            "NEW.deleted_at IS NULL AND ("
            f"(NEW.repeats_id IS NOT NULL AND NOT EXISTS ({NOT_EARLIER})) OR EXISTS ({REPEATED_EARLIER}))",
            NOT_EARLIER_MESSAGE,
        )
        for event in ("INSERT", "UPDATE")
    ),
)
