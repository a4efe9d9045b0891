"""The history of a record as text: each entry with who, when and why, and the fields that it
changed.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Field, Model

from sendprog.editing.edit_conflicts import display_text
from sendprog.records.exemptions import is_exempt
from sendprog.records.history import Tracked

# Bookkeeping of the record itself, and HTML that is rendered from another field.
OMITTED_FIELDS = {"version", "rendered"}
MOST_ENTRIES = 200


@dataclass(frozen=True)
class FieldChange:
    """A field's label, with its old and new value as text."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One history entry: when, by whom, why, and each changed field.

    `about` names the record on a page of several; `restores` is the entry's history ID if it can be
    restored.
    """

    at: datetime
    by: str
    why: str
    changes: list[FieldChange]
    about: str = ""
    restores: int | None = None


def changes_between(old: Model | None, new: Model, model: type[Tracked]) -> list[FieldChange]:
    """The fields that differ; without an old row, the fields that have a value."""
    changes = []
    for field in model._meta.concrete_fields:
        if field.name in OMITTED_FIELDS or field.primary_key:
            continue
        before = getattr(old, field.attname, None) if old else None
        after = getattr(new, field.attname, None)
        is_left_empty = old is None and after in (None, "")
        if before != after and not is_left_empty:
            label = str(field.verbose_name).capitalize()
            changes.append(
                FieldChange(label, history_text(field, before), history_text(field, after))
            )
    return changes


def history_text(field: Field, value: Any) -> str:
    """A value in a history row as text: a choice by its label, a related record by its name."""
    if field.is_relation and value is not None:
        return related_text(field, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value)) or "(empty)"
    return display_text(value)


def related_text(field: Field, pk: Any) -> str:
    """The name of a related record, unless it is exempt now or was removed."""
    related = field.related_model._base_manager.filter(pk=pk).first()
    if related is None:
        return f"a record since removed ({pk})"
    # Those who may see it find its name in its own history.
    return f"an exempt record ({pk})" if is_exempt(related) else str(related)


def entry_of_row(
    row: Model,
    older: Model | None,
    model: type[Tracked],
    *,
    may_restore: bool = False,
    about: str = "",
) -> Entry:
    """A history row as an entry; `older` is the row before it, None for the record's first."""
    by = str(row.history_user or "the system")
    why = row.history_change_reason or ""
    changes = changes_between(older, row, model)
    return Entry(row.history_date, by, why, changes, about, row.history_id if may_restore else None)


def entries_of(record: Tracked, *, may_restore: bool = False, about: str = "") -> list[Entry]:
    """The record's latest entries, newest first.

    The newest is how the record is now: it can be restored only where the record is in the bin.
    """
    rows = record.history.select_related("history_user").order_by("-history_id")
    entries = []
    for row, older in pairwise([*rows[: MOST_ENTRIES + 1], None]):
        can_restore = may_restore and (bool(entries) or record.deleted_at is not None)
        entries.append(entry_of_row(row, older, type(record), may_restore=can_restore, about=about))
    return entries[:MOST_ENTRIES]
