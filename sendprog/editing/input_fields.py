"""Form fields for numbers and days as officers type them; what can't be read is refused with an example."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sendprog.values.measures import Unit
from sendprog.values.number_parsing import PLACES_KEPT, NumberError, parse_number, parse_whole, typed_form
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import PeriodError, quoted
from sendprog.values.wording import day


def box(width: int, **attrs: str) -> forms.TextInput:
    """A text box about `width` characters wide. For numbers too: a number box hides what it can't read."""
    return forms.TextInput(
        attrs={"class": f"govuk-input govuk-input--width-{width}", "autocomplete": "off", **attrs}
    )


class NumberField(forms.CharField):
    """A number of a unit, as a Decimal; empty is None."""

    def __init__(self, *, unit: Unit | None = None, places: int = PLACES_KEPT, **kwargs: Any) -> None:
        self.unit, self.places = unit, places
        super().__init__(**{"required": False, "widget": box(10, inputmode="decimal")} | kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = super().to_python(value)
        try:
            return parse_number(text, unit=self.unit, places=self.places) if text else None
        except NumberError as error:
            raise ValidationError(f"{error}.", code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return typed_form(value) if isinstance(value, Decimal) else value

    def run_validators(self, value: Any) -> None:
        """None: CharField's validators are for text."""


class WholeNumberField(forms.CharField):
    """A whole number of at most four digits; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": box(4, inputmode="numeric")} | kwargs)

    def to_python(self, value: Any) -> int | None:
        text = super().to_python(value)
        try:
            return parse_whole(text) if text else None
        except NumberError as error:
            raise ValidationError(f"{error}.", code="invalid") from error

    def run_validators(self, value: Any) -> None:
        """None: CharField's validators are for text."""


class DayField(forms.CharField):
    """A day ("14 August 2024", "14/08/2024"); empty is None. A month or a year is refused."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "required": False,
            "widget": box(20),
            "help_text": "For example 14 August 2024 or 14/08/2024.",
        }
        super().__init__(**defaults | kwargs)

    def to_python(self, value: Any) -> date | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            parsed = PartialDate.parse(text)
        except PeriodError as error:
            raise ValidationError(
                f"{quoted(text)} is not a day: write it like 14 August 2024.", code="invalid"
            ) from error
        if parsed.precision is not Precision.DAY:
            raise ValidationError(
                f"{parsed} is not a day: write the day too, like 14 August 2024.", code="invalid"
            )
        return parsed.first

    def prepare_value(self, value: Any) -> Any:
        return day(value) if isinstance(value, date) else value

    def run_validators(self, value: Any) -> None:
        """None: CharField's validators are for text."""
