"""Admin pages of tracked records: one deed is one change, by whoever is signed in, for the reason given.

Two people at one record: the second to save sees what the first wrote, keeps what he typed, and decides.
"""

from sendprog.tracked_admin.fields import why_field
from sendprog.tracked_admin.forms import RecordForm, RefusableForm, RowForm, TrackedFormSet
from sendprog.tracked_admin.pages import (
    AddOnly,
    OneChangeMixin,
    PlainAdmin,
    PlainTabularInline,
    TrackedAdmin,
    TrackedInline,
    TrackedStackedInline,
    TrackedTabularInline,
    month_column,
)

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
