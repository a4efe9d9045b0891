"""Tracked records: every change is saved with who made it, when and why.

Deleted records can be restored.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NoReturn

from django.db import models, transaction
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from sendprog.records.data_version import DataVersion
from sendprog.records.table_use import tables_written


class UntrackedWrite(TypeError):
    """A write that would leave no history row."""


@dataclass
class Change:
    """The change in progress: by whom, why, and (for records entered later) as at when."""

    by: models.Model | None
    reason: str
    at: datetime | None
    has_writes: bool = False
    # Callbacks to run once, at the end of the transaction, by a key that identifies each.
    on_exit: dict[Any, Callable[[], None]] = field(default_factory=dict)


_current: ContextVar[Change | None] = ContextVar("change", default=None)


@contextmanager
def change(
    *, by: models.Model | None, reason: str = "", at: datetime | None = None
) -> Iterator[Change]:
    """Run a block in one transaction whose tracked writes are recorded as this user's, for this
    reason.

    A nested change joins the outer one. The data version is bumped last, with the tables that were
    written to, so that writers of different rows wait for one another only at the very end.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    current = Change(by, reason, at)
    with transaction.atomic():
        token = _current.set(current)
        try:
            with tables_written() as tables:
                yield current
                for callback in current.on_exit.values():
                    callback()
        finally:
            _current.reset(token)
        if current.has_writes:
            DataVersion.bump(tables)


class TrackedQuerySet(models.QuerySet):
    """Refuses the writes that Django makes without calling save()."""

    def _refuse(self, method: str) -> NoReturn:
        raise UntrackedWrite(
            f"{self.model.__name__}.{method} leaves no history: save the records one by one, inside change()."
        )

    def update(self, **values: Any) -> NoReturn:
        self._refuse("update()")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_update()")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_create()")

    def delete(self) -> NoReturn:
        self._refuse("delete()")

    update.alters_data = bulk_update.alters_data = bulk_create.alters_data = delete.alters_data = (
        True
    )

    def not_deleted(self) -> "TrackedQuerySet":
        """Without the records in the bin."""
        return self.filter(deleted_at=None)


class NotDeletedManager(models.Manager.from_queryset(TrackedQuerySet)):
    """The default manager: leaves out the records in the bin."""

    def get_queryset(self) -> TrackedQuerySet:
        return super().get_queryset().not_deleted()


def not_deleted_manager(queryset_class: type[TrackedQuerySet]) -> NotDeletedManager:
    """A NotDeletedManager with the methods of `queryset_class`."""
    return NotDeletedManager.from_queryset(queryset_class)()


class RecordHistoryManager(HistoryManager):
    """simple-history's manager, whose class is made once: theirs is made each time a history is read
    or written.
    """

    from_queryset = classmethod(cache(HistoryManager.from_queryset.__func__))


class Tracked(models.Model):
    """A record with a version, a bin and a history.

    All writes go through save(), inside one change().
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField("put in the bin", null=True, blank=True, editable=False)
    history = HistoricalRecords(
        inherit=True,
        history_change_reason_field=models.TextField(null=True),
        history_manager=RecordHistoryManager,
    )

    objects = NotDeletedManager()
    everything = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with change(by=None) as current:
            self._history_user = current.by
            self._change_reason = current.reason
            self._history_date = current.at or timezone.now()
            if not self._state.adding:
                self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
            super().save(*args, **kwargs)
            current.has_writes = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Put the record in the bin: it leaves every page, keeps its history and can be restored."""
        with change(by=None) as current:
            self.deleted_at = current.at or timezone.now()
            self.save()
        return 1, {self._meta.label: 1}

    delete.alters_data = True

    @property
    def deletion_note(self) -> str:
        """What happens to related records when this one is deleted; "" if nothing does."""
        return ""

    def restore_refusal(self, entry: models.Model, by: models.Model) -> str:
        """Why this user can't restore the record to an entry of its history; "" if they can."""
        return ""

    def before_restore(self, before: "Tracked", reason: str) -> None:
        """Hook: called when an entry's values are set but not yet saved.

        `before` holds the old values.
        """


class BumpsDataVersion(models.Model):
    """A record without a history of its own that readers see: a save or delete bumps the data
    version.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with change(by=None) as current:
            super().save(*args, **kwargs)
            current.has_writes = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with change(by=None) as current:
            deleted = super().delete(*args, **kwargs)
            current.has_writes = True
        return deleted

    delete.alters_data = True
