"""How often the figures of a series come, and which of its periods lack one (pure)."""

from collections.abc import Iterable
from datetime import date

from sendprog.values.periods import FinancialYear, Month, Window
from sendprog.values.wording import LabelledEnum


class Frequency(LabelledEnum):
    """How often a figure comes. The label follows "comes"."""

    MONTHLY = "monthly", "every month"
    QUARTERLY = "quarterly", "every quarter"
    TERMLY = "termly", "every term"
    YEARLY = "yearly", "every year"
    IRREGULAR = "irregular", "when it comes"

    @property
    def months(self) -> int | None:
        """The months in a period; None where figures come without a rhythm."""
        return _MONTHS.get(self)

    @property
    def sentence(self) -> str:
        """ "A figure is due every quarter."."""
        return (
            f"A figure is due {self.label}." if self.months else "A figure comes when there is one."
        )

    def is_stale(self, last: date, on: date) -> bool:
        """Whether a newer figure should exist than one whose period ended on the day `last`."""
        return self in _FRESH_DAYS and (on - last).days > _FRESH_DAYS[self]

    def period_of(self, month: Month, year_begins: int = FinancialYear.FIRST_MONTH) -> Window:
        """The month, quarter, term (to April, August or December) or year that the month is in."""
        length = self.months or 1
        start = year_begins if self is Frequency.YEARLY else 1
        first = month.plus(-((month.month - start) % length))
        return Window.of_months(first, first.plus(length - 1))


_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.TERMLY: 4,
    Frequency.YEARLY: 12,
}
# Days after the end of its period until the next figure should have come.
_FRESH_DAYS = {
    Frequency.MONTHLY: 75,
    Frequency.QUARTERLY: 150,
    Frequency.TERMLY: 200,
    Frequency.YEARLY: 500,
}


def missing_periods(
    windows: Iterable[Window], frequency: Frequency, year_begins: int = FinancialYear.FIRST_MONTH
) -> list[Window]:
    """The periods between the first and the last figure's in which no month is covered by a figure.

    `windows`: what each figure covers. Empty for a series without a rhythm.
    """
    covered = {month for window in windows for month in months_of(window)}
    if not covered or frequency.months is None:
        return []
    with_figure = {frequency.period_of(month, year_begins) for month in covered}
    missing, period, last = [], min(with_figure), max(with_figure)
    while period < last:
        if period not in with_figure:
            missing.append(period)
        period = frequency.period_of(Month.containing(period.last).next, year_begins)
    return missing


def months_of(window: Window) -> list[Month]:
    """Every month that the window touches."""
    first, last = Month.containing(window.first), Month.containing(window.last)
    return [first.plus(number) for number in range(first.months_until(last) + 1)]
