"""The page that says how it came about what somebody may do: for those who read every log."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sendprog.editing.history_entries import MOST_ENTRIES, Entry, FieldChange, entries_of
from sendprog.editing.history_views import LARGEST_ID
from sendprog.editing.signin_resume import editing_page
from sendprog.records.people import RoleChange, User
from sendprog.records.rights import has_model_permission, require_permission

MOST_EVENTS = 50
LABELS = {
    "username": "Signs in as",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail address",
    "role_title": "Role shown to readers",
    "groups": "Roles",
    "permissions": "Rights of their own",
    "is_active": "May sign in",
    "is_staff": "May open the records",
    "is_superuser": "May do everything",
}


@editing_page
@require_safe
def person_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of a user's roles and of the strands they look after, newest first."""
    require_permission(has_model_permission(request.user, "view", User))
    person = get_object_or_404(User, pk=min(pk, LARGEST_ID))
    entries = [*role_entries(person), *strand_entries(person)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    context = {
        "person": person,
        "entries": entries[:MOST_ENTRIES],
        "events": person.account_events.select_related("by")[:MOST_EVENTS],
    }
    return render(request, "editing/person_history.html", context)


def role_entries(person: User) -> list[Entry]:
    rows = person.role_changes.select_related("by")[:MOST_ENTRIES]
    return [
        Entry(
            row.at,
            str(row.by or "the system"),
            row.reason,
            role_differences(row),
            "Their account",
        )
        for row in rows
    ]


def role_differences(row: RoleChange) -> list[FieldChange]:
    """The fields that a change of roles changed; for the first, the fields that have a value."""
    changes = []
    for name, label in LABELS.items():
        empty = [] if name in ("groups", "permissions") else ""
        old, new = row.old.get(name, empty), row.new.get(name, empty)
        if old != new:
            changes.append(FieldChange(label, role_text(old), role_text(new)))
    return changes


def role_text(value: Any) -> str:
    """A value stored in a RoleChange as text: "Yes", "manager, auditor", "(none)"."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = ", ".join(value) if isinstance(value, list) else value
    return text or "(none)"


def strand_entries(person: User) -> list[Entry]:
    """The history of the strands that somebody looks after or did."""
    # By its label: sendprog imports no other app.
    model = apps.get_model("strands.StrandOfficer")
    entries = []
    for record in model.everything.filter(user=person).select_related("strand", "user"):
        entries += entries_of(record, about=f"Looks after {record.strand}")
    return entries
