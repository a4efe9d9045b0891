"""Kinds of file in which a row is a record identified by its reference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sendprog.loads.kinds import (
    FileKind,
    ParsedRow,
    RowRecord,
    export_cells,
    field_values,
    keep_stored_dates,
)
from sendprog.loads.messages import Message
from sendprog.records.exemptions import Exemption, visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.periods import Month, quoted
from sendprog.values.references import clash_text, slug_of
from sendprog.values.year_limits import LAST_YEAR

ANY_MONTH = Month(LAST_YEAR, 12)


class ReferenceKind(FileKind):
    """A row a record."""

    key = ("reference",)
    # Columns that may not be empty in the row of a new record.
    required_when_new: ClassVar[tuple[str, ...]] = ()
    IN_BIN = "A {} with this reference is in the bin: restore it first, or give another reference."

    def identity_of(self, row: ParsedRow) -> str:
        return slug_of(row.value("reference"))

    def records_by_slug(self, rows: Sequence[ParsedRow], *, lock: bool = False) -> dict[str, Any]:
        """The stored records with the rows' slugs; locked in the database if `lock`."""
        records = self.model.objects.filter(slug__in={self.identity_of(row) for row in rows})
        if lock:
            records = records.select_for_update(of=("self",))
        return {record.slug: record for record in records}

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        stored = self.records_by_slug(rows)
        in_bin = self.model.everything.filter(slug__in={self.identity_of(row) for row in rows})
        slugs_in_bin = set(in_bin.exclude(deleted_at=None).values_list("slug", flat=True))
        exemptions = Exemption.objects.filter(kind=self.model._meta.label_lower)
        exempt_keys = set(exemptions.values_list("key", flat=True))
        columns = self.columns(ANY_MONTH)
        for row in rows:
            slug = self.identity_of(row)
            record = row.resolved["record"] = stored.get(slug)
            if record is not None and record.pk in exempt_keys:
                yield self.problem(
                    row, "This reference can't be used in a file: leave the row out."
                )
                continue
            if record is None and slug in slugs_in_bin:
                yield self.problem(row, self.IN_BIN.format(self.one_row))
            if record is None:
                yield from self.missing_when_new(row)
            elif record.reference.casefold() != row.value("reference").casefold():
                yield self.problem(row, clash_text(row.value("reference"), record.reference))
            if record is not None:
                keep_stored_dates(columns, row, record)
            yield from self.resolve_row(row, record)

    @staticmethod
    def problem(row: ParsedRow, text: str) -> Message:
        return Message(row=row.number, column="reference", wrong=text)

    def missing_when_new(self, row: ParsedRow) -> Iterator[Message]:
        """Problems of a new record's row with empty cells in required columns."""
        for name in self.required_when_new:
            if not row.value(name):
                text = (
                    f"No {self.one_row} has this reference yet, and a new one needs a {name}: "
                    "give it, or correct the reference."
                )
                found = quoted(row.value("reference"))
                yield Message(found=found, row=row.number, column=name, wrong=text)

    def resolve_row(self, row: ParsedRow, record: Any) -> Iterator[Message]:
        """Problems that depend on the stored record (None for a new one).

        Fills row.resolved["values"].
        """
        return iter(())

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        stored = self.records_by_slug(rows, lock=lock)
        return [self.records_of_row(row, stored.get(self.identity_of(row))) for row in rows]

    def records_of_row(self, row: ParsedRow, record: Any) -> list[RowRecord]:
        """The stored record, or a new one when that is None, with the row's values."""
        values = field_values(self.columns(ANY_MONTH), row) | row.resolved.get("values", {})
        values.pop("reference", None)
        return [RowRecord(record or self.model(reference=row.value("reference")), values)]

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        return (
            self.export_row(record)
            for record in visible_to(self.model.objects.all(), Audience.MEMBER)
        )

    def published_rows(self, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        return map(self.export_row, rows)

    def export_row(self, record: Any) -> dict[str, Any]:
        """The cells of a record, or of its row in a snapshot."""
        return export_cells(self.columns(ANY_MONTH), record)
