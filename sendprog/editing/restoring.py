"""Restoring a record to an entry of its history: this adds a new entry, and erases none."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from sendprog.editing.edit_conflicts import lock
from sendprog.records.history import Tracked, change
from sendprog.records.people import User

# These identify the record and count its saves.
NEVER_RESTORED = {"id", "version"}


class CannotRestore(Exception):
    """The record can't be as it was then; the message says why."""


def restore_entry(record: Tracked, entry: models.Model, *, by: User, reason: str) -> Tracked:
    """Save the record with the values of a history entry.

    Raises CannotRestore where a rule forbids them.
    """
    try:
        with change(by=by, reason=reason):
            current = lock_unchanged(record)
            if refusal := current.restore_refusal(entry, by):
                raise CannotRestore(refusal)
            before = copy(current)
            for field in current._meta.concrete_fields:
                if field.attname not in NEVER_RESTORED:
                    setattr(current, field.attname, getattr(entry, field.attname))
            current.before_restore(before, reason)
            current.full_clean(exclude=["version"])
            current.save()
    except ValidationError as error:
        raise CannotRestore(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise CannotRestore("Another record has its place now. Change that one first.") from error
    return current


def lock_unchanged(record: Tracked) -> Tracked:
    """The record, locked. Raises CannotRestore where somebody saved it since `record` was read."""
    current = lock(record)
    if current.version != record.version:
        raise CannotRestore(
            "Somebody changed this at the same moment. Read what would change now, then decide."
        )
    return current


def entry_before(record: Tracked, entry: models.Model) -> models.Model | None:
    """The history entry that undoing this one restores; None where this one created the record."""
    return record.history.filter(history_id__lt=entry.history_id).order_by("-history_id").first()


def move_to_bin(record: Tracked, *, by: User, reason: str) -> None:
    """Put a record in the bin.

    Raises CannotRestore where somebody saved it since `record` was read.
    """
    with change(by=by, reason=reason):
        lock_unchanged(record).delete()
