"""How often the series that come as files are reported."""

from django.db import models
from django.db.models import Q

from sendprog.records.history import Tracked
from sendprog.values.frequency import Frequency
from strands.choices import ReportedSeries


def frequency_field(**kwargs: object) -> models.CharField:
    choices = [(frequency.value, frequency.label.capitalize()) for frequency in Frequency]
    return models.CharField("how often it comes", max_length=12, choices=choices, **kwargs)


class SeriesFrequency(Tracked):
    """How often a series is reported. Without a record, nobody has said."""

    series = models.CharField(max_length=12, choices=ReportedSeries.choices)
    frequency = frequency_field()

    class Meta:
        ordering = ["series"]
        verbose_name_plural = "series frequencies"
        constraints = [
            models.UniqueConstraint(
                fields=["series"], condition=Q(deleted_at=None), name="one_frequency_a_series"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=[frequency.value for frequency in Frequency]),
                name="frequency_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_series_display()}: {Frequency(self.frequency).label}"
