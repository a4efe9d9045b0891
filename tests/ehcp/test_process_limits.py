"""Limits and rules of a process behaviour chart against the slow, obvious way in fractions."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ehcp.measures import ASSESSMENTS_REFUSED, PLANS_ISSUED
from ehcp.metrics.process_limits import Point, limits_of, signals_of
from ehcp.real_change import real_change
from sendprog.values.basis import Basis
from sendprog.values.periods import Month
from tests.conftest import IS_SOAK
from tests.ehcp.generated_returns import snapshot_with
from tests.two_snapshots import month_row

some = settings(
    max_examples=3_000 if IS_SOAK else 100,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
)


@st.composite
def series(draw: st.DrawFn) -> list[Point]:
    """Months with gaps; levels that hold for a while, and slopes, so that each rule has its turn."""
    points, month, level = [], 0, draw(st.integers(0, 40))
    for _ in range(draw(st.integers(0, 26))):
        if draw(st.integers(0, 5)) == 0:
            level = draw(st.integers(0, 60))
        level += draw(st.sampled_from([0, 0, 1, -1, 2]))
        month += draw(st.sampled_from([1] * 12 + [2]))
        points.append(Point(month, float(max(0, level + draw(st.integers(-3, 3))))))
    return points


def slow_signals(points: list[Point]) -> set[tuple[str, int, int]]:
    """Every stretch of months is tried with each rule."""
    values = {point.month: Fraction(point.value) for point in points}
    steps = [abs(values[m + 1] - values[m]) for m in values if m + 1 in values]
    mean = sum(values.values()) / len(values)
    reach = Fraction("2.66") * sum(steps) / len(steps)
    found = {
        ("beyond", month, month) for month, value in values.items() if abs(value - mean) > reach
    }
    long = {"side": [], "way": []}
    for first in values:
        for last in values:
            months = range(first, last + 1)
            if last - first < 2 or any(month not in values for month in months):
                continue
            these = [values[month] for month in months]
            if len(these) == 3:
                for sign in (1, -1):
                    if sum(sign * (value - mean) > reach * 2 / 3 for value in these) >= 2:
                        found.add(("two", first, last))
            if len(these) < 7:
                continue
            if all(v > mean for v in these) or all(v < mean for v in these):
                long["side"].append((first, last))
            ups = [b - a for a, b in itertools.pairwise(these)]
            if all(up > 0 for up in ups) or all(up < 0 for up in ups):
                long["way"].append((first, last))
    for name, spans in long.items():
        for first, last in spans:
            wider = [s for s in spans if s != (first, last) and s[0] <= first and last <= s[1]]
            if not wider:
                found.add((name, first, last))
    return found


NAMES = {"one": "beyond", "two": "two"}


@some
@given(series())
def test_signals_agree_with_the_obvious_way(points):
    limits = limits_of(points)
    has_neighbours = any(b.month == a.month + 1 for a, b in itertools.pairwise(points))
    if len(points) < 12 or not has_neighbours:
        assert limits is None
        return
    mean = sum(Fraction(point.value) for point in points) / len(points)
    assert limits.mean == pytest.approx(float(mean))
    found = set()
    for signal in signals_of(points, limits):
        name = NAMES.get(signal.rule.split()[0], "side" if "side" in signal.rule else "way")
        found.add((name, signal.first, signal.last))
    assert found == slow_signals(points)


def rows_of(values: list, **fields: object) -> list:
    return [
        month_row(Month(2024, 1).plus(place).iso, **fields, plans_issued=value)
        for place, value in enumerate(values)
    ]


STEADY = [50, 53, 48, 51, 49, 52, 50, 47, 53, 50, 51, 49, 50]


@pytest.mark.parametrize(
    ("values", "fields", "text"),
    [
        (STEADY, {}, "No real change: within the usual month-to-month range since January 2024"),
        (STEADY[:11], {}, None),
        (STEADY, {"basis": Basis.ILLUSTRATIVE}, None),
        (STEADY, {"covers": "quarter"}, None),
        (
            [*STEADY, 90],
            {},
            "Real change for the better: one month beyond the limits (high, February 2025)",
        ),
        (
            [*STEADY[:6], 66, *STEADY[6:]],
            {},
            "No real change in February 2025: the last one was one month beyond the limits "
            "(high, July 2024), of the months since January 2024",
        ),
    ],
)
def test_words(values, fields, text):
    rows = rows_of(values, **fields)
    if fields.get("covers"):
        rows = [
            month_row(Month(2020, 3).plus(3 * place).iso, covers="quarter", plans_issued=value)
            for place, value in enumerate(values)
        ]
    found = real_change(snapshot_with(rows), PLANS_ISSUED)
    assert (found and found.text) == text


def test_demand_is_neither_better_nor_worse():
    rows = [
        month_row(Month(2024, 1).plus(place).iso, assessments_refused=value)
        for place, value in enumerate([*STEADY, 90])
    ]
    text = real_change(snapshot_with(rows), ASSESSMENTS_REFUSED).text
    assert text == "Real change: one month beyond the limits (high, February 2025)"


def test_months_before_a_break_are_not_counted():
    rows = rows_of([500, 510, *STEADY])
    rows[2].markers["plans_issued"] = "b"
    assert real_change(snapshot_with(rows), PLANS_ISSUED).since == Month(2024, 3)
