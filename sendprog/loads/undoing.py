"""Undoing a whole load: each record is put back or in the bin, or kept because somebody changed it since."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import ForeignKey
from django.utils import timezone

from sendprog.loads.actions import NotLoaded, stored_values
from sendprog.loads.models import Load, LoadRow, LoadState, RowOutcome
from sendprog.loads.revisions import Restated
from sendprog.records.history import Tracked, change
from sendprog.records.people import User
from sendprog.values.wording import day


@dataclass(frozen=True)
class UndoneRow:
    """What undoing does to one record, and why where it is kept."""

    row: LoadRow
    record: Tracked
    outcome: RowOutcome
    why: str


def records_of(rows: Iterable[LoadRow], *, lock: bool) -> dict[tuple[str, int], Tracked]:
    """The records of the rows, those in the bin included: one query for each model."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        wanted.setdefault(row.record_model, []).append(row.record_pk)
    found = {}
    for label, keys in wanted.items():
        records = apps.get_model(label).everything.filter(pk__in=keys).order_by("pk")
        for record in records.select_for_update(of=("self",)) if lock else records:
            found[label, record.pk] = record
    return found


def undo_plan(load: Load, *, lock: bool = False) -> list[UndoneRow]:
    """What undoing the load would do now. Nothing is done."""
    rows = [row for row in load.rows.all() if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
    records = records_of(rows, lock=lock)
    return [undone(row, records[row.record_model, row.record_pk]) for row in rows]


def undone(row: LoadRow, record: Tracked) -> UndoneRow:
    if was_changed(row, record):
        last = record.history.select_related("history_user").first()
        who = getattr(last.history_user, "role_title", "") or "somebody"
        verb = "put in the bin" if record.deleted_at else "changed"
        when = day(timezone.localtime(last.history_date).date())
        return UndoneRow(row, record, RowOutcome.KEPT, f"It was {verb} since, by {who} on {when}.")
    return UndoneRow(
        row, record, RowOutcome.BINNED if row.outcome == RowOutcome.NEW else RowOutcome.PUT_BACK, ""
    )


def was_changed(row: LoadRow, record: Tracked) -> bool:
    """Whether the record is not as the load left it; one changed since and put back again is."""
    if record.version == row.record_version:
        return False
    if record.deleted_at or stored_values(record, row.new) != row.new:
        return True
    left = record.history.filter(version=row.record_version).first()
    names = [field.attname for field in record._meta.concrete_fields if field.name not in ("version", "load")]
    return left is None or any(getattr(left, name) != getattr(record, name) for name in names)


def undo(*, by: User, load: Load, reason: str) -> Load:
    """Undo a load: a batch of its own. Pressed twice, it is undone once. NotLoaded says why it can't be."""
    if not reason.strip():
        raise NotLoaded("Say why the load is undone: the reason is kept in the history of every record.")
    with change(by=by, reason=f"Load {load.pk} undone: {reason.strip()}"):
        current = Load.objects.select_for_update(of=("self",)).get(pk=load.pk)
        if current.state != LoadState.CONFIRMED or current.undoes_id:
            raise NotLoaded(
                "Only a load that was confirmed can be undone. To undo an undo, load the file again."
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
            reason=reason.strip(),
            undoes=current,
            counts={
                outcome.value: sum(one.outcome is outcome for one in rows)
                for outcome in {one.outcome for one in rows}
            },
        )
        batch.save()
        # The last saved first: what hangs on a record goes before it.
        LoadRow.objects.bulk_create([put_back(batch, one) for one in reversed(rows)])
    return batch


def put_back(batch: Load, one: UndoneRow) -> LoadRow:
    """Do what the plan says to one record."""
    row, record = one.row, one.record
    old = stored_values(record, row.old or row.new)
    if one.outcome is RowOutcome.BINNED:
        record.delete()
    elif one.outcome is RowOutcome.PUT_BACK:
        for name, text in row.old.items():
            field = record._meta.get_field(name)
            reads = field.target_field if isinstance(field, ForeignKey) else field
            setattr(record, field.attname, None if text is None else reads.to_python(text))
        if isinstance(record, Restated):
            record.load = batch
            record.save(restating=False)
        else:
            record.save()
    return LoadRow(
        load=batch,
        number=row.number,
        label=row.label,
        record_model=row.record_model,
        record_pk=record.pk,
        record_version=record.version,
        outcome=one.outcome,
        old=old,
        new=stored_values(record, row.old or row.new),
        note=one.why[:300],
    )
