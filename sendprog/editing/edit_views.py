"""Editing a tracked record so that nothing is lost: versions, conflicts, and typing that survives a sign-in.

A form carries the version it was opened at. The second saver sees both texts side by side, with their own typing kept
and what they did not touch taken from the saved record; saving again is then a decision, never an accident.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from sendprog.editing.edit_conflicts import as_opened, left_alone, locked, put, words_for
from sendprog.editing.forms import TrackedForm
from sendprog.editing.submission import is_submitted
from sendprog.records.history import Tracked, change
from sendprog.records.sent_forms import SentForm

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
    # Whether the button pressed does more than save the fields (submits, takes back): then equal fields are news too.
    does_more: Callable[[TrackedForm, Tracked], bool] | None = None
    form_options: dict[str, Any] | None = None
    # For a new record: the one that already stands in its place, if somebody made it while this form was open.
    already: Callable[[TrackedForm], Tracked | None] | None = None

    def form(self, *args: Any, **kwargs: Any) -> TrackedForm:
        return self.form_class(*args, **kwargs, **(self.form_options or {}))


class Stale(Exception):
    """The record was saved by somebody else since this form was opened."""

    def __init__(self, stored: Tracked) -> None:
        self.stored = stored


class Taken(Exception):
    """A new record's place was taken while its form was open; `stored` stands there."""

    def __init__(self, stored: Tracked) -> None:
        self.stored = stored


class Binned(Exception):
    """The record was put in the bin since this form was opened."""


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]


def edit(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """Show the form, or save it: whole with its history, or not at all."""
    if request.method != "POST":
        return page(request, editing, editing.form(instance=record), record)
    if not is_submitted(request):
        return page(request, editing, editing.form(request.POST, instance=record), record)
    try:
        return save(request, record, editing)
    except Stale as stale:
        return conflict(request, stale.stored, editing)
    except Taken as taken:
        return edit(request, taken.stored, editing)


def page(
    request: HttpRequest, editing: Editing, form: TrackedForm, record: Tracked, status: int = 200
) -> HttpResponse:
    context = {"form": form, "record": record, "differences": (), **editing.context}
    return render(request, editing.template, context, status=status)


def save(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """One transaction: lock, compare versions, save with history. Stale where somebody saved in between."""
    try:
        with change(by=request.user) as deed:
            if record.pk is None:
                SentForm.lock(request.POST.get("token", "").replace("\x00", ""))
            current = locked(record) if record.pk else record
            if current.deleted_at:
                raise Binned
            before = type(record).everything.get(pk=record.pk) if record.pk else None
            form = editing.form(not_gone_back(request.POST, before, editing), instance=current)
            if not form.is_valid():
                raise ValidationError("The form has errors.")
            deed.reason = form.reason
            give_way(form, record, editing)
            if before and not is_news(form, before, editing):
                return nothing_new(request, before, editing)
            if editing.before_saving:
                editing.before_saving(form, current)
            saved = form.save()
            if before is None:
                SentForm.store(form.cleaned_data["token"], saved)
    except ValidationError:
        return page(request, editing, form, record)
    except Binned:
        form = editing.form(request.POST, instance=record)
        form.add_error(
            None,
            "Somebody put this in the bin. Your typing is below: restore it from its history, then save.",
        )
        return page(request, editing, form, record, status=409)
    except IntegrityError as error:
        give_way(form, record, editing)
        form.add_error(
            None, f"This breaks a rule that the database keeps, so nothing was saved ({first_line(error)})."
        )
        return page(request, editing, form, record)
    said = editing.said(saved) if callable(editing.said) else editing.said
    say(request, said, saved)
    return gone_on(saved, editing)


def give_way(form: TrackedForm, record: Tracked, editing: Editing) -> None:
    """Taken where a new record would stand in the place of one made meanwhile, or was made by this form already."""
    if record.pk:
        return
    standing = SentForm.saved_record(form.cleaned_data["token"], type(record))
    standing = standing or (editing.already(form) if editing.already else None)
    if standing:
        raise Taken(standing)


def is_news(form: TrackedForm, stored: Tracked, editing: Editing) -> bool:
    """Whether the form changes anything. Stale where it does and somebody saved since it was opened."""
    does_more = bool(editing.does_more and editing.does_more(form, stored))
    if form.cleaned_data["version"] == stored.version:
        return does_more or bool(changed_fields(form, stored))
    # What this person did not touch must not go back to how it was when they opened the form.
    if does_more or differences(form, stored):
        raise Stale(stored)
    return False


def nothing_new(request: HttpRequest, stored: Tracked, editing: Editing) -> HttpResponseRedirect:
    """A second save equal to what is stored is a success; there is nothing of this person's to undo."""
    messages.success(request, "Saved: it was so already.")
    return gone_on(stored, editing)


def gone_on(saved: Tracked, editing: Editing) -> HttpResponseRedirect:
    return redirect(editing.done(saved) if callable(editing.done) else editing.done)


def say(request: HttpRequest, words: str, saved: Tracked) -> None:
    """A success banner with the link that undoes the last change of the record."""
    last = saved.history.first()
    undo = reverse("undo", args=[saved._meta.label_lower, saved.pk, last.history_id])
    messages.success(
        request, format_html('{} <a class="govuk-notification-banner__link" href="{}">Undo</a>', words, undo)
    )


def changed_fields(form: TrackedForm, stored: Tracked | None) -> list[str]:
    """The record's fields whose cleaned value is not the stored one."""
    return [
        name
        for name in form.record_fields
        if form.cleaned_data.get(name) != getattr(stored, name, NO_SUCH_VALUE)
    ]


def opened_at(form: TrackedForm, stored: Tracked) -> Tracked | None:
    """The record as it was when this form was opened, from its history."""
    try:
        return as_opened(stored, form.fields["version"].clean(form["version"].data))
    except ValidationError:
        return None


def not_gone_back(posted: QueryDict, stored: Tracked | None, editing: Editing) -> QueryDict:
    """What was posted, with the fields that this person did not touch as somebody else saved them meanwhile.

    So no form is refused, and no reason asked for, because of a change that is not this person's.
    """
    if stored is None:
        return posted
    form = editing.form(posted, instance=copy(stored))
    began = opened_at(form, stored)
    if began is None or began.version == stored.version:
        return posted
    data = posted.copy()
    for name in left_alone(form, form.record_fields, began):
        put(data, form, name, stored)
    return data


def differences(form: TrackedForm, stored: Tracked) -> list[Difference]:
    """The fields that this person changed and that are not already stored so."""
    base = opened_at(form, stored)
    found = []
    for name in changed_fields(form, stored):
        mine = form.cleaned_data[name]
        if base is not None and mine == getattr(base, name):
            continue
        saved_too = base is None or getattr(stored, name) != getattr(base, name)
        label, (typed, kept) = (
            form.fields[name].label,
            (words_for(stored, name, one) for one in (mine, getattr(stored, name))),
        )
        found.append(Difference(name, label, typed, kept, saved_too))
    return found


def conflict(request: HttpRequest, stored: Tracked, editing: Editing) -> HttpResponse:
    """Both texts side by side. The form holds this person's typing, the saved record's values elsewhere, and its version."""
    data = not_gone_back(request.POST, stored, editing).copy()
    form = editing.form(data, instance=copy(stored))
    form.is_valid()
    found = differences(form, stored)
    data["version"] = str(stored.version)
    shown = editing.form(data, instance=copy(stored))
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
