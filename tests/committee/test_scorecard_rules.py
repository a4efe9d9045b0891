"""The rules of the scorecard, on values alone: ratings, directions, and when an exception opens and closes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.scorecard.direction import (
    Direction,
    direction_between,
    movement_from,
)
from committee.scorecard.exception_rule import Step, step_for
from committee.scorecard.official import OfficialBeside
from committee.scorecard.rating import (
    Rated,
    Standard,
    not_rated,
    rating_of,
    rating_of_reading,
)
from ehcp.official.beside import BesideRow
from ehcp.official.row_types import Role
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Polarity, Reading
from sendprog.values.periods import Month, Window
from sendprog.values.rag import Rag
from sendprog.values.units import Unit

RATE = Measure("x.rate", "Rate", Unit.PERCENT, "", "", Polarity.HIGHER, places=1)
QUEUE = Measure("x.queue", "Queue", Unit.COUNT, "", "", Polarity.LOWER)
LOAD = Measure(
    "x.load",
    "Load",
    Unit.COUNT,
    "",
    "",
    Polarity.TARGET,
    best_value=Decimal(150),
)
REQUESTS = Measure("x.requests", "Requests", Unit.COUNT, "", "")
DEFICIT = Measure("x.deficit", "Deficit", Unit.POUNDS, "", "", Polarity.LOWER, places=1)
WORST_FIRST = (Rag.OFF_TRACK, Rag.AT_RISK, Rag.ON_TRACK)

numbers = st.decimals(-1_000_000, 1_000_000, places=4)
measures = st.sampled_from([RATE, QUEUE, LOAD, DEFICIT, REQUESTS])


def standard(target: str, floor: str = "") -> Standard:
    return Standard(Decimal(target), Decimal(floor) if floor else None)


@pytest.mark.parametrize(
    ("measure", "value", "against", "rating"),
    [
        (RATE, "60", standard("60", "45"), Rag.ON_TRACK),
        (RATE, "59.9", standard("60", "45"), Rag.AT_RISK),
        (RATE, "45", standard("60", "45"), Rag.AT_RISK),
        (RATE, "44.9", standard("60", "45"), Rag.OFF_TRACK),
        # As it is printed: 60.0%, and 44.9%.
        (RATE, "59.96", standard("60", "45"), Rag.ON_TRACK),
        (RATE, "44.94", standard("60", "45"), Rag.OFF_TRACK),
        (RATE, "1", standard("60"), Rag.AT_RISK),
        (QUEUE, "500", standard("500", "650"), Rag.ON_TRACK),
        (QUEUE, "650", standard("500", "650"), Rag.AT_RISK),
        (QUEUE, "651", standard("500", "650"), Rag.OFF_TRACK),
        (QUEUE, "0", standard("0", "1"), Rag.ON_TRACK),
        (LOAD, "150", standard("150", "170"), Rag.ON_TRACK),
        (LOAD, "130", standard("150", "170"), Rag.AT_RISK),
        (LOAD, "129", standard("150", "170"), Rag.OFF_TRACK),
        (LOAD, "171", standard("150", "170"), Rag.OFF_TRACK),
        (
            DEFICIT,
            "18040000",
            standard("18000000", "20000000"),
            Rag.ON_TRACK,
        ),
        (
            DEFICIT,
            "18060000",
            standard("18000000", "20000000"),
            Rag.AT_RISK,
        ),
        (REQUESTS, "100", standard("60", "45"), Rag.NOT_RATED),
        (RATE, "50", standard("45", "60"), Rag.NOT_RATED),
        (RATE, "50", None, Rag.NOT_RATED),
        (RATE, None, standard("60", "45"), Rag.NOT_RATED),
    ],
)
def test_rating(measure, value, against, rating):
    rated = rating_of(measure, Decimal(value) if value else None, against)
    assert rated.rating is rating
    assert bool(rated.why) is (rating is Rag.NOT_RATED)


@given(measures, numbers, numbers, numbers, numbers)
def test_a_better_value_is_never_rated_worse(measure, value, other, target, floor):
    against = Standard(target, floor)
    ratings = [rating_of(measure, each, against).rating for each in (value, other)]
    if measure.polarity is Polarity.NEUTRAL:
        assert set(ratings) == {Rag.NOT_RATED}
    elif Rag.NOT_RATED not in ratings and measure.improvement(value, other) >= 0:
        assert WORST_FIRST.index(ratings[0]) <= WORST_FIRST.index(ratings[1])


@given(measures, numbers, numbers)
def test_the_target_is_on_track_and_nothing_without_a_value_or_a_target_is_rated(
    measure, value, target
):
    against = Standard(target)
    assert rating_of(measure, None, against).rating is Rag.NOT_RATED
    assert rating_of(measure, value, None).rating is Rag.NOT_RATED
    if measure.polarity is not Polarity.NEUTRAL:
        assert rating_of(measure, value, Standard(value)).rating is Rag.ON_TRACK


def reading(measure: Measure = RATE, value: str | None = "50", **fields) -> Reading:
    given_value = {"value": Decimal(value)} if value is not None else {}
    return Reading(measure=measure, **given_value, **fields)


@pytest.mark.parametrize(
    "unrated",
    [
        None,
        reading(value=None, missing="Suppressed"),
        reading(basis=Basis.ILLUSTRATIVE),
        reading(qualifier="under"),
        reading(value=None, low=Decimal(40), high=Decimal(50)),
    ],
)
def test_a_reading_that_is_not_one_exact_value_is_not_rated(unrated):
    rated = rating_of_reading(unrated, standard("60", "45"))
    assert rated.rating is Rag.NOT_RATED
    assert rated.why
    assert not rated.is_back


def test_a_range_with_one_rating_has_it():
    whole = reading(value=None, low=Decimal(46), high=Decimal(50))
    assert rating_of_reading(whole, standard("60", "45")).rating is Rag.AT_RISK


# Directions


@pytest.mark.parametrize(
    ("measure", "before", "now", "direction"),
    [
        (RATE, "40", "42", Direction.BETTER),
        (RATE, "42", "40", Direction.WORSE),
        (RATE, "42.01", "42.04", Direction.SAME),
        (QUEUE, "40", "42", Direction.WORSE),
        (LOAD, "174", "160", Direction.BETTER),
        (LOAD, "160", "140", Direction.AS_NEAR),
        (REQUESTS, "40", "42", Direction.HIGHER),
        (REQUESTS, "42", "40", Direction.LOWER),
    ],
)
def test_direction(measure, before, now, direction):
    assert direction_between(measure, Decimal(before), Decimal(now)) is direction


@given(measures, numbers, numbers)
def test_direction_follows_the_polarity_and_turns_round(measure, before, now):
    there, back = (
        direction_between(measure, before, now),
        direction_between(measure, now, before),
    )
    if measure.polarity is Polarity.NEUTRAL:
        assert {there, back} <= {
            Direction.HIGHER,
            Direction.LOWER,
            Direction.SAME,
        }
    else:
        assert {there, back} in (
            {Direction.BETTER, Direction.WORSE},
            {Direction.SAME},
            {Direction.AS_NEAR},
        )


MAY, JUNE = (Window.of_months(Month(2025, month), Month(2025, month)) for month in (5, 6))
QUARTER = Window.of_months(Month(2025, 4), Month(2025, 6))


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (reading(window=MAY), reading(value="52", window=JUNE), "Better"),
        (None, reading(window=JUNE), "Not compared: nothing earlier"),
        (reading(window=MAY), None, "Not compared: no figure now"),
        (
            reading(value=None, missing="Not given"),
            reading(),
            "Not compared: no figure before",
        ),
        (
            reading(window=MAY),
            reading(window=JUNE, marker=Marker.BREAK_IN_SERIES),
            "Not compared: a break in the series",
        ),
        (
            reading(window=MAY),
            reading(value="52", window=QUARTER),
            "Better: three months against one month",
        ),
        (
            reading(QUEUE, window=MAY),
            reading(QUEUE, "90", window=QUARTER),
            "Not compared: three months against one month",
        ),
        (
            reading(qualifier="over"),
            reading(),
            "Not compared: the figures are not exact",
        ),
    ],
)
def test_movement(before, now, words):
    assert movement_from(before, now).in_words == words


# Exceptions

OFF, BACK, NONE = (
    Rated(Rag.OFF_TRACK),
    Rated(Rag.AT_RISK),
    not_rated("No figure"),
)


def days(*rated: Rated) -> list[tuple[date, Rated]]:
    return [(Month(2025, 1).plus(number).last, each) for number, each in enumerate(rated)]


JANUARY, FEBRUARY = date(2025, 1, 31), date(2025, 2, 28)


@pytest.mark.parametrize(
    ("readings", "opened_for", "covers_to", "step"),
    [
        (days(), None, None, Step.NOTHING),
        (days(BACK), None, None, Step.NOTHING),
        (days(BACK, OFF), None, None, Step.OPEN),
        (days(OFF, BACK), None, None, Step.NOTHING),
        (days(OFF, NONE), None, None, Step.NOTHING),
        (days(OFF, OFF), None, FEBRUARY, Step.NOTHING),
        (days(OFF, OFF, OFF), None, FEBRUARY, Step.OPEN),
        (days(OFF), JANUARY, None, Step.NOTHING),
        (days(OFF, BACK), JANUARY, None, Step.NOTHING),
        (days(OFF, BACK, BACK), JANUARY, None, Step.RECOVERED),
        (days(OFF, BACK, NONE), JANUARY, None, Step.NOTHING),
        (days(OFF, BACK, NONE, BACK), JANUARY, None, Step.NOTHING),
        (days(OFF, BACK, OFF), JANUARY, None, Step.NOTHING),
        (days(BACK, BACK), FEBRUARY, None, Step.WITHDRAWN),
        (days(BACK), FEBRUARY, None, Step.WITHDRAWN),
        (days(), JANUARY, None, Step.WITHDRAWN),
        (days(OFF), FEBRUARY, None, Step.NOTHING),
    ],
)
def test_step(readings, opened_for, covers_to, step):
    assert step_for(readings, opened_for=opened_for, covers_to=covers_to) is step


@given(st.lists(st.sampled_from([OFF, BACK, NONE]), max_size=8))
def test_an_exception_once_judged_is_left_alone(rated):
    """What a step does is not asked for again by the same readings, nor undone by them."""
    readings = days(*rated)
    opened = None
    for number in range(len(readings)):
        seen = readings[: number + 1]
        if step_for(seen, opened_for=opened) is Step.OPEN:
            opened = seen[-1][0]
        elif step_for(seen, opened_for=opened) in (
            Step.RECOVERED,
            Step.WITHDRAWN,
        ):
            opened = None
        assert step_for(seen, opened_for=opened) is Step.NOTHING
        assert (opened is not None) >= (seen[-1][1] is OFF)


def area(role: Role, value: str | None, place: str = "Elsewhere") -> BesideRow:
    known = {"value": Decimal(value)} if value else {"missing": "Not available"}
    year = Window.of_months(Month(2025, 1), Month(2025, 12))
    return BesideRow(role, place, Reading(measure=RATE, window=year, **known))


def test_official_statistics_beside_a_measure():
    nothing = OfficialBeside()
    assert (nothing.england_text, nothing.comparators_text, nothing.when) == ("[x]", "[x]", "")
    beside = OfficialBeside(
        (
            area(Role.OWN, "5.1"),
            area(Role.ENGLAND, "45.5"),
            area(Role.REGION, None),
            area(Role.COMPARATOR, "62.4", "Ash"),
            area(Role.COMPARATOR, "31", "Birch"),
            area(Role.COMPARATOR, None, "Cedar"),
        )
    )
    assert (beside.own_text, beside.england_text, beside.region_text) == (
        "ours 5.1%",
        "45.5%",
        "[x]",
    )
    assert (beside.comparators_text, beside.comparators_count) == ("31.0% to 62.4%", "2 of 3 areas")
    assert beside.comparators_by_name == "Ash 62.4%; Birch 31.0%; Cedar Not available"
    assert beside.when == "2025"


def test_counts_of_councils_make_no_range():
    """Councils differ in size, so that the least and the most of a count say nothing of ours."""
    counted = replace(RATE, unit=Unit.COUNT, places=0)
    rows = [
        replace(row, reading=replace(row.reading, measure=counted))
        for row in (area(Role.ENGLAND, "90000"), area(Role.COMPARATOR, "4"))
    ]
    beside = OfficialBeside(tuple(rows))
    assert (beside.england_text, beside.when) == ("90,000", "all of 2025")
    assert (beside.comparators_text, beside.comparators_count) == ("Councils differ in size", "")


def test_replaced_by_another_definition():
    """A measure whose better way is nowhere has no rating."""
    assert rating_of(replace(LOAD, best_value=None), Decimal(1), standard("1")).why
