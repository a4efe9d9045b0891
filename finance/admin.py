"""Admin of the deficit plan, its months, contributions and savings."""

from django.contrib import admin

from finance.models import (
    ConfidenceScale,
    Contribution,
    MonthlyPosition,
    Plan,
    PlanYear,
    PositionFigure,
    Saving,
)
from sendprog.tracked_admin import TrackedAdmin, TrackedTabularInline, month_column


class PositionFigureInline(TrackedTabularInline):
    model = PositionFigure
    reason_required = True
    fields = (
        "kind",
        "financial_year",
        "as_at",
        "contributions",
        "qualifier",
        "value",
        "low",
        "high",
        "source",
    )


class PlanYearInline(TrackedTabularInline):
    model = PlanYear
    reason_required = True
    fields = (
        "financial_year",
        "in_year_deficit_qualifier",
        "in_year_deficit",
        "in_year_deficit_to",
        "in_year_basis",
        "closing_balance_qualifier",
        "closing_balance",
        "closing_balance_to",
        "source",
    )


class ContributionInline(TrackedTabularInline):
    model = Contribution
    reason_required = True
    fields = (
        "payer",
        "financial_year",
        "last_financial_year",
        "due",
        "qualifier",
        "amount",
        "amount_to",
        "received",
        "withheld",
        "basis",
        "source",
    )
    # The link to its own form, where it can be marked exempt.
    show_change_link = True


@admin.register(Plan)
class PlanAdmin(TrackedAdmin):
    reason_required = True
    list_display = ("name", "slug", "standing", "agreed", "commitment")
    list_filter = ("standing",)
    search_fields = ("name", "slug", "source")
    list_select_related = ("commitment",)
    inlines = (PlanYearInline, ContributionInline)


@admin.register(PlanYear)
class PlanYearAdmin(TrackedAdmin):
    reason_required = True
    list_display = ("financial_year", "plan", "in_year_deficit", "in_year_basis", "closing_balance")
    list_filter = ("plan", "financial_year", "in_year_basis")
    search_fields = ("plan__name", "source")
    list_select_related = ("plan",)


@admin.register(MonthlyPosition)
class MonthlyPositionAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        month_column("month"),
        "block",
        "financial_year",
        "planned_in_year_deficit",
        "forecast_in_year_deficit",
        "in_year_basis",
        "projected_cumulative_deficit",
        "cumulative_basis",
        "status",
        "basis",
    )
    list_filter = ("block", "financial_year", "status", "basis", "in_year_basis")
    search_fields = ("block", "note", "source")
    date_hierarchy = "month"
    ordering = ("-month", "block", "-financial_year")
    inlines = (PositionFigureInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("month", "block"),
                    ("status", "financial_year"),
                    ("basis", "marker"),
                    "note",
                    "source",
                )
            },
        ),
        (
            "In the year",
            {
                "fields": (
                    (
                        "planned_in_year_deficit_qualifier",
                        "planned_in_year_deficit",
                        "planned_in_year_deficit_to",
                    ),
                    ("forecast_qualifier", "forecast_in_year_deficit"),
                    "in_year_basis",
                    "reported_variance",
                    ("forecast_low", "forecast_high"),
                    "block_transfer",
                ),
                "description": "A deficit is positive, a surplus negative.",
            },
        ),
        (
            "Cumulative",
            {
                "fields": (
                    ("opening_balance_qualifier", "opening_balance", "opening_balance_to"),
                    ("department_contribution", "council_contribution"),
                    "adjustments",
                    ("cumulative_qualifier", "projected_cumulative_deficit"),
                    ("cumulative_basis", "cumulative_basis_is_inferred"),
                )
            },
        ),
    )


@admin.register(PositionFigure)
class PositionFigureAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        "position",
        "kind",
        "financial_year",
        "as_at",
        "contributions",
        "value",
        "low",
        "high",
    )
    list_filter = ("kind", "contributions", "financial_year")
    search_fields = ("position__block", "source")
    list_select_related = ("position",)


@admin.register(Contribution)
class ContributionAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        "financial_year",
        "last_financial_year",
        "plan",
        "payer",
        "due",
        "amount",
        "received",
        "withheld",
        "basis",
    )
    list_filter = ("plan", "payer", "withheld", "basis", "financial_year")
    search_fields = ("plan__name", "source")
    list_select_related = ("plan",)


@admin.register(ConfidenceScale)
class ConfidenceScaleAdmin(TrackedAdmin):
    reason_required = True
    list_display = ("order", "label", "slug", "counts")
    list_display_links = ("label",)
    list_filter = ("counts",)
    search_fields = ("label", "slug")


@admin.register(Saving)
class SavingAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        "strand",
        "title",
        "financial_year",
        "planned",
        "expected",
        "achieved",
        "confidence",
        "as_at",
        "basis",
    )
    list_display_links = ("title",)
    list_filter = ("strand", "financial_year", "confidence", "basis")
    search_fields = ("slug", "title", "note", "source")
    list_select_related = ("strand", "confidence")
    fieldsets = (
        (None, {"fields": ("title", "slug", "strand", "financial_year")}),
        (
            "Amounts",
            {
                "fields": [
                    (f"{name}_qualifier", name, f"{name}_to")
                    for name in ("planned", "expected", "achieved")
                ],
                "description": "About or at least so much, or a range from the lowest to the highest.",
            },
        ),
        (None, {"fields": (("confidence", "as_at"), "basis", "note", "source")}),
    )
