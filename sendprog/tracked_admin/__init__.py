"""Admin classes for tracked records: each request is one change by its user, with the reason given.

The second of two people to save a record sees what the first saved, keeps their own typing, and
decides. May import accounts and everything below it.
"""

from sendprog.tracked_admin.changelists import month_column
from sendprog.tracked_admin.fields import why_field
from sendprog.tracked_admin.forms import RecordForm, RefusableForm, RowForm, TrackedFormSet
from sendprog.tracked_admin.inlines import (
    PlainTabularInline,
    TrackedInline,
    TrackedStackedInline,
    TrackedTabularInline,
)
from sendprog.tracked_admin.model_admins import AddOnly, OneChangeMixin, PlainAdmin, TrackedAdmin

__all__ = [
    "AddOnly",
    "OneChangeMixin",
    "PlainAdmin",
    "PlainTabularInline",
    "RecordForm",
    "RefusableForm",
    "RowForm",
    "TrackedAdmin",
    "TrackedFormSet",
    "TrackedInline",
    "TrackedStackedInline",
    "TrackedTabularInline",
    "month_column",
    "why_field",
]
