"""The versions of the deficit plan, their years, and contributions."""

from django.db import models
from django.db.models import F, Q

from finance.models.amount_fields import amount_check, amount_fields
from finance.models.choices import DeficitBasis, Payer, PlanStanding
from finance.models.positions import qualified_check
from sendprog.records.fields import (
    FinancialYearField,
    PartialDateField,
    basis_field,
    check_dates,
    in_order_check,
    money_field,
    qualifier_field,
)
from sendprog.records.history import Tracked
from sendprog.values.periods import FinancialYear
from sendprog.values.typed_amounts import SMALLEST_DEFICIT
from strands.models import Commitment


def term_label(first: int, last: int | None) -> str:
    """The financial years that begin in these: "2024/25", "2022/23 to 2026/27"."""
    year = FinancialYear(first).label
    return f"{year} to {FinancialYear(last).label}" if last else year


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
    in_year_deficit_qualifier, in_year_deficit, in_year_deficit_to = amount_fields(
        "planned in-year deficit", smallest=SMALLEST_DEFICIT
    )
    in_year_basis = models.CharField(
        max_length=14, choices=DeficitBasis.choices, default=DeficitBasis.NOT_STATED
    )
    closing_balance_qualifier, closing_balance, closing_balance_to = amount_fields(
        "planned cumulative deficit at 31 March", smallest=SMALLEST_DEFICIT
    )
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "financial_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "financial_year"],
                condition=Q(deleted_at=None),
                name="one_plan_year",
            ),
            amount_check("plan_year", "in_year_deficit"),
            amount_check("plan_year", "closing_balance"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.financial_year}"


@check_dates
class Contribution(Tracked):
    """Money from the Department or the council towards the deficit: received, withheld or still
    due.

    Its amount is of one financial year, or of the whole term up to `last_financial_year`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="contributions")
    payer = models.CharField(max_length=10, choices=Payer.choices)
    financial_year = FinancialYearField()
    last_financial_year = FinancialYearField(
        "last financial year of a term",
        null=True,
        blank=True,
        help_text="For an amount over several years: the year in which the last begins.",
    )
    due = PartialDateField("due")
    qualifier = qualifier_field("in words before the amount")
    amount = money_field("amount", null=False, blank=False)
    amount_to = money_field("highest of a range")
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
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="a_contribution_is_not_negative"
            ),
            in_order_check("contribution", "amount", "amount_to"),
            qualified_check("qualifier", "amount", "a_qualified_contribution_is_positive"),
            models.CheckConstraint(
                condition=Q(amount_to=None) | Q(qualifier=""),
                name="a_contribution_is_qualified_or_a_range",
            ),
            models.CheckConstraint(
                condition=Q(last_financial_year=None)
                | Q(last_financial_year__gt=F("financial_year")),
                name="a_contribution_s_term_is_longer_than_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_payer_display()}, {self.term}"

    @property
    def term(self) -> str:
        """ "2024/25", "2022/23 to 2026/27"."""
        return term_label(self.financial_year, self.last_financial_year)
