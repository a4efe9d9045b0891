"""Undoing a whole load: each record is put back, put in the bin, or left alone if it was changed
since.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.db.models import ForeignKey
from django.utils import timezone

from sendprog.loads.actions import LoadError, field_texts, refusal_text
from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.models import Load, LoadRow, LoadState, RowOutcome
from sendprog.records.history import Tracked, change
from sendprog.records.people import User
from sendprog.values.wording import day


@dataclass(frozen=True)
class UndoneRow:
    """What undoing does to a record; `why` is "" unless it is left alone."""

    row: LoadRow
    record: Tracked
    outcome: RowOutcome
    why: str


def records_of_rows(rows: Iterable[LoadRow], *, lock: bool) -> dict[tuple[str, int], Tracked]:
    """The records of the rows, those in the bin included, by model and key: one query for each
    model.
    """
    keys_by_model: dict[str, list[int]] = {}
    for row in rows:
        keys_by_model.setdefault(row.record_model, []).append(row.record_pk)
    records = {}
    for label, keys in keys_by_model.items():
        queryset = apps.get_model(label).everything.filter(pk__in=keys).order_by("pk")
        if lock:
            queryset = queryset.select_for_update(of=("self",))
        for record in queryset:
            records[label, record.pk] = record
    return records


def undo_plan(load: Load, *, lock: bool = False) -> list[UndoneRow]:
    """What undoing the load would do now; its records are locked in the database if `lock`."""
    rows = [row for row in load.rows.all() if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
    records = records_of_rows(rows, lock=lock)
    return [plan_undone_row(row, records[row.record_model, row.record_pk]) for row in rows]


def plan_undone_row(row: LoadRow, record: Tracked) -> UndoneRow:
    if not has_changed_since(row, record):
        outcome = RowOutcome.BINNED if row.outcome == RowOutcome.NEW else RowOutcome.PUT_BACK
        return UndoneRow(row, record, outcome, "")
    last = record.history.select_related("history_user").first()
    who = getattr(last.history_user, "role_title", "") or "somebody"
    verb = "put in the bin" if record.deleted_at else "changed"
    when = day(timezone.localtime(last.history_date).date())
    return UndoneRow(row, record, RowOutcome.KEPT, f"It was {verb} since, by {who} on {when}.")


def has_changed_since(row: LoadRow, record: Tracked) -> bool:
    """Whether the record's values differ from those that the load left."""
    if record.version == row.record_version:
        return False
    if record.deleted_at or any(
        getattr(record, attribute) != value for attribute, value in values_of(record, row.new)
    ):
        return True
    loaded = record.history.filter(version=row.record_version).first()
    if loaded is None:
        return True
    names = [
        field.attname
        for field in record._meta.concrete_fields
        if field.name not in ("version", "load")
    ]
    return any(getattr(loaded, name) != getattr(record, name) for name in names)


def values_of(record: Tracked, texts: Mapping[str, str | None]) -> Iterator[tuple[str, Any]]:
    """The values that the record's fields read back from these texts, by attribute."""
    for name, text in texts.items():
        field = record._meta.get_field(name)
        parser = field.target_field if isinstance(field, ForeignKey) else field
        yield field.attname, None if text is None else parser.to_python(text)


def undo_load(*, by: User, load: Load, reason: str) -> Load:
    """Undo a load, and return the load that records the undoing, also when it was undone before.

    Raises LoadError when it can't be undone, for example because one of its months is closed.
    """
    reason = reason.strip()
    if not reason:
        raise LoadError(
            "Say why the load is undone: the reason is kept in the history of every record."
        )
    try:
        with change(by=by, reason=f"Load {load.pk} undone: {reason}"):
            return _undo(by, load, reason)
    except IntegrityError as error:
        raise LoadError(refusal_text(error, "undone")) from error


def _undo(by: User, load: Load, reason: str) -> Load:
    current = Load.objects.select_for_update(of=("self",)).get(pk=load.pk)
    if current.state != LoadState.CONFIRMED or current.undoes_id:
        raise LoadError(
            "Only a confirmed load can be undone. To undo an undo, load the file again."
        )
    if hasattr(current, "undone_by"):
        return current.undone_by
    rows = undo_plan(current, lock=True)
    batch = Load(
        kind=current.kind,
        file_name=f"Undo of load {current.pk}",
        sha256=current.sha256,
        size=0,
        state=LoadState.CONFIRMED,
        received_by=by,
        confirmed_by=by,
        confirmed_at=timezone.now(),
        reason=reason,
        undoes=current,
        counts=dict(Counter(undone.outcome.value for undone in rows)),
    )
    batch.save()
    # In reverse order: a record is put back before the record that it refers to.
    LoadRow.objects.bulk_create([save_undone_row(batch, undone) for undone in reversed(rows)])
    return batch


def save_undone_row(batch: Load, undone: UndoneRow) -> LoadRow:
    """Put one record back or in the bin; returns the unsaved LoadRow that describes it."""
    row, record = undone.row, undone.record
    names = row.old or row.new
    old = field_texts(record, names)
    if undone.outcome is RowOutcome.BINNED:
        record.delete()
    elif undone.outcome is RowOutcome.PUT_BACK:
        save_old_values(batch, row, record)
    return LoadRow(
        load=batch,
        number=row.number,
        place=row.place,
        label=row.label,
        record_model=row.record_model,
        record_pk=record.pk,
        record_version=record.version,
        outcome=undone.outcome,
        old=old,
        new=field_texts(record, names),
        note=undone.why[:300],
    )


def save_old_values(batch: Load, row: LoadRow, record: Tracked) -> None:
    for attribute, value in values_of(record, row.old):
        setattr(record, attribute, value)
    if isinstance(record, FigureRecord):
        record.load = batch
        record.save(mark_revised=False)
    else:
        record.save()
