"""Who changed what, when and why; putting a record back; and the bin."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from sendprog.editing.edit_conflicts import value_text
from sendprog.editing.edit_views import add_undo_message
from sendprog.editing.restoring import CannotRestore, bin_it, put_back, undo_of
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import form_page, is_submitted
from sendprog.records.exemptions import EXEMPTIBLE, Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.people import User
from sendprog.records.rights import (
    can_edit,
    can_see_history,
    has_model_permission,
    is_hidden_from,
    require_permission,
)

# Kept for the record's own bookkeeping: not news to a reader.
NOT_NEWS = {"version", "rendered"}
MOST_ENTRIES = 200


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One history entry: when, by whom, why, and field by field, old beside new.

    `about` names the record where several share the page; `restores` is the entry's number where it can be put back.
    """

    at: datetime
    by: str
    why: str
    changes: list[FieldChange]
    about: str = ""
    restores: int | None = None


def tracked_model(label: str) -> type[Tracked]:
    """The tracked model of a label such as strands.milestone; 404 for anything else."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404("There is no such kind of record.") from error
    if not issubclass(model, Tracked):
        raise Http404("There is no such kind of record.")
    return model


def record_at(user: User, label: str, pk: int) -> Tracked:
    """A record, in use or in the bin; 404 where there is none for this person."""
    if pk > 2**63 - 1:
        raise Http404("There is no such record.")
    record = get_object_or_404(tracked_model(label).everything, pk=pk)
    if is_hidden_from(user, record):
        raise Http404("There is no such record.")
    return record


def changes_between(old: Model | None, new: Model, model: type[Tracked]) -> list[FieldChange]:
    """What a change did, field by field; of a first entry, what it began with."""
    found = []
    for field in model._meta.concrete_fields:
        if field.name in NOT_NEWS or field.primary_key:
            continue
        before, after = (getattr(row, field.attname, None) if row else None for row in (old, new))
        if before != after and not (old is None and after in (None, "")):
            found.append(
                FieldChange(str(field.verbose_name).capitalize(), shown(field, before), shown(field, after))
            )
    return found


def shown(field: Any, value: Any) -> str:
    """A stored value in words: a choice by its label, a related record by its name."""
    if field.is_relation and value is not None:
        related = field.related_model._base_manager.filter(pk=value).first()
        # Whoever may see it finds its name in its own history.
        if related and is_exempt(related):
            return f"an exempt record ({value})"
        return str(related) if related else f"a record since removed ({value})"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value)) or "(empty)"
    return value_text(value)


def entry_of_row(
    row: Model, older: Model | None, model: type[Tracked], *, may_restore: bool = False, about: str = ""
) -> Entry:
    """What a row of a record's history says, seen from the row before it."""
    by = str(row.history_user or "the system")
    why = row.history_change_reason or ""
    changes = changes_between(older, row, model)
    return Entry(row.history_date, by, why, changes, about, row.history_id if may_restore else None)


@editing_page
@require_safe
def history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Every change of a record, the latest first."""
    record = record_at(request.user, label, pk)
    require_permission(can_see_history(request.user, record))
    rows = list(record.history.select_related("history_user").order_by("-history_id")[: MOST_ENTRIES + 1])
    olders = [*rows[1:], None]
    may_restore = can_edit(request.user, record)
    entries = [
        entry_of_row(
            row, older, type(record), may_restore=may_restore and (index > 0 or record.deleted_at is not None)
        )
        for index, (row, older) in enumerate(zip(rows, olders, strict=True))
    ][:MOST_ENTRIES]
    may_mark = label.lower() in EXEMPTIBLE and has_model_permission(request.user, "change", Exemption)
    context = {
        "record": record,
        "entries": entries,
        "label": label,
        "may_mark": may_mark,
        "is_exempt": is_exempt(record),
    }
    return render(request, "editing/history.html", context)


def entry_of(record: Tracked, entry: int) -> Model:
    if entry > 2**63 - 1:
        raise Http404("There is no such entry.")
    return get_object_or_404(record.history, history_id=entry)


@editing_page
@form_page
def restore(request: HttpRequest, label: str, pk: int, entry: int) -> HttpResponse:
    """Put a record back to how an entry has it; the page shows what that changes first."""
    record = record_at(request.user, label, pk)
    require_permission(can_edit(request.user, record))
    wanted = entry_of(record, entry)
    return go_back(
        request, record, wanted, "Restored", f"Restored as of {wanted.history_date:%d %B %Y %H:%M}"
    )


@editing_page
@form_page
def undo(request: HttpRequest, label: str, pk: int, entry: int) -> HttpResponse:
    """Take one change back, where nothing was changed since; otherwise the history says what happened."""
    record = record_at(request.user, label, pk)
    require_permission(can_edit(request.user, record))
    undone = entry_of(record, entry)
    if record.history.order_by("-history_id").first().history_id != undone.history_id:
        messages.info(
            request, "It was changed again since, so there is nothing to undo in one step. Choose an entry."
        )
        return redirect("history", label, pk)
    return go_back(request, record, undo_of(record, undone), "Undone", "Undone")


def go_back(
    request: HttpRequest, record: Tracked, wanted: Model | None, said: str, reason: str
) -> HttpResponse:
    """Show what going back changes; on POST, do it. Without an entry to go back to, the record goes into the bin."""
    problem = ""
    if is_submitted(request):
        why = request.POST.get("why", "").replace("\x00", "").strip()[:500]
        try:
            unless_changed(request, record)
            finish(request, record, wanted, said, f"{reason}. {why}".strip(". "))
            return redirect("history", record._meta.label_lower, record.pk)
        except CannotRestore as error:
            problem = str(error)
    changes = changes_between(record, wanted, type(record)) if wanted else []
    context = {
        "record": record,
        "wanted": wanted,
        "changes": changes,
        "problem": problem,
        "here": request.path,
    }
    return render(request, "editing/restore.html", context)


def unless_changed(request: HttpRequest, record: Tracked) -> None:
    """CannotRestore where somebody saved since the page that says what will change was opened."""
    if request.POST.get("version", str(record.version)) != str(record.version):
        raise CannotRestore(
            "Somebody changed this after you opened the page. Read what would change now, then decide."
        )


def finish(request: HttpRequest, record: Tracked, wanted: Model | None, said: str, reason: str) -> None:
    if wanted is None:
        along = record.deletion_note
        bin_it(record, by=request.user, reason=reason)
        messages.success(request, f"{said}. It is in the bin. {along}".strip())
        return
    add_undo_message(request, f"{said}.", put_back(record, wanted, by=request.user, reason=reason))


@editing_page
@require_safe
def bin_page(request: HttpRequest) -> HttpResponse:
    """What was put in the bin, for those who may take it out again."""
    models = [model for model in apps.get_models() if issubclass(model, Tracked)]
    binned = [
        record for model in models for record in model.everything.exclude(deleted_at=None)[:MOST_ENTRIES]
    ]
    seen = [record for record in binned if can_edit(request.user, record)]
    seen.sort(key=lambda record: record.deleted_at, reverse=True)
    return render(request, "editing/bin.html", {"records": seen})
