"""A row of the grid in which an officer changes dates and stages of many milestones."""

from datetime import date
from typing import Any

from django import forms

from sendprog.editing.edit_conflicts import differences, merged, opened_record, opened_version
from sendprog.editing.input_fields import box
from strands.forms.milestones import MilestoneRules, limit_lengths
from strands.models import Milestone

SAVED_MEANWHILE = (
    "Somebody else saved this milestone after you opened the page. Compare, then save again to "
    "keep what this row says."
)


class MilestoneRowForm(MilestoneRules):
    """One open milestone's forecast, stage and the day it was done, with the reason."""

    DATE_MISSING = "Give the day it was done; where nobody knows it, open the milestone and say so"
    columns = ("forecast", "why", "stage", "actual")

    class Meta:
        model = Milestone
        fields = ["forecast", "stage", "actual"]
        labels = {"forecast": "Forecast", "actual": "Done on"}
        widgets = {"forecast": box(10), "actual": box(10)}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"m{kwargs['instance'].pk}", **kwargs)
        self.on = on
        self.fields["why"].widget = forms.TextInput(attrs={"class": "govuk-input"})
        self.order_fields(self.columns)
        for name in self.columns:
            self.fields[name].help_text = ""
        limit_lengths(self)

    def is_date_not_known(self) -> bool:
        return self.instance.actual_not_known

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns]


def row_form(data: Any, milestone: Milestone, on: date) -> MilestoneRowForm:
    """The row as it was sent, about the milestone as it is stored now.

    Where somebody else saved it meanwhile, what this user left alone has the stored values, and
    what they changed is an error that shows both.
    """
    form = MilestoneRowForm(data, instance=milestone, on=on)
    if opened_version(form) == milestone.version:
        return form
    opened = opened_record(form, milestone)
    data = merged(form, form.record_fields, milestone, opened)
    data[form.add_prefix("version")] = str(milestone.version)
    form = MilestoneRowForm(data, instance=milestone, on=on)
    form.is_valid()
    stored = Milestone.everything.get(pk=milestone.pk)
    if conflicts := differences(form, form.record_fields, stored, opened):
        form.add_error(None, SAVED_MEANWHILE)
        for conflict in conflicts:
            form.add_error(conflict.name, f"Saved meanwhile: {conflict.stored}")
    return form
