"""Admin of the monthly returns, each count on one line with its marker."""

from django.contrib import admin

from ehcp.count_groups import COUNT_GROUPS
from ehcp.models import ComparatorList, ContactReturn, MonthlyReturn
from sendprog.tracked_admin import TrackedAdmin, month_column

NOT_ZERO = (
    "An empty count is “not in the return”, never 0. The marker says why, where that is known."
)


def with_markers(*counts: str) -> list[tuple[str, str]]:
    """The fields of a fieldset, one line for each count and its marker."""
    return [(count, f"{count}_marker") for count in counts]


def count_fieldsets() -> list[tuple[str, dict[str, object]]]:
    """A fieldset for each group of counts; the first explains empty counts."""
    fieldsets: list[tuple[str, dict[str, object]]] = []
    for title, counts in COUNT_GROUPS.items():
        description = "" if fieldsets else NOT_ZERO
        fieldsets.append((title, {"fields": with_markers(*counts), "description": description}))
    return fieldsets


@admin.register(MonthlyReturn)
class MonthlyReturnAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        month_column("month"),
        "covers",
        "state",
        "basis",
        "requests_received",
        "assessments_agreed",
        "plans_issued",
        "plans_issued_within_20_weeks",
        "plans_maintained",
        "annual_reviews_overdue",
    )
    list_filter = ("covers", "state", "basis")
    search_fields = ("note", "source")
    date_hierarchy = "month"
    ordering = ("-month",)
    fieldsets = (
        (None, {"fields": (("month", "covers"), "state", "basis", "note", "source")}),
        *count_fieldsets(),
    )


@admin.register(ContactReturn)
class ContactReturnAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        month_column("month"),
        "covers",
        "state",
        "basis",
        "calls_handled",
        "average_wait_seconds",
        "wait_change_percent",
        "satisfaction",
        "survey_answers",
    )
    list_filter = ("covers", "state", "basis")
    search_fields = ("source",)
    date_hierarchy = "month"
    ordering = ("-month",)
    fieldsets = (
        (None, {"fields": (("month", "covers"), "state", "basis", "source")}),
        (
            "Calls",
            {
                "fields": [
                    *with_markers("calls_handled", "average_wait_seconds"),
                    "wait_change_percent",
                ]
            },
        ),
        ("Families' answers", {"fields": ["satisfaction", *with_markers("survey_answers")]}),
        ("Staff", {"fields": with_markers("staff_days_freed")}),
    )


@admin.register(ComparatorList)
class ComparatorListAdmin(TrackedAdmin):
    list_display = ("title", "source", "dated")
    search_fields = ("title", "source", "authorities")
    fields = ("title", "source", "dated", "authorities")
