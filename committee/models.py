"""The committee's meetings."""

from django.db import models
from django.db.models import Q

from committee.paper_models import PaperSection, PaperTitleBlock
from sendprog.fields import basis
from sendprog.history import Tracked

__all__ = ["Meeting", "PaperSection", "PaperTitleBlock"]


class Meeting(Tracked):
    """A meeting of the committee, what it was asked, and what it resolved."""

    committee = models.CharField(max_length=160)
    date = models.DateField()
    date_note = models.CharField(max_length=200, blank=True, help_text="What a reader must know of the date.")
    title = models.CharField("title of the report", max_length=200, blank=True)
    report_of = models.CharField(max_length=200, blank=True, help_text="A role: Report of the Director of …")
    standing_note = models.TextField(blank=True)
    deadline = models.DateField(null=True, blank=True)
    recommendation = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    minute_reference = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    basis = basis()

    class Meta:
        ordering = ["-date"]
        constraints = [models.UniqueConstraint(fields=["date"], condition=Q(deleted_at=None), name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.committee}, {self.date}"
