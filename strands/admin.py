"""Admin of the programme's spine: strands, commitments, milestones, updates, indicators and places."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import Model
from django.http import HttpRequest

from sendprog.tracked_admin import (
    AddOnly,
    PlainAdmin,
    PlainTabularInline,
    TrackedAdmin,
    TrackedFormSet,
    TrackedStackedInline,
    TrackedTabularInline,
    month_column,
)
from strands.models import (
    Area,
    Baseline,
    Commitment,
    Condition,
    ConditionStatus,
    Indicator,
    IndicatorReturn,
    Milestone,
    MilestoneDependency,
    PlacesScheme,
    Reminder,
    Strand,
    StrandCommitment,
    StrandOfficer,
    StrandUpdate,
    Target,
    UpdateRound,
    Workstream,
)

RETURNS_SHOWN = 12


# The programme


class StrandOfficerInline(TrackedTabularInline):
    model = StrandOfficer
    fields = ("user", "deputy", "valid_from", "valid_to")
    autocomplete_fields = ("user",)


@admin.register(Strand)
class StrandAdmin(TrackedAdmin):
    list_display = ("number", "name", "slug", "sponsor_role", "valid_from", "valid_to", "succeeded_by")
    list_display_links = ("name",)
    list_filter = (("valid_to", EmptyFieldListFilter),)
    search_fields = ("name", "slug", "objective", "sponsor_role", "source")
    list_select_related = ("succeeded_by",)
    inlines = (StrandOfficerInline,)
    fieldsets = (
        (None, {"fields": (("number", "name"), "slug", "objective", "sponsor_role", "source")}),
        ("When the programme is reorganised", {"fields": (("valid_from", "valid_to"), "succeeded_by")}),
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
    search_fields = ("section", "rag_reason", "progress", "next_steps", "help_needed", "path_to_green", "source")
    list_select_related = ("strand",)
    date_hierarchy = "month"
    ordering = ("-month", "strand__number", "section")
    fieldsets = (
        (None, {"fields": ("month", "strand", "section", "state", "source")}),
        (
            "Rating",
            {"fields": (("stated_rag", "rag_as_at"), "rag_reason", "path_to_green", "path_to_green_marker")},
        ),
        (
            "Report",
            {
                "fields": ("progress", "next_steps", "help_needed", "disagreement", "comment"),
                "description": "Markdown. May be released under FOI, drafts and history included.",
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: StrandUpdate | None = None) -> list[str]:
        """A strand's update is submitted and accepted on its own page; here only a section's text changes its state."""
        fixed = super().get_readonly_fields(request, obj)
        return list(fixed) if obj and obj.strand_id is None else [*fixed, "state"]


@admin.register(UpdateRound)
class UpdateRoundAdmin(TrackedAdmin):
    list_display = (month_column("month"), "due", "reminder_days", "grace_days")
    search_fields = ("reminder_days",)
    date_hierarchy = "month"
    fields = ("month", "due", "reminder_days", "grace_days")


@admin.register(Reminder)
class ReminderAdmin(AddOnly, PlainAdmin):
    """What was sent is looked at; the site alone sends."""

    list_display = ("sent_on", "strand", "round", "to", "is_escalation")
    list_filter = ("strand", "is_escalation")
    search_fields = ("to", "strand__name")
    list_select_related = ("round", "strand")
    date_hierarchy = "sent_on"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


# Commitments


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


# Milestones


class BaselineInline(AddOnly, PlainTabularInline):
    """Dates once promised are shown; the next promise is added."""

    model = Baseline
    fields = ("number", "date", "reason", "approver", "approved_on", "basis")


@admin.register(Milestone)
class MilestoneAdmin(TrackedAdmin):
    list_display = ("strand", "reference", "title", "stage", "forecast", "actual", "owner", "basis")
    list_display_links = ("reference", "title")
    list_filter = ("strand", "stage", "room", "basis")
    search_fields = ("reference", "title", "description", "owner", "responsible_roles", "accountable_role", "source")
    list_select_related = ("strand",)
    autocomplete_fields = ("workstream",)
    inlines = (BaselineInline,)
    fieldsets = (
        (None, {"fields": ("reference", "title", "strand", "workstream", "room", "description")}),
        ("Where it stands", {"fields": ("stage", "stage_words", ("forecast", "actual"), "actual_not_known", "reason")}),
        ("Who", {"fields": ("owner", "responsible_roles", "accountable_role")}),
        ("How it is judged", {"fields": ("success_criteria", "evidence")}),
        ("Where it is said", {"fields": ("note", "basis", "source")}),
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


# Indicators and places


@admin.register(Area)
class AreaAdmin(PlainAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")


RETURN_FIELDS = (
    (None, {"fields": (("reported_in", "state"), ("basis", "marker"), "source", "note")}),
    ("Window", {"fields": (("first", "last"), "window_words")}),
    (
        "Figure",
        {
            "fields": (("qualifier", "value"), ("low", "high"), ("numerator", "denominator"), "projected", "missing", "beside"),
            "description": "A value, or the two ends of a range, or why there is none.",
        },
    ),
    (
        "Compared with",
        {
            "fields": (
                ("comparison_value", "comparison_first", "comparison_last"),
                "comparison_words",
                ("baseline_value", "baseline_words"),
            )
        },
    ),
)


class LatestReturns(TrackedFormSet):
    """An indicator's latest returns: all of them would be more fields than one form may send."""

    def __init__(self, data: Any = None, files: Any = None, instance: Model | None = None, **kwargs: Any) -> None:
        if data is None and instance is not None and instance.pk:
            latest = (
                IndicatorReturn.objects.filter(indicator=instance).order_by("-reported_in", "-pk").values_list("pk", flat=True)
            )
            shown = list(latest[:RETURNS_SHOWN])
            kwargs["queryset"] = IndicatorReturn.objects.filter(pk__in=shown).order_by("-reported_in", "-pk")
        super().__init__(data, files, instance, **kwargs)


