"""The forms of a milestone, of a new baseline, and of a dependency."""

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
from strands.forms.widgets import textarea
from strands.models import Milestone, Workstream

LONGEST_TEXT = 10_000
LONGEST_REASON = 500
HOW_TO_DATE = (
    "For example 14/08/2024, September 2025, January to March 2025, Q4 2024/25, autumn term 2025 "
    "or 2026."
)
WHEN_TO_SAY_WHY = (
    "Needed when the forecast moves or the milestone is withdrawn. "
    "Shown to readers and saved in the history. For example: the contractor starts in May."
)
A_ROLE = "A role, never a person's name."
# The fields whose change a reason explains: the stored reason is replaced when one of them changes.
EXPLAINED = ("stage", "forecast", "actual")


def date_in_words(date: PartialDate) -> str:
    """ "January to March 2025 (to 31 March 2025)": a date with its last day, unless it is a day."""
    return str(date) if date.precision is Precision.DAY else f"{date} (to {day(date.last)})"


def show_understood_dates(form: forms.Form, *names: str) -> None:
    """Put into the hint of each date field how its value was understood."""
    for name in names:
        if date := form.cleaned_data.get(name):
            form[
                name
            ].help_text = f"Understood as {date_in_words(date)}. {form.fields[name].help_text}"


def limit_lengths(form: forms.Form) -> None:
    """Limit the length of every visible text field, with an error message that names the field."""
    for name, field in form.fields.items():
        if not isinstance(field, forms.CharField) or field.widget.is_hidden:
            continue
        if isinstance(field.widget, forms.Textarea) and field.max_length is None:
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        message = (
            f"{field.label or name}: at most %(limit_value)d characters, this has %(show_value)d"
        )
        field.error_messages["max_length"] = message


