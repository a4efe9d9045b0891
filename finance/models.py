"""The DSG deficit and its plan, contributions towards it, and savings with their confidence."""

from django.db import models
from django.db.models import F, Q

from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.models import closed_by_month_lock
from sendprog.records.fields import (
    DayField,
    FinancialYearField,
    MonthField,
    PartialDateField,
    basis_field,
    check_dates,
    first_of_month_check,
    in_order_check,
    marker_field,
    money_field,
)
from sendprog.records.history import Tracked
from strands.models import Commitment, Strand


class PlanStanding(models.TextChoices):
    SUBMITTED = "submitted", "Submitted"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"
    WORKING = "working", "Working"
    SUPERSEDED = "superseded", "Superseded"


class DeficitBasis(models.TextChoices):
    """Which contributions have been subtracted from a deficit. Every figure names its basis."""

    NOT_STATED = "not_stated", "not stated whether before or after contributions"
    GROSS = "gross", "before any contributions"
    AFTER_COUNCIL = "after_council", "after the council's contribution"
    NET = "net", "after contributions"


class PositionStatus(models.TextChoices):
    FORECAST = "forecast", "Forecast"
    PROVISIONAL = "provisional", "Provisional outturn"
    FINAL = "final", "Final outturn"
    AUDITED = "audited", "Audited"


class Payer(models.TextChoices):
    DEPARTMENT = "department", "Department for Education"
    COUNCIL = "council", "The council"


@check_dates
class Plan(Tracked):
    """One dated version of the deficit plan."""

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed = PartialDateField("dated")
    standing = models.CharField(max_length=12, choices=PlanStanding.choices)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="plan_slug_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.name


@check_dates
class PlanYear(Tracked):
    """A plan's figures for one financial year."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="years")
    financial_year = FinancialYearField()
    in_year_deficit = money_field("planned in-year deficit")
    in_year_basis = models.CharField(
        max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED
    )
    closing_balance = money_field("planned cumulative deficit at 31 March")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "financial_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "financial_year"], condition=Q(deleted_at=None), name="one_plan_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.financial_year}"


@check_dates
class MonthlyPosition(FigureRecord):
    """The deficit as reported in one month, in pounds. A deficit is positive, a surplus negative."""

    figures = (
        "planned_in_year_deficit",
        "forecast_in_year_deficit",
        "reported_variance",
        "forecast_low",
        "forecast_high",
        "opening_balance",
        "department_contribution",
        "council_contribution",
        "adjustments",
        "projected_cumulative_deficit",
        "block_transfer",
    )
    told_by = ("month", "block")

    month = MonthField()
    block = models.CharField(max_length=40, default="High needs")
    planned_in_year_deficit = money_field("planned in-year deficit")
    forecast_in_year_deficit = money_field("forecast in-year deficit")
    in_year_basis = models.CharField(
        max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED
    )
    reported_variance = money_field("variance to plan, as reported")
    forecast_low = money_field("forecast at lowest")
    forecast_high = money_field("forecast at highest")
    opening_balance = money_field("opening balance")
    department_contribution = money_field("Department's contribution")
    council_contribution = money_field("council's contribution")
    adjustments = money_field("other adjustments")
    projected_cumulative_deficit = money_field("projected cumulative deficit at the coming 31 March")
    cumulative_basis = models.CharField(
        max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED, blank=True
    )
    cumulative_basis_is_inferred = models.BooleanField(default=False)
    block_transfer = money_field("block transfer (memo: already inside the in-year figure)")
    status = models.CharField(max_length=12, choices=PositionStatus.choices, default=PositionStatus.FORECAST)
    basis = basis_field()
    marker = marker_field()
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["month", "block"]
        constraints = [
            first_of_month_check("position"),
            in_order_check("position", "forecast_low", "forecast_high"),
            models.UniqueConstraint(
                fields=["month", "block"], condition=Q(deleted_at=None), name="one_position_a_month_a_block"
            ),
            models.CheckConstraint(
                condition=Q(projected_cumulative_deficit=None) | ~Q(cumulative_basis=""),
                name="a_cumulative_deficit_names_its_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block}, {self.month:%B %Y}"


closed_by_month_lock("finance_monthlyposition")


@check_dates
class Contribution(Tracked):
    """Money from the Department or the council towards the deficit: received, withheld or still due."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="contributions")
    payer = models.CharField(max_length=10, choices=Payer.choices)
    financial_year = FinancialYearField()
    due = PartialDateField("due")
    amount = money_field("amount", null=False, blank=False)
    received = PartialDateField("received")
    withheld = models.BooleanField(default=False)
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "financial_year", "due"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received=None) | Q(withheld=False), name="not_received_and_withheld"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_contribution_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_payer_display()}, {self.financial_year}"


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
    strand = models.ForeignKey(Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    financial_year = FinancialYearField()
    planned = money_field("planned")
    expected = money_field("expected")
    achieved = money_field("achieved to date")
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
                fields=["slug", "financial_year"], condition=Q(deleted_at=None), name="one_saving_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.title