class IndicatorReturnInline(TrackedStackedInline):
    model = IndicatorReturn
    formset = LatestReturns
    reason_required = True
    fieldsets = RETURN_FIELDS
    ordering = ("-reported_in", "-pk")
    show_change_link = True
    verbose_name_plural = f"the latest {RETURNS_SHOWN} returns (all of them: Indicator returns)"


@admin.register(Indicator)
class IndicatorAdmin(TrackedAdmin):
    list_display = ("strand", "name", "slug", "room", "unit", "polarity", "period_type", "area", "order")
    list_display_links = ("name",)
    list_filter = ("strand", "room", "unit", "polarity", "period_type", "area")
    search_fields = ("name", "slug", "code", "definition", "source")
    list_select_related = ("strand", "area")
    inlines = (IndicatorReturnInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "definition", "strand", "room", "order", "area")}),
        ("How it is counted", {"fields": (("unit", "decimals"), "polarity", "period_type", "accumulates_from")}),
        ("Where it is said", {"fields": ("code", "source", "note")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The slug is the address that papers cite: it never changes."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "slug"] if obj and "slug" not in fixed else fixed


@admin.register(IndicatorReturn)
class IndicatorReturnAdmin(TrackedAdmin):
    reason_required = True
    list_display = (
        month_column("reported_in", "reported in"),
        "indicator",
        "first",
        "last",
        "qualifier",
        "value",
        "low",
        "high",
        "missing",
        "basis",
        "state",
    )
    list_filter = ("indicator__strand", "basis", "state", "projected")
    search_fields = ("indicator__name", "indicator__slug", "window_words", "note", "source")
    list_select_related = ("indicator",)
    autocomplete_fields = ("indicator",)
    date_hierarchy = "reported_in"
    fieldsets = ((None, {"fields": ("indicator",)}), *RETURN_FIELDS)


@admin.register(Target)
class TargetAdmin(TrackedAdmin):
    list_display = ("first", "measure", "kind", "value", "floor", "last", "set_by", "basis")
    list_display_links = ("measure",)
    list_filter = ("kind", "basis")
    search_fields = ("measure", "basis_text", "set_by")
    fieldsets = (
        (None, {"fields": ("measure", "kind", ("first", "last"))}),
        ("What it should reach", {"fields": (("value", "floor"), ("expected_low", "expected_high"))}),
        ("By whose decision", {"fields": ("set_by", "basis_text", "basis")}),
    )


@admin.register(PlacesScheme)
class PlacesSchemeAdmin(TrackedAdmin):
    list_display = ("strand", "provision", "places", "places_marker", "stage", "planned_for", "opened", "basis")
    list_display_links = ("provision",)
    list_filter = ("strand", "stage", "basis", "area")
    search_fields = ("slug", "provision", "definition", "source")
    list_select_related = ("strand",)
    autocomplete_fields = ("milestone",)
    fieldsets = (
        (None, {"fields": ("provision", "slug", "strand", "milestone", "area")}),
        ("Places", {"fields": (("places", "places_marker"), "definition")}),
        ("How far it has come", {"fields": ("stage", "when_words", ("planned_for", "funded"), ("secured", "opened"))}),
        ("Where it is said", {"fields": ("basis", "source")}),
    )
