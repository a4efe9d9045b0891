"""Model fields and constraints: dates, financial years, money, and counts with their markers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Right
from django.db.models.lookups import Exact

from sendprog.records.number_fields import CountField, PoundsField
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import PeriodError
from sendprog.values.typed_amounts import LARGEST_COUNT, date_from_text
from sendprog.values.wording import QUALIFIERS
from sendprog.values.year_limits import FIRST_YEAR, LAST_YEAR, year_problem

NO_VALUE = [marker.value for marker in Marker if marker.means_no_value]


def validate_programme_year(year: int) -> None:
    if problem := year_problem(year):
        raise ValidationError(problem, code="year")


def validate_programme_day(day: date) -> None:
    validate_programme_year(day.year)


class PartialDateFormField(forms.CharField):
    """Parses typed text to a PartialDate; empty is None."""

    is_date = True

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        try:
            return date_from_text(text) if text else None
        except PeriodError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> str:
        return str(value) if value else ""

    def run_validators(self, value: Any) -> None:
        """Only the year: CharField's validators expect text, not a PartialDate."""
        if value:
            validate_programme_year(value.first.year)


class PartialDateField(models.CharField):
    """A PartialDate or None, stored as the text of PartialDate.stored()."""

    description = "A date known to the day, month, quarter, term or year"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 20
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", None)
        kwargs["null"] = True
        kwargs.setdefault(
            "help_text",
            "For example 14 August 2024, September 2025, January to March 2025 or 2026.",
        )
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "help_text"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs = {"form_class": PartialDateFormField, **kwargs}
        return models.Field.formfield(self, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> PartialDate | None:
        return PartialDate.from_stored(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value in (None, ""):
            return None
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value))
        except PeriodError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> str | None:
        partial_date = self.to_python(value)
        return partial_date.stored() if partial_date else None

    def run_validators(self, value: Any) -> None:
        """Only the year: CharField's validators expect text, not a PartialDate."""
        if value:
            validate_programme_year(value.first.year)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")


class DayField(models.DateField):
    """A day in the years of the programme; check_dates adds the CHECK."""

    default_validators = [validate_programme_day]


class MonthField(DayField):
    """A month, stored as its first day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "The first day of the month, for example 01/11/2024.")
        super().__init__(*args, **kwargs)


class FinancialYearField(models.PositiveSmallIntegerField):
    """The calendar year in which a financial year begins."""

    default_validators = [validate_programme_year]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "The year it begins: 2024 for 2024/25.")
        super().__init__(*args, **kwargs)


def check_dates(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: add a CHECK that each date and financial year is a year of the programme, or
    null.
    """
    condition = Q()
    for field in model._meta.local_concrete_fields:
        if isinstance(field, DayField):
            years = (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
            in_years = Q(**{f"{field.name}__range": years})
        elif isinstance(field, FinancialYearField):
            in_years = Q(**{f"{field.name}__range": (FIRST_YEAR, LAST_YEAR)})
        elif isinstance(field, PartialDateField):
            # Stored as text that begins with the year.
            in_years = Q(
                **{f"{field.name}__gte": str(FIRST_YEAR), f"{field.name}__lt": str(LAST_YEAR + 1)}
            )
        else:
            continue
        condition &= Q(**{f"{field.name}__isnull": True}) | in_years if field.null else in_years
    name = f"{model._meta.model_name}_dates_in_programme_years"
    model._meta.constraints.append(models.CheckConstraint(condition=condition, name=name))
    model._meta.original_attrs.setdefault("constraints", model._meta.constraints)
    return model


def first_of_month_check(model: str, field: str = "month") -> models.CheckConstraint:
    """A CHECK that `field` is the first day of a month.

    It compares text, since SQLite has no date type.
    """
    last_two = Right(Cast(field, CharField()), 2)
    return models.CheckConstraint(
        condition=Exact(last_two, Value("01")), name=f"{model}_{field}_is_first_of_month"
    )


def money_field(label: str, **kwargs: Any) -> PoundsField:
    """A field for pounds and pence; a deficit is positive."""
    kwargs.setdefault("null", True)
    kwargs.setdefault("blank", True)
    return PoundsField(f"{label} (£)", max_digits=14, decimal_places=2, **kwargs)


def qualifier_field(label: str = "in words before the value") -> models.CharField:
    """A field for the words before an amount, such as "about" or "at least"."""
    choices = [(word, word) for word in QUALIFIERS]
    return models.CharField(label, max_length=10, blank=True, default="", choices=choices)


def marker_field() -> models.CharField:
    """A field for why a value is missing, or what qualifies it: [c], [e], [p], [r], [x] …"""
    choices = [(member.value, f"{member.symbol} {member.label}") for member in Marker]
    return models.CharField("marker", max_length=4, blank=True, default="", choices=choices)


def basis_field(default: str = Basis.REPORTED.value) -> models.CharField:
    """A field for where a value comes from."""
    choices = [(member.value, member.label) for member in Basis]
    return models.CharField(max_length=12, default=default, choices=choices)


def count_fields(label: str) -> tuple[CountField, models.CharField]:
    """A count field and its marker field: no value and no marker means "not in the return", never
    0.
    """
    return CountField(label, null=True, blank=True), marker_field()


def count_names(model: type[models.Model]) -> list[str]:
    """The names of a model's count fields (those with a marker field), in order."""
    names = [field.name for field in model._meta.concrete_fields]
    return [name for name in names if f"{name}_marker" in names]


def check_counts(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: add a CHECK for each count: it is bounded, and has no marker that means "no
    value".
    """
    for name in count_names(model):
        missing = Q(**{f"{name}__isnull": True})
        sound = Q(**{f"{name}__lte": LARGEST_COUNT}) & ~Q(**{f"{name}_marker__in": NO_VALUE})
        model._meta.constraints.append(
            models.CheckConstraint(condition=missing | sound, name=f"sound_{name}")
        )
    return model


def at_most_check(model: str, part: str, whole: str) -> models.CheckConstraint:
    """A CHECK that a part is not larger than its whole, if both are known."""
    condition = (
        Q(**{f"{part}__isnull": True})
        | Q(**{f"{whole}__isnull": True})
        | Q(**{f"{part}__lte": models.F(whole)})
    )
    return models.CheckConstraint(condition=condition, name=f"{model}_{part}_at_most_{whole}"[:63])


def in_order_check(model: str, first: str, last: str) -> models.CheckConstraint:
    """A CHECK that a period does not end before its first day, if both are known."""
    condition = (
        Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{first}__lte": models.F(last)})
    )
    return models.CheckConstraint(
        condition=condition, name=f"{model}_{last}_not_before_{first}"[:63]
    )
