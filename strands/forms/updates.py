"""The forms of a monthly round: a strand's update, the decision on it, and the round itself."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from sendprog.editing.forms import Form, TrackedForm
from sendprog.editing.input_fields import WholeNumberField
from sendprog.editing.naming_boxes import ADVICE, CHECKED
from sendprog.values.naming import naming_problem
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import Month, PeriodError
from sendprog.values.rag import Rag
from sendprog.values.wording import day
from strands.forms.widgets import textarea
from strands.metrics import StatusCounts, problems_before_submitting
from strands.models import StrandUpdate, UpdateRound

MARKDOWN = (
    "A blank line starts a new paragraph, a line that begins with - is a bullet, **two stars** make bold. "
    "{{ ehcp.plans_issued 2024-06..2024-11 }} inserts the number itself: "
    "each measure's page gives its address."
)
LONGEST_COMMENT = 2_000
LONGEST_GRACE = 365


class DueDateField(forms.CharField):
    """A day as it is typed ("31 January 2025", "31/01/2025"); None where it is empty."""

    is_date = True

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        return self.parse(text) if text else None

    def parse(self, text: str) -> date:
        """The day that the text names. ValidationError where it names none."""
        try:
            parsed = PartialDate.parse(text)
        except PeriodError as error:
            raise ValidationError(str(error)) from error
        if parsed.precision is not Precision.DAY:
            raise ValidationError("Give the day too, like 31 January 2025")
        return parsed.first

    def prepare_value(self, value: Any) -> str:
        return day(value) if isinstance(value, date) else value

    def run_validators(self, value: Any) -> None:
        """Nothing: to_python has validated it, and CharField's validators are for texts."""


class MonthOfYearField(DueDateField):
    """A month as it is typed ("January 2025", "2025-01"), as its first day; None where it is empty."""

    def parse(self, text: str) -> date:
        try:
            if "-" in text:
                return Month.parse(text).first
            month = PartialDate.parse(text)
        except PeriodError as error:
            raise ValidationError(str(error)) from error
        if month.precision is not Precision.MONTH:
            raise ValidationError("Give one month, like January 2025")
        return month.first

    def prepare_value(self, value: Any) -> str:
        return f"{value:%B %Y}" if isinstance(value, date) else value


