"""The forms with which people are added and their accounts seen to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sendprog.accounts.giving_roles import roles_held, roles_to_give
from sendprog.editing.forms import Form
from sendprog.editing.input_fields import DayField
from sendprog.models import User
from sendprog.records.snapshots import today
from sendprog.values.roles import role_problem
from sendprog.values.wording import upper_first
from strands.forms.widgets import textarea
from strands.models import Strand, StrandOfficer

BLANK_ROWS = 2
MOST_ROWS = 40
DEPUTIES = [("", "Looks after it"), ("1", "Deputy")]


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes of which the first is where the error summary leads."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, "0" if index is None else index)


class PersonForm(Form):
    """Name, address, roles and the reason, of somebody new or known."""

    # It is who may sign in.
    not_asked = frozenset({"name"})

    name = forms.CharField(
        label="Name", max_length=150, help_text="As colleagues know them. Readers see their role."
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Their invitation goes there, and they can sign in with it.",
    )
    role_title = forms.CharField(
        label="Role shown to readers",
        max_length=120,
        required=False,
        help_text="In place of a name, for example “Head of SEND”. May be left empty.",
    )
    roles = forms.MultipleChoiceField(label="What they do here", widget=Checkboxes)
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        required=False,
        widget=textarea(2),
        help_text="Saved in the history of what they may do, for example “New in post”.",
    )

    def __init__(self, *args: Any, by: User, person: User | None = None, **kwargs: Any) -> None:
        self.person = person
        if person:
            kwargs.setdefault("initial", stored_values(person))
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role, upper_first(role)) for role in roles_to_give(by)]
        self.fields["roles"].error_messages["required"] = (
            "Tick at least one of “What they do here”."
        )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = User.objects.filter(email__iexact=email)
        if self.person:
            others = others.exclude(pk=self.person.pk)
        if other := others.first():
            state = "" if other.is_active else ", who has left. Let them come back instead"
            raise ValidationError(f"This is the address of {other.username}{state}.")
        return email

    def clean_role_title(self) -> str:
        if problem := role_problem(self.cleaned_data["role_title"]):
            raise ValidationError(f"{upper_first(problem)}.")
        return self.cleaned_data["role_title"]


def stored_values(person: User) -> dict[str, Any]:
    return {
        "name": person.get_full_name(),
        "email": person.email,
        "role_title": person.role_title,
        "roles": sorted(roles_held(person)),
    }


class AssignmentForm(Form):
    """One strand that the person looks after, from one day to another, or as a deputy.

    `officer` is the key of the stored assignment; without a strand it ends as if never made.
    """

    officer = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    strand = forms.ModelChoiceField(Strand.objects.none(), required=False, empty_label="None")
    deputy = forms.ChoiceField(label="As", choices=DEPUTIES, required=False)
    valid_from = DayField(label="From", help_text="Today, if left empty.")
    valid_to = DayField(label="To, if known")

    def __init__(self, *args: Any, strands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["strand"].queryset = strands

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.errors:
            return given
        given["valid_from"] = given["valid_from"] or today()
        if given["strand"] and given["valid_to"] and given["valid_to"] < given["valid_from"]:
            self.add_error("valid_to", "The last day is before the first.")
        return given


class BaseAssignments(forms.BaseFormSet):
    """The rows of the person's strands: those stored, then blank ones."""

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            given = getattr(form, "cleaned_data", {})
            key = (given.get("strand"), given.get("valid_from"))
            if given.get("strand") and key in seen:
                form.add_error("strand", "This strand stands here twice from the same day.")
            seen.add(key)


Assignments = forms.formset_factory(
    AssignmentForm,
    formset=BaseAssignments,
    extra=BLANK_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)


def row_of(officer: StrandOfficer) -> dict[str, Any]:
    """What a row of the form shows of an assignment."""
    return {
        "officer": officer.pk,
        "strand": officer.strand,
        "deputy": "1" if officer.deputy else "",
        "valid_from": officer.valid_from,
        "valid_to": officer.valid_to,
    }


class LeaveForm(Form):
    """Why somebody leaves; the button is the rest."""

    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=textarea(2),
        help_text="Saved in the history, for example “Left the council”.",
    )
