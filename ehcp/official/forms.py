"""The forms of official statistics: the files of a release, their confirmation, and the comparators."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ehcp.models import ComparatorList
from ehcp.official.file_reader import LARGEST_FILE, MOST_ROWS
from sendprog.editing.forms import Form, TrackedForm
from sendprog.records.date_form_fields import DayFormField

MOST_FILES = 8


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, each within the limits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, widget=FilesInput(attrs={"class": "govuk-file-upload"}))

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        if len(cleaned) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files.")
        for file in cleaned:
            if file.size > LARGEST_FILE:
                raise forms.ValidationError(
                    f"{file.name[:80]} is larger than {LARGEST_FILE // 1024**2} MB."
                )
        return cleaned


class ReleaseForm(Form):
    """The files of one release, its title and the day of its publication."""

    files = FilesField(
        label="Files",
        help_text=f"CSV as published: at most {MOST_FILES}, each {LARGEST_FILE // 1024**2} MB and "
        f"{MOST_ROWS:,} rows.",
    )
    title = forms.CharField(
        label="Title of the release",
        max_length=150,
        help_text="For example: Education, health and care plans: 2026.",
    )
    published = DayFormField(label="Published on", help_text="For example 25 June 2026.")


class ConfirmReleaseForm(Form):
    """The signed token of a preview."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=4_000)


class ComparatorForm(TrackedForm):
    """The list of comparators, a council a line."""

    asks_why = True

    class Meta:
        model = ComparatorList
        fields: Sequence[str] = ["title", "source", "dated", "authorities"]
        widgets = {"authorities": forms.Textarea(attrs={"rows": 12, "spellcheck": "false"})}
