"""Windows agree with the slow, obvious way, and the sentence on speed, volume and stock is true of whatever returns."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ehcp import together
from ehcp.compared import compared
from ehcp.measured import has_break, measured
from ehcp.measures import (
    MEASURES,
    OPEN_OVER_20_WEEKS,
    PLANS_ISSUED,
    RATES,
    STOCKS,
    TWENTY_WEEK_RATE,
)
from ehcp.three_numbers import SPEED, STOCK, VOLUME, answers, latest_windows
from sendprog.values.basis import Basis
from sendprog.values.periods import Month, Window
from sendprog.values.wording import rounded
from tests.conftest import IS_SOAK
from tests.ehcp.generated_returns import FIRST, returns, snapshot_with, value_the_slow_way
from tests.two_snapshots import month_row

some = settings(
    max_examples=2_000 if IS_SOAK else 60,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
)
windows = st.builds(
    lambda start, length: Window.of_months(FIRST.plus(start), FIRST.plus(start + length - 1)),
    st.integers(-3, 30),
    st.sampled_from([1, 3, 6, 12, 7]),
)


@some
@given(returns(), windows, st.sampled_from(MEASURES))
def test_window_agrees_with_the_obvious_way(rows, window, measure):
    found = measured(snapshot_with(rows), measure, window)
    expected, months = value_the_slow_way(rows, measure, window)
    assert (found.value is None) is (expected is None)
    assert found.months == months
    assert found.value is None or float(found.value) == pytest.approx(float(expected))
    if measure not in STOCKS:
        assert found.months + len(found.lacking) == window.months


@some
@given(returns(), windows, windows, st.sampled_from(MEASURES))
def test_windows_are_compared_only_where_they_can_be(rows, now, before, measure):
    pair = compared(snapshot_with(rows), measure, now, before)
    new, old = (value_the_slow_way(rows, measure, window)[0] for window in (now, before))
    earlier, later = sorted([now, before])
    inner = [row for row in rows if has_break(row, measure)]
    if measure in STOCKS:
        inner = [row for row in inner if earlier.last < row.window.last <= later.last]
    else:
        inner = [row for row in inner if earlier.first < row.window.first <= later.last]
    if None in (new, old) or inner:
        assert pair.direction is None
    elif pair.direction is not None and not pair.has_totals:
        places = measure.places
        printed = [rounded(value.value, places) for value in (pair.now, pair.before) if value.value]
        assert len(printed) < 2 or pair.direction == (printed[0] > printed[1]) - (
            printed[0] < printed[1]
        )
    if pair.direction:
        assert pair.direction == (1 if new > old else -1)
        assert pair.change.startswith("Up" if new > old else "Down")
    if pair.direction is not None and measure in RATES:
        assert min(value.numbers[1] for value in (pair.now, pair.before)) >= 20


CLAUSES = {
    "a larger share of plans": (SPEED, 1),
    "a smaller share of plans": (SPEED, -1),
    "the same share of plans": (SPEED, 0),
    "more plans were issued a month": (VOLUME, 1),
    "fewer plans were issued a month": (VOLUME, -1),
    "as many plans were issued a month": (VOLUME, 0),
    "more cases were open": (STOCK, 1),
    "fewer cases were open": (STOCK, -1),
    "as many cases were open": (STOCK, 0),
}


@some
@given(returns())
def test_sentence_is_true_of_whatever_returns(rows):
    """Each clause is checked by the slow way, and what is not said to have moved is said to be unknown."""
    snapshot = snapshot_with(rows)
    text = together.together(snapshot)
    lower, shown = text.lower(), {answer.question: answer for answer in answers(snapshot)}
    if not rows:
        assert text == "There is no return on plans to show."
        return
    these = latest_windows(rows)
    is_year = "a year before" in text
    base = these.year_before if is_year and these.year_before else these.before
    claimed = {}
    for clause, (question, sign) in CLAUSES.items():
        if clause in lower:
            claimed[question] = sign
            measure = shown[question].reading.measure
            new, old = (
                value_the_slow_way(rows, measure, window)[0] for window in (these.now, base)
            )
            # What is printed alike is the same, though it is not to the last digit.
            assert sign == 0 or sign == (1 if new > old else -1), text
            assert sign != 0 or abs(new - old) < 1
            if measure == OPEN_OVER_20_WEEKS:
                assert f"{clause} over 20 weeks" in lower
    unknown = {
        SPEED: "whether plans come sooner",
        VOLUME: "whether more plans are issued",
        STOCK: "whether fewer cases wait",
    }
    for question, words in unknown.items():
        is_in_own_words = question is VOLUME and " from " in text
        assert (words in text) is (question not in claimed and not is_in_own_words), text
    assert not lower.startswith(("more plans were issued a month:", "plans issued"))
    if claimed:
        made_up = {shown[question].reading.basis for question in claimed} & {Basis.ILLUSTRATIVE}
        assert bool(made_up) <= ("llustrative" in text)


def test_output_that_rises_alone_is_not_the_headline():
    rows = [month_row(f"2025-{month:02}", plans_issued=10 * month) for month in range(1, 13)]
    text = together.together(snapshot_with(rows))
    assert text == (
        "These figures do not show whether plans come sooner or whether fewer cases wait. "
        "More plans were issued a month: July to December 2025 against January to June 2025."
    )


def two_years(**counts: tuple[int, int]) -> list:
    """Two years of returns whose counts are the first in the one and the second in the other."""
    return [
        month_row(
            Month(2024 + place // 12, place % 12 + 1).iso,
            **{name: pair[place // 12] for name, pair in counts.items()},
        )
        for place in range(24)
    ]


def test_falling_rate_stands_beside_rising_output():
    rows = two_years(
        plans_issued=(40, 80),
        exceptions=(0, 0),
        plans_issued_within_20_weeks_excluding_exceptions=(20, 20),
        assessments_open_over_20_weeks=(400, 300),
    )
    assert together.together(snapshot_with(rows)) == (
        "More plans were issued a month and fewer cases were open over 20 weeks, but a smaller share of plans came "
        "within 20 weeks: July to December 2025 against the same months a year before."
    )


def test_rate_of_few_is_given_and_not_compared():
    rows = two_years(
        plans_issued=(2, 3),
        exceptions=(0, 0),
        plans_issued_within_20_weeks_excluding_exceptions=(1, 3),
    )
    speed = answers(snapshot_with(rows))[0]
    assert (speed.reading.in_words, speed.reading.parts) == ("100.0%", "18 of 18")
    assert speed.is_of_few and "by chance" in speed.year_before.change
    assert "sooner" in together.together(snapshot_with(rows))


def test_nothing_is_compared_across_a_break():
    rows = two_years(plans_issued=(40, 80))
    rows[14].markers["plans_issued"] = "b"
    first = Window.of_months(Month(2024, 7), Month(2024, 12))
    last = Window.of_months(Month(2025, 7), Month(2025, 12))
    assert "breaks in March 2025" in compared(snapshot_with(rows), PLANS_ISSUED, last, first).change
    assert " from " not in together.together(snapshot_with(rows))


def test_period_before_an_election_states_facts_alone():
    rows = two_years(plans_issued=(40, 80), assessments_open_over_20_weeks=(400, 300))
    snapshot = snapshot_with(rows)
    snapshot._rows["sendprog.pre_election"] = (object(),)
    text = together.together(snapshot)
    assert "more" not in text.lower() and "fewer" not in text.lower()
    assert "300" in text and "80 a month" in text


def test_exceptions_left_out_go_before_all_plans():
    rows = two_years(plans_issued=(40, 80), plans_issued_within_20_weeks=(20, 20))
    speed = answers(snapshot_with(rows))[0]
    assert speed.reading.measure != TWENTY_WEEK_RATE
    assert date(2025, 12, 31) == speed.reading.window.last
    assert Fraction(str(speed.reading.value)) == 25
