"""The measures of the scorecard, and the exceptions that a rating past its floor opens."""

from django.db import models
from django.db.models import F, Q

from sendprog.records.fields import DayField, PartialDateField, check_dates
from sendprog.records.history import Tracked, TrackedQuerySet, not_deleted_manager


class ScorecardMeasure(Tracked):
    """A measure of the scorecard at its place.

    Without any, the scorecard has the usual measures (see scorecard/chosen.py).
    """

    measure = models.CharField(
        max_length=120, help_text="The measure's address, for example ehcp.twenty_week_rate."
    )
    order = models.PositiveSmallIntegerField(
        help_text="Measures are in this order. Number them 10, 20, 30 … to leave room between."
    )
    what_is_done = models.CharField(
        "what is being done", max_length=200, blank=True, help_text="In a few words, as a fact."
    )
    strand = models.ForeignKey(
        "strands.Strand",
        verbose_name="strand that is asked",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose officers answer for it past its floor. Empty: its indicator's strand, if any.",
    )
    shown = models.BooleanField("on the scorecard", default=True)

    class Meta:
        ordering = ["order", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(deleted_at=None), name="on_the_scorecard_once"
            ),
        ]

    def __str__(self) -> str:
        return f"On the scorecard: {self.measure}"


class ExceptionClosing(models.TextChoices):
    """How an exception was closed."""

    OPEN = "", "Open"
    RECOVERED = "recovered", "Two readings at the floor or better"
    DECISION = "decision", "By decision"
    WITHDRAWN = "withdrawn", "The figure or target behind it changed"


CLOSINGS = [closing for closing in ExceptionClosing.values if closing]


class ScorecardExceptionQuerySet(TrackedQuerySet):
    def still_open(self) -> "ScorecardExceptionQuerySet":
        return self.filter(closed_on=None)

    def without_answer(self) -> "ScorecardExceptionQuerySet":
        """The open ones of which the officer has still to say something."""
        lacking = Q(cause="") | Q(action="") | Q(owner="") | Q(expected=None)
        return self.still_open().filter(lacking)


@check_dates
class ScorecardException(Tracked):
    """A measure past its floor: why, what is done, by whom and until when.

    A rule opens and closes it (see exceptions/recording.py); a manager may close it by decision.
    `reading_day` is the last day of the reading that opened it, `covers_to` that of the last one
    that a decision knew: only a later one opens another.
    """

    # Officers of its strand answer it, as they do what else is owed in the month's round.
    officers_of_its_strand_may_edit = True

    number = models.PositiveIntegerField()
    measure = models.CharField(max_length=120, help_text="The measure's address.")
    strand = models.ForeignKey(
        "strands.Strand",
        verbose_name="strand that is asked",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    opened_on = DayField("opened on")
    reading_day = DayField("last day of the reading that opened it")
    cause = models.TextField(blank=True)
    action = models.TextField("what is being done", blank=True)
    owner = models.CharField(
        "who answers for it", max_length=160, blank=True, help_text="A role, not a name."
    )
    expected = PartialDateField("expected back at the floor or better")
    closing = models.CharField(
        "how it was closed",
        max_length=10,
        choices=ExceptionClosing.choices,
        blank=True,
        default=ExceptionClosing.OPEN,
    )
    closed_on = DayField("closed on", null=True, blank=True)
    closing_reason = models.TextField("why it was closed", blank=True)
    covers_to = DayField("last day that the decision knew of", null=True, blank=True)

    objects = not_deleted_manager(ScorecardExceptionQuerySet)

    class Meta:
        verbose_name = "exception"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(deleted_at=None), name="exception_number_is_its_own"
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(deleted_at=None, closed_on=None),
                name="one_open_exception_a_measure",
            ),
            models.CheckConstraint(
                condition=Q(closing="", closed_on=None, closing_reason="", covers_to=None)
                | (Q(closing__in=CLOSINGS, closed_on__isnull=False) & ~Q(closing_reason="")),
                name="exception_is_closed_with_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(closing="decision", covers_to__isnull=False)
                | (~Q(closing="decision") & Q(covers_to=None)),
                name="a_decision_says_what_it_covers",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="exception_is_closed_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"Exception {self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
