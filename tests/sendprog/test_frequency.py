"""How often figures come: which periods are missing between the first and the last, and when a figure is stale."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.values.frequency import Frequency, missing_periods, months_of
from sendprog.values.periods import Month, Window

starts = st.builds(Month, st.integers(2015, 2030), st.integers(1, 12))


def of(first: str, last: str = "") -> Window:
    return Window.of_months(Month.parse(first), Month.parse(last or first))


@pytest.mark.parametrize(
    ("frequency", "windows", "missing"),
    [
        ("monthly", [of("2024-08"), of("2024-11")], ["September 2024", "October 2024"]),
        ("monthly", [of("2024-01", "2024-05"), of("2024-06")], []),
        ("quarterly", [of("2024-06"), of("2024-09"), of("2025-03")], ["October to December 2024"]),
        ("quarterly", [of("2024-04"), of("2024-09"), of("2024-10")], []),
        ("quarterly", [of("2024-04", "2024-06"), of("2024-07", "2024-09")], []),
        ("termly", [of("2024-04"), of("2024-12")], ["May to August 2024"]),
        (
            "yearly",
            [of("2022-04", "2023-03"), of("2024-04", "2025-03")],
            ["April 2023 to March 2024"],
        ),
        ("irregular", [of("2020-01"), of("2025-01")], []),
        ("quarterly", [], []),
    ],
)
def test_missing_periods(frequency, windows, missing):
    assert [window.label for window in missing_periods(windows, Frequency(frequency))] == missing


def test_academic_years_begin_in_september():
    windows = [of("2022-09", "2023-08"), of("2024-09", "2025-08")]
    (missing,) = missing_periods(windows, Frequency.YEARLY, year_begins=9)
    assert missing.label == "September 2023 to August 2024"


@given(frequency=st.sampled_from(Frequency), months=st.lists(starts, max_size=8))
def test_missing_periods_hold_no_figure_and_lie_between(frequency, months):
    windows = [Window.of_months(month, month) for month in months]
    missing = missing_periods(windows, frequency)
    assert not {month for window in missing for month in months_of(window)} & set(months)
    for window in missing:
        assert min(months).first < window.first and window.last < max(months).last
        assert window.months == frequency.months


@pytest.mark.parametrize(
    ("frequency", "fresh"), [("monthly", 75), ("quarterly", 150), ("termly", 200), ("yearly", 500)]
)
def test_stale_after_its_days(frequency, fresh):
    last = date(2024, 3, 31)
    assert not Frequency(frequency).is_stale(last, last + timedelta(days=fresh))
    assert Frequency(frequency).is_stale(last, last + timedelta(days=fresh + 1))


def test_what_has_no_rhythm_is_never_stale():
    assert not Frequency.IRREGULAR.is_stale(date(2000, 1, 1), date(2026, 1, 1))
