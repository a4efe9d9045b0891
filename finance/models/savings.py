"""Savings with their confidence."""

from django.db import models
from django.db.models import F, Q

from finance.models.amount_fields import amount_check, amount_fields
from sendprog.records.fields import DayField, FinancialYearField, basis_field, check_dates
from sendprog.records.history import Tracked
from strands.models import Strand


class ConfidenceScale(Tracked):
    """One step of confidence in a saving: banked, on track, at risk, initial, not deliverable."""

    slug = models.SlugField(max_length=40)
    label = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    counts = models.BooleanField("counted towards the plan", default=False)

    class Meta:
        ordering = ["order"]
        verbose_name = "step of the confidence scale"
        verbose_name_plural = "confidence scale"
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="confidence_slug_is_its_own"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(deleted_at=None), name="confidence_steps_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.label


@check_dates
class Saving(Tracked):
    """A planned saving or avoided cost, the amount expected and the confidence in it."""

    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=160)
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    financial_year = FinancialYearField()
    planned_qualifier, planned, planned_to = amount_fields("planned")
    expected_qualifier, expected, expected_to = amount_fields("expected")
    achieved_qualifier, achieved, achieved_to = amount_fields("achieved to date")
    confidence = models.ForeignKey(
        ConfidenceScale, null=True, blank=True, on_delete=models.PROTECT, related_name="savings"
    )
    as_at = DayField(null=True, blank=True)
    basis = basis_field()
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = [F("strand__number").asc(nulls_first=True), "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "financial_year"],
                condition=Q(deleted_at=None),
                name="one_saving_a_year",
            ),
            amount_check("saving", "planned"),
            amount_check("saving", "expected"),
            amount_check("saving", "achieved"),
        ]

    def __str__(self) -> str:
        return self.title
