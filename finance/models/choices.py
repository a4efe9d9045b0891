"""The choices of fields of finance."""

from django.db import models


class PlanStanding(models.TextChoices):
    SUBMITTED = "submitted", "Submitted"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"
    WORKING = "working", "Working"
    SUPERSEDED = "superseded", "Superseded"


class DeficitBasis(models.TextChoices):
    """Which contributions have been subtracted from a deficit. Every figure names its basis."""

    NOT_STATED = "not_stated", "basis not stated"
    GROSS = "gross", "before any contributions"
    AFTER_COUNCIL = "after_council", "after the council's contribution"
    NET = "net", "after contributions"


class PositionStatus(models.TextChoices):
    FORECAST = "forecast", "Forecast"
    PROVISIONAL = "provisional", "Provisional outturn"
    FINAL = "final", "Final outturn"
    AUDITED = "audited", "Audited"


class FigureKind(models.TextChoices):
    """What a report may state more than once: on several bases, for several years, as at several
    days.
    """

    IN_YEAR = "in_year", "In-year deficit"
    CUMULATIVE = "cumulative", "Cumulative deficit"
    CUMULATIVE_VARIANCE = "cumulative_variance", "Cumulative variance to plan"


class Payer(models.TextChoices):
    DEPARTMENT = "department", "Department for Education"
    COUNCIL = "council", "The council"
