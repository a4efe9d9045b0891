"""Admin of commitments, their conditions and statuses."""

from django.contrib import admin

from sendprog.tracked_admin import (
    TrackedAdmin,
    TrackedStackedInline,
    TrackedTabularInline,
)
from strands.models import (
    Commitment,
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


@admin.register(Commitment)
class CommitmentAdmin(TrackedAdmin):
    list_display = ("name", "short_name", "counterparty", "agreed", "slug")
    search_fields = ("name", "short_name", "slug", "counterparty", "description", "source")
    inlines = (StrandCommitmentInline, ConditionInline)
    fields = ("name", "short_name", "slug", "counterparty", "agreed", "description", "source")


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
