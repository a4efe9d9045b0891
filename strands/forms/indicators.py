"""The form of an indicator's value for a month."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.forms import BoundField

from sendprog.editing.edit_conflicts import opened_record
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import DayField, NumberField
from sendprog.records.fields import NO_VALUE
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure
from sendprog.values.number_parsing import PLACES_KEPT, typed_form
from sendprog.values.units import Unit
from sendprog.values.wording import rounded
from strands.choices import ReturnState
from strands.forms.return_words import HELP_TEXTS, ONLY_ONE, markers_of_absence
from strands.metrics import UNITS_WITH_FRACTIONS, is_unusual, value_of_fraction
from strands.models import IndicatorReturn
from strands.models.indicators import NOTHING_GIVEN

FIGURES = ("value", "low", "high", "numerator", "denominator", "missing")
# The bases that people may choose; a value that already has another basis may keep it.
BASES = (Basis.REPORTED, Basis.ESTIMATE, Basis.FORECAST)
PLACES = {Unit.POUNDS: 2}


class ReturnForm(TrackedForm):
    """A value, a range, a numerator over a denominator, or why there is none.

    A value far from the earlier ones has to be confirmed. `known`: the earlier values, oldest
    first.
    """

    asks_why = True
    focused = "value"
    groups = (
        ("Is this right?", "", ("is_right", "right_because")),
        ("The value", "", ("value",)),
        ("Or a range", "", ("low", "high")),
        ("Or two numbers to work it out from", "", ("numerator", "denominator")),
        ("Or why there is none", "", ("missing", "marker")),
        ("How to read it", "", ("qualifier", "state", "projected", "basis", "note")),
        (
            "The days it covers",
            "Leave both empty where the source does not say.",
            ("first", "last"),
        ),
        ("The reason", "", ("why",)),
    )

    value, low, high = (
        NumberField(label="Value"),
        NumberField(label="Lowest", help_text="For example 40."),
        NumberField(label="Highest", help_text="For example 50."),
    )
    numerator = NumberField(label="Numerator", help_text="How many of them. For example 36.")
    denominator = NumberField(label="Denominator", help_text="Of how many. For example 150.")
    first, last = (
        DayField(label="From"),
        DayField(label="To", help_text="For example 31 August 2024."),
    )
    asked_about = forms.CharField(required=False, widget=forms.HiddenInput)
    is_right = forms.BooleanField(label="Yes, this value is right", required=False)
    right_because = forms.CharField(
        label="Why it is so far from the values before",
        help_text="For example: two months were counted together.",
        required=False,
        max_length=300,
    )

    class Meta:
        model = IndicatorReturn
        fields = [
            *FIGURES,
            "marker",
            "qualifier",
            "state",
            "projected",
            "basis",
            "first",
            "last",
            "note",
        ]
        labels = {
            "missing": "Why there is no value",
            "qualifier": "In words before the value",
            "state": "Provisional or final",
        }
        help_texts = HELP_TEXTS

    def __init__(
        self, *args: Any, measure: Measure, known: Sequence[Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.known = measure, known
        self.suit_unit()
        self.limit_choices()
        self.order_fields([name for heading, hint, names in self.groups for name in names])
        if not self.instance.pk:
            del self.fields["why"]
        if "numerator" in self.fields and self.instance.denominator is not None:
            self.leave_out_computed()
        if not self.is_bound:
            self.remove_question()

    def limit_choices(self) -> None:
        """Offer the bases that people may choose and the stored one; label empty choices "None"."""
        offered = [basis for basis in Basis if basis in BASES or basis.value == self.instance.basis]
        self.fields["basis"].choices = [(basis.value, basis.label) for basis in offered]
        for name in ("marker", "qualifier"):
            self.fields[name].choices = [("", "None"), *self.fields[name].choices[1:]]

    def leave_out_computed(self) -> None:
        """Leave the boxes empty that were computed from the numerator and the denominator."""
        self.initial["value"] = None
        if not self.instance.denominator:
            self.initial |= {"missing": "", "marker": ""}

    def suit_unit(self) -> None:
        """Parse numbers in the indicator's unit.

        Offer the two numbers only where it has fractions.
        """
        unit = self.measure.unit
        places = self.measure.places if unit is Unit.COUNT else PLACES.get(unit, PLACES_KEPT)
        for name in ("value", "low", "high"):
            self.fields[name].unit, self.fields[name].places = unit, places
        example = "For example 1,070." if unit is Unit.COUNT else "For example 42.5."
        of_unit = "" if unit is Unit.COUNT else f"In {unit.label}. "
        self.fields["value"].help_text = f"{of_unit}{example}"
        if unit is Unit.POUNDS:
            self.fields["value"].help_text = "In pounds. For example 17,000, or £51.6m."
            self.fields["numerator"].unit = unit
        if unit not in UNITS_WITH_FRACTIONS:
            del self.fields["numerator"], self.fields["denominator"]

    def remove_question(self) -> None:
        """Remove the fields that ask whether the value is right."""
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
        """For the history: why it changes, and why a value far from others is right."""
        reasons = [self.cleaned_data.get("why", "")]
        if self.cleaned_data.get("is_right"):
            reasons.append(f"Asked whether it is right: yes. {self.cleaned_data['right_because']}")
        return self.reason_with_check("\n".join(filter(None, reasons)))

    def clean(self) -> dict[str, Any]:
        super().clean()
        opened = opened_record(self, self.instance) if self.instance.pk else None
        self.compute_value()
        if not self.has_wrong_figures():
            self.check_one_way()
        if not self.has_wrong_figures():
            self.check_marker()
        self.check_window()
        is_changed = self.is_changed_from(opened)
        if opened and opened.state == ReturnState.FINAL and is_changed:
            self.mark_revised()
        if is_changed:
            self.check_is_right()
        elif "is_right" in self.fields:
            self.remove_question()
        return self.cleaned_data

    def add_error(self, field: str | None, error: Any) -> None:
        """Drop the model's errors where a figure has one already.

        Show "give a value" at the value.
        """
        if field is None and hasattr(error, "error_dict"):
            model_errors = error.error_dict.pop(NON_FIELD_ERRORS, [])
            nothing_given = [problem for problem in model_errors if problem.code == NOTHING_GIVEN]
            if nothing_given and not self.has_wrong_figures():
                error.error_dict["value"] = nothing_given
            elif model_errors and not self.has_wrong_figures():
                error.error_dict[NON_FIELD_ERRORS] = model_errors
        super().add_error(field, error)

    def has_wrong_figures(self) -> bool:
        return any(self.has_error(name) for name in FIGURES)

    def cleaned(self, *names: str) -> list[Any]:
        """The cleaned values of these fields; None for one that has an error or is left out."""
        return [self.cleaned_data.get(name) for name in names]

    def compute_value(self) -> None:
        """Set the value from the numerator and denominator; 0 of 0 is "not applicable", never 0."""
        numerator, denominator = self.cleaned("numerator", "denominator")
        if numerator is None or denominator is None:
            self.check_both_numbers()
        elif any(
            value not in (None, "") for value in self.cleaned("value", "low", "high", "missing")
        ):
            self.add_error("numerator", ONLY_ONE)
        elif denominator:
            value = value_of_fraction(numerator, denominator, self.measure.unit)
            self.cleaned_data["value"] = rounded(value, PLACES_KEPT)
            self.check_score()
        elif numerator:
            self.add_error(
                "denominator", f"{typed_form(numerator)} of 0 can't be: check both numbers."
            )
        else:
            self.cleaned_data |= {"missing": "0 of 0", "marker": Marker.NOT_APPLICABLE.value}

    def check_both_numbers(self) -> None:
        """A numerator needs a denominator, and a denominator a numerator."""
        numerator, denominator = self.cleaned("numerator", "denominator")
        has_error = self.has_error("numerator") or self.has_error("denominator")
        if (numerator is None) != (denominator is None) and not has_error:
            self.add_error(
                "numerator" if numerator is None else "denominator", "Give both numbers."
            )

    def check_score(self) -> None:
        """A computed score out of 5 is at most 5."""
        value = self.cleaned_data["value"]
        if self.measure.unit is Unit.OUT_OF_FIVE and value > 5:
            self.add_error(
                "numerator",
                f"That comes to {typed_form(value)}, above 5: this is a score out of 5.",
            )

    def check_one_way(self) -> None:
        """A value, a whole range, or why there is none: one of them."""
        value, low, high, missing = self.cleaned("value", "low", "high", "missing")
        is_range = low is not None or high is not None
        if (value is not None) + is_range + bool(missing) > 1:
            self.add_error("missing" if missing else "low", ONLY_ONE)
        elif is_range and (low is None or high is None):
            self.add_error("low" if low is None else "high", "Give both ends of the range.")
        elif is_range and low > high:
            self.add_error("high", "The highest is below the lowest: swap them.")

    def check_marker(self) -> None:
        """A marker that means "no value" needs a reason, and never goes with a value."""
        missing, marker = self.cleaned("missing", "marker")
        value, low = self.cleaned("value", "low")
        if missing and marker not in NO_VALUE:
            self.add_error(
                "marker",
                f"Say with a marker what it means that there is none: {markers_of_absence()}.",
            )
        elif marker in NO_VALUE and (value is not None or low is not None):
            symbol = Marker(marker).symbol
            self.add_error(
                "marker",
                f"{symbol} says that there is no value: choose another, or take the value away.",
            )
        elif marker in NO_VALUE and not missing:
            self.add_error("missing", "Say why there is no value.")

    def check_window(self) -> None:
        """Both days in order, or neither.

        And no other value of the month with the same last day.
        """
        if self.has_error("first") or self.has_error("last"):
            return
        first, last = self.cleaned("first", "last")
        if (first is None) != (last is None):
            self.add_error("first" if first is None else "last", "Give both days, or neither.")
        elif first and first > last:
            self.add_error("last", "The last day is before the first: swap them.")
        elif self.instance.pk and self.others_of_month().filter(last=last).exists():
            self.add_error(
                "last", "Another value of this month has the same last day: give another day."
            )

    def others_of_month(self) -> QuerySet[IndicatorReturn]:
        indicator, month = self.instance.indicator, self.instance.reported_in
        returns = IndicatorReturn.objects.filter(indicator=indicator, reported_in=month)
        return returns.exclude(pk=self.instance.pk)

    def is_changed_from(self, opened: IndicatorReturn | None) -> bool:
        """Whether the figure differs from both the opened and the saved one; True for a new return."""
        if opened is None:
            return True
        names = [name for name in FIGURES if name in self.fields]
        values = self.cleaned(*names)
        return all(
            values != [getattr(record, name) for name in names]
            for record in (opened, self.instance)
        )

    def mark_revised(self) -> None:
        """A change of a final figure needs a reason, and is marked [r] unless it has another
        marker.
        """
        if not self.cleaned_data.get("why") and not self.has_error("why"):
            self.add_error("why", "Say why this figure changes: it was final.")
        if not self.cleaned_data.get("marker"):
            self.cleaned_data["marker"] = Marker.REVISED.value

    def check_is_right(self) -> None:
        """A value far outside the usual range needs a confirmation of this very value, with a
        reason.
        """
        values = [value for value in self.cleaned("value", "low", "high") if value is not None]
        unusual = [value for value in values if is_unusual(self.known, value)]
        if self.has_wrong_figures() or not unusual:
            self.remove_question()
            return
        about = " ".join(typed_form(value) for value in values)
        if self.cleaned_data.get("asked_about") != about:
            self.data["asked_about"] = about
            self.data.pop("is_right", None)
            self.cleaned_data["is_right"] = False
        if not self.cleaned_data["is_right"]:
            value, last = self.measure.in_text(unusual[0]), self.measure.in_text(self.known[-1])
            self.add_error(
                "is_right",
                f"Is {value} right? It is far from the last value, {last}. Tick and say why, or correct it.",
            )
        elif not self.cleaned_data.get("right_because"):
            self.add_error("right_because", "Say why it is so far from the values before.")
