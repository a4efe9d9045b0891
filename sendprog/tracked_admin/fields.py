"""Fields of admin forms of tracked records: the reason, the version the form was drawn from, and safe choices."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from sendprog.records.fields import PartialDateField
from sendprog.records.rights import visible_to_user

REASON, SEEN = "change_reason", "seen_version"
LONGEST_REASON = 1000


def reason_given(request: HttpRequest) -> str:
    """Why, as typed on the form."""
    return request.POST.get(REASON, "").replace("\x00", "").strip()[:LONGEST_REASON]


def key_from(text: str, field: models.Field) -> Any:
    """A key that `field` can hold, or None."""
    try:
        key = field.to_python(text)
        field.run_validators(key)
    except ValidationError:
        return None
    return key


class Unsaved:
    """A form field that is no part of the record: filling it in changes nothing."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ReasonField(Unsaved, forms.CharField):
    """Why the record is changed."""


def why_field() -> ReasonField:
    return ReasonField(
        label="Reason for this change",
        required=False,
        max_length=LONGEST_REASON,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Kept in the history, which may be released under FOI.",
    )


class SeenVersionField(Unsaved, forms.IntegerField):
    """The version of the record that the form was drawn from."""


class LinesField(forms.CharField):
    """Text whose lines end as they do in the database, whatever the browser sends."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Choice(AutocompleteSelect):
    """A choice from a long list, searched; what can't be a record's key chooses nothing."""

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list:
        key = self.field.remote_field.model._meta.pk
        return super().optgroups(name, [text for text in value if key_from(text, key) is not None], attr)


class FieldsMixin:
    """How fields are shown on admin forms."""

    formfield_overrides = {
        models.TextField: {"form_class": LinesField, "widget": AdminTextareaWidget},
        PartialDateField: {"widget": AdminTextInputWidget},
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Without what is exempt and not for this person: on lists and forms, among rows and choices."""
        return visible_to_user(super().get_queryset(request), request.user)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.Field:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Choice(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
