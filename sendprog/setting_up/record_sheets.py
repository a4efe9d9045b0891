"""Sheets of the workbook: kinds of file whose columns follow from the fields of their model."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from sendprog.loads.kinds import NO_FIELD, Column, ParsedRow
from sendprog.loads.linked_records import keys_of_exempt
from sendprog.loads.record_kinds import RecordKind
from sendprog.records.history import Tracked
from sendprog.setting_up.field_columns import columns_of
from sendprog.values.periods import Month

# Fields whose cells are never filled by themselves.
TYPED = (models.CharField, models.TextField, models.ForeignKey, models.IntegerField)


class PublicRecords:
    """Mixin of kinds: the file of what is stored has no exempt record."""

    def exempt_keys(self) -> set[int]:
        return keys_of_exempt(self.model)


class PublicMonths:
    """Mixin of kinds of monthly figures: likewise."""

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        hidden = keys_of_exempt(self.model)
        for record in self.model._default_manager.filter(**self.fixed).order_by("month", "pk"):
            if record.pk not in hidden:
                yield self.export_row(Month.containing(record.month), record)


class RestoresFromBin:
    """Mixin of kinds: a row of a record in the bin restores it, as after a load was undone."""

    def stored(self, rows: Sequence[ParsedRow], *, lock: bool = False) -> dict[str, list[Any]]:
        stored = super().stored(rows, lock=lock)
        missing = set(map(self.identity_of, rows)).difference(stored)
        if not missing or not issubclass(self.model, Tracked):
            return stored
        binned = self.with_linked(self.model.everything.exclude(deleted_at=None))
        for record in binned.order_by("deleted_at", "pk"):
            if (identity := self.identity_of_record(record)) in missing:
                stored[identity] = [record]
        return stored

    def values_of_row(self, row: ParsedRow, record: Any) -> dict[str, Any]:
        values = super().values_of_row(row, record)
        return values | ({"deleted_at": None} if getattr(record, "deleted_at", None) else {})


class RecordSheet(PublicRecords, RestoresFromBin, RecordKind):
    """A row a record of `model`. Its key and title are all that a sheet has to declare."""

    # Columns to use instead of those of the fields of the same name.
    instead: ClassVar[Mapping[str, Column]] = {}
    # Fields that are not in the workbook.
    left_out: ClassVar[tuple[str, ...]] = ()
    # By the text of a problem, the model whose refused row it follows from.
    consequences: ClassVar[Mapping[str, type[models.Model]]] = {}

    @cached_property
    def sheet_columns(self) -> tuple[Column, ...]:
        return tuple(
            column
            for column in columns_of(self.model, self.key, self.instead)
            if column.name not in self.left_out
        )

    def columns(self, until: Month) -> tuple[Column, ...]:
        return self.sheet_columns

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The texts and links that no record may be without."""
        return tuple(
            column.name
            for column in self.sheet_columns
            if column.name not in self.key and self.is_needed(column)
        )

    def is_needed(self, column: Column) -> bool:
        if column.stored_in == NO_FIELD and not column.link:
            return False
        field = self.model._meta.get_field(column.name)
        is_typed = isinstance(field, TYPED)
        return is_typed and not field.null and not field.blank and not field.has_default()

    def values_of_row(self, row: ParsedRow, record: Any) -> dict[str, Any]:
        """An empty cell of a number that has a usual value is that one."""
        return {
            name: self.usual_value(name) if value is None else value
            for name, value in super().values_of_row(row, record).items()
        }

    def usual_value(self, name: str) -> Any:
        """What a new record has in a field that can't be empty; else None."""
        field = self.model._meta.get_field(name)
        return field.get_default() if field.has_default() and not field.null else None

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        """Without the rows that name a hidden record in their key; elsewhere it is not named."""
        own = self.hidden_keys(self.model)
        hidden = {name: self.hidden_keys(link.model) for name, link in self.links.items()}
        for record in self.with_linked(self.model._default_manager.all()):
            named = {name for name in hidden if getattr(record, f"{name}_id") in hidden[name]}
            if record.pk not in own and not named.intersection(self.key):
                yield self.export_row(record) | dict.fromkeys(named, "")

    def hidden_keys(self, model: type[models.Model]) -> set[int]:
        """The keys of the records that the workbook leaves out."""
        return keys_of_exempt(model)
