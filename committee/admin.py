"""The admin of meetings, asks and the paper."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from committee.models import (
    Ask,
    GlossaryTerm,
    HeadlineMeasure,
    Meeting,
    PaperSection,
    PaperTitleBlock,
    ScorecardException,
    ScorecardMeasure,
)
from sendprog.tracked_admin import TrackedAdmin


@admin.register(Meeting)
class MeetingAdmin(TrackedAdmin):
    list_display = ("date", "committee", "title", "deadline", "minute_reference", "basis")
    list_filter = ("committee", "basis")
    search_fields = ("committee", "title", "recommendation", "resolution", "minute_reference")
    date_hierarchy = "date"
    fieldsets = (
        (None, {"fields": ("committee", ("date", "deadline", "cut_off"), "date_note", "basis")}),
        ("The report", {"fields": ("title", "report_of", "standing_note", "recommendation")}),
        ("What was resolved", {"fields": ("resolution", "minute_reference", "notes")}),
    )


@admin.register(Ask)
class AskAdmin(TrackedAdmin):
    list_display = ("reference", "meeting", "kind", "text", "to_role", "due", "response", "basis")
    list_filter = ("kind", "response", "basis")
    search_fields = ("reference", "text", "to_role", "by_role", "response_text")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The reference is read-only once saved, because minutes and papers cite it."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "reference"] if obj and "reference" not in fixed else fixed


@admin.register(PaperSection)
class PaperSectionAdmin(TrackedAdmin):
    list_display = ("title", "order", "is_part", "filling", "shown")
    search_fields = ("title", "standing_text", "texts")


@admin.register(PaperTitleBlock)
class PaperTitleBlockAdmin(TrackedAdmin):
    list_display = ("meeting", "report_number")
    search_fields = ("report_number", "contact")


@admin.register(HeadlineMeasure)
class HeadlineMeasureAdmin(TrackedAdmin):
    list_display = ("order", "measure")
    search_fields = ("measure",)


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(TrackedAdmin):
    list_display = ("term", "meaning", "shown")
    search_fields = ("term", "meaning")


@admin.register(ScorecardMeasure)
class ScorecardMeasureAdmin(TrackedAdmin):
    list_display = ("order", "measure", "what_is_done", "strand", "shown")
    search_fields = ("measure", "what_is_done")


@admin.register(ScorecardException)
class ScorecardExceptionAdmin(TrackedAdmin):
    list_display = ("number", "measure", "opened_on", "owner", "expected", "closing", "closed_on")
    list_filter = ("closing",)
    search_fields = ("measure", "cause", "action", "owner", "closing_reason")
