"""The forms of the scorecard's measures, of an exception's answer, and of a decision to close it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.managing.paper_forms import LARGEST_ORDER
from committee.models.scorecard import (
    ScorecardException,
    ScorecardMeasure,
)
from committee.scorecard.chosen import usual_measures
from committee.snapshot import catalogue
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import WholeNumberField, box
from sendprog.records.snapshots import live_snapshot, today
from strands.models import Strand

CLOSED_ALREADY = "This exception is closed. Nothing was saved."


class ScorecardMeasureForm(TrackedForm):
    """Which measure, at which place, what is being done, and whose officers are asked."""

    measure = forms.ChoiceField(label="Measure")

    class Meta:
        model = ScorecardMeasure
        fields = ["measure", "order", "what_is_done", "strand", "shown"]
        labels = {
            "order": "Place",
            "what_is_done": "What is being done",
            "strand": "Strand that is asked",
            "shown": "On the scorecard",
        }
        field_classes = {"order": WholeNumberField}
        widgets = {"order": box(4)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = self.measure_choices()
        self.fields["order"].required = True
        self.fields["strand"].queryset = Strand.objects.current(today())

    def measure_choices(self) -> list[tuple[str, str]]:
        """Every measure; of a stored row its own alone, since its exceptions name it."""
        known = {each.address: each.label for each in catalogue.all_measures(live_snapshot())}
        own = self.instance.measure
        if own:
            return [(own, known.get(own, f"{own} (no longer a measure)"))]
        return [("", "Choose a measure"), *known.items()]

    def clean_order(self) -> int:
        order = self.cleaned_data["order"]
        if order > LARGEST_ORDER:
            raise ValidationError(f"Give a place of at most {LARGEST_ORDER:,}")
        return order


def usual_records() -> list[ScorecardMeasure]:
    """The usual measures as unsaved records, with room between their places."""
    return [
        ScorecardMeasure(measure=measure.address, order=10 * place)
        for place, measure in enumerate(usual_measures(live_snapshot()), start=1)
    ]


class OpenExceptionForm(TrackedForm):
    """A form of an exception that refuses one that was closed meanwhile."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.instance.is_open:
            raise ValidationError(CLOSED_ALREADY)
        return self.cleaned_data


class ExceptionForm(OpenExceptionForm):
    """The officer's answer; a manager may also say which strand is asked."""

    class Meta:
        model = ScorecardException
        fields = ["cause", "action", "owner", "expected", "strand"]
        labels = {
            "cause": "Why is it past its floor?",
            "action": "What is being done?",
            "owner": "Who answers for it?",
            "expected": "When is it expected back at the floor or better?",
            "strand": "Strand that is asked",
        }
        widgets = {
            "cause": forms.Textarea(attrs={"rows": 4}),
            "action": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, may_assign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_assign:
            self.fields["strand"].queryset = Strand.objects.current(today())
        else:
            del self.fields["strand"]


class CloseExceptionForm(OpenExceptionForm):
    """The reason of a manager's decision."""

    why_field = "closing_reason"

    class Meta:
        model = ScorecardException
        fields = ["closing_reason"]
        labels = {"closing_reason": "Why is it closed?"}
        widgets = {"closing_reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closing_reason"].required = True
