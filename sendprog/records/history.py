"""Tracked records: who changed what, when and why; nothing is deleted for good, nothing is overwritten silently."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

from sendprog.records.triggers import never_changes


class SilentWrite(TypeError):
    """A write that would leave no history row."""


@dataclass
class Change:
    """One deed in progress: by whom, why, and (for records entered later) as of when."""

    by: models.Model | None
    reason: str
    at: datetime | None
    touched: bool = False
    # What is still to be done before it ends, once for each key however often it was asked for.
    at_end: dict[Any, Callable[[], None]] = field(default_factory=dict)


def new_token() -> str:
    return uuid.uuid4().hex


_current: ContextVar[Change | None] = ContextVar("change", default=None)


@contextmanager
def change(*, by: models.Model | None, reason: str = "", at: datetime | None = None) -> Iterator[Change]:
    """One transaction whose every tracked write is recorded as this person's, for this reason.

    A change inside a change joins the outer one. The data version moves once, last, so that writers of different
    rows wait for one another only at the very end.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    mine = Change(by, reason, at)
    with transaction.atomic():
        token = _current.set(mine)
        try:
            yield mine
            for deed in mine.at_end.values():
                deed()
        finally:
            _current.reset(token)
        if mine.touched:
            DataVersion.bump()


class TrackedQuerySet(models.QuerySet):
    """Refuses the writes that Django makes without calling save()."""

    def _refuse(self, deed: str) -> NoReturn:
        raise SilentWrite(
            f"{self.model.__name__}.{deed} leaves no history: save the records one by one, inside change()."
        )

    def update(self, **values: Any) -> NoReturn:
        self._refuse("update()")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_update()")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_create()")

    def delete(self) -> NoReturn:
        self._refuse("delete()")

    update.alters_data = bulk_update.alters_data = bulk_create.alters_data = delete.alters_data = True

    def kept(self) -> "TrackedQuerySet":
        """Without what was put in the bin."""
        return self.filter(deleted_at=None)


class KeptManager(models.Manager.from_queryset(TrackedQuerySet)):
    """The records in use: what was put in the bin is left out."""

    def get_queryset(self) -> TrackedQuerySet:
        return super().get_queryset().kept()


def kept_by(queryset_class: type[TrackedQuerySet]) -> KeptManager:
    """A manager of the records in use that answers the questions named on `queryset_class`."""
    return KeptManager.from_queryset(queryset_class)()


class Tracked(models.Model):
    """A record with a version, a bin and a history. Every write goes through save(), inside one change()."""

    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField("put in the bin", null=True, blank=True, editable=False)
    history = HistoricalRecords(inherit=True, history_change_reason_field=models.TextField(null=True))

    objects = KeptManager()
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
            current.touched = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Put the record in the bin: it leaves every page, keeps its history and can be restored."""
        with change(by=None) as current:
            self.deleted_at = current.at or timezone.now()
            self.save()
        return 1, {self._meta.label: 1}

    delete.alters_data = True

    @property
    def goes_along(self) -> str:
        """What goes in the bin with the record and what stays, in words; "" where it goes alone."""
        return ""

    def why_not_put_back(self, entry: models.Model, by: models.Model) -> str:
        """Why this person may not put the record back to an entry of its history; "" where they may."""
        return ""

    def is_put_back(self, before: "Tracked", reason: str) -> None:
        """Called when an entry's values are set, not yet saved: what else must follow from going back."""


class Shown(models.Model):
    """A record without a history of its own that readers see: saving it moves the data version too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with change(by=None) as current:
            super().save(*args, **kwargs)
            current.touched = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with change(by=None) as current:
            deleted = super().delete(*args, **kwargs)
            current.touched = True
        return deleted

    delete.alters_data = True


class SentForm(models.Model):
    """That a form for a new record was sent, and which record it made: sent again, it finds that one and makes no other."""

    token = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    key = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.label} {self.key}"

    @classmethod
    def record_of(cls, token: str, model: type[Tracked]) -> Tracked | None:
        """The record that a form made, in the bin or not."""
        sent = cls.objects.filter(token=token, label=model._meta.label_lower).first() if token else None
        return model.everything.get(pk=sent.key) if sent else None

    @classmethod
    def take_turns(cls, token: str) -> None:
        """At the head of the transaction that makes a record: of two that send one form, the second waits for the first.

        SQLite's writers take turns as they are; on PostgreSQL it is a lock that ends with the transaction.
        """
        if token and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [token])

    @classmethod
    def remember(cls, token: str, made: models.Model) -> None:
        """In the transaction that makes the record: of two that send one form at the same moment, the second is refused."""
        if token:
            cls.objects.create(token=token, label=made._meta.label_lower, key=made.pk)


never_changes("sendprog_sentform", "That a form was sent")


class DataVersion(models.Model):
    """One row that moves with every change a reader can see; what was worked out is kept until it does."""

    number = models.PositiveBigIntegerField(default=1)
    # Random, so that a restored backup never meets what was kept under the same number before.
    token = models.CharField(max_length=32, default=new_token)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_data_version")]

    def __str__(self) -> str:
        return f"Version {self.number} of the data"

    @classmethod
    def current(cls) -> "DataVersion":
        return cls.objects.get(pk=1)

    @classmethod
    def bump(cls) -> None:
        """Move the version; called last in a transaction."""
        cls.objects.filter(pk=1).update(number=models.F("number") + 1, token=new_token())
