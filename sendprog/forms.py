"""Forms in the GOV.UK pattern, and the form of a tracked record."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Input

CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.CheckboxInput: "govuk-checkboxes__input",
    Input: "govuk-input",
}
# What a browser may send and no field of ours can hold.
FORBIDDEN = "\x00"


class Form(forms.Form):
    """A form whose fields carry GOV.UK's classes; a NUL is refused at its field."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = next((css for widget, css in CLASSES.items() if isinstance(field.widget, widget)), "")
            if kind and not field.widget.is_hidden:
                field.widget.attrs.setdefault("class", kind)


class TrackedForm(Form, forms.ModelForm):
    """The form of a tracked record. It carries the version it was opened at, and asks why where `asks_why` says so."""

    asks_why = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
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

    @property
    def record_fields(self) -> list[str]:
        """The names of the fields that are the record's own."""
        return [name for name in self._meta.fields if name in self.fields]

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("why", "") if self.is_bound and hasattr(self, "cleaned_data") else ""

    def clean_version(self) -> int | None:
        version = self.cleaned_data["version"]
        if self.instance.pk and version is None:
            raise ValidationError("This form has lost the version it was opened at. Open the record again.")
        return version
