"""By when papers must be out: clear days with weekends, bank holidays and the council's own closed days left out."""

from datetime import date, timedelta

import pytest

from committee.editions.deadlines import deadline_of
from committee.models import Meeting
from sendprog.values.clear_days import (
    UnknownYear,
    bank_holidays,
    clear_days,
    known_years,
    last_publication_day,
)


@pytest.mark.parametrize(
    ("meeting", "deadline"),
    [
        pytest.param(date(2025, 1, 22), date(2025, 1, 14), id="two_weekdays_and_a_weekend"),
        pytest.param(date(2025, 1, 20), date(2025, 1, 10), id="a_monday_meeting"),
        pytest.param(date(2025, 1, 24), date(2025, 1, 16), id="a_friday_meeting"),
        pytest.param(date(2025, 4, 24), date(2025, 4, 14), id="easter_in_between"),
        pytest.param(date(2025, 1, 3), date(2024, 12, 23), id="christmas_and_new_year"),
        pytest.param(date(2025, 5, 6), date(2025, 4, 25), id="the_day_after_a_bank_holiday"),
    ],
)
def test_five_clear_days(meeting, deadline):
    """Counted by hand on a calendar."""
    assert last_publication_day(meeting, days=5) == deadline
    assert clear_days(deadline, meeting) == 5


def test_the_last_day_is_the_last_and_a_working_day():
    """For every meeting of four years: publishing on it leaves enough, a working day later does not."""
    for number in range(365 * 4):
        meeting = date(2024, 3, 1) + timedelta(days=number)
        last = last_publication_day(meeting, days=5)
        assert last.weekday() < 5 and last not in bank_holidays()
        assert clear_days(last, meeting) >= 5
        following = next(
            day for day in (last + timedelta(days=more) for more in range(1, 15)) if is_working(day)
        )
        assert clear_days(following, meeting) < 5


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays()


def test_another_count_and_closed_days():
    assert last_publication_day(date(2025, 1, 22), days=3) == date(2025, 1, 16)
    assert last_publication_day(
        date(2025, 1, 22), days=5, closed={date(2025, 1, 17), date(2025, 1, 20)}
    ) == date(2025, 1, 10)


def test_beyond_the_table_is_said_and_not_guessed():
    with pytest.raises(
        UnknownYear,
        match=r"known for 2024 to 2028, not for 2029: add that year .*bank_holidays.csv",
    ):
        last_publication_day(date(2029, 1, 2), days=5)


def easter(year: int) -> date:
    """Gauss's rule, as Butcher wrote it down: Easter Sunday of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def ruled(year: int) -> set[date]:
    """England's bank holidays of a year without a royal occasion, by their rules; a weekend's moves to the next free weekday."""
    found = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    for month, first in ((5, 1), (5, 25), (8, 25)):
        found |= {
            next(
                d
                for d in (date(year, month, first) + timedelta(days=n) for n in range(7))
                if d.weekday() == 0
            )
        }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() > 4 or fixed in found:
            fixed += timedelta(days=1)
        found.add(fixed)
    return found


def test_table_agrees_with_the_rules():
    for year in known_years():
        assert {day for day in bank_holidays() if day.year == year} == ruled(year)


def test_a_meeting_s_own_deadline_comes_first(settings):
    settings.SENDPROG_CLEAR_DAYS = 7
    assert deadline_of(Meeting(date=date(2025, 1, 22))) == date(2025, 1, 10)
    assert deadline_of(Meeting(date=date(2025, 1, 22), deadline=date(2025, 1, 17))) == date(
        2025, 1, 17
    )
    assert deadline_of(Meeting(date=date(2040, 1, 22), deadline=date(2040, 1, 17))) == date(
        2040, 1, 17
    )
