"""Fields of the admin forms of tracked records: the reason, the version when opened, and choices."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from sendprog.records.date_form_fields import DayFormField, MonthFormField
from sendprog.records.fields import DayField, FinancialYearField, MonthField, PartialDateField
from sendprog.records.number_fields import (
    CountField,
    CountFormField,
    FinancialYearFormField,
    NumberFormField,
    PoundsField,
)
from sendprog.records.rights import visible_to_user

REASON, SEEN = "change_reason", "seen_version"
LONGEST_REASON = 1000

# Never a number box or a calendar: numbers and dates are typed, and parsed as the import desk
# parses them.
TEXT_BOX = {"widget": AdminTextInputWidget}

Fieldsets = list[tuple[str | None, dict[str, Any]]]


def reason_given(request: HttpRequest) -> str:
    """The reason as typed on the form; "" for none."""
    return request.POST.get(REASON, "").replace("\x00", "").strip()[:LONGEST_REASON]


def key_from(text: str, field: models.Field) -> Any:
    """The text as a value of the field, which is a primary key; None where it can't be one."""
    try:
        key = field.to_python(text)
        field.run_validators(key)
    except ValidationError:
        return None
    return key


class Unsaved:
    """A form field outside the record: filling it in counts as no change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ReasonField(Unsaved, forms.CharField):
    """The reason for a change."""


def why_field() -> ReasonField:
    return ReasonField(
        label="Reason for this change",
        required=False,
        max_length=LONGEST_REASON,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Saved in the history, which may be released under FOI.",
    )


class SeenVersionField(Unsaved, forms.IntegerField):
    """The version of the record at which the form was opened."""


class LinesField(forms.CharField):
    """Text with LF line ends, as stored, where browsers send CR LF."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class SearchedChoice(AutocompleteSelect):
    """A searched choice from a long list; a value that can't be a primary key chooses nothing."""

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list:
        key = self.field.remote_field.model._meta.pk
        return super().optgroups(
            name, [text for text in value if key_from(text, key) is not None], attr
        )


class FieldsMixin:
    """The form fields of admin forms and inlines, and the records that they offer."""

    formfield_overrides = {
        models.TextField: {"form_class": LinesField, "widget": AdminTextareaWidget},
        PartialDateField: {"widget": AdminTextInputWidget},
        PoundsField: TEXT_BOX,
        CountField: TEXT_BOX,
        models.DecimalField: {"form_class": NumberFormField, "any_unit": True, **TEXT_BOX},
        models.IntegerField: {"form_class": CountFormField, **TEXT_BOX},
        models.BigIntegerField: {"form_class": CountFormField, **TEXT_BOX},
        FinancialYearField: {"form_class": FinancialYearFormField, **TEXT_BOX},
        DayField: {"form_class": DayFormField, **TEXT_BOX},
        MonthField: {"form_class": MonthFormField, **TEXT_BOX},
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Without the exempt records that this user may not see, in lists, forms, inlines and
        choices.
        """
        return visible_to_user(super().get_queryset(request), request.user)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.Field:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SearchedChoice(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def with_form_fields(fieldsets: Iterable, names: list[str], title: str | None = None) -> Fieldsets:
    """The fieldsets with these fields of the form last, in a fieldset of their own where a title is
    given.
    """
    own = {REASON, SEEN}
    plain = []
    for name, options in fieldsets:
        plain.append(
            (
                name,
                {**options, "fields": [field for field in options["fields"] if field not in own]},
            )
        )
    if not names:
        return plain
    if title:
        return [*plain, (title, {"fields": names})]
    *others, (name, options) = plain
    return [*others, (name, {**options, "fields": [*options["fields"], *names]})]