class MilestoneRules(TrackedForm):
    """What a milestone's stage, dates and reason must satisfy together. `on` is today."""

    asks_why = True
    on: datetime.date
    DATE_MISSING = "Give the date it was done, or tick that it is not known"

    def is_date_not_known(self) -> bool:
        return self.cleaned_data.get("actual_not_known", False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.changes_what_reason_explains = any(
            self.cleaned_data.get(name) != getattr(self.instance, name) for name in EXPLAINED
        )
        if not any(self.has_error(name) for name in ("stage", "actual")):
            self.check_done()
        if not any(self.has_error(name) for name in ("stage", "forecast", "why")):
            self.check_why()
        show_understood_dates(self, "forecast", "actual")
        return self.cleaned_data

    def check_done(self) -> None:
        """A complete milestone has a date or says that it is not known; any other has neither."""
        actual, not_known = self.cleaned_data["actual"], self.is_date_not_known()
        if self.cleaned_data["stage"] != Stage.COMPLETE:
            if actual or not_known:
                self.add_error("stage", "Choose Complete, or take away the date it was done")
        elif actual and not_known:
            self.add_error("actual_not_known", f"{self.DATE_MISSING}: not both")
        elif actual and actual.first > self.on:
            self.add_error("actual", f"It can't be done on a day to come: today is {day(self.on)}")
        elif not (actual or not_known):
            self.add_error("actual", self.DATE_MISSING)

    def check_why(self) -> None:
        """Moving an existing forecast, and withdrawing the milestone, need a reason."""
        before, now = self.instance.forecast, self.cleaned_data["forecast"]
        if self.cleaned_data.get("why"):
            return
        if before and now != before:
            self.add_error("why", f"Say why the forecast moves from {before} to {now or 'no date'}")
        elif (
            self.cleaned_data["stage"] == Stage.WITHDRAWN and self.instance.stage != Stage.WITHDRAWN
        ):
            self.add_error("why", "Say why it is withdrawn")


class MilestoneForm(MilestoneRules):
    """What an officer edits of a milestone.

    `on`: today; `moved`: how often the forecast moved, in words.
    """

    groups = (
        ("What it is", "", ("title", "description", "workstream")),
        (
            "Stage and dates",
            "",
            ("stage", "stage_words", "forecast", "actual", "actual_not_known", "evidence", "why"),
        ),
        ("Who", "", ("owner", "responsible_roles", "accountable_role")),
        ("How it is judged", "", ("success_criteria",)),
    )
    # The strand of a new milestone: the address loses it when the form is shown again after a
    # sign-in.
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
            "stage_words": "The stage in a few words",
            "forecast": "Forecast",
            "actual": "Done on",
            "actual_not_known": "It is complete, and the date is not known",
            "accountable_role": "Accountable role",
        }
        help_texts = {
            "title": "What will be there. For example: New places at two schools are open.",
            "description": "What belongs to it. For example: building, staff and transport.",
            "workstream": "The part of the strand that it belongs to.",
            "stage": "Where it is now.",
            "stage_words": "For example: planning permission is given.",
            "forecast": HOW_TO_DATE,
            "actual": "Once it is complete. For example 14/08/2024.",
            "evidence": "What shows that it is done. For example: the board's minutes of 3 March.",
            "owner": f"{A_ROLE} For example: Head of Inclusion.",
            "responsible_roles": (
                "One role a line, council or NHS. For example: Designated Clinical Officer."
            ),
            "accountable_role": f"{A_ROLE} For example: Director of Education.",
            "success_criteria": "How anybody can tell. For example: 40 more children have a place.",
        }
        widgets = {
            "description": textarea(3),
            "forecast": box(20),
            "actual": box(20),
            "evidence": textarea(3),
            "responsible_roles": textarea(3),
            "success_criteria": textarea(3),
        }

    def __init__(
        self, *args: Any, on: datetime.date, strand: str = "", moved: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.initial["strand"] = strand
        if self.instance.pk:
            del self.fields["strand"]
            self.fields["why"].help_text = WHEN_TO_SAY_WHY
        else:
            self.suit_new_milestone()
        self.offer_workstreams()
        self.fields["title"].error_messages["required"] = "Give the title"
        if moved:
            self.fields["forecast"].help_text = f"{moved} so far. {HOW_TO_DATE}"
        limit_lengths(self)

    def suit_new_milestone(self) -> None:
        """A new milestone needs no reason, and can't be withdrawn."""
        del self.fields["why"]
        self.initial["stage"] = Stage.NOT_STARTED.value
        stage = self.fields["stage"]
        stage.choices = [choice for choice in stage.choices if choice[0] != Stage.WITHDRAWN]

    def offer_workstreams(self) -> None:
        """Offer the strand's workstreams and the chosen one; without any, remove the field."""
        field = self.fields["workstream"]
        field.queryset = Workstream.objects.filter(pk=self.instance.workstream_id)
        if self.instance.strand_id:
            field.queryset |= Workstream.objects.filter(strand=self.instance.strand_id)
        field.empty_label = "None"
        if not field.queryset.exists():
            del self.fields["workstream"]

    def grouped(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        """The visible fields under their headings."""
        for heading, hint, names in self.groups:
            yield heading, hint, [self[name] for name in names if name in self.fields]

    def clean_responsible_roles(self) -> str:
        """One role a line, without empty lines."""
        roles = [line.strip() for line in self.cleaned_data["responsible_roles"].split("\n")]
        return "\n".join(filter(None, roles))


class RebaselineForm(Form):
    """A new baseline.

    `on`: today; `promised`: the last one's date, or None; `version`: of the milestone.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    date = PartialDateFormField(
        label="New date promised",
        help_text=HOW_TO_DATE,
        widget=box(20),
        error_messages={"required": "Give the date that is promised now"},
    )
    reason = forms.CharField(
        label="Why the date changes",
        help_text="Shown to readers beside the date. For example: the survey found a fault.",
        max_length=LONGEST_REASON,
        widget=textarea(3),
        error_messages={"required": "Say why the date changes"},
    )
    approver = forms.CharField(
        label="Approved by",
        help_text="A role or a board, never a person's name. For example: Programme Board.",
        max_length=120,
        error_messages={"required": "Say which role or board approved it"},
    )
    approved_on = DayField(
        label="Approved on",
        required=True,
        error_messages={"required": "Give the day it was approved"},
    )

    def __init__(
        self, *args: Any, on: datetime.date, promised: PartialDate | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.promised = on, promised
        limit_lengths(self)

    def clean(self) -> dict[str, Any]:
        super().clean()
        approved_on = self.cleaned_data.get("approved_on")
        if approved_on and approved_on > self.on:
            self.add_error("approved_on", f"That day is still to come: today is {day(self.on)}")
        if self.promised and self.cleaned_data.get("date") == self.promised:
            self.add_error("date", f"{self.promised} is the date promised already")
        show_understood_dates(self, "date")
        return self.cleaned_data


class DependencyForm(Form):
    """What a milestone waits for. `options`: the choices by strand, (name, [(key, title)])."""

    needs = forms.TypedChoiceField(
        label="It waits for",
        help_text="It can't be done before the one you choose here.",
        coerce=int,
        error_messages={
            "required": "Choose a milestone",
            "invalid_choice": "Choose a milestone from the list",
        },
    )

    def __init__(
        self, *args: Any, options: list[tuple[str, list[tuple[int, str]]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [("", "Choose a milestone"), *options]
