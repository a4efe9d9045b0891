"""Forms in the GOV.UK pattern, and the form of a tracked record."""

import re
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.forms.widgets import Input
from django.http import QueryDict

from sendprog.records.data_version import new_token

NEEDED = forms.Field.default_error_messages["required"]
CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.CheckboxInput: "govuk-checkboxes__input",
    Input: "govuk-input",
}


def with_plain_lines(data: QueryDict | None) -> QueryDict | None:
    """Posted data with line ends as they are stored: a browser sends CR LF, and a text is not changed by that."""
    if data is None:
        return None
    plain = QueryDict(mutable=True)
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain


class Form(forms.Form):
    """A form whose fields carry GOV.UK's classes; a NUL is refused at its field."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(with_plain_lines(data), *args, **kwargs)
        for name, field in self.fields.items():
            # In the summary of errors stands the message alone: it has to name its field.
            if field.error_messages["required"] == NEEDED:
                verb = (
                    "Choose" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "Fill in"
                )
                field.error_messages["required"] = f"{verb} “{field.label or pretty_name(name)}”."
            kind = next((css for widget, css in CLASSES.items() if isinstance(field.widget, widget)), "")
            if kind and not field.widget.is_hidden:
                field.widget.attrs.setdefault("class", kind)
            # A browser would cut a longer text without a word; the server refuses it and keeps it.
            field.widget.attrs.pop("maxlength", None)


class TokenField(forms.Field):
    """A token as this site makes them; anything else is none."""

    def to_python(self, value: Any) -> str:
        return value if re.fullmatch("[0-9a-f]{32}", value or "") else ""


class TrackedForm(Form, forms.ModelForm):
    """The form of a tracked record. It carries the version it was opened at, and asks why where `asks_why` says so.

    Without a version it was opened before the record was made (or has lost it): whatever differs is then a conflict.
    """

    asks_why = False
    # The field that says why, where the record keeps its own reason.
    why_field = "why"
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    # Of a form for a new record, decided when it is drawn: however often it is sent, it makes one record.
    token = TokenField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label="Why is this changing?",
        help_text="Kept in the history and shown to whoever reads it.",
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

    @property
    def record_fields(self) -> list[str]:
        """The names of the fields that are the record's own."""
        return [name for name in self._meta.fields if name in self.fields]

    @property
    def reason(self) -> str:
        return (
            self.cleaned_data.get(self.why_field, "")
            if self.is_bound and hasattr(self, "cleaned_data")
            else ""
        )
