"""The months that a return covers."""

from functools import cached_property

from ehcp.models import MONTHS_COVERED, CoveredPeriod
from sendprog.values.periods import Month, Window


class CoveredMonths:
    """A row's `month` and the longer period, ending with it, that it `covers`."""

    month: Month
    covers: CoveredPeriod

    @property
    def months(self) -> int:
        """The number of months that the flows cover."""
        return MONTHS_COVERED[self.covers]

    @cached_property
    def first_month(self) -> Month:
        return self.month.plus(1 - self.months)

    @cached_property
    def window(self) -> Window:
        """What the flows cover."""
        return Window.of_months(self.first_month, self.month)

    @property
    def label(self) -> str:
        """ "June 2026", "April to June 2026"."""
        return self.window.label
