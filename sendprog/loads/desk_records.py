"""What the import desk goes by, in the admin: closed months, and a council's own headings."""

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.forms import Field as FormField
from django.http import HttpRequest

from sendprog.loads.heading_forms import HeadingChoiceForm, kind_field
from sendprog.loads.models import HeadingChoice, MonthLock
from sendprog.tracked_admin import TrackedAdmin, month_column


@admin.register(MonthLock)
class MonthLockAdmin(TrackedAdmin):
    """Months whose figures are closed. Put one in the bin to open its month again."""

    list_display = (month_column("month"), "reason")
    reason_required = True


@admin.register(HeadingChoice)
class HeadingChoiceAdmin(TrackedAdmin):
    """What a council's own headings stand for. Put one in the bin to be asked again."""

    form = HeadingChoiceForm
    list_display = ("heading", "column", "kind")
    list_filter = ("kind",)
    search_fields = ("heading", "column")

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        if db_field.name == "kind":
            return kind_field()
        return super().formfield_for_dbfield(db_field, request, **kwargs)
