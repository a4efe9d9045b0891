"""The track of time: every day inside it or an arrow at its end, in order, and true to scale."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.charts.track import LAST_LABEL, MOST_TICKS, track_for
from sendprog.values.periods import Month

ON = date(2025, 1, 22)
near_days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
days = near_days | st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(st.lists(days, max_size=8), near_days)
def test_days_stay_inside_in_order_and_true_to_scale(dates, on):
    track = track_for(dates, on)
    assert track.first <= on <= track.last
    assert track.first.month % 3 == 1 and (track.last + timedelta(1)).month % 3 == 1
    assert 364 <= (track.last - track.first).days <= 42 * 31
    length = (track.last - track.first).days
    places = [track.place(day) for day in sorted(dates)]
    assert [place.percent for place in places] == sorted(place.percent for place in places)
    for day, place in zip(sorted(dates), places, strict=True):
        assert 0 <= place.percent <= 100
        assert place.side == ("before" if day < track.first else "after" * (day > track.last))
        if not place.side:
            assert abs(place.percent * length / 100 - (day - track.first).days) <= length / 1000
    # A day that could be shown is: only what is further away than the limits is an arrow.
    for day in dates:
        months = Month.containing(on).months_until(Month.containing(day))
        assert bool(track.place(day).side) <= (months < -12 or months > 24)


@given(st.lists(days, max_size=4), near_days)
def test_labels_are_few_and_say_their_year(dates, on):
    ticks = track_for(dates, on).ticks
    assert 2 <= len(ticks) <= MOST_TICKS + 1
    labelled = [tick for tick in ticks if tick.label]
    assert labelled and all(tick.percent <= LAST_LABEL for tick in labelled)
    for tick in labelled:
        # What a narrow screen leaves are labels that need no neighbour to be understood.
        assert tick.rank == 2 or tick.label[-4:].isdigit()
    assert [tick.rank for tick in ticks][:3] == [0, 2, 1][: len(ticks)]


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        pytest.param([], date(2025, 1, 1), date(2025, 12, 31), id="none"),
        pytest.param([date(2024, 8, 14)], date(2024, 7, 1), date(2025, 6, 30), id="one"),
        pytest.param(
            [date(1990, 1, 1), date(2190, 1, 1)], date(2024, 1, 1), date(2027, 3, 31), id="decades"
        ),
    ],
)
def test_track_is_of_whole_quarters_around_the_day(dates, first, last):
    track = track_for(dates, ON)
    assert (track.first, track.last) == (first, last)
