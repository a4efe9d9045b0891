"""Returns that hypothesis makes: with gaps, noughts, suppressed and restated counts, breaks, and longer periods."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from ehcp.measures import MEASURES, RATES, STOCKS, counts_needed
from ehcp.models import MONTHS_COVERED, CoveredPeriod
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure
from sendprog.values.periods import Month, Window
from tests.two_snapshots import month_row, snapshot_of

NAMES = sorted({name for measure in MEASURES for name in counts_needed(measure)})
FIRST = Month(2023, 4)


class Returns(list):
    """Rows that are written short: their months and the counts that they have."""

    def __repr__(self) -> str:
        return "; ".join(
            f"{row.label}: { {name: count for name, count in row.counts.items() if count is not None} } {row.markers}"
            for row in self[-6:]
        )


@st.composite
def returns(draw: st.DrawFn, *, longest: int = 30) -> list[MonthRow]:
    """Returns of one length, oldest first; some months are without, and any count may be missing."""
    covers = draw(st.sampled_from(["month", "month", "month", "quarter", "term", "year"]))
    step = MONTHS_COVERED[CoveredPeriod(covers)]
    given = draw(st.sets(st.sampled_from(NAMES)))
    counts = st.integers(0, 60) | st.sampled_from([0, None, "c", "x"])
    rows = []
    for number in range(draw(st.integers(0, max(1, longest // step)))):
        if draw(st.integers(0, 9)) == 0:
            continue
        row = month_row(
            FIRST.plus(step * (number + 1) - 1).iso,
            covers=covers,
            basis=draw(st.sampled_from([Basis.REPORTED] * 5 + [Basis.ILLUSTRATIVE])),
            **{name: draw(counts) for name in sorted(given)},
        )
        for name in sorted(given):
            if row.counts[name] is not None and draw(st.integers(0, 30)) == 0:
                row.markers[name] = draw(st.sampled_from(["b", "r"]))
        rows.append(row)
    return Returns(rows)


def snapshot_with(rows: list[MonthRow]) -> Snapshot:
    return snapshot_of(date(2026, 11, 20), {MONTHS: rows})


def months_in_window(window: Window) -> list[Month]:
    month, months = Month.containing(window.first), []
    while month.first <= window.last:
        months.append(month)
        month = month.next
    return months


def value_the_slow_way(
    rows: list[MonthRow], measure: Measure, window: Window
) -> tuple[Fraction | None, int]:
    """The value and how many months it counts, month by month in fractions."""
    names, months = counts_needed(measure), months_in_window(window)
    if measure in STOCKS:
        last = [row for row in rows if row.month == months[-1] and row.counts[names[0]] is not None]
        return (Fraction(last[0].counts[names[0]]), 1) if last else (None, 0)
    sums, counted = dict.fromkeys(names, 0), 0
    for row in rows:
        covered = months_in_window(row.window)
        if not set(covered) <= set(months) or None in [row.counts[name] for name in names]:
            continue
        counted += len(covered)
        for name in names:
            sums[name] += row.counts[name]
    if not counted:
        return None, 0
    if measure not in RATES:
        return Fraction(sums[names[0]], counted), counted
    share = RATES[measure]
    whole = sums[share.whole] - (sums[share.left_out] if share.left_out else 0)
    return (Fraction(100 * sums[share.part], whole) if whole else None), counted
