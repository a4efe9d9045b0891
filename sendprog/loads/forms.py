"""The forms of the import desk."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from sendprog.editing.forms import Form
from sendprog.loads.check_report import WARNING_TITLES
from sendprog.loads.incoming_file import PASTED, IncomingFile
from sendprog.loads.kinds import kinds_by_title
from sendprog.loads.layout_reading import READING
from sendprog.loads.limits import UPLOAD
from sendprog.loads.past_loads import kind_of_name

# Characters. Django accepts form fields of 2.5 MB in all.
LONGEST_PASTE = 2_000_000
LONGEST_REASON = 1000
# The answer that is kept where a reading was ticked.
READ_SO = "This is how the sheet is to be read."


class UploadForm(Form):
    """A file, or rows pasted from a spreadsheet, of one kind."""

    # Scanned as a file is.
    not_asked = frozenset({"pasted"})

    kind = forms.ChoiceField(
        label="What does it hold?",
        required=False,
        help_text="May be left for a file named as one that was loaded before.",
    )
    upload = forms.FileField(
        label="File",
        required=False,
        help_text="CSV or XLSX, at most 5 MB and 5,000 rows.",
        max_length=4096,
    )
    pasted = forms.CharField(
        label="Or paste rows from a spreadsheet",
        help_text="With their headings.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", "Choose"),
            *((kind.slug, kind.title) for kind in kinds_by_title()),
        ]
        self.fields["upload"].widget.attrs["class"] = "govuk-file-upload"

    def clean_upload(self) -> UploadedFile | None:
        upload = self.cleaned_data["upload"]
        if upload and upload.size > UPLOAD:
            raise forms.ValidationError(
                "The file is larger than 5 MB. Send the rows of this year alone, or take out pictures."
            )
        return upload

    def clean_pasted(self) -> str:
        pasted = self.cleaned_data["pasted"]
        if len(pasted) > LONGEST_PASTE:
            raise forms.ValidationError("That is too much to paste: upload it as a file.")
        return pasted

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        upload = self.cleaned_data["upload"]
        if not self.cleaned_data["kind"]:
            self.cleaned_data["kind"] = kind_of_name(upload.name) if upload else ""
        if not self.cleaned_data["kind"]:
            self.add_error("kind", self.fields["kind"].error_messages["required"])
            return self.cleaned_data
        has_upload, has_pasted = (
            bool(self.cleaned_data["upload"]),
            bool(self.cleaned_data["pasted"].strip()),
        )
        if has_upload and has_pasted:
            self.add_error("upload", "Send a file or pasted rows, not both.")
        elif not has_upload and not has_pasted:
            self.add_error("upload", "Choose a file, or paste rows below.")
        return self.cleaned_data

    @property
    def file(self) -> IncomingFile:
        """The uploaded file or the pasted rows of a valid form."""
        upload = self.cleaned_data["upload"]
        if upload:
            return IncomingFile(upload.name, upload.read())
        return IncomingFile(PASTED, self.cleaned_data["pasted"].encode(), pasted=True)


class ReasonForm(Form):
    """A required reason."""

    reason = forms.CharField(
        label="Why?",
        help_text=(
            "Kept in the history, and read by everybody if an edition used a figure that changes. "
            "Never name a child."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: the reason is kept in the history of every record."},
    )


class ConfirmForm(ReasonForm):
    """The digest of the preview, the reason, and for each code of warning a tick and an answer."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, codes: list[str], is_routine: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_routine:
            self.fields["reason"].required = False
            self.fields["reason"].label = "Why? (not needed for a routine month)"
        self.codes = codes
        for code in codes:
            if code == READING:
                self.add_reading()
                continue
            title = WARNING_TITLES[code].lower()
            self.fields[f"looked_{code}"] = forms.BooleanField(
                label=f"I have looked at this: {title}",
                widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
                error_messages={"required": f"Look at this first, then tick it: {title}."},
            )
            self.fields[f"answer_{code}"] = forms.CharField(
                label=f"What you found: {title}",
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2, "class": "govuk-textarea"}),
                error_messages={"required": f"Say what you found: {title}."},
            )
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def add_reading(self) -> None:
        """One tick says that a sheet is to be read as it is shown."""
        self.fields[f"looked_{READING}"] = forms.BooleanField(
            label="This is how the sheet is to be read",
            widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
            error_messages={
                "required": "Look at how the sheet is read. Tick this if it is right; if it is not, "
                "correct the file."
            },
        )
        self.fields[f"answer_{READING}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=READ_SO, max_length=LONGEST_REASON
        )

    @property
    def answers(self) -> dict[str, str]:
        """The answers of a valid form, by code."""
        return {
            code: READ_SO if code == READING else self.cleaned_data[f"answer_{code}"]
            for code in self.codes
        }

    def fields_of(self, code: str) -> list[forms.BoundField]:
        """The tick and the answer for a code of warning."""
        return [self[f"looked_{code}"], self[f"answer_{code}"]]
