"""Who may do what, and how that came about: for those who read every log."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sendprog.editing.history_views import MOST_ENTRIES, Entry, FieldChange, entry_of_row
from sendprog.editing.signin_resume import editing_page
from sendprog.records.people import RoleChange, User
from sendprog.records.rights import has_model_permission, require_permission

LABELS = {
    "username": "Signs in as",
    "role_title": "Role shown to readers",
    "groups": "Roles",
    "permissions": "Rights of their own",
    "is_active": "May sign in",
    "is_staff": "May open the records",
    "is_superuser": "May do everything",
}


@editing_page
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in or did, with what they may do today."""
    require_permission(has_model_permission(request.user, "view", User))
    everybody = User.objects.order_by("-is_active", "username").prefetch_related("groups")
    return render(request, "editing/people.html", {"people": everybody})


@editing_page
@require_safe
def person_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of what a person may do, the strands they look after included, the latest first."""
    require_permission(has_model_permission(request.user, "view", User))
    person = get_object_or_404(User, pk=min(pk, 2**63 - 1))
    entries = [*changes_of_roles(person), *changes_of_strands(person)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return render(
        request, "editing/person_history.html", {"person": person, "entries": entries[:MOST_ENTRIES]}
    )


def changes_of_roles(person: User) -> list[Entry]:
    rows = person.role_changes.select_related("by")[:MOST_ENTRIES]
    return [
        Entry(row.at, str(row.by or "the system"), row.reason, differences(row), "What they may do")
        for row in rows
    ]


def differences(row: RoleChange) -> list[FieldChange]:
    """What differs, in words; of a first entry, what it began with."""
    names = [
        name
        for name in LABELS
        if row.old.get(name, [] if name in ("groups", "permissions") else "") != row.new[name]
    ]
    return [FieldChange(LABELS[name], in_words(row.old.get(name)), in_words(row.new[name])) for name in names]


def in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return (", ".join(value) if isinstance(value, list) else value) or "(none)"


def changes_of_strands(person: User) -> list[Entry]:
    """From the histories of the strands somebody looks after or did."""
    # By its name: the ground floor imports no app.
    model = apps.get_model("strands.StrandOfficer")
    entries = []
    for record in model.everything.filter(user=person).select_related("strand", "user"):
        rows = list(record.history.select_related("history_user").order_by("-history_id")[:MOST_ENTRIES])
        for row, older in zip(rows, [*rows[1:], None], strict=True):
            entries.append(entry_of_row(row, older, model, about=f"Looks after {record.strand}"))
    return entries
