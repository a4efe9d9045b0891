"""The form that marks a record exempt."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import DayField
from sendprog.records.exemptions import Exemption, Paragraph
from sendprog.values.wording import day

LONGEST_REASON = 2_000


class ExemptionForm(TrackedForm):
    """The paragraph, the public-interest reason, and who decided.

    The reason is saved in the history too.
    """

    why_field = "public_interest_reason"
    decided_on = DayField(label="Decided on", required=True)

    class Meta:
        model = Exemption
        fields = ["paragraph", "public_interest_reason", "decided_by", "decided_on"]
        labels = {
            "paragraph": "Paragraph of Schedule 12A",
            "public_interest_reason": "Public-interest reason",
        }
        help_texts = {
            "paragraph": "Schedule 12A of the Local Government Act 1972, Part 1.",
            "public_interest_reason": (
                "Why, in all the circumstances, the public interest in keeping it exempt outweighs "
                "the public interest in disclosing it. Printed in Part II only. "
                "Do not repeat here what is exempt."
            ),
        }
        widgets = {"public_interest_reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["paragraph"].choices = [("", "Choose"), *Paragraph.choices]
        self.fields["public_interest_reason"].max_length = LONGEST_REASON

    def clean_public_interest_reason(self) -> str:
        reason = self.cleaned_data["public_interest_reason"]
        if len(reason) > LONGEST_REASON:
            raise ValidationError(
                f"At most {LONGEST_REASON:,} characters, this has {len(reason):,}."
            )
        return reason

    def clean_decided_on(self) -> date:
        decided_on = self.cleaned_data["decided_on"]
        if decided_on > self.on:
            raise ValidationError(
                f"{day(decided_on)} has not come yet: give the day of the decision."
            )
        return decided_on
