"""The view of every edit form of a tracked record: shows it, saves it with its history, or shows a
conflict.

The second of two people to save sees both texts side by side. Their own typing stays in the form;
fields that they left alone hold what the first saved.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from sendprog.editing.edit_conflicts import (
    IN_THE_BIN,
    differences,
    lock,
    merged,
    opened_record,
    opened_version,
)
from sendprog.editing.form_requests import is_submitted
from sendprog.editing.forms import TrackedForm
from sendprog.pages.reader_bar import forget_to_do
from sendprog.records.history import Tracked, change
from sendprog.records.sent_forms import SentForm


@dataclass(frozen=True)
class Editing:
    """One edit page: its form and template, and what follows a save."""

    form_class: type[TrackedForm]
    template: str
    context: dict[str, Any]
    success_url: str | Callable[[Tracked], str]
    success_message: str | Callable[[Tracked], str]
    before_saving: Callable[[TrackedForm, Tracked], None] | None = None
    # Whether the button pressed does more than save the fields, such as submit: then it counts as a
    # change.
    is_action: Callable[[TrackedForm, Tracked], bool] | None = None
    form_options: dict[str, Any] | None = None
    # For a new record: the equal one that somebody else created while this form was open.
    find_existing: Callable[[TrackedForm], Tracked | None] | None = None

    def form(self, *args: Any, **kwargs: Any) -> TrackedForm:
        return self.form_class(*args, **kwargs, **(self.form_options or {}))


class StaleForm(Exception):
    """Somebody else saved the record since this form was opened, and the form would change it."""

    def __init__(self, stored: Tracked) -> None:
        self.stored = stored


class InTheBin(Exception):
    """Somebody put the record in the bin since this form was opened."""


class AlreadyCreated(Exception):
    """Another user, or an earlier press of this form, created the new record first."""

    def __init__(self, stored: Tracked) -> None:
        self.stored = stored


def edit(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """Show the form of a record, new or stored; on submission save it with its history."""
    if request.method != "POST":
        return form_response(request, editing, editing.form(instance=record), record)
    if not is_submitted(request):
        return form_response(request, editing, editing.form(request.POST, instance=record), record)
    try:
        save = update_record if record.pk else create_record
        return save(request, record, editing)
    except StaleForm as stale:
        return conflict_response(request, stale.stored, editing)
    except AlreadyCreated as created:
        return edit(request, created.stored, editing)


def form_response(
    request: HttpRequest, editing: Editing, form: TrackedForm, record: Tracked, status: int = 200
) -> HttpResponse:
    context = {"form": form, "record": record, "differences": (), **editing.context}
    return render(request, editing.template, context, status=status)


def create_record(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """Insert a new record.

    Raises AlreadyCreated where this form or another user created it already.
    """
    form = editing.form(request.POST, instance=record)
    try:
        with change(by=request.user) as current_change:
            SentForm.lock(request.POST.get("token", "").replace("\x00", ""))
            check_valid(form)
            current_change.reason = form.reason
            refuse_existing(form, record, editing)
            saved = save_form(form, record, editing)
            SentForm.store(form.cleaned_data["token"], saved)
    except ValidationError:
        return form_response(request, editing, form, record)
    except IntegrityError as error:
        refuse_existing(form, record, editing)
        return broken_rule_response(request, editing, form, record, error)
    return saved_response(request, saved, editing)


def refuse_existing(form: TrackedForm, record: Tracked, editing: Editing) -> None:
    """Raise AlreadyCreated where this form created its record before, or another user an equal one."""
    existing = SentForm.saved_record(form.cleaned_data["token"], type(record))
    if existing is None and editing.find_existing:
        existing = editing.find_existing(form)
    if existing:
        raise AlreadyCreated(existing)


def update_record(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    """Lock the record, compare versions, save.

    Raises StaleForm where somebody else saved other values.
    """
    try:
        with change(by=request.user) as current_change:
            current = lock(record)
            if current.deleted_at:
                raise InTheBin
            stored = copy(current)
            form = merged_form(request, current, editing)
            check_valid(form)
            current_change.reason = form.reason
            saved = (
                save_form(form, current, editing)
                if changes_anything(form, stored, editing)
                else None
            )
    except ValidationError:
        return form_response(request, editing, form, record)
    except InTheBin:
        return binned_response(request, record, editing)
    except IntegrityError as error:
        return broken_rule_response(request, editing, form, record, error)
    if saved is None:
        messages.success(request, "Saved: nothing was different.")
        return redirect_after(stored, editing)
    return saved_response(request, saved, editing)


def check_valid(form: TrackedForm) -> None:
    """Raise ValidationError, which undoes the transaction; the messages are on the form."""
    if not form.is_valid():
        raise ValidationError("The form has errors.")


def save_form(form: TrackedForm, record: Tracked, editing: Editing) -> Tracked:
    if editing.before_saving:
        editing.before_saving(form, record)
    return form.save()


def merged_form(request: HttpRequest, stored: Tracked, editing: Editing) -> TrackedForm:
    """The form as sent, with the stored values in the fields that its user left alone since it was
    opened.

    So no form is refused, and no reason required, because of a change that somebody else made.
    """
    form = editing.form(request.POST, instance=stored)
    if opened_version(form) == stored.version:
        return form
    data = merged(form, form.record_fields, stored, opened_record(form, stored))
    return editing.form(data, instance=stored)


def changes_anything(form: TrackedForm, stored: Tracked, editing: Editing) -> bool:
    """Whether the form changes the stored record.

    Raises StaleForm where it does and was opened at another version.
    """
    is_action = bool(editing.is_action and editing.is_action(form, stored))
    if form.cleaned_data["version"] == stored.version:
        return is_action or bool(differences(form, form.record_fields, stored, None))
    # The fields that this user left alone must not go back to the values they had when the form was
    # opened.
    if is_action or differences(form, form.record_fields, stored, opened_record(form, stored)):
        raise StaleForm(stored)
    return False


def binned_response(request: HttpRequest, record: Tracked, editing: Editing) -> HttpResponse:
    form = editing.form(request.POST, instance=record)
    form.add_error(None, IN_THE_BIN)
    return form_response(request, editing, form, record, status=409)


def broken_rule_response(
    request: HttpRequest,
    editing: Editing,
    form: TrackedForm,
    record: Tracked,
    error: IntegrityError,
) -> HttpResponse:
    rule = str(error).partition("\n")[0][:200]
    form.add_error(None, f"Nothing was saved: this breaks a rule of the database ({rule}).")
    return form_response(request, editing, form, record)


def conflict_response(request: HttpRequest, stored: Tracked, editing: Editing) -> HttpResponse:
    """Both texts side by side, above a form that holds the merged values and the stored version."""
    form = merged_form(request, copy(stored), editing)
    form.is_valid()
    data = form.data.copy()
    data["version"] = str(stored.version)
    last = stored.history.first()
    context = {
        "form": editing.form(data, instance=copy(stored)),
        "record": stored,
        "differences": differences(form, form.record_fields, stored, opened_record(form, stored)),
        "saved_by": last.history_user,
        "saved_at": last.history_date,
        **editing.context,
    }
    return render(request, editing.template, context, status=409)


def saved_response(request: HttpRequest, saved: Tracked, editing: Editing) -> HttpResponseRedirect:
    message = editing.success_message
    add_undo_message(request, message(saved) if callable(message) else message, saved)
    return redirect_after(saved, editing)


def redirect_after(saved: Tracked, editing: Editing) -> HttpResponseRedirect:
    address = editing.success_url
    return redirect(address(saved) if callable(address) else address)


def add_undo_message(request: HttpRequest, message: str, saved: Tracked) -> None:
    """Add a success message with a link that undoes the record's last change."""
    forget_to_do(request)
    last = saved.history.first()
    undo = reverse("undo", args=[saved._meta.label_lower, saved.pk, last.history_id])
    messages.success(
        request,
        format_html(
            '{} <a class="govuk-notification-banner__link" href="{}">Undo</a>', message, undo
        ),
    )
