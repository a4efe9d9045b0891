"""A record of each kind with a recognisable value in every field, and how each value would be worded on a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from sendprog.records.fields import FinancialYearField, MonthField, PartialDateField
from sendprog.records.history import change
from sendprog.values import wording
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month

APPS = ("strands", "ehcp", "finance", "risks", "committee")
FIRST_DAY = date(2031, 3, 2)
# So many days lie between two values that no window is within one month.
STEP = 33
# A day after all that is made up.
TODAY = date(2085, 1, 15)

Others = dict[type[models.Model], models.Model]
# A value, the texts of which a page has to show one.
Value = tuple[Any, tuple[str, ...]]


@dataclass
class Filled:
    """A record with the texts, by field, one of which a page has to show."""

    record: models.Model
    expected: dict[str, tuple[str, ...]] = field(default_factory=dict)


def record_models() -> list[type[models.Model]]:
    """The models of the programme's records, without those of their history."""
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in found if not model.__name__.startswith("Historical")]


def own_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that somebody fills in: no keys, versions and what is derived when a record is saved."""
    return [one for one in model._meta.concrete_fields if one.editable and not one.primary_key]


def is_told_by_wording(one: models.Field) -> bool:
    """Whether its value can be looked for; a choice, a truth and a key are changed instead to see what changes."""
    return not (one.choices or one.is_relation or isinstance(one, models.BooleanField))


class Values:
    """Makes values that nothing else comes near, with their wording."""

    def __init__(self) -> None:
        self.numbers = count(1)
        # Fewer than the numbers: years end before they do.
        self.days = count(1)

    def value_of(self, one: models.Field) -> Value:
        number = next(self.numbers)
        if not is_told_by_wording(one):
            return self.chosen(one), ()
        if isinstance(one, MonthField):
            month = Month(2031, 1).plus(next(self.days))
            return month.first, (month.label,)
        if isinstance(one, PartialDateField | models.DateField):
            return self.day(one, FIRST_DAY + timedelta(days=STEP * next(self.days)))
        if isinstance(one, FinancialYearField):
            return 2031 + number % 50, (FinancialYear(2031 + number % 50).label,)
        if isinstance(one, models.DecimalField):
            return self.decimal(one, number)
        if isinstance(one, models.IntegerField):
            # Going down: a count that is part of another one comes after it.
            return 9_000 - number, (f"{9_000 - number:,}", str(9_000 - number))
        text = f"qv{number:04}" if isinstance(one, models.SlugField) else f"Qv{number:04}"
        return text, (text,)

    def chosen(self, one: models.Field) -> Any:
        """The last choice; no marker, which would stand for a missing value."""
        if one.choices:
            return "" if one.name.endswith("marker") else list(dict(one.flatchoices))[-1]
        return one.get_default()

    def day(self, one: models.Field, day: date) -> Value:
        texts = (wording.day(day), f"{day.day} {wording.MONTH_NAMES[day.month - 1]}")
        return (
            PartialDate.parse(day.isoformat()) if isinstance(one, PartialDateField) else day
        ), texts

    def decimal(self, one: models.DecimalField, number: int) -> Value:
        if one.max_digits - one.decimal_places <= 4:
            value = Decimal(number % 400) / 100
            return value, (f"{value.normalize():f}",)
        if one.decimal_places == 2:
            return Decimal(number * 1_000_000 + 300_000), (f"£{number}.3 million", f"£{number}.3m")
        return Decimal(40_000 + number), (f"{40_000 + number:,}",)


def in_order(found: list[type[models.Model]]) -> Iterator[type[models.Model]]:
    """Each model after those that its keys point to. Raises AssertionError for keys in a circle."""
    waiting = list(found)
    while waiting:
        ready = [model for model in waiting if not parents(model) & set(waiting)]
        assert ready, f"keys in a circle: {waiting}"
        yield from ready
        waiting = [model for model in waiting if model not in ready]


def parents(model: type[models.Model]) -> set[type[models.Model]]:
    return {one.related_model for one in own_fields(model) if one.is_relation} - {model}


def save_filled(
    model: type[models.Model], values: Values, given: dict[str, Any], others: Others
) -> Filled:
    """A saved record. `given`: values that a rule asks for, alone or before the texts that a page has to show.

    `others`: the record to which a key of each model points.
    """
    filled = Filled(model())
    for one in own_fields(model):
        value, expected = values.value_of(one)
        if one.name in given:
            value, *texts = (
                given[one.name] if isinstance(given[one.name], tuple) else (given[one.name],)
            )
            expected = tuple(texts)
        elif one.is_relation:
            value = None if one.related_model is model else others.get(one.related_model)
        setattr(filled.record, one.name, value)
        if expected:
            filled.expected[one.name] = expected
    with change(by=None):
        filled.record.save()
    return filled
