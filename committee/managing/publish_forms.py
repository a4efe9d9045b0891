"""The forms that publish, withdraw and seal an edition."""

from collections.abc import Iterator
from typing import Any

from django import forms

from committee.models import Edition, SealingCategory
from sendprog.editing.forms import Form
from sendprog.values.personal_data import personal_matches

TEXT = {"required": False, "max_length": 2_000, "widget": forms.Textarea(attrs={"rows": 3})}


class PublishForm(Form):
    """`token` identifies the form, so that two presses publish once; `seen` is the preview's data
    version.
    """

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    urgency = forms.CharField(
        label="The Chair's reason for urgency",
        help_text="The papers are late, so this is a supplement. The reason is published with it.",
        **TEXT,
    )
    note = forms.CharField(
        label="A note to readers",
        help_text="Shown on every page of this edition. Leave it empty if there is nothing to say.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].required = is_late
        self.fields["urgency"].error_messages["required"] = "Enter the Chair's reason for urgency."
        if not is_late:
            del self.fields["urgency"]

    def find_naming_problems(self) -> Iterator[tuple[str, str]]:
        """Without personal data: it blocks publication, whatever is ticked."""
        for name, problem in super().find_naming_problems():
            if not any(personal_matches(self.data[name])):
                yield name, problem


class WithdrawForm(Form):
    reason = forms.CharField(
        label="Why is this edition withdrawn?",
        help_text="Shown to readers on every page of the edition, for good. The edition stays readable.",
        error_messages={"required": "Enter why this edition is withdrawn."},
        **TEXT | {"required": True},
    )


class SealForm(Form):
    category = forms.ChoiceField(
        label="Kind of reason",
        help_text="Readers see this, and no more.",
        choices=[("", "Choose"), *SealingCategory.choices],
        error_messages={"required": "Choose the kind of reason."},
    )
    reason = forms.CharField(
        label="Why must its content be removed?",
        help_text="Saved for those who may read every log. Do not repeat here what must go.",
        error_messages={"required": "Enter why its content must be removed."},
        **TEXT | {"required": True},
    )


class AgreeForm(Form):
    """The second person's form. A later, redacted edition may replace the sealed one."""

    replaced_by = forms.ModelChoiceField(
        label="Edition that replaces it",
        queryset=Edition.objects.none(),
        required=False,
        empty_label="None",
    )
    sure = forms.BooleanField(
        label=(
            "I have read the reason, and agree that every page and file of this edition is removed for good"
        ),
        error_messages={"required": "Tick the box to agree."},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = Edition.objects.in_force().exclude(pk=edition.pk)
