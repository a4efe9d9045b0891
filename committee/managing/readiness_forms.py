"""The forms that acknowledge warnings and sign off an edition's parts."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.readiness.findings import Finding
from sendprog.editing.forms import Form
from sendprog.values.personal_data import personal_matches


class AcknowledgeForm(Form):
    """Acknowledges open warnings of one kind, with one reason: those ticked, or all that the page
    showed.
    """

    which = forms.MultipleChoiceField(
        label="Which", required=False, widget=forms.CheckboxSelectMultiple
    )
    every = forms.BooleanField(label="All of these", required=False)
    # Identifies the warnings that the page showed, for "All of these".
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = forms.CharField(
        label="Why are these warnings acceptable?",
        help_text=(
            "Saved with the meeting, and may be released under the Freedom of Information Act. "
            "Never name a child."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter why these warnings are acceptable."},
    )

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        keys = sorted(finding.key for finding in findings)
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()
        super().__init__(*args, initial={"shown": digest}, **kwargs)
        self.digest, self.findings = digest, findings
        which = self.fields["which"]
        which.choices = [(finding.key, finding.text) for finding in findings]
        which.error_messages["invalid_choice"] = (
            "A warning you ticked has changed. Read the list again."
        )

    @property
    def lines(self) -> list[tuple[Finding, Any]]:
        """Each finding with its checkbox."""
        return list(zip(self.findings, self["which"], strict=True))

    @property
    def first_box(self) -> str:
        return f"id_{self.prefix}-which_0"

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if personal := next(personal_matches(reason), None):
            raise ValidationError(
                f"This looks like {personal.what}, and it would be saved for good: leave it out."
            )
        return reason

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        if cleaned_data.get("every"):
            if cleaned_data.get("shown") != self.digest:
                raise ValidationError(
                    "These warnings are not the ones that you saw: something changed. Read the list again."
                )
            cleaned_data["which"] = [finding.key for finding in self.findings]
        elif not cleaned_data.get("which") and "which" not in self.errors:
            self.add_error("which", "Tick the warnings that you acknowledge.")
        return cleaned_data

    @property
    def chosen(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.key in self.cleaned_data["which"]]


class SignOffForm(Form):
    """Signs off a part; `seen` is the hash of the part as the page showed it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sure = forms.BooleanField(
        label="I have read this part as it is live now, and sign it off",
        error_messages={"required": "Tick the box to sign off."},
    )
