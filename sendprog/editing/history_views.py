"""The pages of a record's history, of restoring an entry and undoing a change, and of the bin."""

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from sendprog.editing.edit_views import add_undo_message
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.history_entries import MOST_ENTRIES, changes_between, entries_of
from sendprog.editing.restoring import CannotRestore, entry_before, move_to_bin, restore_entry
from sendprog.editing.signin_resume import editing_page
from sendprog.records.exemptions import EXEMPTIBLE, Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.people import User
from sendprog.records.rights import (
    can_edit,
    can_see_history,
    editable_records,
    has_model_permission,
    is_hidden_from,
    require_permission,
)
from sendprog.values.naming import naming_problem

LARGEST_ID = 2**63 - 1
LONGEST_REASON = 500


def tracked_model(label: str) -> type[Tracked]:
    """The tracked model with a label such as strands.milestone; 404 for anything else."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404("There is no such kind of record.") from error
    if not issubclass(model, Tracked):
        raise Http404("There is no such kind of record.")
    return model


def record_at(user: User, label: str, pk: int) -> Tracked:
    """A record, in the bin or not; 404 where there is none that this user may see."""
    if pk > LARGEST_ID:
        raise Http404("There is no such record.")
    record = get_object_or_404(tracked_model(label).everything, pk=pk)
    if is_hidden_from(user, record):
        raise Http404("There is no such record.")
    return record


def history_row(record: Tracked, entry: int) -> Model:
    """A row of the record's history; 404 where there is none."""
    if entry > LARGEST_ID:
        raise Http404("There is no such entry.")
    return get_object_or_404(record.history, history_id=entry)


@editing_page
@require_safe
def history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Every change of a record, newest first."""
    record = record_at(request.user, label, pk)
    require_permission(can_see_history(request.user, record))
    context = {
        "record": record,
        "entries": entries_of(record, may_restore=can_edit(request.user, record)),
        "label": label,
        "may_mark": label.lower() in EXEMPTIBLE
        and has_model_permission(request.user, "change", Exemption),
        "is_exempt": is_exempt(record),
    }
    return render(request, "editing/history.html", context)


@editing_page
@form_page
def restore(request: HttpRequest, label: str, pk: int, entry: int) -> HttpResponse:
    """Show what restoring a history entry would change; restore it on POST."""
    record = record_at(request.user, label, pk)
    require_permission(can_edit(request.user, record))
    row = history_row(record, entry)
    reason = f"Restored as of {row.history_date:%d %B %Y %H:%M}"
    return confirm_restore(request, record, row, done="Restored", reason=reason)


@editing_page
@form_page
def undo_change(request: HttpRequest, label: str, pk: int, entry: int) -> HttpResponse:
    """Undo the record's last change; where it was changed again since, go to its history."""
    record = record_at(request.user, label, pk)
    require_permission(can_edit(request.user, record))
    undone = history_row(record, entry)
    if record.history.order_by("-history_id").first().history_id != undone.history_id:
        messages.info(
            request,
            "It was changed again since, so there is nothing to undo in one step. Choose an entry.",
        )
        return redirect("history", label, pk)
    return confirm_restore(
        request, record, entry_before(record, undone), done="Undone", reason="Undone"
    )


def confirm_restore(
    request: HttpRequest, record: Tracked, row: Model | None, *, done: str, reason: str
) -> HttpResponse:
    """Show what restoring a history row would change; restore it on POST.

    Without a row to go back to, the record moves to the bin.
    """
    problem = ""
    if is_submitted(request):
        try:
            check_unchanged(request, record)
            restore_or_bin(
                request, record, row, done, f"{reason}. {posted_reason(request)}".strip(". ")
            )
            return redirect("history", record._meta.label_lower, record.pk)
        except CannotRestore as error:
            problem = str(error)
    context = {
        "record": record,
        "row": row,
        "changes": changes_between(record, row, type(record)) if row else [],
        "problem": problem,
        "why": request.POST.get("why", ""),
        "here": request.path,
    }
    return render(request, "editing/restore.html", context)


def posted_reason(request: HttpRequest) -> str:
    """The reason as typed. Raises CannotRestore where it may name somebody."""
    reason = request.POST.get("why", "").replace("\x00", "").strip()[:LONGEST_REASON]
    if problem := naming_problem(reason):
        raise CannotRestore(f"The reason: {problem}: take it out.")
    return reason


def check_unchanged(request: HttpRequest, record: Tracked) -> None:
    """Raise CannotRestore where somebody saved the record since the page was opened."""
    if request.POST.get("version", str(record.version)) != str(record.version):
        raise CannotRestore(
            "Somebody changed this after you opened the page. Read what would change now, then decide."
        )


def restore_or_bin(
    request: HttpRequest, record: Tracked, row: Model | None, done: str, reason: str
) -> None:
    """Restore the row, or without one move the record to the bin; add a message that says so."""
    if row is None:
        note = record.deletion_note
        move_to_bin(record, by=request.user, reason=reason)
        messages.success(request, f"{done}. It is in the bin. {note}".strip())
        return
    restored = restore_entry(record, row, by=request.user, reason=reason)
    add_undo_message(request, f"{done}.", restored)


@editing_page
@require_safe
def bin_page(request: HttpRequest) -> HttpResponse:
    """The records in the bin that this user may restore, latest first."""
    records = []
    for model in apps.get_models():
        if issubclass(model, Tracked):
            binned = model.everything.exclude(deleted_at=None).order_by("-deleted_at")
            records += editable_records(request.user, binned)[:MOST_ENTRIES]
    records.sort(key=lambda record: record.deleted_at, reverse=True)
    return render(request, "editing/bin.html", {"records": records})
