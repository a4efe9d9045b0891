"""The manager's form of an ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.models.asks import TO_A_QUESTION, TO_OTHERS, Ask, AskKind, AskResponse
from committee.snapshot import catalogue
from sendprog.editing.forms import TrackedForm
from sendprog.records.snapshots import live_snapshot, today
from sendprog.values.wording import day


class EarlierAskField(forms.ModelChoiceField):
    """An ask of an earlier meeting, by its meeting and words."""

    def label_from_instance(self, obj: Ask) -> str:
        return f"{day(obj.meeting.date)}: {obj.text[:100]}"


class AskForm(TrackedForm):
    """What was asked, of whom, about what, and the response once there is one."""

    measure = forms.ChoiceField(label="Measure", required=False)
    repeats = EarlierAskField(
        label="Asks again",
        queryset=Ask.objects.none(),
        required=False,
        empty_label="It is asked for the first time",
        help_text="The ask of an earlier meeting that this one repeats. The earlier one then counts as asked again, not as open.",
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
        labels = {"strand": "Strand", "risk": "Risk", "response": "Response"}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "response_text": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, months: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "due"
        ].help_text += f" A recommendation without a date is due {months} months after the meeting."
        self.fields["responded_on"].help_text = "For example 22/01/2025."
        self.fields["measure"].choices = self.measures()
        earlier = Ask.objects.filter(meeting__deleted_at=None, meeting__date__lt=self.instance.meeting.date)
        self.fields["repeats"].queryset = earlier.select_related("meeting").order_by(
            "-meeting__date", "reference"
        )

    def measures(self) -> list[tuple[str, str]]:
        """Every measure; one that is gone stays where it was chosen."""
        known = [(one.address, one.label) for one in catalogue.all_measures(live_snapshot())]
        kept = self.instance.measure
        gone = [(kept, f"{kept} (no longer a measure)")] if kept and kept not in dict(known) else []
        return [("", "None"), *gone, *known]

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        response, when = given.get("response", ""), given.get("responded_on")
        if self.has_error("response"):
            return given
        allowed = TO_A_QUESTION if given.get("kind") == AskKind.QUESTION else TO_OTHERS
        if given.get("kind") and response not in allowed:
            said = (
                "A question is answered"
                if given["kind"] == AskKind.QUESTION
                else "It is accepted, partly accepted or not"
            )
            self.add_error(
                "response", f"{said}: choose another response than “{AskResponse(response).label.lower()}”."
            )
        if not response and (given.get("response_text") or when):
            self.add_error("response", "Choose the response, or leave its words and day empty.")
        if response and not when and not self.has_error("responded_on"):
            self.add_error("responded_on", "Enter the day of the response.")
        return given

    def clean_responded_on(self) -> Any:
        when = self.cleaned_data["responded_on"]
        if when and when > today():
            raise ValidationError(f"{day(when)} has not come yet: give the day of the response.")
        if when and when < self.instance.meeting.date:
            raise ValidationError(
                f"{day(when)} is before the meeting that asked: give the day of the response."
            )
        return when
