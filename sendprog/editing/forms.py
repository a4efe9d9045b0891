"""Base classes of the site's forms, with GOV.UK's CSS classes, and of the forms of tracked records."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name
from django.forms.widgets import Input
from django.http import QueryDict

from sendprog.editing.naming_boxes import NamesNobodyMixin
from sendprog.records.data_version import new_token
from sendprog.values.loose_dates import loosely_written
from sendprog.values.periods import quoted
from sendprog.values.roles import ROLE_FIELDS, role_problem
from sendprog.values.wording import upper_first

DEFAULT_REQUIRED = forms.Field.default_error_messages["required"]
# The first that the widget is an instance of.
CSS_CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.CheckboxInput: "govuk-checkboxes__input",
    Input: "govuk-input",
}


def with_stored_line_ends(data: QueryDict | None) -> QueryDict | None:
    """A copy of posted data with LF where browsers send CR LF: line ends alone do not change a
    text.
    """
    if data is None:
        return None
    copy = QueryDict(mutable=True)
    for name, values in data.lists():
        copy.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return copy


class Form(NamesNobodyMixin, forms.Form):
    """A form whose widgets have GOV.UK's CSS classes and whose messages name their field.

    It asks about words that may name somebody.
    """

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(with_stored_line_ends(data), *args, **kwargs)
        style_fields(self)
        refuse_people(self)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            show_loose_dates(self)


def show_loose_dates(form: forms.BaseForm) -> None:
    """Where a date was refused that people write so, put the date it means into its box and ask."""
    for name in form.errors.keys() & form.fields.keys():
        field, typed = form.fields[name], form.data.get(form.add_prefix(name))
        meant = loosely_written(typed) if getattr(field, "is_date", False) and typed else None
        if meant is None or not is_valid_for(field, str(meant)):
            continue
        form.data[form.add_prefix(name)] = str(meant)
        asked = f"{quoted(typed)} is understood as {meant}. Save again if that is right."
        form.errors[name] = form.error_class([asked], renderer=form.renderer)


def is_valid_for(field: forms.Field, text: str) -> bool:
    try:
        field.clean(text)
    except ValidationError:
        return False
    return True


def refuse_people(form: forms.BaseForm) -> None:
    """Refuse texts that name a person in the fields that take a role."""
    for name in ROLE_FIELDS.intersection(form.fields):
        form.fields[name].validators.append(validate_role)


def validate_role(text: str) -> None:
    if problem := role_problem(str(text)):
        raise ValidationError(f"{upper_first(problem)}.", code="role")


def style_fields(form: forms.BaseForm) -> None:
    """Give the widgets GOV.UK's CSS classes; name the field in its "required" message."""
    for name, field in form.fields.items():
        if field.error_messages["required"] == DEFAULT_REQUIRED:
            # The error summary shows the message without its field.
            is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            verb = "Choose" if is_choice else "Fill in"
            field.error_messages["required"] = f"{verb} “{field.label or pretty_name(name)}”."
        if css_class := css_class_of(field.widget):
            field.widget.attrs.setdefault("class", css_class)
        # A browser would cut a longer text silently; the server refuses it and shows it again
        # whole.
        field.widget.attrs.pop("maxlength", None)


def css_class_of(widget: forms.Widget) -> str:
    """GOV.UK's class for a visible widget; "" where there is none."""
    if widget.is_hidden:
        return ""
    return next(
        (css_class for kind, css_class in CSS_CLASSES.items() if isinstance(widget, kind)), ""
    )


class TokenField(forms.Field):
    """A token as `new_token` makes them; anything else is cleaned to ""."""

    def to_python(self, value: Any) -> str:
        return value if re.fullmatch("[0-9a-f]{32}", value or "") else ""


class TrackedForm(Form, forms.ModelForm):
    """The form of a tracked record: it has the version at which it was opened and, if `asks_why`, a
    reason.

    A form without a version was opened before the record existed: each field that differs is a
    conflict.
    """

    asks_why = False
    # The field in which a page that is opened to be filled in has the focus; "" for none.
    focused = ""
    # The field that holds the reason: one of the record's own, or `why`.
    why_field = "why"
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )
    # Set when the form of a new record is rendered: submitted twice, it creates one record.
    token = TokenField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label="Why is this changing?",
        help_text=(
            "Saved in the history, for everybody who may read it. For example: a slip of the pen."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.asks_why:
            del self.fields["why"]
        self.initial["version"] = self.instance.version if self.instance.pk else None
        if not self.instance.pk:
            self.initial["token"] = new_token()
        elif "token" not in self.data:
            del self.fields["token"]
        if self.focused and not self.is_bound:
            self.fields[self.focused].widget.attrs["autofocus"] = True

    @property
    def record_fields(self) -> list[str]:
        """The names of the fields that are the record's own."""
        return [name for name in self._meta.fields if name in self.fields]

    @property
    def reason(self) -> str:
        """The reason for the change, for its history; "" before validation."""
        cleaned_data = getattr(self, "cleaned_data", {})
        return self.reason_with_check(cleaned_data.get(self.why_field, ""))
