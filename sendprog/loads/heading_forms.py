"""The form "your headings, ours": what each heading of a file stands for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from sendprog.editing.forms import Form
from sendprog.loads.child_identifiers import is_bare_name
from sendprog.loads.headings import HeadingMatch, How, Matches, is_scaled
from sendprog.loads.kinds import ANY_MONTH, KINDS, NO_FIELD, Column, FileKind, kinds_by_title
from sendprog.tracked_admin.forms import RecordForm
from sendprog.values.periods import quoted
from sendprog.values.wording import joined, upper_first

LEAVE_OUT = "-"
NO_COLUMN = "{} has no column of this name: write one of {}."
CHOOSE = ("", "Choose")
LEFT_OUT = (LEAVE_OUT, "Leave this column out")
OFFICER = (
    "If it names an officer, delete the column and upload the file again: write a role, never a "
    "person."
)


@dataclass(frozen=True)
class HeadingQuestion:
    """A heading of the file: how it was matched, its first cells, what to know, and its fields."""

    heading: str
    cells: str
    why: str
    fields: tuple[forms.BoundField, ...]
    is_proposed: bool


def column_label(kind: FileKind, column: Column) -> str:
    """ "Requests received (requests_received)"."""
    if column.stored_in == NO_FIELD:
        label = column.name.replace("_", " ")
    else:
        label = str(kind.model._meta.get_field(column.stored_in).verbose_name)
    return f"{upper_first(label)} ({column.name})"


def kind_field() -> forms.ChoiceField:
    kinds = [(kind.slug, kind.title) for kind in kinds_by_title()]
    return forms.ChoiceField(label="Kind of file", choices=(CHOOSE, *kinds))


class HeadingChoiceForm(RecordForm):
    """A heading in the admin: it stands for a column of its kind, or is left out."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        kind, column = (self.cleaned_data.get(name) for name in ("kind", "column"))
        if kind and column:
            names = [each.name for each in KINDS[kind].columns(ANY_MONTH)]
            text = NO_COLUMN.format(KINDS[kind].title, ", ".join(names))
            if column not in names:
                self.add_error("column", text)
        return self.cleaned_data


class HeadingsForm(Form):
    """For each heading that is no name of ours: the column that it stands for, or that it is left out.

    A likely column is proposed with a tick, and is not taken without it.
    """

    def __init__(
        self,
        *args: Any,
        kind: FileKind,
        matches: Matches,
        samples: Mapping[int, tuple[str, ...]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.samples = samples
        asked = {match.key: match for match in (*matches.to_settle, *matches.chosen)}
        self.asked = sorted(asked.values(), key=lambda match: match.position)
        exact = {match.column for match in matches.of(How.EXACT)}
        self.labels = {
            column.name: column_label(kind, column)
            for column in kind.columns(ANY_MONTH)
            if column.name not in exact
        }
        for match in self.asked:
            self.add_fields(match)

    def add_fields(self, match: HeadingMatch) -> None:
        heading = quoted(match.heading)
        choices = () if is_scaled(match.heading) else tuple(self.labels.items())
        is_proposed = match.how is How.LIKELY
        if is_proposed:
            self.fields[f"is_{match.position}"] = forms.BooleanField(
                label=f"Yes: “{heading}” is {self.labels[match.column]}",
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
            )
        self.fields[f"to_{match.position}"] = forms.ChoiceField(
            label=f"{'Or “' if is_proposed else '“'}{heading}” is",
            choices=(CHOOSE, LEFT_OUT, *choices),
            required=False,
            initial=LEAVE_OUT if match.how is How.LEFT_OUT else match.column * (not is_proposed),
            widget=forms.Select(attrs={"class": "govuk-select"}),
        )

    def clean(self) -> dict[str, Any]:
        chosen = {match.position: self.column_of(match) for match in self.asked}
        times = Counter(column for column in chosen.values() if column)
        for match in self.asked:
            column = chosen[match.position]
            if column and times[column] > 1:
                text = f"Two headings can’t both be {self.labels[column]}: choose another."
                self.add_error(f"to_{match.position}", text)
        return self.cleaned_data

    def column_of(self, match: HeadingMatch) -> str:
        """The column chosen for a heading, "" to leave it out; adds an error where none is chosen."""
        name = f"to_{match.position}"
        choice = self.cleaned_data.get(name, "")
        is_ticked = self.cleaned_data.get(f"is_{match.position}", False)
        heading = quoted(match.heading)
        if is_ticked and choice not in ("", match.column):
            self.add_error(name, f"Tick what “{heading}” is, or choose another: not both.")
        elif is_ticked:
            return match.column
        elif not choice and name not in self.errors:
            self.add_error(name, f"Say what “{heading}” is, or leave its column out.")
        return "" if choice == LEAVE_OUT else choice

    @property
    def columns(self) -> dict[str, str]:
        """For each heading's key, the column of a valid form; "" of one that is left out."""
        return {match.key: self.column_of(match) for match in self.asked}

    @property
    def questions(self) -> list[HeadingQuestion]:
        return [self.question(match) for match in self.asked]

    def question(self, match: HeadingMatch) -> HeadingQuestion:
        cells = [f"“{quoted(text)}”" for text in self.samples.get(match.position, ()) if text]
        names = [f"is_{match.position}", f"to_{match.position}"]
        return HeadingQuestion(
            quoted(match.heading),
            joined(cells),
            OFFICER if is_bare_name(match.heading) else match.why,
            tuple(self[name] for name in names if name in self.fields),
            match.how is How.LIKELY,
        )
