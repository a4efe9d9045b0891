"""The forms of milestones: what one is, a date promised anew, and what it waits for."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms import BoundField

from sendprog.editing.forms import Form, TrackedForm
from sendprog.editing.input_fields import DayField, box
from sendprog.records.fields import PartialDateFormField
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.rag import Stage
from sendprog.values.wording import day
from strands.models import Milestone, Workstream

LONGEST_TEXT = 10_000
LONGEST_REASON = 500
HOW_TO_DATE = (
    "For example 14/08/2024, September 2025, January to March 2025, Q4 2024/25, autumn term 2025 or 2026."
)
WHEN_TO_SAY_WHY = (
    "Needed when the forecast moves or the milestone is withdrawn. Shown to readers and kept in the history."
)
# What a reason explains: where one of these changes, the last reason no longer holds.
EXPLAINED = ("stage", "forecast", "actual")


def lines(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


def understood(when: PartialDate) -> str:
    """ "January to March 2025 (to 31 March 2025)": a date as it was read, and the last day it covers."""
    return str(when) if when.precision is Precision.DAY else f"{when} (to {day(when.last)})"


def echo(form: forms.Form, *names: str) -> None:
    """Say in the hint of each date how it was understood, for whoever sees the form again."""
    for name in names:
        if when := form.cleaned_data.get(name):
            form[name].help_text = f"Understood as {understood(when)}. {form.fields[name].help_text}"


def limit(form: forms.Form) -> None:
    """Refuse what is too long at its field, by name."""
    for name, field in form.fields.items():
        if isinstance(field, forms.CharField) and not field.widget.is_hidden:
            if isinstance(field.widget, forms.Textarea) and field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            words = f"{field.label or name}: at most %(limit_value)d characters, this has %(show_value)d"
            field.error_messages["max_length"] = words


class MilestoneForm(TrackedForm):
    """All that an officer says of a milestone. `on` is the day: nothing was done after it."""

    asks_why = True
    groups = (
        ("What it is", "", ("title", "description", "workstream")),
        (
            "Where it stands",
            "",
            ("stage", "stage_words", "forecast", "actual", "actual_not_known", "evidence", "why"),
        ),
        ("Who", "", ("owner", "responsible_roles", "accountable_role")),
        ("How it is judged", "", ("success_criteria",)),
    )
    # A new one's strand, which the address loses when the form comes back after a sign-in.
    strand = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Milestone
        fields = [
            "title",
            "description",
            "workstream",
            "stage",
            "stage_words",
            "forecast",
            "actual",
            "actual_not_known",
            "evidence",
            "owner",
            "responsible_roles",
            "accountable_role",
            "success_criteria",
        ]
        labels = {
            "stage_words": "Stage in your own words",
            "forecast": "Forecast",
            "actual": "Done on",
            "actual_not_known": "It is complete, and the date is not known",
            "accountable_role": "Accountable role",
        }
        help_texts = {
            "forecast": HOW_TO_DATE,
            "actual": "Once it is complete. The same ways of writing a date will do.",
            "evidence": "What shows that it is done: a document, a decision, a number.",
            "accountable_role": "One role, never a person's name.",
        }
        widgets = {
            name: lines(3) for name in ("description", "evidence", "responsible_roles", "success_criteria")
        } | {
            "forecast": box(20),
            "actual": box(20),
        }

    def __init__(
        self, *args: Any, on: datetime.date, strand: str = "", moved: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.was_moved = on, moved
        self.initial["strand"] = strand
        if self.instance.pk:
            del self.fields["strand"]
        else:
            # Nothing changes yet, and nobody makes one to withdraw it.
            del self.fields["why"]
            self.initial["stage"] = Stage.NOT_STARTED.value
            self.fields["stage"].choices = [
                one for one in self.fields["stage"].choices if one[0] != Stage.WITHDRAWN
            ]
        self.offer_workstreams()
        self.fields["title"].error_messages["required"] = "Give the title"
        if "why" in self.fields:
            self.fields["why"].help_text = WHEN_TO_SAY_WHY
        if moved:
            self.fields["forecast"].help_text = f"{moved} so far. {HOW_TO_DATE}"
        limit(self)

    def offer_workstreams(self) -> None:
        """Those of the strand; without any there is nothing to choose."""
        own = (
            Workstream.objects.filter(strand=self.instance.strand_id)
            if self.instance.strand_id
            else Workstream.objects.none()
        )
        self.fields["workstream"].queryset = own | Workstream.objects.filter(pk=self.instance.workstream_id)
        self.fields["workstream"].empty_label = "None"
        if not self.fields["workstream"].queryset.exists():
            del self.fields["workstream"]

    def grouped(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        """The visible fields under their headings."""
        for heading, hint, names in self.groups:
            yield heading, hint, [self[name] for name in names if name in self.fields]

    def clean_responsible_roles(self) -> str:
        """One a line, without empty lines."""
        return "\n".join(
            line.strip() for line in self.cleaned_data["responsible_roles"].split("\n") if line.strip()
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.explains = any(self.cleaned_data.get(name) != getattr(self.instance, name) for name in EXPLAINED)
        if not any(self.has_error(name) for name in ("stage", "actual", "actual_not_known")):
            self.check_done()
        if not any(self.has_error(name) for name in ("stage", "forecast", "why")):
            self.check_why()
        echo(self, "forecast", "actual")
        return self.cleaned_data

    def check_done(self) -> None:
        """A complete milestone has a date, or says that none is known; no other has either."""
        stage, actual, not_known = (
            self.cleaned_data[name] for name in ("stage", "actual", "actual_not_known")
        )
        if stage != Stage.COMPLETE:
            if actual or not_known:
                self.add_error("stage", "Choose Complete, or take away the date it was done")
        elif actual and not_known:
            self.add_error(
                "actual_not_known", "Give the date it was done, or tick that it is not known: not both"
            )
        elif actual and actual.first > self.on:
            self.add_error("actual", f"It can't be done on a day to come: today is {day(self.on)}")
        elif not (actual or not_known):
            self.add_error("actual", "Give the date it was done, or tick that it is not known")

    def check_why(self) -> None:
        """A forecast that stood moves only with a reason; so does a milestone that is withdrawn."""
        before, now = self.instance.forecast, self.cleaned_data["forecast"]
        if self.cleaned_data.get("why"):
            return
        if before and now != before:
            self.add_error("why", f"Say why the forecast moves from {before} to {now or 'no date'}")
        elif self.cleaned_data["stage"] == Stage.WITHDRAWN and self.instance.stage != Stage.WITHDRAWN:
            self.add_error("why", "Say why it is withdrawn")


class RebaselineForm(Form):
    """A date promised anew, with whose approval and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    date = PartialDateFormField(
        label="New date promised",
        help_text=HOW_TO_DATE,
        widget=box(20),
        error_messages={"required": "Give the date that is promised now"},
    )
    reason = forms.CharField(
        label="Why the date changes",
        help_text="Shown to readers beside the date.",
        max_length=LONGEST_REASON,
        widget=lines(3),
        error_messages={"required": "Say why the date changes"},
    )
    approver = forms.CharField(
        label="Approved by",
        help_text="A role or a board, never a person's name.",
        max_length=120,
        error_messages={"required": "Say which role or board approved it"},
    )
    approved_on = DayField(
        label="Approved on", required=True, error_messages={"required": "Give the day it was approved"}
    )

    def __init__(self, *args: Any, on: datetime.date, promised: PartialDate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.promised = on, promised
        limit(self)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        if given.get("approved_on") and given["approved_on"] > self.on:
            self.add_error("approved_on", f"That day is still to come: today is {day(self.on)}")
        if self.promised and given.get("date") == self.promised:
            self.add_error("date", f"{self.promised} is the date promised already")
        echo(self, "date")
        return self.cleaned_data


class DependencyForm(Form):
    """What a milestone waits for, from any strand; `options` are grouped by strand: (name, [(key, title)])."""

    needs = forms.TypedChoiceField(
        label="It waits for",
        help_text="It can't be done before the one you choose here.",
        coerce=int,
        error_messages={
            "required": "Choose a milestone",
            "invalid_choice": "Choose a milestone from the list",
        },
    )

    def __init__(self, *args: Any, options: list[tuple[str, list[tuple[int, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [("", "Choose a milestone"), *options]
