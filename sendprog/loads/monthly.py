"""Kinds of file with one row and one record a month, compared with the months around it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sendprog.loads.as_stored import keep_stored_texts
from sendprog.loads.cell_parsers import ParsedCell
from sendprog.loads.cross_checks import (
    scale_question,
    share_question,
)
from sendprog.loads.kinds import (
    Column,
    FileKind,
    FileWarning,
    ParsedRow,
    RowRecord,
    clear_read_with,
    export_cells,
    field_values,
)
from sendprog.loads.messages import Message
from sendprog.loads.record_warnings import SMALL, basis_warnings, number_text_of
from sendprog.values.frequency import Frequency, missing_periods
from sendprog.values.periods import Month, Window
from sendprog.values.wording import joined

# A value more than this many times another, or the reverse, is a jump.
JUMP = 2
MONTHS_IN_A_YEAR = 12
Values = Mapping[str, Any]
Series = dict[Month, Values]
# Takes a month's values and those of the month before (None if unknown); yields columns and what is
# odd there.
SequenceRule = Callable[[Values, Values | None], Iterable[tuple[str, str]]]


class MonthlyKind(FileKind):
    """A row a month."""

    key = ("month",)
    one_row = "month"
    # Columns compared with last month and the same month last year, and the least difference to
    # warn about.
    jumps: ClassVar[Mapping[str, int]] = {}
    # Parts and their wholes: a share far from the months before is asked about.
    shares: ClassVar[tuple[tuple[str, str], ...]] = ()
    sequence_rules: ClassVar[tuple[SequenceRule, ...]] = ()
    # Fields with one value in all records of the kind, such as the block of the grant.
    fixed: ClassVar[Mapping[str, Any]] = {}

    def records_by_month(
        self, *, months: Iterable[Month] | None = None, lock: bool = False
    ) -> dict[Month, Any]:
        """The records of these months, or all; locked in the database if `lock`."""
        records = self.model.objects.filter(**self.fixed)
        if months is not None:
            records = records.filter(month__in=[month.first for month in months])
        if lock:
            records = records.select_for_update(of=("self",))
        return {
            Month.containing(record.month): record
            for record in records.order_by(*self.model._meta.ordering)
        }

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        stored = self.records_by_month(months=[row.value("month") for row in rows], lock=lock)
        return [[self.record_of(row, stored.get(row.value("month")))] for row in rows]

    def record_of(self, row: ParsedRow, record: Any) -> RowRecord:
        """The stored record of the row's month, or a new one when that is None, with the row's
        values.
        """
        month: Month = row.value("month")
        if record is not None:
            keep_stored_texts(self.all_columns, row, record)
        values = field_values(self.all_columns, row)
        values.pop("month", None)
        if record is not None:
            clear_read_with(self, values, record)
        return RowRecord(record or self.model(month=month.first, **self.fixed), values)

    def can_load(self, record: Any) -> bool:
        return all(getattr(record, name) == value for name, value in self.fixed.items())

    def row_of(self, record: Any) -> ParsedRow | None:
        cells = {"month": ParsedCell(Month.containing(record.month))}
        for column in self.value_columns:
            cells[column.name] = ParsedCell(getattr(record, column.stored_in))
        return ParsedRow(0, cells)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        return self.columns(Month.containing(date.max))

    @property
    def value_columns(self) -> list[Column]:
        return [column for column in self.all_columns if column.name != "month"]

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        for month, record in self.records_by_month().items():
            yield self.export_row(month, record)

    def export_row(self, month: Month, record: Any) -> dict[str, Any]:
        """The cells of a record, or of its row in a snapshot."""
        return {"month": month.iso} | export_cells(self.value_columns, record)

    # Warnings

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        before: Series = {
            month: self.values_of(record) for month, record in self.records_by_month().items()
        }
        rows_by_month = {row.value("month"): row for row in rows if self.is_compared(row)}
        after = dict(before)
        for month, row in rows_by_month.items():
            after[month] = {**before.get(month, {}), **row.values}
        if rows_by_month:
            yield from self.gap_warnings(before, rows_by_month)
        for month, row in rows_by_month.items():
            yield from self.month_warnings(month, row, after)
        for row, (target,) in zip(rows, records, strict=True):
            yield from record_warnings(row, target)

    def is_compared(self, row: ParsedRow) -> bool:
        """Whether a row is compared with the months around it."""
        return True

    def frequency(self) -> Frequency:
        """How often the figures come."""
        return Frequency.MONTHLY

    def window_of(self, month: Month, values: Values) -> Window:
        """What the figures of a row cover."""
        return Window.of_months(month, month)

    def values_of(self, record: Any) -> Values:
        """A record's values by column."""
        return {column.name: getattr(record, column.stored_in) for column in self.value_columns}

    def gap_warnings(
        self, stored: Mapping[Month, Values], rows: Mapping[Month, ParsedRow]
    ) -> Iterator[FileWarning]:
        """Periods without figures, from the last stored one before the file to the file's last."""
        first, last = min(rows), max(rows)
        start = max((month for month in stored if month < first), default=first)
        series = {**stored, **{month: row.values for month, row in rows.items()}}
        windows = [
            self.window_of(month, series[month]) for month in series if start <= month <= last
        ]
        missing = [window.label for window in missing_periods(windows, self.frequency())]
        if missing:
            text = f"No figures for {joined(missing)}, in between: they stay missing, and charts show a gap."
            yield FileWarning("gap", Message(column="month", wrong=text))

    def month_warnings(self, month: Month, row: ParsedRow, series: Series) -> Iterator[FileWarning]:
        """Jumps, values ten times of their neighbours, shares that move, and sums that don't add
        up.
        """
        asked = set()
        for column, text in self.jumps_in(month, row, series):
            asked.add(column)
            yield FileWarning("jump", Message(row=row.number, column=column, wrong=text))
        for column, text in self.sizes_in(month, row, series):
            if column not in asked:
                yield FileWarning("jump", Message(row=row.number, column=column, wrong=text))
        for part, whole in self.shares:
            text = "" if row.value(part) is None else share_question(part, whole, month, series)
            if text:
                yield FileWarning("share", Message(row=row.number, column=part, wrong=text))
        for rule in self.sequence_rules:
            for column, text in rule(series[month], series.get(month.previous)):
                yield FileWarning("sum", Message(row=row.number, column=column, wrong=text))

    def sizes_in(self, month: Month, row: ParsedRow, series: Series) -> Iterator[tuple[str, str]]:
        """Columns whose value is about a tenth, or ten times, of the nearest before and after it."""
        for column in self.value_columns:
            value = row.value(column.name)
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                continue
            before, after = (nearest_value(series, column.name, month, step)[1] for step in (-1, 1))
            if max(abs(value), abs(before or 0), abs(after or 0)) < SMALL:
                continue
            number_text = number_text_of(column)
            if question := scale_question(value, before, after, number_text):
                yield column.name, question

    def jumps_in(self, month: Month, row: ParsedRow, series: Series) -> Iterator[tuple[str, str]]:
        """Columns whose value is far from the nearest before it, or from the same month's last
        year.
        """
        number_texts = {column.name: number_text_of(column) for column in self.value_columns}
        for column, least in self.jumps.items():
            value = row.value(column)
            if value is None:
                continue
            last_year = month.plus(-12)
            of_last_year = (last_year, series.get(last_year, {}).get(column))
            for other, earlier in (nearest_value(series, column, month, -1), of_last_year):
                if earlier is not None and is_large_jump(earlier, value, least):
                    now, before = map(number_texts[column], (value, earlier))
                    yield column, f"{now} after {before} in {other}: is this right?"
                    break


def nearest_value(series: Series, column: str, month: Month, step: int) -> tuple[Month, Any]:
    """The nearest value within a year before the month (step -1) or after it (step 1), and its
    month.

    None where there is none: figures that come each quarter have their neighbours too.
    """
    other = month
    for _ in range(MONTHS_IN_A_YEAR):
        other = other.plus(step)
        value = series.get(other, {}).get(column)
        if value is not None:
            return other, value
    return other, None


def record_warnings(row: ParsedRow, target: RowRecord) -> Iterator[FileWarning]:
    """Warnings about a stored record: it is final, or stays marked as illustrative."""
    if target.record._state.adding:
        return
    if getattr(target.record, "state", "") == "final":
        text = "This month's return is final: whoever signed it off should know of a change."
        yield FileWarning("final", Message(row=row.number, column="month", wrong=text))
    yield from basis_warnings(row, target, "month")


def is_large_jump(earlier: Any, value: Any, least: int) -> bool:
    """Whether two values differ by more than `least`, and in sign or by more than a factor of JUMP."""
    if abs(value - earlier) <= least:
        return False
    if (earlier < 0) != (value < 0):
        return True
    return max(abs(earlier), abs(value)) > JUMP * min(abs(earlier), abs(value))
