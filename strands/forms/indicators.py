"""The form of an indicator's value for a month."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BoundField

from sendprog.editing.edit_conflicts import opened_record
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import DayField, NumberField
from sendprog.records.fields import NO_VALUE
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Unit
from sendprog.values.numbers import PLACES_KEPT, typed_form
from sendprog.values.wording import joined, rounded
from strands.choices import ReturnState
from strands.metrics import WORKED_OUT, is_jump, worked_out
from strands.models import IndicatorReturn
from strands.models.indicators import NOTHING_GIVEN

FIGURES = ("value", "low", "high", "numerator", "denominator", "missing")
# Beside an illustrative or computed value its own basis stays; nobody types one.
BASES = (Basis.REPORTED, Basis.ESTIMATE, Basis.FORECAST)
PLACES = {Unit.POUNDS: 2}
ONLY_ONE = "Give a value, a range, two numbers to work it out from, or why there is none: only one of them."


class ReturnForm(TrackedForm):
    """A value, a range, a numerator over a denominator, or why there is none; a value far from the last ones is asked about.

    `known` are the values of the months before, oldest first.
    """

    asks_why = True
    groups = (
        ("Is this right?", "", ("is_right", "right_because")),
        ("The value", "", ("value",)),
        ("Or a range", "", ("low", "high")),
        ("Or two numbers to work it out from", "", ("numerator", "denominator")),
        ("Or why there is none", "", ("missing", "marker")),
        ("How to read it", "", ("qualifier", "state", "projected", "basis", "note")),
        ("The days it covers", "Leave both empty where the source does not say.", ("first", "last")),
        ("The reason", "", ("why",)),
    )

    value, low, high = NumberField(label="Value"), NumberField(label="Lowest"), NumberField(label="Highest")
    numerator = NumberField(label="Numerator", help_text="How many of them.")
    denominator = NumberField(label="Denominator", help_text="Of how many.")
    first, last = DayField(label="From"), DayField(label="To", help_text="")
    asked_about = forms.CharField(required=False, widget=forms.HiddenInput)
    is_right = forms.BooleanField(label="Yes, this value is right", required=False)
    right_because = forms.CharField(
        label="Why it is so far from the values before", required=False, max_length=300
    )

    class Meta:
        model = IndicatorReturn
        fields = [*FIGURES, "marker", "qualifier", "state", "projected", "basis", "first", "last", "note"]
        labels = {
            "missing": "Why there is no value",
            "qualifier": "In words before the value",
            "state": "Provisional or final",
        }
        help_texts = {
            "missing": "Only where there is none, for example: not collected this month.",
            "marker": "Without a value: [c], [low], [x] or [z]. A value may have one of the others.",
        }

    def __init__(self, *args: Any, measure: Measure, known: Sequence[Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.known = measure, known
        self.suit_the_unit()
        offered = [one for one in Basis if one in BASES or one.value == self.instance.basis]
        self.fields["basis"].choices = [(one.value, one.label) for one in offered]
        for name in ("marker", "qualifier"):
            self.fields[name].choices = [("", "None"), *self.fields[name].choices[1:]]
        self.order_fields([name for heading, hint, names in self.groups for name in names])
        if not self.instance.pk:
            del self.fields["why"]
        if "numerator" in self.fields and self.instance.denominator is not None:
            # Worked out again from its two numbers: a box holds only what somebody typed.
            self.initial.update(
                value=None, **({} if self.instance.denominator else {"missing": "", "marker": ""})
            )
        if not self.is_bound:
            self.ask_nothing()

    def suit_the_unit(self) -> None:
        """Read numbers as the indicator's unit has them; offer two numbers only where a value can be worked out of them."""
        unit = self.measure.unit
        places = self.measure.places if unit is Unit.COUNT else PLACES.get(unit, PLACES_KEPT)
        for name in ("value", "low", "high"):
            self.fields[name].unit, self.fields[name].places = unit, places
        self.fields["value"].help_text = f"In {unit.label}." if unit is not Unit.COUNT else ""
        if unit is Unit.POUNDS:
            self.fields["value"].help_text = "In pounds: 17,000, or £51.6m."
            self.fields["numerator"].unit = unit
        if unit not in WORKED_OUT:
            del self.fields["numerator"], self.fields["denominator"]

    def ask_nothing(self) -> None:
        for name in ("asked_about", "is_right", "right_because"):
            del self.fields[name]

    def grouped(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        """The visible fields under their headings."""
        for heading, hint, names in self.groups:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield heading, hint, fields

    @property
    def reason(self) -> str:
        """Why it changes, and why a value so far from the others is right."""
        given = self.cleaned_data
        far = f"Asked whether it is right: yes. {given['right_because']}" if given.get("is_right") else ""
        return "\n".join(part for part in (given.get("why", ""), far) if part)

    def clean(self) -> dict[str, Any]:
        super().clean()
        opened = opened_record(self, self.instance) if self.instance.pk else None
        self.work_out()
        self.check_one_way()
        self.check_marker()
        self.check_window()
        changed = self.changed_from(opened)
        if opened and opened.state == ReturnState.FINAL and changed:
            self.mark_revised()
        if changed:
            self.ask_if_right()
        elif "is_right" in self.fields:
            self.ask_nothing()
        return self.cleaned_data

    def add_error(self, field: str | None, error: Any) -> None:
        """As always; the record's own rules on its figures speak where this form has not, "give a value" at the value's box."""
        if field is None and hasattr(error, "error_dict"):
            own = error.error_dict.pop(NON_FIELD_ERRORS, [])
            nothing = [one for one in own if one.code == NOTHING_GIVEN]
            if own and not self.wrong_figures():
                error.error_dict["value" if nothing else NON_FIELD_ERRORS] = nothing or own
        super().add_error(field, error)

    def wrong_figures(self) -> bool:
        return any(self.has_error(name) for name in FIGURES)

    def given(self, *names: str) -> list[Any]:
        return [self.cleaned_data.get(name) for name in names]

    def work_out(self) -> None:
        """The value from its two numbers; 0 of 0 is "not applicable", never 0."""
        top, bottom = self.given("numerator", "denominator")
        if (top is None) != (bottom is None) and not (
            self.has_error("numerator") or self.has_error("denominator")
        ):
            self.add_error("numerator" if top is None else "denominator", "Give both numbers.")
        if top is None or bottom is None:
            return
        if any(one not in (None, "") for one in self.given("value", "low", "high", "missing")):
            self.add_error("numerator", ONLY_ONE)
        elif bottom:
            self.cleaned_data["value"] = rounded(worked_out(top, bottom, self.measure.unit), PLACES_KEPT)
            self.check_worked_out()
        elif top:
            self.add_error("denominator", f"{typed_form(top)} of 0 can't be: check both numbers.")
        else:
            self.cleaned_data |= {"missing": "0 of 0", "marker": Marker.NOT_APPLICABLE.value}

    def check_worked_out(self) -> None:
        if self.measure.unit is Unit.OUT_OF_FIVE and self.cleaned_data["value"] > 5:
            self.add_error(
                "numerator",
                f"That comes to {typed_form(self.cleaned_data['value'])}, above 5: this is a score out of 5.",
            )

    def check_one_way(self) -> None:
        value, low, high, missing = self.given("value", "low", "high", "missing")
        ranged = low is not None or high is not None
        if self.wrong_figures():
            return
        if (value is not None) + ranged + bool(missing) > 1:
            self.add_error("missing" if missing else "low", ONLY_ONE)
        elif ranged and (low is None or high is None):
            self.add_error("low" if low is None else "high", "Give both ends of the range.")
        elif ranged and low > high:
            self.add_error("high", "The highest is below the lowest: swap them.")

    def check_marker(self) -> None:
        """A marker that means "no value" stands with a reason, and never beside a value."""
        if self.wrong_figures():
            return
        missing, marker = self.given("missing", "marker")
        value, low = self.given("value", "low")
        if missing and marker not in NO_VALUE:
            self.add_error("marker", f"Say with a marker what it means that there is none: {self.symbols}.")
        elif marker in NO_VALUE and (value is not None or low is not None):
            self.add_error(
                "marker",
                f"{Marker(marker).symbol} says that there is no value: choose another, or take the value away.",
            )
        elif marker in NO_VALUE and not missing:
            self.add_error("missing", "Say why there is no value.")

    @property
    def symbols(self) -> str:
        return joined([f"{Marker(one).symbol} {Marker(one).label}" for one in NO_VALUE]).replace(
            " and ", " or "
        )

    def check_window(self) -> None:
        first, last = self.given("first", "last")
        if self.has_error("first") or self.has_error("last"):
            return
        if (first is None) != (last is None):
            self.add_error("first" if first is None else "last", "Give both days, or neither.")
        elif first and first > last:
            self.add_error("last", "The last day is before the first: swap them.")
        else:
            same = IndicatorReturn.objects.filter(
                indicator=self.instance.indicator, reported_in=self.instance.reported_in
            )
            if self.instance.pk and same.filter(last=last).exclude(pk=self.instance.pk).exists():
                self.add_error("last", "Another value of this month has the same last day: give another day.")

    def changed_from(self, opened: IndicatorReturn | None) -> bool:
        """Whether this person changes the figure: it is neither the one this form was opened with nor the one saved since."""
        names = [name for name in FIGURES if name in self.fields]
        known = ([getattr(record, name) for name in names] for record in (opened, self.instance))
        return opened is None or self.given(*names) not in known

    def mark_revised(self) -> None:
        """A final figure changes only with a reason, and says [r] unless its marker says something else."""
        if not self.cleaned_data.get("why") and not self.has_error("why"):
            self.add_error("why", "Say why this figure changes: it was final.")
        if not self.cleaned_data.get("marker"):
            self.cleaned_data["marker"] = Marker.REVISED.value

    def ask_if_right(self) -> None:
        """Ask once about a value beyond the usual range; another such value is asked about again."""
        values = [one for one in self.given("value", "low", "high") if one is not None]
        far = [] if self.wrong_figures() else [one for one in values if is_jump(self.known, one)]
        if not far:
            self.ask_nothing()
            return
        about = " ".join(typed_form(one) for one in values)
        if self.cleaned_data.get("asked_about") != about:
            self.data["asked_about"] = about
            self.data.pop("is_right", None)
            self.cleaned_data["is_right"] = False
        if not self.cleaned_data["is_right"]:
            said, last = (self.measure.in_text(one) for one in (far[0], self.known[-1]))
            self.add_error(
                "is_right",
                f"Is {said} right? It is far from the last value, {last}. Tick and say why, or correct it.",
            )
        elif not self.cleaned_data.get("right_because"):
            self.add_error("right_because", "Say why it is so far from the values before.")
