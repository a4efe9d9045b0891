"""Model fields of money and counts, and form fields of numbers: text boxes, parsed as the desk
parses.

A number box would change under a mouse wheel, and drop "£", "m", "<" and brackets without a word.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from sendprog.values.number_parsing import PLACES_KEPT, NumberError, parse_number, typed_form
from sendprog.values.periods import FinancialYear, PeriodError, quoted
from sendprog.values.typed_amounts import SMALLEST_AMOUNT, count_from_text, pounds_from_text
from sendprog.values.units import Unit


class TypedField(forms.CharField):
    """A value typed as text; empty is None.

    `parse` raises ValueError with what to write instead.
    """

    inputmode = "text"

    def __init__(self, **kwargs: Any) -> None:
        # What Django's own model fields say of theirs.
        for name in ("min_value", "max_value", "max_digits", "decimal_places"):
            kwargs.pop(name, None)
        kwargs.setdefault("widget", forms.TextInput)
        super().__init__(**kwargs)

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if value is not None and not isinstance(value, str):
            return value
        text = super().to_python(value)
        try:
            return self.parse(text) if text else None
        except ValueError as error:
            raise ValidationError(sentence_about(text, str(error)), code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": self.inputmode, "autocomplete": "off"}


def sentence_about(text: str, problem: str) -> str:
    """A problem as a sentence; one that begins with what was typed keeps its letters."""
    begins_with_text = problem.startswith(quoted(text))
    start = problem[:1] if begins_with_text else problem[:1].upper()
    return f"{start}{problem[1:].rstrip('.')}."


class PoundsFormField(TypedField):
    """Pounds as a Decimal."""

    inputmode = "decimal"

    def __init__(self, *, smallest: int = SMALLEST_AMOUNT, **kwargs: Any) -> None:
        self.smallest = smallest
        kwargs.setdefault(
            "help_text", "Pounds, for example 51,600,000 or 51.6m. A surplus has a minus."
        )
        super().__init__(**kwargs)

    def parse(self, text: str) -> Decimal:
        return pounds_from_text(text, smallest=self.smallest)

    def prepare_value(self, value: Any) -> Any:
        return typed_form(value) if isinstance(value, Decimal) else value


class CountFormField(TypedField):
    """A whole number from 0 to a million."""

    inputmode = "numeric"

    def parse(self, text: str) -> int:
        return count_from_text(text)


class NumberFormField(TypedField):
    """A number as a Decimal. any_unit: its unit isn't known, so that £, % and a sign may be beside
    it.
    """

    inputmode = "decimal"

    def __init__(
        self,
        *,
        unit: Unit | None = None,
        places: int = PLACES_KEPT,
        any_unit: bool = False,
        **kwargs: Any,
    ) -> None:
        self.unit, self.any_unit = unit, any_unit
        self.places = kwargs.get("decimal_places", places)
        super().__init__(**kwargs)

    def parse(self, text: str) -> Decimal:
        return parse_number(text, unit=self.unit, places=self.places, any_unit=self.any_unit)

    def prepare_value(self, value: Any) -> Any:
        return typed_form(value) if isinstance(value, Decimal) else value


class FinancialYearFormField(TypedField):
    """The calendar year in which a financial year begins: 2024, or 2024/25."""

    inputmode = "numeric"

    def parse(self, text: str) -> int:
        if "/" not in text:
            return count_from_text(text)
        try:
            return FinancialYear.parse(text).start
        except PeriodError as error:
            raise NumberError(str(error)) from error


def with_path_of(base: type[models.Field]) -> Callable[[type[models.Field]], type[models.Field]]:
    """Class decorator: migrations name the field's base, since the table is the same."""

    def decorate(field: type[models.Field]) -> type[models.Field]:
        def deconstruct(self: models.Field) -> tuple:
            name, _, args, kwargs = super(field, self).deconstruct()
            return name, f"django.db.models.{base.__name__}", args, kwargs

        field.deconstruct = deconstruct
        return field

    return decorate


@with_path_of(models.DecimalField)
class PoundsField(models.DecimalField):
    """Pounds and pence. smallest: an amount typed below it without "k" or "m" is a slip of units."""

    def __init__(self, *args: Any, smallest: int = SMALLEST_AMOUNT, **kwargs: Any) -> None:
        self.smallest = smallest
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(
            **{"form_class": PoundsFormField, "smallest": self.smallest, **kwargs}
        )


@with_path_of(models.PositiveIntegerField)
class CountField(models.PositiveIntegerField):
    """A count."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": CountFormField, **kwargs})
