"""What the returns give of a measure over any window of months, and how two windows compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ehcp.measures import RATES, SOURCE, STOCKS, count_of, counts_needed
from ehcp.metrics import windows
from ehcp.readings import (
    BASES_THAT_STAY,
    NONE_TO_COUNT,
    NOT_GIVEN,
    computed_basis,
    provisional_note,
    returns_noun,
)
from ehcp.snapshot import COUNTS, MONTHS, MonthRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month, Window
from sendprog.values.wording import joined, whole_number

if TYPE_CHECKING:
    import pandas as pd

# A rate of fewer is given, but no text says
# that it moved.
FEWEST_TO_COMPARE = 20


def month_number(month: Month) -> int:
    return month.year * 12 + month.month - 1


def month_numbered(number: int) -> Month:
    return Month(number // 12, number % 12 + 1)


def end_months(window: Window) -> tuple[Month, Month]:
    """Its first and last month."""
    return Month.containing(window.first), Month.containing(window.last)


@dataclass(frozen=True)
class Measured:
    """A measure over a window: its value, or why there is none; `lacking`: the months left out.

    `months`: how many were counted. `total` is the sum of a flow, `numbers` the part and whole of a
    rate. `breaks`: the returns with a break in the series, by their first month.
    """

    measure: Measure
    window: Window
    value: Decimal | None
    missing: str = ""
    months: int = 0
    lacking: tuple[Month, ...] = ()
    total: int | None = None
    numbers: tuple[int, int] | None = None
    basis: Basis = Basis.COMPUTED
    note: str = ""
    record: str = ""
    source: str = SOURCE

    @property
    def is_stock(self) -> bool:
        return self.measure in STOCKS

    @property
    def when(self) -> str:
        return f"end of {end_months(self.window)[1]}" if self.is_stock else self.window.label

    @property
    def text(self) -> str:
        """ "43.4%", "89 a month", or why there is none."""
        return self.missing if self.value is None else self.measure.in_text(self.value)

    @property
    def parts(self) -> str:
        """ "220 of 507"; "" of what is no rate."""
        if self.numbers is None:
            return ""
        part, whole = self.numbers
        return f"{whole_number(part)} of {whole_number(whole)}"

    @property
    def kind(self) -> str:
        """ " (illustrative)" of what is made up or expected; "" of what is counted."""
        return f" ({self.basis.value})" if self.basis in BASES_THAT_STAY else ""

    @property
    def text_with_parts(self) -> str:
        """ "43.4% (220 of 507)", "80 a month (illustrative)"."""
        parts = f" ({self.parts})" if self.parts else ""
        return f"{self.text}{parts}{self.kind}"

    @property
    def is_of_few(self) -> bool:
        """Whether it is a rate of too few for its moves to mean anything."""
        return self.numbers is not None and self.numbers[1] < FEWEST_TO_COMPARE

    @property
    def lacking_text(self) -> str:
        """ "Without May and June 2026"; "" where no month is left out of a value."""
        return f"Without {month_spans(self.lacking)}" if self.lacking and self.months else ""

    @property
    def reading(self) -> Reading:
        return Reading(
            measure=self.measure,
            value=self.value,
            missing=self.missing,
            window=self.window,
            window_words=self.when if self.is_stock else "",
            basis=self.basis,
            source=self.source,
            note=self.note,
            parts=self.parts,
            record=self.record,
        )


def month_spans(months: Sequence[Month]) -> str:
    """ "March 2024 and May to July 2024"."""
    spans: list[list[Month]] = []
    for month in months:
        if spans and spans[-1][-1].next == month:
            spans[-1][-1] = month
        else:
            spans.append([month, month])
    return joined([Window.of_months(first, last).label for first, last in spans])


def frame_of(snapshot: Snapshot) -> "pd.DataFrame":
    """Every return with the counts of the measures."""
    return snapshot.cached("frame of the returns", lambda: frame_of_rows(snapshot[MONTHS]))


def frame_of_rows(rows: Sequence[MonthRow]) -> "pd.DataFrame":
    returns = [
        windows.Return(month_number(row.first_month), month_number(row.month), row.counts)
        for row in rows
    ]
    return windows.returns_frame(returns, COUNTS)


def rows_by_month(snapshot: Snapshot) -> dict[int, MonthRow]:
    """Each return by the number of its last month."""
    return snapshot.cached(
        "returns by month", lambda: {month_number(row.month): row for row in snapshot[MONTHS]}
    )


def rows_inside(rows: Sequence[MonthRow], window: Window) -> list[MonthRow]:
    """The returns whose months are all in the window."""
    first, last = end_months(window)
    return [row for row in rows if first <= row.first_month and row.month <= last]


def measured(snapshot: Snapshot, measure: Measure, window: Window) -> Measured:
    """The measure over the window: a stock at its end, a flow as the mean of its months, a rate
    pooled.
    """
    if measure in STOCKS:
        return stock_at(snapshot, measure, window)
    first, last = (month_number(month) for month in end_months(window))
    counts = counts_needed(measure)
    found = windows.pooled(frame_of(snapshot), counts, first, last)
    months = range(first, last + 1)
    result = Measured(
        measure,
        window,
        None,
        missing=NOT_GIVEN,
        months=len(found.months),
        lacking=tuple(month_numbered(month) for month in months if month not in found.months),
    )
    if not found.months:
        return result
    by_month = rows_by_month(snapshot)
    rows = [by_month[number] for number in found.returns]
    result = replace(result, record=f"{returns_noun(rows)} of {window.label}")
    result = described(result, rows)
    sums = found.sums
    return with_rate(result, sums) if measure in RATES else with_mean(result, sums[counts[0]])


def described(result: Measured, rows: Sequence[MonthRow]) -> Measured:
    """With the basis of its rows and what must be read with it."""
    notes = [provisional_note(rows), result.lacking_text, break_text(result, rows)]
    return replace(
        result,
        basis=computed_basis(rows),
        note=". ".join(note for note in notes if note),
    )


def with_rate(result: Measured, sums: Mapping[str, float]) -> Measured:
    numbers = RATES[result.measure].numbers(sums)
    value = RATES[result.measure].of_counts(sums)
    if numbers is None or value is None:
        return replace(result, missing=NONE_TO_COUNT)
    part, whole = numbers
    return replace(
        result,
        value=Decimal(repr(value)),
        missing="",
        numbers=(int(part), int(whole)),
    )


def with_mean(result: Measured, total: float) -> Measured:
    return replace(
        result,
        value=Decimal(repr(total / result.months)),
        missing="",
        total=int(total),
    )


def stock_at(snapshot: Snapshot, measure: Measure, window: Window) -> Measured:
    """The stock at the end of the window."""
    end = end_months(window)[1]
    result = Measured(measure, window, None, missing=NOT_GIVEN, lacking=(end,))
    row = rows_by_month(snapshot).get(month_number(end))
    if row is None:
        return result
    count, marker = row.counts[count_of(measure)], row.markers.get(count_of(measure))
    if count is None:
        reason = Marker(marker).label.capitalize() if marker else NOT_GIVEN
        return replace(result, missing=reason)
    return replace(
        result,
        value=Decimal(count),
        missing="",
        months=1,
        lacking=(),
        basis=row.basis,
        note=provisional_note([row]),
        record=f"{returns_noun([row])} of {row.label}",
    )


# Breaks in a series


def has_break(row: MonthRow, measure: Measure) -> bool:
    """Whether a count of the measure is counted otherwise from this return on."""
    return bool(row.markers) and any(
        row.markers.get(name) == Marker.BREAK_IN_SERIES.value for name in counts_needed(measure)
    )


def breaks_of(rows: Sequence[MonthRow], measure: Measure) -> list[MonthRow]:
    return [row for row in rows if has_break(row, measure)]


def break_text(result: Measured, rows: Sequence[MonthRow]) -> str:
    """That the series breaks within the returns of a window; "" where it doesn't."""
    inner = breaks_of(rows[1:], result.measure)
    return f"Counted otherwise from {inner[0].first_month}" if inner else ""
