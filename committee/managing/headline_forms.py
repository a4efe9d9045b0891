"""The form that chooses the measure at one place of the headlines."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.models.headline_measures import HeadlineMeasure
from committee.snapshot import catalogue
from committee.snapshot.headline_measures import HEADLINE_MEASURES
from sendprog.editing.forms import TrackedForm
from sendprog.records.snapshots import live_snapshot


class HeadlineMeasureForm(TrackedForm):
    """The measure at a place, of all that there are. A measure heads the pages once."""

    measure = forms.ChoiceField(label="Measure", required=False)

    class Meta:
        model = HeadlineMeasure
        fields = ["measure"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.snapshot = live_snapshot()
        choices = [
            (measure.address, measure.label) for measure in catalogue.all_measures(self.snapshot)
        ]
        if self.instance.measure and self.instance.measure not in dict(choices):
            choices.append((self.instance.measure, self.instance.measure))
        self.fields["measure"].choices = [("", "Nothing at this place"), *choices]

    def clean_measure(self) -> str:
        address = self.cleaned_data["measure"]
        for row in self.snapshot[HEADLINE_MEASURES]:
            if address and row.measure == address and row.order != self.instance.order:
                raise ValidationError(
                    f"This measure is at place {row.order} already: choose another"
                )
        return address
