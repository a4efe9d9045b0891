"""Kinds of file in which a row is a record, known by its key columns: a declaration of columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from sendprog.loads.as_stored import keep_stored_keys, keep_stored_texts, key_text
from sendprog.loads.cell_parsers import ParsedCell
from sendprog.loads.kinds import (
    ANY_MONTH,
    NO_FIELD,
    Column,
    FileKind,
    FileWarning,
    ParsedRow,
    RowRecord,
    RowRule,
    clear_read_with,
    export_cells,
    field_values,
    is_unchanged,
)
from sendprog.loads.linked_records import keys_of_exempt, link_problems
from sendprog.loads.links import Link
from sendprog.loads.messages import Message
from sendprog.loads.record_warnings import basis_warnings, size_warnings
from sendprog.records.exemptions import EXEMPTIBLE
from sendprog.values.periods import quoted
from sendprog.values.wording import upper_first, with_a

IS_EXEMPT = "This {} can't be used in a file: leave the row out."


class RecordKind(FileKind):
    """A row a record. Its columns, key and rules are all that a kind has to declare."""

    # Columns that a new record needs, and that no record may be without.
    needed: ClassVar[tuple[str, ...]] = ()
    # Checks of the record as the row would leave it: values by column.
    record_rules: ClassVar[tuple[RowRule, ...]] = ()
    # The column of the key that orders records whose figures are compared; "" for none.
    series: ClassVar[str] = ""

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        return self.columns(ANY_MONTH)

    @cached_property
    def links(self) -> dict[str, Link]:
        return {column.name: column.link for column in self.all_columns if column.link}

    # The key

    def identity_of(self, row: ParsedRow) -> str:
        return "\n".join(key_text(row.value(name)) for name in self.key)

    def identity_of_record(self, record: Any) -> str:
        values = (record_value(column, record) for column in self.key_columns)
        return "\n".join(map(key_text, values))

    @cached_property
    def key_columns(self) -> list[Column]:
        """The columns of the key, in its order."""
        columns = {column.name: column for column in self.all_columns}
        return [columns[name] for name in self.key]

    def key_of(self, row: ParsedRow) -> str:
        return " ".join(key_text(row.value(name)) for name in self.key if row.value(name))

    def label_of(self, row: ParsedRow) -> str:
        """ "close-to-home 2025/26"."""
        filled = [column for column in self.key_columns if row.value(column.name)]
        return " ".join(str(column.parser.export(row.value(column.name), "")) for column in filled)

    # Looking up

    def stored(self, rows: Sequence[ParsedRow], *, lock: bool = False) -> dict[str, list[Any]]:
        """The stored records of the rows by identity, locked in the database if `lock`."""
        records, wanted = self.records_of(rows), set(map(self.identity_of, rows))
        if lock:
            records = records.select_for_update(of=("self",))
        stored: dict[str, list[Any]] = defaultdict(list)
        for record in records:
            if (identity := self.identity_of_record(record)) in wanted:
                stored[identity].append(record)
        return stored

    def records_of(self, rows: Sequence[ParsedRow]) -> Any:
        """The records among which those of the rows are."""
        return self.with_linked(self.model._default_manager.all())

    def with_linked(self, records: Any) -> Any:
        related = [link.related for link in self.links.values()]
        return records.select_related(*related) if related else records

    def exempt_keys(self) -> set[int]:
        """The keys of the records that no file may hold: those exempt, if they are no figures."""
        exemptible = EXEMPTIBLE.get(self.model._meta.label_lower)
        if exemptible is None or exemptible.is_figure:
            return set()
        return keys_of_exempt(self.model)

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        for row in rows:
            row.resolved["values"] = {}
        keep_stored_keys(self.key_columns, rows, self.stored_keys())
        stored, exempt = self.stored(rows), self.exempt_keys()
        for row in rows:
            records = stored.get(self.identity_of(row), [])
            row.resolved["record"] = records[0] if len(records) == 1 else None
            if len(records) > 1:
                yield self.problem(
                    row, f"Two of these are stored: {self.label_of(row)}. Edit them."
                )
        yield from link_problems(self.links, rows)
        for row in rows:
            record = row.resolved["record"]
            if record is not None and record.pk in exempt:
                yield self.problem(row, IS_EXEMPT.format(self.key[-1]))
            else:
                yield from self.row_problems(row, record)

    def stored_keys(self) -> Any:
        """The values of every stored record under the key columns."""
        paths = [
            column.link.path.replace(".", "__") if column.link else column.stored_in
            for column in self.key_columns
        ]
        return self.model._default_manager.order_by().values_list(*paths)

    def row_problems(self, row: ParsedRow, record: Any) -> Iterator[Message]:
        """The problems of a row with its stored record, or with None for a new one."""
        yield from self.problems_of_needed(row, record)
        if record is not None:
            keep_stored_texts(self.all_columns, row, record)
        yield from self.resolve_row(row, record)
        values = self.whole_values(row, record)
        for column, text in (problem for rule in self.record_rules for problem in rule(values)):
            found = "" if row.value(column) is None else quoted(str(row.value(column)))
            yield Message(found=found, row=row.number, column=column, wrong=f"{text}.")

    def resolve_row(self, row: ParsedRow, record: Any) -> Iterator[Message]:
        """Problems that depend on the stored record (None for a new one).

        Adds to row.resolved["values"].
        """
        return iter(())

    def problem(self, row: ParsedRow, text: str) -> Message:
        return Message(row=row.number, column=self.key[-1], wrong=text)

    def problems_of_needed(self, row: ParsedRow, record: Any) -> Iterator[Message]:
        """Empty cells of needed columns, in the row of a new record or where one was filled."""
        for name in self.needed:
            if row.value(name) not in (None, "") or (
                record is not None and self.is_left_alone(row, name)
            ):
                continue
            text = (
                f"No {self.one_row} has this {self.key[-1]} yet, and a new one needs {with_a(name)}: "
                f"give it, or correct the {self.key[-1]}."
                if record is None
                else f"{upper_first(with_a(self.one_row))} can't be without it: "
                f"give the {name}, or delete the column."
            )
            found = quoted(str(row.value(self.key[-1])))
            yield Message(found=found, row=row.number, column=name, wrong=text)

    def is_left_alone(self, row: ParsedRow, name: str) -> bool:
        """Whether a row changes nothing in the column's field."""
        (column,) = (column for column in self.all_columns if column.name == name)
        return name not in row.cells or is_unchanged(column, row.cells[name])

    # Records

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        stored = self.stored(rows, lock=lock)
        return [
            self.records_of_row(row, next(iter(stored.get(self.identity_of(row), ())), None))
            for row in rows
        ]

    def records_of_row(self, row: ParsedRow, record: Any) -> list[RowRecord]:
        """The stored record, or a new one when that is None, with the row's values."""
        values = self.values_of_row(row, record)
        if record is not None:
            for column in self.key_columns:
                values.pop(column.link.field if column.link else column.stored_in, None)
        return [RowRecord(record or self.model(), values)]

    def values_of_row(self, row: ParsedRow, record: Any) -> dict[str, Any]:
        """What the row gives its record, by field."""
        values = field_values(self.all_columns, row) | row.resolved.get("values", {})
        if record is not None:
            clear_read_with(self, values, record)
        return values

    def whole_values(self, row: ParsedRow, record: Any) -> dict[str, Any]:
        """The record as the row would leave it: values by column, without those of links."""
        given = self.values_of_row(row, record)
        base = record or self.model()
        return {
            column.name: given.get(column.stored_in, getattr(base, column.stored_in))
            for column in self.all_columns
            if column.stored_in != NO_FIELD
        } | row.resolved["values"]

    # Warnings

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        targets = [targets[0] for targets in records]
        if self.read_with:
            yield from size_warnings(self, rows, targets)
        for row, target in zip(rows, targets, strict=True):
            if not target.record._state.adding and hasattr(target.record, "basis"):
                yield from basis_warnings(row, target, self.key[-1])

    def row_of(self, record: Any) -> ParsedRow | None:
        if not self.read_with:
            return None
        cells = {
            column.name: ParsedCell(record_value(column, record))
            for column in self.all_columns
            if column.link or column.stored_in != NO_FIELD
        }
        return ParsedRow(0, cells, resolved={"values": {}, "record": record})

    # Files

    def stored_records(self) -> Any:
        """The records of the file of what is stored."""
        records = self.with_linked(self.model._default_manager.all())
        return records.exclude(pk__in=self.exempt_keys())

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        hidden = {name: keys_of_exempt(link.model) for name, link in self.links.items()}
        for record in self.stored_records():
            row = self.export_row(record)
            for name, link in self.links.items():
                if link.field and getattr(record, f"{link.field}_id") in hidden[name]:
                    row[name] = ""
            yield row

    def published_rows(self, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        return map(self.export_row, rows)

    def export_row(self, record: Any) -> dict[str, Any]:
        """The cells of a record, or of its row in a snapshot."""
        return export_cells(self.all_columns, record)


def record_value(column: Column, record: Any) -> Any:
    """What a stored record has under a column: of a link, the text of its cell."""
    return (
        column.link.text_of(record, column.name)
        if column.link
        else getattr(record, column.stored_in)
    )
