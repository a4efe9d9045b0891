"""Kinds of which a row is a month: one record each, compared with the months beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from sendprog.loads.kinds import Column, Kind, Part, Row, Warned, cells, field_values
from sendprog.loads.messages import Message
from sendprog.values.basis import Basis
from sendprog.values.periods import Month
from sendprog.values.wording import joined

# A value more than this many times the other, or less than its part, is a jump.
JUMP = 2
ILLUSTRATIVE = Basis.ILLUSTRATIVE.value
Values = Mapping[str, Any]
Series = dict[Month, Values]
# Given the values of a month and of the month before (None where there are none): at which column something is odd, and what.
Follows = Callable[[Values, Values | None], Iterable[tuple[str, str]]]


class MonthlyKind(Kind):
    """A month a row. `smallest_jump` is the least difference worth asking about, by column."""

    key = ("month",)
    one_row = "month"
    # Columns compared with last month and the same month last year, with the least difference worth asking about.
    jumps: ClassVar[Mapping[str, int]] = {}
    follows: ClassVar[tuple[Follows, ...]] = ()
    # What else tells one record from another in a month, such as the block of the grant.
    fixed: ClassVar[Mapping[str, Any]] = {}

    def by_month(self, *, months: Iterable[Month] | None = None, lock: bool = False) -> dict[Month, Any]:
        """The records in use: of these months, locked if asked, or all."""
        records = self.model.objects.filter(**self.fixed)
        if months is not None:
            records = records.filter(month__in=[month.first for month in months])
        if lock:
            records = records.select_for_update(of=("self",))
        return {Month.containing(record.month): record for record in records.order_by("month")}

    def parts(self, rows: Sequence[Row], *, lock: bool) -> list[list[Part]]:
        known = self.by_month(months=[row.value("month") for row in rows], lock=lock)
        return [[self.part(row, known.get(row.value("month")))] for row in rows]

    def part(self, row: Row, record: Any) -> Part:
        """The record of the row's month, or a new one, with the row's values."""
        month: Month = row.value("month")
        made = record if record is not None else self.model(month=month.first, **self.fixed)
        values = field_values(self._columns, row)
        values.pop("month", None)
        return Part(made, values)

    @property
    def _columns(self) -> tuple[Column, ...]:
        return self.columns(Month.containing(date.max))

    def stored(self) -> Iterator[Mapping[str, Any]]:
        for month, record in self.by_month().items():
            yield self.with_month(month, record)

    def with_month(self, month: Month, record: Any) -> dict[str, Any]:
        """A month and the cells of its record, or of its row in a snapshot."""
        return {"month": month.iso} | cells(
            (column for column in self._columns if column.name != "month"), record
        )

    # Warnings

    def warnings(self, rows: Sequence[Row], parts: Sequence[Sequence[Part]]) -> Iterator[Warned]:
        known: Series = {month: self.stored_values(record) for month, record in self.by_month().items()}
        given = {row.value("month"): row for row in rows}
        after: Series = known | {
            month: {**known.get(month, {}), **row.values} for month, row in given.items()
        }
        yield from self.gaps(known, given)
        for month, row in given.items():
            for column, wrong in self.odd_in(month, row, after):
                yield Warned("jump", Message(row=row.number, column=column, wrong=wrong))
            for follows in self.follows:
                for column, wrong in follows(after[month], after.get(month.previous)):
                    yield Warned("sum", Message(row=row.number, column=column, wrong=wrong))
        for row, (part,) in zip(rows, parts, strict=True):
            if not part.record._state.adding and getattr(part.record, "state", "") == "final":
                wrong = "This month's return is final: whoever signed it off should know of a change."
                yield Warned("final", Message(row=row.number, column="month", wrong=wrong))
            if stays_illustrative(part):
                wrong = "What is stored was made up for a demonstration, and stays marked so: give figure_basis to say otherwise."
                yield Warned("basis", Message(row=row.number, column="month", wrong=wrong))

    def stored_values(self, record: Any) -> Values:
        """A record's values by column."""
        return {
            column.name: getattr(record, column.stored_in)
            for column in self._columns
            if column.name != "month"
        }

    def gaps(self, known: Series, given: Mapping[Month, Row]) -> Iterator[Warned]:
        """Months with no record between the last one before the file and the file's last."""
        first = min(given)
        before = [month for month in known if month < first]
        have = {*known, *given}
        month, missing = (max(before) if before else first), []
        while month < max(given):
            month = month.next
            if month not in have:
                missing.append(month.label)
        if missing:
            wrong = f"No figures for {joined(missing)}, in between: they stay missing, and charts show a gap."
            yield Warned("gap", Message(column="month", wrong=wrong))

    def odd_in(self, month: Month, row: Row, after: Series) -> Iterator[tuple[str, str]]:
        """The values of a month that are far from last month's, or from the same month's a year before."""
        for column, least in self.jumps.items():
            value = row.value(column)
            if value is None:
                continue
            for other in (month.previous, month.plus(-12)):
                was = after.get(other, {}).get(column)
                if was is not None and is_jump(was, value, least):
                    yield column, f"{value:,} after {was:,} in {other}: is this right?"
                    break


def stays_illustrative(part: Part) -> bool:
    """Whether new figures would go under a mark that says they are made up."""
    moved = any(getattr(part.record, name) != value for name, value in part.values.items())
    return (
        moved
        and not part.record._state.adding
        and part.record.basis == ILLUSTRATIVE
        and "basis" not in part.values
    )


def is_jump(was: Any, value: Any, least: int) -> bool:
    """Whether one of two values is more than twice the other, or has another sign, by more than `least`."""
    if abs(value - was) <= least:
        return False
    if (was < 0) != (value < 0):
        return True
    return max(abs(was), abs(value)) > JUMP * min(abs(was), abs(value))
