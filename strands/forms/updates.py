"""The forms of the officers' month: a strand's update, the decision on it, and the round."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sendprog.editing.forms import Form, TrackedForm
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import Month, PeriodError
from sendprog.values.rag import Rag
from sendprog.values.wording import day
from strands.metrics import Derived, unready
from strands.models import StrandUpdate, UpdateRound

MARKDOWN = (
    "A blank line starts a new paragraph, a line that begins with - is a bullet, **two stars** make bold. "
    "{{ ehcp.plans_issued 2024-06..2024-11 }} stands for the number itself: each measure's page gives its address."
)
LONGEST_COMMENT = 2_000


class DayField(forms.CharField):
    """A day as an officer types it: "31 January 2025" or "31/01/2025"."""

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            found = PartialDate.parse(text)
        except PeriodError as error:
            raise ValidationError(str(error)) from error
        if found.precision is not Precision.DAY:
            raise ValidationError("Give the day too, like 31 January 2025")
        return found.first

    def prepare_value(self, value: Any) -> str:
        return day(value) if isinstance(value, date) else value

    def run_validators(self, value: Any) -> None:
        """A date is valid by being made."""


class MonthOfYearField(DayField):
    """A month as a manager types it: "January 2025" or "2025-01"; its first day."""

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = forms.CharField.to_python(self, value)
        if not text:
            return None
        try:
            found = (
                PartialDate.parse(text)
                if "-" not in text
                else PartialDate.of(Precision.MONTH, Month.parse(text))
            )
        except PeriodError as error:
            raise ValidationError(str(error)) from error
        if found.precision is not Precision.MONTH:
            raise ValidationError("Give one month, like January 2025")
        return found.first

    def prepare_value(self, value: Any) -> str:
        return f"{value:%B %Y}" if isinstance(value, date) else value


def rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class UpdateForm(TrackedForm):
    """A month's update of a strand. What it lacks matters only once it is submitted: a draft may be half written."""

    for_month = forms.CharField(widget=forms.HiddenInput, required=False, max_length=7)

    class Meta:
        model = StrandUpdate
        fields = [
            "stated_rag",
            "rag_reason",
            "disagreement",
            "path_to_green",
            "progress",
            "next_steps",
            "help_needed",
        ]
        labels = {
            "stated_rag": "Your rating",
            "rag_reason": "Why this rating",
            "disagreement": "Why the rating differs from what the milestones say",
            "path_to_green": "Path to green: what brings it back on track, and by when",
            "progress": "Progress this month",
            "next_steps": "Next steps",
            "help_needed": "Help needed",
        }
        help_texts = {
            "rag_reason": "Needed with every rating.",
            "disagreement": "Needed where the two disagree: see what the milestones say above.",
            "path_to_green": "Needed when the rating is Off track or At risk.",
            "progress": MARKDOWN,
            "help_needed": "From whom, and by when.",
        }
        widgets = {
            name: rows(3)
            for name in ("rag_reason", "disagreement", "path_to_green", "next_steps", "help_needed")
        } | {"progress": rows(8)}

    def __init__(self, *args: Any, derived: Derived, last: StrandUpdate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.derived, self.last = derived, last
        self.initial["for_month"] = f"{self.instance.month:%Y-%m}"

    @property
    def with_last(self) -> list[tuple[forms.BoundField, str]]:
        """Each field, and what the last accepted update has there, rendered when it was saved."""
        texts = self.last.rendered if self.last else {}
        return [(field, texts.get(field.name, "")) for field in self.visible_fields()]

    @property
    def is_submitting(self) -> bool:
        """Whether it must be whole: its Submit button was pressed."""
        return "submit" in self.data

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = {name: self.cleaned_data.get(name, "") for name in self.record_fields}
        if given["stated_rag"] not in ("", Rag.NOT_RATED) and not given["rag_reason"]:
            self.lacks("rag_reason", "Give the reason for the rating")
        if self.is_submitting:
            values = {**given, "path_to_green_marker": self.instance.path_to_green_marker}
            for name, words in unready(values, self.derived).items():
                self.lacks(name, words)
        return self.cleaned_data

    def lacks(self, name: str, words: str) -> None:
        """An error at a field, unless it has one already."""
        if not self.has_error(name):
            self.add_error(name, words)


class AcceptedUpdateForm(UpdateForm):
    """A correction of what members read already: whole, and with a reason."""

    asks_why = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        self.fields["why"].error_messages["required"] = "Say why an accepted update is changed"

    @property
    def is_submitting(self) -> bool:
        return True


class DecisionForm(Form):
    """Accept, or send back with a comment, what was read at a version."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    comment = forms.CharField(
        label="What must change",
        help_text="Needed to send it back. The officer reads it; it is kept in the history.",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=rows(4),
    )

    @property
    def accepts(self) -> bool:
        return "accept" in self.data

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.accepts and not self.cleaned_data.get("comment") and not self.has_error("comment"):
            self.add_error("comment", "Say what must change before it can be accepted")
        return self.cleaned_data


class RoundForm(TrackedForm):
    """A round's days."""

    due = DayField(
        label="Due", help_text="The day by which every strand is updated, for example 31 January 2025."
    )

    class Meta:
        model = UpdateRound
        fields = ["due", "reminder_days", "grace_days"]
        labels = {"reminder_days": "Days on which to remind", "grace_days": "Days of grace"}
        help_texts = {
            "reminder_days": "Before the due date; after it with a minus: 7, 1, -1, -3.",
            "grace_days": "Days after the due date before the managers are told, to tell the strand's sponsor.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grace_days"].validators.append(at_most_a_year)
        for name, width in (("month", 10), ("due", 10), ("reminder_days", 20), ("grace_days", 4)):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = f"govuk-input govuk-input--width-{width}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        month, due = self.cleaned_data.get("month", self.instance.month), self.cleaned_data.get("due")
        if month and due and due < month:
            self.add_error("due", "The due date is before the month it is for")
        return self.cleaned_data


def at_most_a_year(days: int) -> None:
    if days > 365:
        raise ValidationError("Give at most 365 days of grace")


class OpenRoundForm(RoundForm):
    """A new month."""

    month = MonthOfYearField(label="Month", help_text="For example January 2025.")
    field_order = ["month", "due", "reminder_days", "grace_days"]

    class Meta(RoundForm.Meta):
        fields = ["month", "due", "reminder_days", "grace_days"]

    def clean_month(self) -> date:
        month = self.cleaned_data["month"]
        if UpdateRound.objects.filter(month=month).exists():
            raise ValidationError(f"{month:%B %Y} is open already")
        return month
