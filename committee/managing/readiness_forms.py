"""The forms by which warnings are acknowledged and parts signed off."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.readiness.findings import Finding
from committee.readiness.personal import personal_matches
from sendprog.editing.forms import Form


class AcknowledgeForm(Form):
    """The open warnings of one kind: some of them, or all that the page showed, with one reason."""

    which = forms.MultipleChoiceField(label="Which", required=False, widget=forms.CheckboxSelectMultiple)
    every = forms.BooleanField(label="All of these", required=False)
    # What "all of these" were when the page was drawn.
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = forms.CharField(
        label="Why may they stand?",
        help_text="Kept with the meeting, and may be released under the Freedom of Information Act. Never name a child.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter why these warnings may stand."},
    )

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        digest = hashlib.sha256("\n".join(sorted(one.key for one in findings)).encode()).hexdigest()
        super().__init__(*args, initial={"shown": digest}, **kwargs)
        self.digest, self.findings = digest, findings
        which = self.fields["which"]
        which.choices = [(one.key, one.text) for one in findings]
        which.error_messages["invalid_choice"] = (
            "A warning you ticked says something else now. Read the list again."
        )

    @property
    def lines(self) -> list[tuple[Finding, Any]]:
        """Each finding with its box."""
        return list(zip(self.findings, self["which"], strict=True))

    @property
    def first_box(self) -> str:
        return f"id_{self.prefix}-which_0"

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if found := next(personal_matches(reason), None):
            raise ValidationError(
                f"This looks like {found.what}, and it would be kept for ever: leave it out."
            )
        return reason

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("every"):
            if cleaned.get("shown") != self.digest:
                raise ValidationError(
                    "These warnings are not the ones that you saw: something changed. Read the list again."
                )
            cleaned["which"] = [one.key for one in self.findings]
        elif not cleaned.get("which") and "which" not in self.errors:
            self.add_error("which", "Tick the warnings that you acknowledge.")
        return cleaned

    @property
    def chosen(self) -> list[Finding]:
        return [one for one in self.findings if one.key in self.cleaned_data["which"]]


class SignOffForm(Form):
    """`seen` is the hash of what the page would publish of the part."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sure = forms.BooleanField(
        label="I have read this part as it is live now, and sign it off",
        error_messages={"required": "Tick the box to sign off."},
    )
