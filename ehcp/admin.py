"""Admin of the monthly returns: each count stands beside its marker."""

from django.contrib import admin

from ehcp.models import ContactReturn, MonthlyReturn
from sendprog.tracked_admin import TrackedAdmin, month_column

COUNTS = {
    "Requests": (
        "requests_received",
        "requests_from_parents",
        "requests_from_schools",
        "requests_from_others",
    ),
    "Assessments": (
        "assessments_agreed",
        "assessments_refused",
        "decisions",
        "decisions_within_6_weeks",
        "assessments_ended_without_plan",
        "assessments_withdrawn",
        "assessments_open",
        "assessments_open_over_20_weeks",
        "assessments_open_over_52_weeks",
        "longest_open_weeks",
        "average_open_weeks",
    ),
    "Plans": (
        "plans_issued",
        "plans_issued_within_20_weeks",
        "exceptions",
        "plans_issued_within_20_weeks_excluding_exceptions",
        "plans_due",
        "plans_due_issued_on_time",
        "plans_ceased",
        "plans_moved_in",
        "plans_moved_out",
        "plans_maintained",
    ),
    "Annual reviews": (
        "annual_reviews_overdue",
        "annual_reviews_due",
        "annual_reviews_completed_on_time",
        "review_decisions_within_4_weeks",
        "amended_within_12_weeks",
    ),
    "Phase transfers": ("phase_transfers_due", "phase_transfers_by_deadline"),
    "Appeals": (
        "appeals_registered",
        "appeals_withdrawn",
        "appeals_conceded",
        "appeals_upheld",
        "appeals_open",
        "mediations",
    ),
}
NOT_ZERO = "An empty count is “not in the return”, never 0. The marker says why, where that is known."


def beside_markers(*counts: str) -> list[tuple[str, str]]:
    """One line a count: the count and its marker."""
    return [(count, f"{count}_marker") for count in counts]


@admin.register(MonthlyReturn)
class MonthlyReturnAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        month_column("month"),
        "state",
        "basis",
        "requests_received",
        "assessments_agreed",
        "plans_issued",
        "plans_issued_within_20_weeks",
        "plans_maintained",
        "annual_reviews_overdue",
    )
    list_filter = ("state", "basis")
    search_fields = ("note", "source")
    date_hierarchy = "month"
    ordering = ("-month",)
    fieldsets = (
        (None, {"fields": ("month", "state", "basis", "note", "source")}),
        *(
            (part, {"fields": beside_markers(*counts), "description": NOT_ZERO if part == "Requests" else ""})
            for part, counts in COUNTS.items()
        ),
    )


@admin.register(ContactReturn)
class ContactReturnAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        month_column("month"),
        "state",
        "basis",
        "calls_handled",
        "average_wait_seconds",
        "wait_change_percent",
        "satisfaction",
        "survey_answers",
    )
    list_filter = ("state", "basis")
    search_fields = ("source",)
    date_hierarchy = "month"
    ordering = ("-month",)
    fieldsets = (
        (None, {"fields": ("month", "state", "basis", "source")}),
        (
            "Calls",
            {"fields": [*beside_markers("calls_handled", "average_wait_seconds"), "wait_change_percent"]},
        ),
        ("Families' answers", {"fields": ["satisfaction", *beside_markers("survey_answers")]}),
        ("Staff", {"fields": beside_markers("staff_days_freed")}),
    )
