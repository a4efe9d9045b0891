"""The meetings of the committee."""

from django.db import models
from django.db.models import Q

from sendprog.records.fields import DayField, basis_field, check_dates
from sendprog.records.history import Tracked

ANOTHER_MEETING = (
    "There is already a meeting on this day. Its editions, its paper and what was asked there are "
    "found by its day alone, so a second one would get the first one's. Where two committees meet "
    "on one day, write both as the committee of that meeting: they get one edition and one paper."
)

ONE_A_DAY = (
    "One meeting a day: its editions and its paper are found by its day. Where two committees meet on one "
    "day, write both as the committee: they get one edition and one paper."
)


@check_dates
class Meeting(Tracked):
    """A meeting: the head and recommendation of its report, and what the committee resolved."""

    committee = models.CharField(max_length=160)
    date = DayField(help_text=ONE_A_DAY)
    date_note = models.CharField(
        max_length=200, blank=True, help_text="What readers need to know about the date."
    )
    title = models.CharField("title of the report", max_length=200, blank=True)
    report_of = models.CharField(
        max_length=200, blank=True, help_text="A role: Report of the Director of …"
    )
    standing_note = models.TextField(blank=True)
    deadline = DayField(
        "publish by",
        null=True,
        blank=True,
        help_text="Leave empty for clear days before the meeting. Enter it if standing orders say otherwise.",
    )
    cut_off = DayField(
        "cut-off for figures",
        null=True,
        blank=True,
        help_text="Figures that arrive later wait for the next meeting.",
    )
    recommendation = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    minute_reference = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    basis = basis_field()

    class Meta:
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(deleted_at=None),
                name="one_meeting_a_day",
                violation_error_message=ANOTHER_MEETING,
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.date}"

    def get_preview_url(self) -> str:
        """Where staff read what is live as an edition for this meeting would have it."""
        return f"/meetings/{self.date}/preview/"
