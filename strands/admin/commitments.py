"""Admin of commitments, their reports, conditions and statuses."""

from django.contrib import admin

from sendprog.tracked_admin import (
    TrackedAdmin,
    TrackedStackedInline,
    TrackedTabularInline,
)
from strands.models import (
    Commitment,
    CommitmentReport,
    Condition,
    ConditionStatus,
    StrandCommitment,
)


class StrandCommitmentInline(TrackedTabularInline):
    model = StrandCommitment
    fields = ("strand",)


class ConditionInline(TrackedStackedInline):
    model = Condition
    fields = (("reference", "kind"), "strand", "wording", "limit", "if_missed")
    show_change_link = True


class CommitmentReportInline(TrackedTabularInline):
    model = CommitmentReport
    fields = ("title", "first", "last", "due", "sent", "note", "source")


@admin.register(Commitment)
class CommitmentAdmin(TrackedAdmin):
    list_display = ("name", "short_name", "kind", "stage", "counterparty", "agreed", "slug")
    list_filter = ("kind", "stage")
    search_fields = ("name", "short_name", "slug", "counterparty", "description", "source")
    list_select_related = ("superseded_by",)
    autocomplete_fields = ("superseded_by",)
    inlines = (StrandCommitmentInline, ConditionInline, CommitmentReportInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "short_name",
                    "slug",
                    "kind",
                    "counterparty",
                    "description",
                    "source",
                )
            },
        ),
        (
            "Stage and dates",
            {
                "fields": (
                    "stage",
                    ("drafted", "submitted", "feedback"),
                    ("agreed", "approved", "issued"),
                    ("declined", "lapsed"),
                    ("superseded", "superseded_by"),
                )
            },
        ),
    )


@admin.register(CommitmentReport)
class CommitmentReportAdmin(TrackedAdmin):
    list_display = ("title", "commitment", "first", "last", "due", "sent")
    list_filter = ("commitment",)
    search_fields = ("title", "note", "source", "commitment__name")
    list_select_related = ("commitment",)
    autocomplete_fields = ("commitment",)


@admin.register(StrandCommitment)
class StrandCommitmentAdmin(TrackedAdmin):
    list_display = ("strand", "commitment")
    list_display_links = ("strand", "commitment")
    list_filter = ("strand", "commitment")
    search_fields = ("strand__name", "commitment__name")
    list_select_related = ("strand", "commitment")


class ConditionStatusInline(TrackedTabularInline):
    model = ConditionStatus
    fields = ("as_at", "stated_rag", "words")
    ordering = ("-as_at",)


@admin.register(Condition)
class ConditionAdmin(TrackedAdmin):
    list_display = ("strand", "reference", "wording", "commitment", "kind", "limit")
    list_display_links = ("reference",)
    list_filter = ("commitment", "strand", "kind")
    search_fields = ("reference", "wording", "limit", "if_missed")
    list_select_related = ("commitment", "strand")
    inlines = (ConditionStatusInline,)


@admin.register(ConditionStatus)
class ConditionStatusAdmin(TrackedAdmin):
    list_display = ("as_at", "condition", "stated_rag", "words")
    list_filter = ("stated_rag", "condition__commitment")
    search_fields = ("condition__reference", "condition__wording", "words")
    list_select_related = ("condition",)
    autocomplete_fields = ("condition",)
    date_hierarchy = "as_at"
