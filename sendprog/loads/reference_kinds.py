"""Kinds of file in which a row is a record identified by its reference."""

from collections.abc import Iterator, Sequence
from typing import Any

from sendprog.loads.kinds import ParsedRow
from sendprog.loads.messages import Message
from sendprog.loads.record_kinds import RecordKind
from sendprog.values.references import clash_text, slug_of

IN_BIN = "A {} with this reference is in the bin: restore it first, or give another reference."


class ReferenceKind(RecordKind):
    """A row a record. References with one slug are the same, and one in the bin is taken too."""

    key = ("reference",)

    def identity_of(self, row: ParsedRow) -> str:
        return slug_of(row.value("reference"))

    def identity_of_record(self, record: Any) -> str:
        return record.slug

    def records_of(self, rows: Sequence[ParsedRow]) -> Any:
        return super().records_of(rows).filter(slug__in=set(map(self.identity_of, rows)))

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        slugs = set(map(self.identity_of, rows))
        in_bin = self.model.everything.filter(slug__in=slugs).exclude(deleted_at=None)
        slugs_in_bin = set(in_bin.values_list("slug", flat=True))
        for row in rows:
            row.resolved["is_in_bin"] = self.identity_of(row) in slugs_in_bin
        yield from super().resolve(rows)

    def row_problems(self, row: ParsedRow, record: Any) -> Iterator[Message]:
        if record is None and row.resolved["is_in_bin"]:
            yield self.problem(row, IN_BIN.format(self.one_row))
        elif (
            record is not None and record.reference.casefold() != row.value("reference").casefold()
        ):
            yield self.problem(row, clash_text(row.value("reference"), record.reference))
        yield from super().row_problems(row, record)
