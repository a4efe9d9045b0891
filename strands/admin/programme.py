"""Admin of strands, officers, workstreams, updates, rounds and reminders."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.http import HttpRequest

from sendprog.tracked_admin import (
    AddOnly,
    PlainAdmin,
    TrackedAdmin,
    TrackedTabularInline,
    month_column,
)
from strands.models import (
    Reminder,
    SeriesFrequency,
    Strand,
    StrandOfficer,
    StrandUpdate,
    UpdateRound,
    Workstream,
)


class StrandOfficerInline(TrackedTabularInline):
    model = StrandOfficer
    fields = ("user", "deputy", "valid_from", "valid_to")
    autocomplete_fields = ("user",)


@admin.register(Strand)
class StrandAdmin(TrackedAdmin):
    list_display = (
        "number",
        "name",
        "slug",
        "sponsor_role",
        "valid_from",
        "valid_to",
        "succeeded_by",
        "split_from",
    )
    list_display_links = ("name",)
    list_filter = (("valid_to", EmptyFieldListFilter),)
    search_fields = ("name", "slug", "objective", "sponsor_role", "source")
    list_select_related = ("succeeded_by", "split_from")
    inlines = (StrandOfficerInline,)
    fieldsets = (
        (None, {"fields": (("number", "name"), "slug", "objective", "sponsor_role", "source")}),
        (
            "When the programme is reorganised",
            {"fields": (("valid_from", "valid_to"), ("succeeded_by", "split_from"))},
        ),
    )


@admin.register(StrandOfficer)
class StrandOfficerAdmin(TrackedAdmin):
    list_display = ("strand", "user", "deputy", "valid_from", "valid_to")
    list_display_links = ("user",)
    list_filter = ("strand", "deputy", ("valid_to", EmptyFieldListFilter))
    search_fields = ("strand__name", "user__username", "user__role_title")
    list_select_related = ("strand", "user")
    autocomplete_fields = ("user",)


@admin.register(Workstream)
class WorkstreamAdmin(TrackedAdmin):
    list_display = ("strand", "name", "slug", "kind")
    list_display_links = ("name",)
    list_filter = ("strand", "kind")
    search_fields = ("name", "slug")
    list_select_related = ("strand",)


@admin.register(StrandUpdate)
class StrandUpdateAdmin(TrackedAdmin):
    list_display = (month_column("month"), "strand", "section", "stated_rag", "state", "rag_as_at")
    list_filter = ("strand", "stated_rag", "state")
    search_fields = (
        "section",
        "rag_reason",
        "progress",
        "next_steps",
        "help_needed",
        "path_to_green",
        "source",
    )
    list_select_related = ("strand",)
    date_hierarchy = "month"
    ordering = ("-month", "strand__number", "section")
    fieldsets = (
        (None, {"fields": ("month", "strand", "section", "state", "basis", "source")}),
        (
            "Rating",
            {
                "fields": (
                    ("stated_rag", "rag_as_at"),
                    "rag_reason",
                    "path_to_green",
                    "path_to_green_marker",
                )
            },
        ),
        (
            "Report",
            {
                "fields": ("progress", "next_steps", "help_needed", "disagreement", "comment"),
                "description": "Markdown. May be released under FOI, drafts and history included.",
            },
        ),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: StrandUpdate | None = None
    ) -> list[str]:
        """With the state of a strand's update: it is submitted and accepted on its own page."""
        fixed = super().get_readonly_fields(request, obj)
        if obj and not hasattr(request, "writes_state"):
            # Asked once: a refused form has put what was typed into the record.
            request.writes_state = obj.strand_id is None
        return list(fixed) if obj and request.writes_state else [*fixed, "state"]


@admin.register(UpdateRound)
class UpdateRoundAdmin(TrackedAdmin):
    list_display = (month_column("month"), "due", "reminder_days", "grace_days")
    search_fields = ("reminder_days",)
    date_hierarchy = "month"
    fields = ("month", "due", "reminder_days", "grace_days")


@admin.register(Reminder)
class ReminderAdmin(AddOnly, PlainAdmin):
    """Read-only: only the site adds reminders, when it sends them."""

    list_display = ("sent_on", "strand", "round", "to", "is_escalation")
    list_filter = ("strand", "is_escalation")
    search_fields = ("to", "strand__name")
    list_select_related = ("round", "strand")
    date_hierarchy = "sent_on"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SeriesFrequency)
class SeriesFrequencyAdmin(TrackedAdmin):
    list_display = ("series", "frequency")
    list_filter = ("frequency",)
    fields = ("series", "frequency")
