"""The form that ends a strand and moves what belongs to it."""

from typing import Any

from django import forms

from sendprog.editing.forms import Form
from sendprog.editing.input_fields import DayField
from sendprog.records.history import Tracked
from sendprog.values.year_limits import year_problem
from strands.actions.strands import Reorganisation
from strands.forms.milestones import LONGEST_REASON
from strands.forms.widgets import textarea
from strands.models import Strand

STAYS = "stays"


def field_name(record: Tracked) -> str:
    return f"to-{record._meta.model_name}-{record.pk}"


class ReorganiseForm(Form):
    """The last day, the successor and the reason.

    For each record, where it goes if not to the successor.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    ends_on = DayField(label="Last day of the strand", required=True)
    successor = forms.ChoiceField(
        label="Its successor, to which everything goes that is not chosen below"
    )
    reason = forms.CharField(
        label="Why is the programme reorganised?",
        max_length=LONGEST_REASON,
        widget=textarea(2),
        help_text="Saved in the history of everything that moves.",
    )

    def __init__(
        self,
        *args: Any,
        strand: Strand,
        others: list[Strand],
        records: list[Tracked],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.strand, self.records = strand, records
        self.strands = {str(other.pk): other for other in others}
        names = [(key, f"{other.number}. {other.name}") for key, other in self.strands.items()]
        self.fields["successor"].choices = [("", "Choose a strand"), *names]
        for record in records:
            kind = str(record._meta.verbose_name).capitalize()
            self.fields[field_name(record)] = forms.ChoiceField(
                label=f"{kind}: {record}",
                required=False,
                choices=[("", "To the successor"), *names, (STAYS, "Stays with the ended strand")],
                widget=forms.Select(attrs={"class": "govuk-select"}),
            )

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        if day and (problem := year_problem(day.year)):
            raise forms.ValidationError(problem)
        if day and self.strand.valid_from and day < self.strand.valid_from:
            raise forms.ValidationError("The strand can't end before it began: give a later day")
        return day

    @property
    def plan(self) -> Reorganisation:
        """What was chosen; the form must be valid."""
        chosen = {record: self.cleaned_data[field_name(record)] for record in self.records}
        return Reorganisation(
            ends_on=self.cleaned_data["ends_on"],
            successor=self.strands[self.cleaned_data["successor"]],
            reason=self.cleaned_data["reason"],
            elsewhere={record: self.strands.get(key) for record, key in chosen.items() if key},
        )
