"""Kinds of which a row is a record with a reference: looked up by it, with what else the row names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sendprog.loads.kinds import Kind, Part, Row, cells, field_values
from sendprog.loads.messages import Message
from sendprog.records.exemptions import Exemption, visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.periods import Month, quoted

ANY_MONTH = Month(2199, 12)


class RecordKind(Kind):
    """A record a row, known by its reference. `needed_when_new` columns can't be empty for a record not yet there."""

    key = ("reference",)
    needed_when_new: ClassVar[tuple[str, ...]] = ()

    def known(self, rows: Sequence[Row], *, lock: bool = False) -> dict[str, Any]:
        """The records that the rows name, by reference."""
        records = self.model.objects.filter(reference__in={row.value("reference") for row in rows})
        return {
            record.reference: record
            for record in (records.select_for_update(of=("self",)) if lock else records)
        }

    def settle(self, rows: Sequence[Row]) -> Iterator[Message]:
        known = self.known(rows)
        in_bin = set(
            self.model.everything.filter(reference__in={row.value("reference") for row in rows})
            .exclude(deleted_at=None)
            .values_list("reference", flat=True)
        )
        exempt = set(
            Exemption.objects.filter(kind=self.model._meta.label_lower).values_list("key", flat=True)
        )
        for row in rows:
            record = known.get(row.value("reference"))
            row.found["record"] = record
            if record is not None and record.pk in exempt:
                yield Message(
                    row=row.number,
                    column="reference",
                    wrong="This reference can't be used in a file: leave the row out.",
                )
                continue
            if record is None and row.value("reference") in in_bin:
                wrong = f"A {self.one_row} with this reference is in the bin: restore it first, or give another reference."
                yield Message(row=row.number, column="reference", wrong=wrong)
            if record is None:
                yield from self.lacking(row)
            yield from self.settle_row(row, record)

    def lacking(self, row: Row) -> Iterator[Message]:
        for name in self.needed_when_new:
            if not row.value(name):
                wrong = f"No {self.one_row} has this reference yet, and a new one needs a {name}: give it, or mend the reference."
                yield Message(found=quoted(row.value("reference")), row=row.number, column=name, wrong=wrong)

    def settle_row(self, row: Row, record: Any) -> Iterator[Message]:
        """What only the record can tell: a reason for a date that moves, a score that its matrix holds."""
        return iter(())

    def parts(self, rows: Sequence[Row], *, lock: bool) -> list[list[Part]]:
        known = self.known(rows, lock=lock)
        return [self.parts_of(row, known.get(row.value("reference"))) for row in rows]

    def parts_of(self, row: Row, record: Any) -> list[Part]:
        made = record if record is not None else self.model(reference=row.value("reference"))
        values = field_values(self.columns(ANY_MONTH), row) | row.found.get("values", {})
        values.pop("reference", None)
        return [Part(made, values)]

    def stored(self) -> Iterator[Mapping[str, Any]]:
        return (self.written(record) for record in visible_to(self.model.objects.all(), Audience.MEMBER))

    def published(self, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        return map(self.written, rows)

    def written(self, record: Any) -> dict[str, Any]:
        """The cells of a record, or of its row in a snapshot."""
        return cells(self.columns(ANY_MONTH), record)
