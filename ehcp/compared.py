"""How a measure in two windows compares, or why it is not compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ehcp.measured import FEWEST_TO_COMPARE, Measured, breaks_of, measured
from ehcp.measures import RATES, STOCKS
from ehcp.readings import BASES_THAT_STAY
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure
from sendprog.values.periods import Window
from sendprog.values.wording import noun, plural, rounded, whole_number


def break_between(
    rows: Sequence[MonthRow], measure: Measure, before: Window, now: Window
) -> MonthRow | None:
    """The last return with a break that keeps the two windows from being compared.

    One in which the earlier window begins keeps from nothing.
    """
    earlier, later = sorted([before, now])
    inner = [row for row in breaks_of(rows, measure) if lies_between(row, measure, earlier, later)]
    return inner[-1] if inner else None


def lies_between(row: MonthRow, measure: Measure, earlier: Window, later: Window) -> bool:
    """Whether figures of the earlier window are from before the return, and some of the later not."""
    if measure in STOCKS:
        return earlier.last < row.window.last <= later.last
    return earlier.first < row.window.first <= later.last


@dataclass(frozen=True)
class Compared:
    """A measure in two windows; `reason` says why they are not compared, or is "".

    `may_have_totals`: whether flows of as many months are compared by their totals, not their means.

    `direction`: 1 where the first, as printed, is higher, -1 where it is lower, 0 where it is the
    same; None where they are not compared.
    """

    now: Measured
    before: Measured
    reason: str = ""
    may_have_totals: bool = True

    @property
    def direction(self) -> int | None:
        if self.reason or self.now.value is None or self.before.value is None:
            return None
        new, old = (self.printed(each) for each in (self.now, self.before))
        return (new > old) - (new < old)

    def printed(self, value: Measured) -> Decimal:
        """The number that readers see of it: the total of a flow where both count as many months."""
        if value.value is None:
            raise ValueError("Nothing is printed of what is missing.")
        if self.has_totals and value.total is not None:
            return Decimal(value.total)
        return rounded(value.value, value.measure.places)

    @property
    def has_totals(self) -> bool:
        """Whether their totals are compared."""
        totals = (self.now.total, self.before.total)
        is_whole = None not in totals and self.now.months == self.before.months
        return self.may_have_totals and is_whole

    def shown(self, value: Measured) -> str:
        """ "507", "84.5 a month", "43.4% (220 of 507)"."""
        if value.value is None:
            return value.missing
        if self.has_totals:
            return f"{whole_number(self.printed(value))}{value.kind}"
        return value.text_with_parts

    @property
    def shown_before(self) -> str:
        """The earlier value, "Not given" without one."""
        return self.shown(self.before)

    @property
    def change(self) -> str:
        """ "Up 5.1 percentage points", "Down 84", "The same"; or why they are not compared."""
        if self.reason:
            return self.reason
        if self.direction is None:
            return "Not compared: a figure is missing"
        if not self.direction:
            return "The same"
        step = abs(self.printed(self.now) - self.printed(self.before))
        word = "Up" if self.direction > 0 else "Down"
        if self.now.measure in RATES:
            places = self.now.measure.places
            return f"{word} {step:,.{places}f} percentage {noun(step, 'point')}"
        return f"{word} {whole_number(step)}{'' if self.has_totals or self.now.is_stock else ' a month'}"


def compared(snapshot: Snapshot, measure: Measure, now: Window, before: Window) -> Compared:
    """The measure in both windows."""
    return compare(snapshot, measured(snapshot, measure, now), measured(snapshot, measure, before))


def compare(snapshot: Snapshot, new: Measured, old: Measured, *, totals: bool = True) -> Compared:
    return Compared(new, old, why_not_compared(snapshot, new, old), totals)


def why_not_compared(snapshot: Snapshot, new: Measured, old: Measured) -> str:
    """Why two values of a measure are not compared; "" where they are, or one is missing."""
    if new.value is None or old.value is None:
        return ""
    if made_up_or_expected(new) != made_up_or_expected(old):
        return "Not compared: the two rest on figures of different kinds"
    broken = break_between(snapshot[MONTHS], new.measure, old.window, new.window)
    if broken:
        return f"Not compared: the series breaks in {broken.first_month}{reason_of_break(broken)}"
    if new.is_of_few or old.is_of_few:
        few = plural(FEWEST_TO_COMPARE, "case")
        return f"Not compared: a rate of fewer than {few} moves by chance"
    return ""


def made_up_or_expected(value: Measured) -> Basis | None:
    """Its basis where that is more than a count; None for a count or a sum of counts."""
    return value.basis if value.basis in BASES_THAT_STAY else None


def reason_of_break(row: MonthRow) -> str:
    return f" ({row.note.removesuffix('.')})" if row.note else ""
