"""The form that changes several milestones.

An empty box leaves a field as it is; a tick clears it.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from sendprog.editing.forms import Form
from sendprog.editing.input_fields import box
from sendprog.records.fields import PartialDateFormField
from strands.actions.milestones import BulkChange
from strands.forms.milestones import (
    HOW_TO_DATE,
    LONGEST_REASON,
    limit_lengths,
    show_understood_dates,
)
from strands.forms.widgets import textarea
from strands.models import Milestone

# A milestone's key and the version that was shown.
KEY = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})", re.ASCII)
MOST = 500


class TableCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes that the page draws in a table of its own; an error links to the first."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{index or 0}"


class ChosenField(forms.Field):
    """The milestones that are ticked: the version that was shown of each, by its key."""

    widget = TableCheckboxes

    def to_python(self, value: Any) -> dict[int, int]:
        matches = [KEY.fullmatch(text) for text in value or []]
        if not all(matches) or len(matches) > MOST:
            raise ValidationError("Choose milestones from the list")
        return {int(match[1]): int(match[2]) for match in matches if match}


class SeveralForm(Form):
    """Which milestones to change, and how. `offered`: the milestones of the list, by key."""

    strand = forms.CharField(widget=forms.HiddenInput, required=False)
    chosen = ChosenField(
        label="Which milestones", error_messages={"required": "Choose at least one milestone"}
    )
    forecast = PartialDateFormField(
        label="New forecast",
        required=False,
        widget=box(20),
        help_text=f"Leave it empty to keep each as it is. {HOW_TO_DATE}",
    )
    no_forecast = forms.BooleanField(label="Clear the forecast: no date is set", required=False)
    owner = forms.CharField(
        label="New owner",
        required=False,
        max_length=120,
        help_text=(
            "A role, never a person's name. For example: Head of Inclusion. "
            "Leave it empty to keep each as it is."
        ),
    )
    no_owner = forms.BooleanField(label="Clear the owner", required=False)
    reason = forms.CharField(
        label="Why is this changing?",
        required=False,
        max_length=LONGEST_REASON,
        widget=textarea(2),
        help_text=(
            "Needed when a forecast moves. Shown to readers and saved in the history. "
            "For example: the contractor starts in May."
        ),
    )

    def __init__(self, *args: Any, offered: Mapping[int, Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        limit_lengths(self)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_set_or_clear("forecast", "a new forecast")
        self.check_set_or_clear("owner", "a new owner")
        names = ("forecast", "no_forecast", "owner", "no_owner")
        if not any(self.cleaned_data.get(name) or self.has_error(name) for name in names):
            self.add_error("forecast", "Give a new forecast or a new owner, or tick what to clear")
        if not self.errors:
            self.check_reason()
        show_understood_dates(self, "forecast")
        return self.cleaned_data

    def check_set_or_clear(self, name: str, description: str) -> None:
        """A field is either set or cleared."""
        if self.cleaned_data.get(name) and self.cleaned_data.get(f"no_{name}"):
            self.add_error(f"no_{name}", f"Give {description} or tick to clear it: not both")

    def check_reason(self) -> None:
        """Moving an existing forecast needs a reason."""
        bulk_change = self.bulk_change
        needs_reason = any(map(bulk_change.needs_reason, self.chosen_milestones))
        if needs_reason and not bulk_change.reason:
            self.add_error("reason", "Say why the forecast moves")

    @property
    def bulk_change(self) -> BulkChange:
        values = self.cleaned_data
        return BulkChange(
            forecast=values["forecast"],
            no_forecast=values["no_forecast"],
            owner=values["owner"] or None,
            no_owner=values["no_owner"],
            reason=values["reason"],
        )

    @property
    def chosen_milestones(self) -> list[Milestone]:
        """The chosen milestones that are still offered, in the list's order."""
        chosen = self.cleaned_data.get("chosen", {})
        return [milestone for key, milestone in self.offered.items() if key in chosen]

    @property
    def gone(self) -> set[int]:
        """The keys of the chosen milestones that are no longer open."""
        return set(self.cleaned_data["chosen"]) - set(self.offered)

    @property
    def changes(self) -> list[BoundField]:
        """The fields that say what changes."""
        return [self[name] for name in ("forecast", "no_forecast", "owner", "no_owner", "reason")]

    @property
    def checkboxes(self) -> list[tuple[Milestone, str, bool]]:
        """Each milestone of the list, with its checkbox's value and whether it is ticked."""
        matches = [KEY.fullmatch(text) for text in self["chosen"].value() or []]
        ticked = {match[1] for match in matches if match}
        rows = []
        for milestone in self.offered.values():
            value = f"{milestone.pk}.{milestone.version}"
            rows.append((milestone, value, str(milestone.pk) in ticked))
        return rows
