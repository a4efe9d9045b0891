"""What two people at one record need, on every form of it: its version now, what each touched, and the words of both."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from sendprog.records.history import Tracked
from sendprog.values.numbers import typed_form
from sendprog.values.wording import day


def locked(record: Tracked) -> Tracked:
    """The record as stored now, in the bin or not, locked until the transaction ends (on SQLite that is the lock)."""
    return type(record).everything.select_for_update(of=("self",)).get(pk=record.pk)


def as_opened(stored: Tracked, version: int | None) -> Tracked | None:
    """The record as it was at a version, from its history."""
    row = stored.history.filter(version=version).first() if version is not None else None
    return row.instance if row else None


def value_in(record: Tracked, name: str) -> Any:
    """A field's value as forms begin with it."""
    return record._meta.get_field(name).value_from_object(record)


def left_alone(form: forms.ModelForm, names: list[str], began: Tracked) -> list[str]:
    """The fields that still say what stood there when the form was opened: this person did not touch them."""
    return [
        name for name in names if not form.fields[name].has_changed(value_in(began, name), form[name].data)
    ]


def put(data: QueryDict, form: forms.ModelForm, name: str, stored: Tracked) -> None:
    """Set a field of posted data to its stored value, as its widget would have sent it."""
    key, prepared = form.add_prefix(name), form.fields[name].prepare_value(value_in(stored, name))
    if isinstance(prepared, list | tuple):
        data.setlist(key, [str(one) for one in prepared])
    elif prepared is None or prepared is False:
        data.pop(key, None)
    else:
        data[key] = "on" if prepared is True else str(prepared)


def words_for(record: Tracked, name: str, value: Any) -> str:
    """A field's value in words: a choice by its label."""
    choices = dict(record._meta.get_field(name).flatchoices)
    return in_words(choices.get(value, value) if choices else value)


def in_words(value: Any) -> str:
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, Decimal):
        return f"{Decimal(typed_form(value)):,f}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value)
    return "Yes" if value is True else "No" if value is False else str(value)
