"""Admin of milestones, baselines and dependencies."""

from django.contrib import admin

from sendprog.tracked_admin import (
    AddOnly,
    PlainAdmin,
    PlainTabularInline,
    TrackedAdmin,
)
from strands.models import (
    Baseline,
    Milestone,
    MilestoneDependency,
)


class BaselineInline(AddOnly, PlainTabularInline):
    """Existing baselines are read-only; a new one may be added."""

    model = Baseline
    fields = ("number", "date", "reason", "approver", "approved_on", "basis")


@admin.register(Milestone)
class MilestoneAdmin(TrackedAdmin):
    list_display = ("strand", "reference", "title", "stage", "forecast", "actual", "owner", "basis")
    list_display_links = ("reference", "title")
    list_filter = ("strand", "stage", "room", "basis")
    search_fields = (
        "reference",
        "title",
        "description",
        "owner",
        "responsible_roles",
        "accountable_role",
        "source",
    )
    list_select_related = ("strand",)
    autocomplete_fields = ("workstream",)
    inlines = (BaselineInline,)
    fieldsets = (
        (None, {"fields": ("reference", "title", "strand", "workstream", "room", "description")}),
        (
            "Stage and dates",
            {
                "fields": (
                    "stage",
                    "stage_words",
                    ("forecast", "actual"),
                    "actual_not_known",
                    "reason",
                )
            },
        ),
        ("Who", {"fields": ("owner", "responsible_roles", "accountable_role")}),
        ("How it is judged", {"fields": ("success_criteria", "evidence")}),
        ("Source", {"fields": ("note", "basis", "source")}),
    )


@admin.register(Baseline)
class BaselineAdmin(AddOnly, PlainAdmin):
    list_display = ("milestone", "number", "date", "approver", "approved_on", "basis")
    list_filter = ("basis", "milestone__strand")
    search_fields = ("milestone__reference", "milestone__title", "reason", "approver")
    list_select_related = ("milestone",)
    autocomplete_fields = ("milestone",)


@admin.register(MilestoneDependency)
class MilestoneDependencyAdmin(TrackedAdmin):
    list_display = ("milestone", "needs")
    list_display_links = ("milestone", "needs")
    list_filter = ("milestone__strand",)
    search_fields = ("milestone__reference", "milestone__title", "needs__reference", "needs__title")
    list_select_related = ("milestone", "needs")
    autocomplete_fields = ("milestone", "needs")
