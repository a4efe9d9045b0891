"""The committee's meetings: when it meets, what it is asked, and what it resolved."""

from django.db import models
from django.db.models import Q

from sendprog.records.fields import DayField, basis_field, check_dates
from sendprog.records.history import Tracked


@check_dates
class Meeting(Tracked):
    """A meeting of the committee, what it was asked, and what it resolved."""

    committee = models.CharField(max_length=160)
    date = DayField()
    date_note = models.CharField(max_length=200, blank=True, help_text="What a reader must know of the date.")
    title = models.CharField("title of the report", max_length=200, blank=True)
    report_of = models.CharField(max_length=200, blank=True, help_text="A role: Report of the Director of …")
    standing_note = models.TextField(blank=True)
    deadline = DayField(
        "publish by",
        null=True,
        blank=True,
        help_text="Leave empty to have it worked out: clear days before the meeting. Standing orders may say otherwise.",
    )
    cut_off = DayField(
        "cut-off for figures", null=True, blank=True, help_text="Figures known after it wait for the next."
    )
    recommendation = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    minute_reference = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    basis = basis_field()

    class Meta:
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(fields=["date"], condition=Q(deleted_at=None), name="one_meeting_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.date}"
