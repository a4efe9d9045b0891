"""Whether a monthly series really changed, or moves within what is usual from month to month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ehcp.measured import FEWEST_TO_COMPARE, has_break, month_number, month_numbered
from ehcp.measures import RATES, counts_needed
from ehcp.metrics.process_limits import RULES, Limits, Point, Signal, limits_of, signals_of
from ehcp.readings import BASES_THAT_STAY
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Polarity
from sendprog.values.periods import Month, Window

# Older months say little of what is usual now.
MOST_MONTHS = 36


@dataclass(frozen=True)
class RealChange:
    """What the limits of a series of months say, in words; `since`: its first month."""

    measure: Measure
    since: Month
    limits: Limits
    text: str

    @property
    def usual_range(self) -> str:
        """ "58 to 94 a month, on average 76"; nothing below 0, and no rate above 100%."""
        low, high = max(0.0, self.limits.lower), self.limits.upper
        if self.measure in RATES:
            high = min(100.0, high)
        lowest, highest, mean = (Decimal(repr(value)) for value in (low, high, self.limits.mean))
        return (
            f"{self.measure.in_table(lowest)} to {self.measure.in_text(highest)}, "
            f"on average {self.measure.in_table(mean)}"
        )

    @property
    def rules(self) -> str:
        return RULES


def real_change(snapshot: Snapshot, measure: Measure) -> RealChange | None:
    """The latest three years of months, since the last break; None of fewer than 12 that are real,
    and of returns of longer periods.
    """
    rows = snapshot[MONTHS]
    if any(row.months > 1 for row in rows):
        return None
    points = real_points(since_last_break(rows[-MOST_MONTHS:], measure), measure)
    limits = limits_of(points)
    if limits is None:
        return None
    since = month_numbered(points[0].month)
    text = real_change_words(signals_of(points, limits), points, measure, since)
    return RealChange(measure, since, limits, text)


def since_last_break(rows: Sequence[MonthRow], measure: Measure) -> Sequence[MonthRow]:
    """The returns from the last one with a break in the series on."""
    places = [place for place, row in enumerate(rows) if has_break(row, measure)]
    return rows[places[-1] :] if places else rows


def real_points(rows: Sequence[MonthRow], measure: Measure) -> list[Point]:
    """The value of each month that is counted: none made up, expected or a rate of few."""
    values = [(row, value_in(row, measure)) for row in rows if row.basis not in BASES_THAT_STAY]
    return [Point(month_number(row.month), value) for row, value in values if value is not None]


def value_in(row: MonthRow, measure: Measure) -> float | None:
    if measure not in RATES:
        count = row.counts[counts_needed(measure)[0]]
        return None if count is None else float(count)
    numbers = RATES[measure].numbers(row.counts)
    if numbers is None or numbers[1] < FEWEST_TO_COMPARE:
        return None
    return RATES[measure].of_counts(row.counts)


def real_change_words(
    signals: Sequence[Signal], points: Sequence[Point], measure: Measure, since: Month
) -> str:
    """ "No real change: within the usual month-to-month range since April 2025", or the change."""
    now = [signal for signal in signals if signal.last == points[-1].month]
    if now:
        longest = max(now, key=lambda signal: signal.last - signal.first)
        return f"Real change{direction_of(longest, measure)}: {signal_text(longest)}"
    if not signals:
        return f"No real change: within the usual month-to-month range since {since}"
    last = max(signals, key=lambda signal: signal.last)
    return (
        f"No real change in {month_numbered(points[-1].month)}: the last one was "
        f"{signal_text(last)}, of the months since {since}"
    )


def direction_of(signal: Signal, measure: Measure) -> str:
    """ " for the better"; "" of demand, which is neither."""
    if measure.polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return ""
    is_better = signal.is_high is (measure.polarity is Polarity.HIGHER)
    return " for the better" if is_better else " for the worse"


def signal_text(signal: Signal) -> str:
    side = "high" if signal.is_high else "low"
    window = Window.of_months(month_numbered(signal.first), month_numbered(signal.last))
    if "rise" in signal.rule:
        side = "rising" if signal.is_high else "falling"
    return f"{signal.rule} ({side}, {window.label})"


HEAD = ("Measure", "Real change?", "Usual range")


def real_change_rows(snapshot: Snapshot, measures: Sequence[Measure]) -> list[list[str]]:
    """A row for each measure with enough months."""
    found = [real_change(snapshot, measure) for measure in measures]
    return [[each.measure.label, each.text, each.usual_range] for each in found if each]