class UpdateForm(TrackedForm):
    """A month's update of a strand.

    It must be complete only to be submitted, not to be saved as a draft.
    """

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
            "stated_rag": "How the strand is doing this month.",
            "rag_reason": "Needed with every rating. For example: every milestone is met on its date.",
            "disagreement": (
                "Needed where the two disagree: see what the milestones say above. "
                "For example: the one that is late holds nothing up."
            ),
            "path_to_green": (
                "Needed when the rating is Off track or At risk. "
                "For example: two more caseworkers from March, on track by June."
            ),
            "progress": f"What was done. For example: 12 schools meet the standard. {MARKDOWN}",
            "next_steps": "What comes next, and by when. For example: eight more visits by May.",
            "help_needed": "From whom, and by when. For example: the board decides on transport in March.",
        }
        widgets = {
            "rag_reason": textarea(3),
            "disagreement": textarea(3),
            "path_to_green": textarea(3),
            "progress": textarea(8),
            "next_steps": textarea(3),
            "help_needed": textarea(3),
        }

    def __init__(
        self,
        *args: Any,
        derived: StatusCounts,
        last: StrandUpdate | None = None,
        begins_with_last: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.derived, self.last = derived, last
        if last and begins_with_last:
            self.initial |= {name: getattr(last, name) for name in self.record_fields}
        self.initial["for_month"] = f"{self.instance.month:%Y-%m}"

    @property
    def focused(self) -> str:
        """The rating, unless there is a comment to read first."""
        return "" if self.instance.was_sent_back else "stated_rag"

    def texts_to_ask(self) -> list[str]:
        """All of it when it is submitted; a draft may say anything."""
        asked = (*StrandUpdate.NARRATIVE, "why") if self.is_submitting else ()
        return [name for name in asked if name in self.fields]

    @property
    def with_last(self) -> list[tuple[forms.BoundField, str, bool]]:
        """Each visible field with its HTML in the last accepted update, or "", and whether it says
        the same.
        """
        texts = self.last.rendered if self.last else {}
        return [
            (field, texts.get(field.name, ""), self.is_unchanged(field))
            for field in self.visible_fields()
        ]

    def is_unchanged(self, field: forms.BoundField) -> bool:
        """Whether the field holds what the last accepted update says; an empty one says nothing."""
        value = field.value()
        return bool(self.last and value and value == getattr(self.last, field.name, None))

    @property
    def is_submitting(self) -> bool:
        """Whether its Submit button was pressed: it must then be complete."""
        return "submit" in self.data

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = {name: self.cleaned_data.get(name, "") for name in self.record_fields}
        if values["stated_rag"] not in ("", Rag.NOT_RATED) and not values["rag_reason"]:
            self.add_first_error("rag_reason", "Give the reason for the rating")
        if self.is_submitting:
            values["path_to_green_marker"] = self.instance.path_to_green_marker
            for name, message in problems_before_submitting(values, self.derived).items():
                self.add_first_error(name, message)
        return self.cleaned_data

    def add_first_error(self, name: str, message: str) -> None:
        """Add an error to a field that has none."""
        if not self.has_error(name):
            self.add_error(name, message)


class AcceptedUpdateForm(UpdateForm):
    """A correction of an accepted update: complete, and with a reason."""

    asks_why = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        self.fields["why"].error_messages["required"] = "Say why an accepted update is changed"

    @property
    def is_submitting(self) -> bool:
        return True


class DecisionForm(Form):
    """Accept an update, or send it back with a comment. `version`: of the update as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    comment = forms.CharField(
        label="What must change",
        help_text="Needed to send it back. The officer reads it; it is saved in the history.",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=textarea(4),
    )
    # Where the update that is read may name somebody.
    names_nobody = forms.BooleanField(label=CHECKED, required=False)

    def __init__(self, *args: Any, update: StrandUpdate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = (getattr(update, name) for name in update.NARRATIVE)
        self.naming_problem = next(filter(None, map(naming_problem, texts)), "")
        if not self.naming_problem:
            del self.fields["names_nobody"]

    @property
    def reason(self) -> str:
        """Of accepting, for the history."""
        return f"Accepted. {CHECKED}" if self.cleaned_data.get("names_nobody") else "Accepted"

    @property
    def accepts(self) -> bool:
        return "accept" in self.data

    def clean(self) -> dict[str, Any]:
        super().clean()
        if (
            not self.accepts
            and not self.cleaned_data.get("comment")
            and not self.has_error("comment")
        ):
            self.add_error("comment", "Say what must change before it can be accepted")
        if self.accepts and self.naming_problem and not self.cleaned_data.get("names_nobody"):
            self.add_error("names_nobody", f"{self.naming_problem}: {ADVICE}")
        return self.cleaned_data


class RoundForm(TrackedForm):
    """A round's days."""

    # Numbers of days.
    not_asked = frozenset({"reminder_days"})

    due = DueDateField(
        label="Due",
        help_text="The day by which every strand is updated, for example 31 January 2025.",
    )

    class Meta:
        model = UpdateRound
        fields = ["due", "reminder_days", "grace_days"]
        field_classes = {"grace_days": WholeNumberField}
        labels = {"reminder_days": "Days on which to remind", "grace_days": "Days of grace"}
        help_texts = {
            "reminder_days": "Before the due date; after it with a minus: 7, 1, -1, -3.",
            "grace_days": (
                "Days after the due date before the managers are told, to tell the strand's sponsor."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = f"Give at most {LONGEST_GRACE} days of grace"
        self.fields["grace_days"].validators.append(MaxValueValidator(LONGEST_GRACE, message))
        widths = {"month": 10, "due": 10, "reminder_days": 20, "grace_days": 4}
        for name, width in widths.items():
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = f"govuk-input govuk-input--width-{width}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        month, due = (
            self.cleaned_data.get("month", self.instance.month),
            self.cleaned_data.get("due"),
        )
        if month and due and due < month:
            self.add_error("due", "The due date is before the month it is for")
        return self.cleaned_data


class OpenRoundForm(RoundForm):
    """A new round."""

    month = MonthOfYearField(label="Month", help_text="For example January 2025.")
    field_order = ["month", "due", "reminder_days", "grace_days"]

    class Meta(RoundForm.Meta):
        fields = ["month", "due", "reminder_days", "grace_days"]

    def clean_month(self) -> date:
        month = self.cleaned_data["month"]
        if UpdateRound.objects.filter(month=month).exists():
            raise ValidationError(f"{month:%B %Y} is open already")
        return month
