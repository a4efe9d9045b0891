"""The form in which a manager enters what the committee asked, and the response."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.models.asks import TO_A_QUESTION, TO_OTHERS, Ask, AskKind, AskResponse
from committee.snapshot import catalogue
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import DayField
from sendprog.records.snapshots import live_snapshot, today
from sendprog.values.wording import day


class EarlierAskField(forms.ModelChoiceField):
    """A choice of asks of earlier meetings, shown by meeting and text."""

    def label_from_instance(self, obj: Ask) -> str:
        return f"{day(obj.meeting.date)}: {obj.text[:100]}"


class AskForm(TrackedForm):
    """What was asked, of whom and about what, and the response."""

    measure = forms.ChoiceField(label="Measure", required=False)
    repeats = EarlierAskField(
        label="Asks again",
        queryset=Ask.objects.none(),
        required=False,
        empty_label="It is asked for the first time",
        help_text=(
            "The ask of an earlier meeting that this one repeats. "
            "The earlier one then counts as asked again, not as open."
        ),
    )

    class Meta:
        model = Ask
        fields = [
            "kind",
            "text",
            "by_role",
            "to_role",
            "due",
            "strand",
            "measure",
            "risk",
            "repeats",
            "response",
            "response_text",
            "responded_on",
        ]
        field_classes = {"responded_on": DayField}
        labels = {"strand": "Strand", "risk": "Risk", "response": "Response"}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "response_text": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, months: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.fields["due"]
        due.help_text += (
            f" A recommendation without a date is due {months} months after the meeting."
        )
        self.fields["responded_on"].help_text = "For example 22/01/2025."
        self.fields["measure"].choices = self.measure_choices()
        earlier = Ask.objects.filter(
            meeting__deleted_at=None, meeting__date__lt=self.instance.meeting.date
        )
        repeats = earlier.select_related("meeting").order_by("-meeting__date", "slug")
        self.fields["repeats"].queryset = repeats

    def measure_choices(self) -> list[tuple[str, str]]:
        """Every measure, and the ask's own where that is no measure any more."""
        choices = [
            (measure.address, measure.label) for measure in catalogue.all_measures(live_snapshot())
        ]
        own = self.instance.measure
        if own and own not in dict(choices):
            choices.insert(0, (own, f"{own} (no longer a measure)"))
        return [("", "None"), *choices]

    def clean(self) -> dict[str, Any]:
        super().clean()
        response = self.cleaned_data.get("response", "")
        if not self.has_error("response"):
            self.check_response_kind(response)
            self.check_response_details(response)
        return self.cleaned_data

    def check_response_kind(self, response: str) -> None:
        """A question is answered; an action or a recommendation is accepted, partly or not."""
        kind = self.cleaned_data.get("kind")
        is_question = kind == AskKind.QUESTION
        if kind and response not in (TO_A_QUESTION if is_question else TO_OTHERS):
            rule = (
                "A question is answered"
                if is_question
                else "It is accepted, partly accepted or not"
            )
            label = AskResponse(response).label.lower()
            self.add_error("response", f"{rule}: choose another response than “{label}”.")

    def check_response_details(self, response: str) -> None:
        """A response has a day; without a response there is neither text nor day."""
        text, when = self.cleaned_data.get("response_text"), self.cleaned_data.get("responded_on")
        if not response and (text or when):
            self.add_error("response", "Choose the response, or leave its text and day empty.")
        if response and not when and not self.has_error("responded_on"):
            self.add_error("responded_on", "Enter the day of the response.")

    def clean_responded_on(self) -> Any:
        when = self.cleaned_data["responded_on"]
        if when and when > today():
            raise ValidationError(f"{day(when)} has not come yet: give the day of the response.")
        if when and when < self.instance.meeting.date:
            raise ValidationError(
                f"{day(when)} is before the meeting that asked: give the day of the response."
            )
        return when
