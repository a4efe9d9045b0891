"""The forms that set a programme up."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from sendprog.editing.forms import Form
from sendprog.loads.forms import LONGEST_REASON
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.limits import UPLOAD


class WorkbookForm(Form):
    """The workbook, filled in."""

    workbook = forms.FileField(
        label="Your workbook",
        help_text="The file that you filled in (.xlsx), at most 5 MB.",
        max_length=4096,
        widget=forms.ClearableFileInput(attrs={"class": "govuk-file-upload", "accept": ".xlsx"}),
        error_messages={
            "required": "Choose the workbook that you filled in.",
            "empty": "The file is empty: choose the workbook that you filled in.",
        },
    )

    def clean_workbook(self) -> UploadedFile:
        upload = self.cleaned_data["workbook"]
        if upload.size > UPLOAD:
            raise forms.ValidationError("The file is larger than 5 MB: load it sheet by sheet.")
        return upload

    @property
    def file(self) -> IncomingFile:
        """The uploaded file of a valid form."""
        upload = self.cleaned_data["workbook"]
        return IncomingFile(upload.name, upload.read())


class ConfirmProgrammeForm(Form):
    """The digest of the preview, a tick where something is to be looked at, and the reason."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    looked = forms.BooleanField(
        label="I have looked at what is listed above, and it is right", required=False
    )
    reason = forms.CharField(
        label="Why is it loaded?",
        help_text="Kept in the history of every record. For example: our programme at its start.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: the reason is kept in the history of every record."},
    )

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_warnings:
            del self.fields["looked"]
