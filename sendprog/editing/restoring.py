"""Putting a record back to how it was: a new entry in its history, never an erased one."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from sendprog.editing.edit_conflicts import lock
from sendprog.records.history import Tracked, change
from sendprog.records.people import User

# What a record is, as against how often it was saved.
NEVER_RESTORED = {"id", "version"}


class CannotRestore(Exception):
    """What was true then can't be now; the message says why."""


def put_back(record: Tracked, entry: models.Model, *, by: User, reason: str) -> Tracked:
    """Save the record as the history entry has it. CannotRestore where a rule of today refuses it."""
    try:
        with change(by=by, reason=reason):
            current = as_seen(record)
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
        raise CannotRestore("Something else now stands in its place. Change that first.") from error
    return current


def as_seen(record: Tracked) -> Tracked:
    """The record, locked; CannotRestore where somebody saved it after `record` was read."""
    current = lock(record)
    if current.version != record.version:
        raise CannotRestore(
            "Somebody changed this at the same moment. Read what would change now, then decide."
        )
    return current


def undo_of(record: Tracked, entry: models.Model) -> models.Model | None:
    """The entry before this one: what undoing this change goes back to; None where it made the record."""
    return record.history.filter(history_id__lt=entry.history_id).order_by("-history_id").first()


def bin_it(record: Tracked, *, by: User, reason: str) -> None:
    """Put a record in the bin, with its history."""
    with change(by=by, reason=reason):
        as_seen(record).delete()
