"""Editing a tracked record so that nothing is lost: versions, conflicts, and typing that survives a sign-in.

A form carries the version it was opened at. The second saver sees both texts side by side, with their own typing kept
and what they did not touch taken from the saved record; saving again is then a decision, never an accident.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from sendprog.forms import TrackedForm
from sendprog.history import Tracked, change

# Sent with typing that comes back after a sign-in: show the form as it was filled in, and save nothing.
SHOW_ONLY = "_show"
NO_SUCH_VALUE = object()


@dataclass(frozen=True)
class Difference:
    """One field of a conflict: what this person typed and what is saved."""

    name: str
    label: str
    mine: str
    saved: str
    both_changed: bool


@dataclass(frozen=True)
class Editing:
    """One edit form: its class, its template, what stands around it, where to go when saved and what to say."""

    form_class: type[TrackedForm]
    template: str
    context: dict[str, Any]
    done: str | Callable[[Tracked], str]
    said: str | Callable[[Tracked], str]
    before_saving: Callable[[TrackedForm, Tracked], None] | None = None
    form_options: dict[str, Any] | None = None

    def form(self, *args: Any, **kwargs: Any) -> TrackedForm:
        return self.form_class(*args, **kwargs, **(self.form_options or {}))


class Stale(Exception):
    """The record was saved by somebody else since this form was opened."""

    def __init__(self, stored: Tracked) -> None:
        self.stored = stored


def locked(record: Tracked) -> Tracked:
    """The record as stored now, locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    return type(record)._default_manager.select_for_update().get(pk=record.pk)


def edit(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """Show the form, or save it: whole with its history, or not at all."""
    if request.method != "POST":
        return page(request, editing, editing.form(instance=record), record)
    if SHOW_ONLY in request.POST:
        return page(request, editing, editing.form(request.POST, instance=record), record)
    try:
        return save(request, record, editing)
    except Stale as stale:
        return conflict(request, stale.stored, editing)


def page(request: HttpRequest, editing: Editing, form: TrackedForm, record: Tracked, status: int = 200) -> HttpResponse:
    context = {"form": form, "record": record, "differences": (), **editing.context}
    return render(request, editing.template, context, status=status)


def save(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """One transaction: lock, compare versions, save with history. Stale where somebody saved in between."""
    try:
        with change(by=request.user) as deed:
            current = locked(record) if record.pk else record
            before = type(record)._default_manager.get(pk=record.pk) if record.pk else None
            form = editing.form(request.POST, instance=current)
            if not form.is_valid():
                raise ValidationError("The form has errors.")
            deed.reason = form.reason
            if before and form.cleaned_data["version"] != before.version and differences(form, before):
                raise Stale(before)
            if record.pk and not changed_fields(form, before):
                return finished(request, current, editing, None)
            if editing.before_saving:
                editing.before_saving(form, current)
            saved = form.save()
    except ValidationError:
        return page(request, editing, form, record)
    except IntegrityError as error:
        form.add_error(None, f"The database refuses this: {error}".splitlines()[0])
        return page(request, editing, form, record)
    return finished(request, saved, editing, before)


def finished(request: HttpRequest, saved: Tracked, editing: Editing, before: Tracked | None) -> HttpResponseRedirect:
    """Say what was done, with the link that undoes it, and go on."""
    said = editing.said(saved) if callable(editing.said) else editing.said
    say(request, said, saved)
    return redirect(editing.done(saved) if callable(editing.done) else editing.done)


def say(request: HttpRequest, words: str, saved: Tracked) -> None:
    """A success banner with the link that undoes the last change of the record."""
    last = saved.history.first()
    undo = reverse("undo", args=[saved._meta.label_lower, saved.pk, last.history_id])
    messages.success(request, format_html('{} <a class="govuk-notification-banner__link" href="{}">Undo</a>', words, undo))


def changed_fields(form: TrackedForm, stored: Tracked | None) -> list[str]:
    """The record's fields whose cleaned value is not the stored one."""
    return [name for name in form.record_fields if form.cleaned_data.get(name) != getattr(stored, name, NO_SUCH_VALUE)]


def opened_at(form: TrackedForm, stored: Tracked) -> Tracked | None:
    """The record as it was when this form was opened, from its history."""
    row = stored.history.filter(version=form.cleaned_data["version"]).first()
    return row.instance if row else None


def differences(form: TrackedForm, stored: Tracked) -> list[Difference]:
    """The fields that this person changed and that are not already stored so."""
    base = opened_at(form, stored)
    found = []
    for name in changed_fields(form, stored):
        mine = form.cleaned_data[name]
        if base is not None and mine == getattr(base, name):
            continue
        saved_too = base is None or getattr(stored, name) != getattr(base, name)
        found.append(Difference(name, form.fields[name].label, in_words(mine), in_words(getattr(stored, name)), saved_too))
    return found


def in_words(value: Any) -> str:
    if value is None or value == "":
        return "(empty)"
    return "Yes" if value is True else "No" if value is False else str(value)


def conflict(request: HttpRequest, stored: Tracked, editing: Editing) -> HttpResponse:
    """Both texts side by side. The form holds this person's typing, the saved record's values elsewhere, and its version."""
    form = editing.form(request.POST, instance=type(stored)._default_manager.get(pk=stored.pk))
    form.is_valid()
    found = differences(form, stored)
    mine = {one.name for one in found}
    fresh = editing.form(instance=stored)
    data = request.POST.copy()
    for name in form.record_fields:
        if name not in mine:
            put(data, name, fresh[name].value(), fresh)
    data["version"] = str(stored.version)
    shown = editing.form(data, instance=type(stored)._default_manager.get(pk=stored.pk))
    last = stored.history.first()
    context = {
        "form": shown,
        "record": stored,
        "differences": found,
        "saved_by": last.history_user,
        "saved_at": last.history_date,
        **editing.context,
    }
    return render(request, editing.template, context, status=409)


def put(data: Any, name: str, value: Any, form: TrackedForm) -> None:
    """Set a field of posted data to a stored value, as its widget would have sent it."""
    prepared = form.fields[name].prepare_value(value)
    if isinstance(prepared, list | tuple):
        data.setlist(name, [str(one) for one in prepared])
    elif prepared in (None, False):
        data.pop(name, None)
    else:
        data[name] = "on" if prepared is True else str(prepared)
