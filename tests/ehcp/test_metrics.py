"""Metrics against an oracle that works them out the slow, obvious way; what nothing means; small counts hidden."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.metrics import rates as metrics
from ehcp.snapshot import COUNTS
from ehcp.suppression import BREAKDOWNS, SMALL_GROUPS, SMALL_RESTS, suppressed
from ehcp.tables import COUNT_COLUMNS
from finance import metrics as finance_metrics

RATE = metrics.TWENTY_WEEKS
RATE_COUNTS = RATE.counts
ISSUED, EXCEPTIONS, WITHIN = RATE_COUNTS
COLUMNS = [*RATE_COUNTS, "requests_received"]
Row = dict[str, int | None]

count = st.none() | st.integers(0, 400)


@st.composite
def months_of_plans(draw: st.DrawFn) -> list[Row]:
    """Months in which exceptions are at most the plans issued, and any count may be missing."""
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        issued = draw(st.integers(0, 400))
        exceptions = draw(st.integers(0, issued))
        row: Row = {
            ISSUED: issued,
            EXCEPTIONS: exceptions,
            WITHIN: draw(st.integers(0, issued - exceptions)),
        }
        for name in draw(st.sets(st.sampled_from(RATE_COUNTS))):
            row[name] = None
        rows.append(row | {"requests_received": draw(count)})
    return rows


def names(rows: list[Row]) -> list[str]:
    return [f"{2022 + number // 12}-{number % 12 + 1:02}" for number in range(len(rows))]


def frame(rows: list[Row]):
    return metrics.to_frame(names(rows), rows, COLUMNS)


def the_obvious_rate(rows: list[Row]) -> Fraction | None:
    """Month by month, in fractions."""
    due = within = 0
    for row in rows:
        if any(row.get(name) is None for name in RATE_COUNTS):
            continue
        due += row[ISSUED] - row[EXCEPTIONS]
        within += row[WITHIN]
    return Fraction(100 * within, due) if due else None


@given(months_of_plans())
def test_twenty_week_rate_agrees_with_the_obvious_way(rows):
    found, expected = RATE.pooled(frame(rows)), the_obvious_rate(rows)
    if expected is None:
        assert found is None
    else:
        assert isinstance(found, float)
        assert found == pytest.approx(float(expected))
        assert 0 <= found <= 100


@given(st.lists(count, max_size=14))
def test_monthly_mean_agrees_with_the_obvious_way(counts):
    rows = [{"requests_received": one} for one in counts]
    known = [one for one in counts if one is not None]
    expected = Fraction(sum(known), len(known)) if known else None
    found = metrics.monthly_mean(frame(rows), "requests_received")
    assert (found is None) == (expected is None)
    assert found is None or found == pytest.approx(float(expected))


@given(months_of_plans())
def test_months_without_names_those_left_out(rows):
    lacking = [
        month
        for month, row in zip(names(rows), rows, strict=True)
        if None in [row[name] for name in RATE_COUNTS]
    ]
    assert metrics.months_without(frame(rows), RATE_COUNTS) == lacking
    kept = [row for month, row in zip(names(rows), rows, strict=True) if month not in lacking]
    assert RATE.pooled(frame(kept)) == RATE.pooled(frame(rows))


def plans(issued: int | None, exceptions: int | None, within: int | None) -> Row:
    return {ISSUED: issued, EXCEPTIONS: exceptions, WITHIN: within}


@pytest.mark.parametrize(
    ("rows", "rate"),
    [
        pytest.param([plans(12, 0, 0)], 0.0, id="0_of_12_is_0"),
        pytest.param([plans(0, 0, 0)], None, id="0_of_0_is_nothing"),
        pytest.param([plans(5, 5, 0)], None, id="all_had_an_exception"),
        pytest.param([], None, id="no_month"),
        pytest.param([plans(None, None, None)], None, id="a_month_with_nothing_in_it"),
        pytest.param(
            [plans(100, 0, 40), plans(100, None, 90)],
            40.0,
            id="missing_exceptions_leave_the_month_out_of_both",
        ),
        pytest.param(
            [plans(100, 0, 40), plans(100, 20, None)],
            40.0,
            id="missing_numerator_leaves_the_month_out_of_both",
        ),
        pytest.param(
            [plans(100, 0, 40), plans(None, 0, 40)],
            40.0,
            id="missing_plans_leave_the_month_out_of_both",
        ),
        pytest.param(
            [plans(10, 0, 10), plans(90, 0, 0)], 10.0, id="pooled_and_not_the_mean_of_100_and_0"
        ),
        pytest.param([plans(100, 50, 20)], 40.0, id="exceptions_leave_the_denominator"),
        pytest.param([plans(3, 0, 1)], 100 / 3, id="never_rounded"),
    ],
)
def test_twenty_week_rate(rows, rate):
    assert RATE.pooled(frame(rows)) == (rate if rate is None else pytest.approx(rate))


def test_the_rate_can_be_lower_without_exceptions():
    """38 of 90 without them is more than 40 of 100 with; 20 of 90 is less."""
    assert RATE.pooled(frame([plans(100, 10, 38)])) > 40
    assert RATE.pooled(frame([plans(100, 10, 20)])) < 40


def test_a_mean_of_noughts_is_nought_and_of_nothing_none():
    assert (
        metrics.monthly_mean(
            frame([{"requests_received": 0}, {"requests_received": None}]), "requests_received"
        )
        == 0.0
    )
    assert metrics.monthly_mean(frame([{"requests_received": None}]), "requests_received") is None


def test_an_empty_frame_has_its_columns():
    empty = metrics.to_frame([], [], COLUMNS)
    assert list(empty.columns) == COLUMNS
    assert metrics.months_without(empty, COLUMNS) == []


# Money


@pytest.mark.parametrize(
    ("now", "before", "difference"),
    [
        (Decimal("51600000"), Decimal("31200000"), Decimal("20400000")),
        (Decimal("31200000"), Decimal("51600000"), Decimal("-20400000")),
        (Decimal("0.00"), Decimal("0.00"), Decimal(0)),
        (None, Decimal(1), None),
        (Decimal(1), None, None),
        (None, None, None),
    ],
)
@pytest.mark.parametrize(
    "metric", [finance_metrics.variance_to_plan, finance_metrics.movement_since]
)
def test_variance_and_movement(metric, now, before, difference):
    assert metric(now, before) == difference


# Suppression

PARTS = BREAKDOWNS[0]
SUPPRESSED = "c"
part = st.none() | st.integers(0, 8) | st.integers(0, 400)
breakdown = st.fixed_dictionaries(dict.fromkeys(PARTS, part))
group_markers = st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["c", "x", "e"]))


def small(value: int | None) -> bool:
    return value in (1, 2, 3, 4)


@given(breakdown, group_markers)
def test_no_small_part_is_shown(counts, markers):
    markers = {
        name: marker
        for name, marker in markers.items()
        if marker != SUPPRESSED or counts[name] is None
    }
    shown, shown_markers = suppressed(counts, markers)
    for name in PARTS:
        assert not small(shown[name])
        if shown[name] is None and counts[name] is not None:
            assert shown_markers[name] == SUPPRESSED
        else:
            # What is not hidden stays as it was: 0, None and its marker.
            assert (shown[name], shown_markers.get(name)) == (counts[name], markers.get(name))


@given(breakdown, group_markers)
def test_one_part_is_never_hidden_alone(counts, markers):
    markers = {
        name: marker
        for name, marker in markers.items()
        if marker != SUPPRESSED or counts[name] is None
    }
    shown, shown_markers = suppressed(counts, markers)
    hidden = [name for name in PARTS if shown_markers.get(name) == SUPPRESSED]
    others = [name for name in PARTS if name not in hidden and shown[name] is not None]
    assert len(hidden) != 1 or not others


@given(breakdown)
def test_no_more_is_hidden_than_must_be(counts):
    _, markers = suppressed(counts, {})
    hidden = [counts[name] for name in PARTS if markers.get(name) == SUPPRESSED]
    needed = [value for value in counts.values() if small(value)]
    assert len(hidden) <= (len(needed) + 1 if needed else 0)
    extra = sorted(value for value in hidden if not small(value))
    left = [
        value
        for value in counts.values()
        if value is not None and not small(value) and value not in extra
    ]
    # The next smallest goes, a nought last: a nought tells a reader nothing of a child.
    assert not extra or all(extra[0] <= value or value == 0 for value in left)


def test_total_less_shown_never_gives_a_small_part_away():
    """By every breakdown of up to 8, for a reader who takes each hidden part as 1 to 4 and knows the total.

    Unless it is impossible: four parts of one, or of four, are all hidden, and their total is not.
    """
    given_away = []
    for values in product(range(9), repeat=len(PARTS)):
        shown, _ = suppressed(dict(zip(PARTS, values, strict=True)), {})
        hidden = [name for name in PARTS if shown[name] is None]
        total = sum(values) - sum(value for value in shown.values() if value is not None)
        guesses = [
            guess for guess in product(range(1, 5), repeat=len(hidden)) if sum(guess) == total
        ]
        if hidden and guesses == [
            tuple(value for name, value in zip(PARTS, values, strict=True) if name in hidden)
        ]:
            given_away.append(values)
    assert given_away == [(1, 1, 1, 1), (4, 4, 4, 4)]


@given(st.fixed_dictionaries(dict.fromkeys(SMALL_GROUPS, part)))
def test_small_groups_are_hidden_each_for_itself(counts):
    shown, markers = suppressed(counts, {})
    for name, value in counts.items():
        if name in dict(SMALL_RESTS):
            continue
        assert (shown[name], markers.get(name)) == (
            (None, SUPPRESSED) if small(value) else (value, None)
        )


@pytest.mark.parametrize(
    ("weeks", "band"), [(None, None), (0, 0), (25, 0), (26, 26), (51, 26), (52, 52), (131, 130)]
)
def test_the_longest_open_case_is_a_band(weeks, band):
    assert suppressed({"longest_open_weeks": weeks}, {})[0] == {"longest_open_weeks": band}


def test_counts_that_split_nothing_are_as_they_are():
    counts = {"plans_issued": 3, "requests_received": 1, "plans_maintained": 0, "exceptions": None}
    assert suppressed(counts, {"exceptions": "x"}) == (counts, {"exceptions": "x"})


def test_what_was_given_is_left_as_it_was():
    counts, markers = dict.fromkeys(PARTS, 3), {}
    suppressed(counts, markers)
    assert (counts, markers) == (dict.fromkeys(PARTS, 3), {})


def test_every_count_has_a_column():
    """One in no group would reach no reader."""
    assert set(COUNT_COLUMNS) == set(COUNTS)
