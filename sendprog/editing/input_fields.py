"""Form fields of the site for numbers and days as officers type them, parsed as the desk parses."""

from typing import Any

from django import forms

from sendprog.records.date_form_fields import DayFormField
from sendprog.records.number_fields import CountFormField, NumberFormField


def box(width: int, **attrs: str) -> forms.TextInput:
    """A text box about `width` characters wide.

    For numbers too: a number box hides what it can't read.
    """
    return forms.TextInput(
        attrs={"class": f"govuk-input govuk-input--width-{width}", "autocomplete": "off", **attrs}
    )


class NumberField(NumberFormField):
    """A number of a unit, as a Decimal; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": box(10)} | kwargs)


class WholeNumberField(CountFormField):
    """A whole number; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": box(4)} | kwargs)


class DayField(DayFormField):
    """A day; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": box(20)} | kwargs)
