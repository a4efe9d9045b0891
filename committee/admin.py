"""Admin of the committee's meetings."""

from django.contrib import admin

from committee.models import Meeting
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
