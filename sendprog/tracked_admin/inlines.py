"""Admin inlines: the rows under a record's form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from sendprog.tracked_admin.fields import SEEN, Fieldsets, FieldsMixin, with_form_fields
from sendprog.tracked_admin.forms import LimitedFormSet, RefusableForm, RowForm, TrackedFormSet


class PlainTabularInline(FieldsMixin, admin.TabularInline):
    """One row a record, of a model without history."""

    form = RefusableForm
    formset = LimitedFormSet
    extra = 0


class TrackedInline(FieldsMixin):
    """Rows of a tracked model on their parent's form.

    They are saved in its change, with its reason.
    """

    form = RowForm
    formset = TrackedFormSet
    reason_required = False
    extra = 0

    def get_formset(
        self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any
    ) -> type[forms.BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.request, formset.reason_required = request, self.reason_required
        # Django's own check counts records in the bin; TrackedFormSet.clean() checks instead.
        formset.form.hand_clean_DELETE = lambda form: None
        return formset

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Fieldsets:
        names = [SEEN] if self.has_change_permission(request, obj) else []
        return with_form_fields(super().get_fieldsets(request, obj), names)


class TrackedTabularInline(TrackedInline, admin.TabularInline):
    """One table row a record."""


class TrackedStackedInline(TrackedInline, admin.StackedInline):
    """One form a record."""
