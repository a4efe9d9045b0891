"""The form that changes several milestones at once: blank leaves a field as it is, clearing is ticked."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from sendprog.editing.forms import Form
from sendprog.editing.input_fields import box
from sendprog.records.fields import PartialDateFormField
from strands.actions.milestones import Wanted
from strands.forms.milestones import HOW_TO_DATE, LONGEST_REASON, echo, limit, lines
from strands.models import Milestone

# A milestone's key and the version it was shown at.
KEY = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})", re.ASCII)
MOST = 500


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes drawn by the page's own table; an error links to the first."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{index or 0}"


class ChosenField(forms.Field):
    """The milestones that are ticked: the version each was shown at, by its key."""

    widget = Boxes

    def to_python(self, value: Any) -> dict[int, int]:
        found = [KEY.fullmatch(one) for one in value or []]
        if not all(found) or len(found) > MOST:
            raise ValidationError("Choose milestones from the list")
        return {int(one[1]): int(one[2]) for one in found if one}


class SeveralForm(Form):
    """Which milestones, and what they are to have. `shown` are those of the list, by key."""

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
        help_text="A role, never a person's name. Leave it empty to keep each as it is.",
    )
    no_owner = forms.BooleanField(label="Clear the owner", required=False)
    reason = forms.CharField(
        label="Why is this changing?",
        required=False,
        max_length=LONGEST_REASON,
        widget=lines(2),
        help_text="Needed when a forecast moves. Shown to readers and kept in the history.",
    )

    def __init__(self, *args: Any, shown: Mapping[int, Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        limit(self)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        for name, words in (("forecast", "a new forecast"), ("owner", "a new owner")):
            if given.get(name) and given.get(f"no_{name}"):
                self.add_error(f"no_{name}", f"Give {words} or tick to clear it: not both")
        names = ("forecast", "no_forecast", "owner", "no_owner")
        if not any(given.get(name) or self.has_error(name) for name in names):
            self.add_error("forecast", "Give a new forecast or a new owner, or tick what to clear")
        if (
            not self.errors
            and not self.wanted.reason
            and any(self.wanted.needs_reason(one) for one in self.chosen_ones)
        ):
            self.add_error("reason", "Say why the forecast moves")
        echo(self, "forecast")
        return given

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            forecast=given["forecast"],
            no_forecast=given["no_forecast"],
            owner=given["owner"] or None,
            no_owner=given["no_owner"],
            reason=given["reason"],
        )

    @property
    def chosen_ones(self) -> list[Milestone]:
        """Those chosen that are still there, in the list's order."""
        return [one for key, one in self.shown.items() if key in self.cleaned_data.get("chosen", {})]

    @property
    def gone(self) -> set[int]:
        """The keys of those chosen that are no longer open."""
        return set(self.cleaned_data["chosen"]) - set(self.shown)

    @property
    def changes(self) -> list[BoundField]:
        """The fields that say what changes."""
        return [self[name] for name in ("forecast", "no_forecast", "owner", "no_owner", "reason")]

    @property
    def boxes(self) -> list[tuple[Milestone, str, bool]]:
        """Each milestone of the list with its box's value and whether it is ticked."""
        values = self["chosen"].value() or []
        ticked = {found[1] for one in values if (found := KEY.fullmatch(one))}
        return [(one, f"{one.pk}.{one.version}", str(one.pk) in ticked) for one in self.shown.values()]
