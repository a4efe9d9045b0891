"""Conflicts between two people who edit one record, on the site and in the admin alike.

A form carries the version of the record at which it was opened. Where the stored version is
another, `merged` takes the stored values of the fields that the user left alone, and `differences`
lists those they changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from sendprog.records.history import Tracked
from sendprog.values.number_parsing import typed_form
from sendprog.values.wording import day

IN_THE_BIN = (
    "Somebody put this in the bin. Your typing is below: restore it from its history, then save."
)


@dataclass(frozen=True)
class Difference:
    """A field that the form's user changed and that is stored otherwise, as text."""

    name: str
    label: str
    mine: str
    stored: str
    both_changed: bool


def lock(record: Tracked) -> Tracked:
    """The record as stored now, in the bin or not, locked until the transaction ends."""
    return type(record).everything.select_for_update(of=("self",)).get(pk=record.pk)


def opened_version(form: forms.ModelForm, field: str = "version") -> int | None:
    """The version that the form was opened at, as its hidden field says; None where that is no
    number.
    """
    try:
        return form.fields[field].clean(form[field].data)
    except ValidationError:
        return None


def opened_record(form: forms.ModelForm, stored: Tracked, field: str = "version") -> Tracked | None:
    """The record as it was when the form was opened, from its history; None where it had no such
    version.
    """
    version = opened_version(form, field)
    row = stored.history.filter(version=version).first() if version is not None else None
    return row.instance if row else None


def merged(
    form: forms.ModelForm, names: Iterable[str], stored: Tracked, opened: Tracked | None
) -> QueryDict:
    """A copy of the form's data that holds the stored value of each field that its user left alone.

    Nothing is taken over where it isn't known how the record was when the form was opened.
    """
    data = form.data.copy()
    if opened is None:
        return data
    for name in names:
        if not form.fields[name].has_changed(initial_value(opened, name), form[name].data):
            set_value(data, form, name, stored)
    return data


def initial_value(record: Tracked, name: str) -> Any:
    """The value that a form of the record begins with."""
    return record._meta.get_field(name).value_from_object(record)


def set_value(data: QueryDict, form: forms.ModelForm, name: str, stored: Tracked) -> None:
    """Set a field of posted data to its stored value, as its widget would have sent it."""
    key, value = form.add_prefix(name), form.fields[name].prepare_value(initial_value(stored, name))
    if isinstance(value, list | tuple):
        data.setlist(key, [str(item) for item in value])
    elif value is None or value is False:
        data.pop(key, None)
    else:
        data[key] = "on" if value is True else str(value)


def differences(
    form: forms.ModelForm, names: Iterable[str], stored: Tracked, opened: Tracked | None
) -> list[Difference]:
    """The fields of a validated form that its user changed since it was opened and that are stored
    otherwise.

    Every field that is stored otherwise, where it isn't known how the record was when the form was
    opened.
    """
    fields = []
    for name in names:
        # What couldn't be read is shown as it was typed.
        mine, theirs = form.cleaned_data.get(name, form[name].data), getattr(stored, name)
        if mine == theirs or (opened is not None and mine == getattr(opened, name)):
            continue
        both_changed = opened is None or theirs != getattr(opened, name)
        texts = field_text(stored, name, mine), field_text(stored, name, theirs)
        fields.append(Difference(name, form.fields[name].label, *texts, both_changed))
    return fields


def field_text(record: Tracked, name: str, value: Any) -> str:
    """A value of a record's field as text: a choice by its label."""
    choices = dict(record._meta.get_field(name).flatchoices)
    return display_text(choices.get(value, value) if choices else value)


def display_text(value: Any) -> str:
    """A stored value as text: "3,500", "14 August 2024", "Yes", "(empty)"."""
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, Decimal):
        return f"{Decimal(typed_form(value)):,f}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)
