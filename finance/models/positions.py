"""The deficit as reported at a month, and other figures of the same report."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import GreaterThanOrEqual

from finance.models.amount_fields import amount_check, amount_fields
from finance.models.choices import DeficitBasis, FigureKind, PositionStatus
from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.models import closed_by_month_lock
from sendprog.records.fields import (
    DayField,
    FinancialYearField,
    MonthField,
    basis_field,
    check_dates,
    first_of_month_check,
    in_order_check,
    marker_field,
    money_field,
    qualifier_field,
)
from sendprog.records.history import Tracked
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.typed_amounts import SMALLEST_DEFICIT


def qualified_check(qualifier: str, amount: str, name: str = "") -> models.CheckConstraint:
    """A CHECK that only a positive amount is qualified: "at least" of a surplus could be read
    either way.
    """
    return models.CheckConstraint(
        condition=Q(**{qualifier: ""}) | Q(**{f"{amount}__gt": 0}),
        name=name or f"a_{qualifier}_has_a_positive_amount",
    )


def year_of_figures(month: Month, *, is_outturn: bool) -> FinancialYear:
    """The year of a month's figures unless they say: its own or, for an outturn, the last to end by
    then.
    """
    own = month.financial_year
    return FinancialYear(own.start - 1) if is_outturn and month != own.months[-1] else own


def outturn_check() -> models.CheckConstraint:
    """A CHECK that the year of an outturn has ended by its month: months are compared as text."""
    month, next_year = (
        Cast("month", models.TextField()),
        Cast(F("financial_year") + 1, models.TextField()),
    )
    last_month = Concat(next_year, Value("-03-01"), output_field=models.TextField())
    return models.CheckConstraint(
        condition=Q(status=PositionStatus.FORECAST) | Q(GreaterThanOrEqual(month, last_month)),
        name="an_outturn_is_of_a_year_that_has_ended",
    )


@check_dates
class MonthlyPosition(FigureRecord):
    """The deficit as reported in one month, in pounds.

    A deficit is positive, a surplus negative.
    """

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
    context_fields = (
        "month",
        "financial_year",
        "planned_in_year_deficit_qualifier",
        "planned_in_year_deficit_to",
        "forecast_qualifier",
        "opening_balance_qualifier",
        "opening_balance_to",
        "cumulative_qualifier",
    )

    month = MonthField()
    block = models.CharField(max_length=40, default="High needs")
    financial_year = FinancialYearField(
        "financial year of the figures",
        blank=True,
        help_text="The year it begins: 2024 for 2024/25. Empty: the month's own; for an outturn, the last.",
    )
    planned_in_year_deficit_qualifier, planned_in_year_deficit, planned_in_year_deficit_to = (
        amount_fields("planned in-year deficit", smallest=SMALLEST_DEFICIT)
    )
    forecast_in_year_deficit = money_field(
        "in-year deficit, forecast or outturn", smallest=SMALLEST_DEFICIT
    )
    forecast_qualifier = qualifier_field("in words before the in-year deficit")
    in_year_basis = models.CharField(
        max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED
    )
    reported_variance = money_field("variance to plan, as reported")
    forecast_low = money_field("forecast at lowest", smallest=SMALLEST_DEFICIT)
    forecast_high = money_field("forecast at highest", smallest=SMALLEST_DEFICIT)
    opening_balance_qualifier, opening_balance, opening_balance_to = amount_fields(
        "opening balance", smallest=SMALLEST_DEFICIT
    )
    department_contribution = money_field("Department's contribution")
    council_contribution = money_field("council's contribution")
    adjustments = money_field("other adjustments")
    projected_cumulative_deficit = money_field(
        "cumulative deficit at the end of the year", smallest=SMALLEST_DEFICIT
    )
    cumulative_qualifier = qualifier_field("in words before the cumulative deficit")
    cumulative_basis = models.CharField(
        max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED, blank=True
    )
    cumulative_basis_is_inferred = models.BooleanField(default=False)
    block_transfer = money_field("block transfer (memo: already inside the in-year figure)")
    status = models.CharField(
        max_length=12, choices=PositionStatus.choices, default=PositionStatus.FORECAST
    )
    basis = basis_field()
    marker = marker_field()
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["month", "block", "financial_year"]
        constraints = [
            first_of_month_check("position"),
            in_order_check("position", "forecast_low", "forecast_high"),
            models.UniqueConstraint(
                fields=["month", "block", "financial_year"],
                condition=Q(deleted_at=None),
                name="one_position_a_month_a_block_a_year",
            ),
            outturn_check(),
            models.CheckConstraint(
                condition=Q(projected_cumulative_deficit=None) | ~Q(cumulative_basis=""),
                name="a_cumulative_deficit_names_its_basis",
            ),
            amount_check("position", "planned_in_year_deficit"),
            amount_check("position", "opening_balance"),
            qualified_check("forecast_qualifier", "forecast_in_year_deficit"),
            qualified_check("cumulative_qualifier", "projected_cumulative_deficit"),
        ]

    def __str__(self) -> str:
        return f"{self.block}, {self.month:%B %Y}"

    def clean(self) -> None:
        if self.month is None:
            return
        self.fill_financial_year()
        ended = year_of_figures(Month.containing(self.month), is_outturn=True)
        if self.status != PositionStatus.FORECAST and self.financial_year > ended.start:
            text = (
                f"An outturn of this month is of {ended} or an earlier year: "
                "a later one is still a forecast"
            )
            raise ValidationError({"financial_year": text})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_financial_year()
        super().save(*args, **kwargs)

    save.alters_data = True

    def fill_financial_year(self) -> None:
        """Give the figures their year where none is given: see year_of_figures."""
        if self.financial_year is None:
            month = Month.containing(self._meta.get_field("month").to_python(self.month))
            is_outturn = self.status != PositionStatus.FORECAST
            self.financial_year = year_of_figures(month, is_outturn=is_outturn).start


closed_by_month_lock("finance_monthlyposition")


@check_dates
class PositionFigure(Tracked):
    """Another figure of the same report: on another basis, of another year, or as at a day."""

    position = models.ForeignKey(
        MonthlyPosition, on_delete=models.PROTECT, related_name="other_figures"
    )
    kind = models.CharField(max_length=20, choices=FigureKind.choices)
    financial_year = FinancialYearField()
    as_at = DayField(
        "as at",
        null=True,
        blank=True,
        help_text="For a balance on another day than the year's 31 March.",
    )
    contributions = models.CharField(
        "basis", max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED
    )
    qualifier = qualifier_field()
    value = money_field("value", smallest=SMALLEST_DEFICIT)
    low = money_field("lowest of a range", smallest=SMALLEST_DEFICIT)
    high = money_field("highest of a range", smallest=SMALLEST_DEFICIT)
    source = models.CharField(max_length=200, blank=True, help_text="Empty: the position's.")

    class Meta:
        ordering = ["position", "kind", "financial_year", "as_at", "contributions"]
        constraints = [
            in_order_check("position_figure", "low", "high"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, low=None, high=None)
                | Q(value=None, low__isnull=False, high__isnull=False),
                name="a_position_figure_is_a_value_or_a_range",
            ),
            models.CheckConstraint(
                condition=Q(as_at=None) | ~Q(kind=FigureKind.IN_YEAR),
                name="an_in_year_figure_is_of_a_year_not_a_day",
            ),
            qualified_check("qualifier", "value", "a_qualified_position_figure_is_positive"),
            models.UniqueConstraint(
                fields=["position", "kind", "financial_year", "contributions"],
                condition=Q(deleted_at=None, as_at=None),
                name="one_position_figure_a_kind_a_year_a_basis",
            ),
            models.UniqueConstraint(
                fields=["position", "kind", "as_at", "contributions"],
                condition=Q(deleted_at=None, as_at__isnull=False),
                name="one_position_figure_a_kind_a_day_a_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.position}"

    def clean(self) -> None:
        if self.as_at is None or self.financial_year is None:
            return
        year = FinancialYear(self.financial_year)
        if not year.first <= self.as_at <= year.last:
            raise ValidationError({"as_at": f"This day is not in the financial year {year}"})
