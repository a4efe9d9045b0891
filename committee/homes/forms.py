"""The forms that start at home: a meeting, and a month to close."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from committee.models import Meeting
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import DayField, box
from sendprog.loads.models import MonthLock
from sendprog.records.date_form_fields import MonthFormField


class MeetingForm(TrackedForm):
    """A meeting: when it is, and what its paper begins with."""

    class Meta:
        model = Meeting
        fields = [
            "committee",
            "date",
            "deadline",
            "cut_off",
            "title",
            "report_of",
            "standing_note",
            "recommendation",
            "basis",
        ]
        field_classes = {"date": DayField, "deadline": DayField, "cut_off": DayField}
        widgets = {
            "standing_note": forms.Textarea(attrs={"rows": 3}),
            "recommendation": forms.Textarea(attrs={"rows": 6}),
        }


class CloseMonthForm(TrackedForm):
    """A month whose figures are final, and why."""

    why_field = "reason"

    class Meta:
        model = MonthLock
        fields = ["month", "reason"]
        field_classes = {"month": MonthFormField}
        help_texts = {
            "month": "For example November 2024.",
            "reason": "For example: reported to the committee on 22 January 2025.",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 2}), "month": box(20)}

    def clean_month(self) -> date:
        month = self.cleaned_data["month"]
        if MonthLock.objects.filter(month=month).exists():
            raise ValidationError(f"{month:%B %Y} is closed already.")
        return month
