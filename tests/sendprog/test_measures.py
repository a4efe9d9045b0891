"""A reading is one value, one range or one reason; it says itself, its window and its comparison in words."""

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

import ehcp.measures
import finance.measures
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Comparison, Measure, Polarity, Reading
from sendprog.values.periods import Month, Window
from sendprog.values.units import Unit
from sendprog.values.wording import QUALIFIERS

SIX = Window.of_months(Month(2024, 6), Month(2024, 11))
FIVE = Window.of_months(Month(2024, 1), Month(2024, 5))
DAYS = Window(date(2024, 6, 3), date(2024, 6, 19))


def measure(unit: Unit = Unit.COUNT, places: int = 0, **fields: Any) -> Measure:
    return Measure(
        "tests.thing", "Thing", unit, "What it counts.", "A source", places=places, **fields
    )


def reading(
    value: str | None = None, unit: Unit = Unit.COUNT, places: int = 0, **fields: Any
) -> Reading:
    if value is not None:
        fields["value"] = Decimal(value)
    return Reading(measure(unit, places), **fields)


# One of three

GIVEN: dict[str, dict[str, Any]] = {
    "value": {"value": Decimal(0)},
    "range": {"low": Decimal(300), "high": Decimal(400)},
    "missing": {"missing": "Not in the report"},
}


@pytest.mark.parametrize("given", GIVEN)
def test_a_reading_takes_one_of_three(given):
    assert reading(**GIVEN[given]).in_words


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="none"),
        pytest.param({"low": Decimal(1)}, id="half_a_range"),
        pytest.param({"high": Decimal(1)}, id="the_other_half"),
        *(
            pytest.param(
                {name: value for given in some for name, value in GIVEN[given].items()},
                id="_and_".join(some),
            )
            for size in (2, 3)
            for some in combinations(GIVEN, size)
        ),
    ],
)
def test_a_reading_refuses_none_or_two(fields):
    with pytest.raises(
        ValueError, match=r"tests\.thing: give a value, a range, or why there is none, and only one"
    ):
        reading(**fields)


def test_a_reading_never_changes():
    one = reading("158")
    with pytest.raises(FrozenInstanceError):
        one.value = Decimal(159)


# In words


@pytest.mark.parametrize(
    ("unit", "places", "value", "in_text", "in_table"),
    [
        pytest.param(Unit.COUNT, 0, "1070", "1,070", "1,070", id="count"),
        pytest.param(Unit.COUNT, 0, "0", "0", "0", id="nought"),
        pytest.param(Unit.PER_MONTH, 0, "157.5", "158 a month", "158", id="per_month"),
        pytest.param(Unit.PERCENT, 2, "18.42", "18.42%", "18.42%", id="percent"),
        pytest.param(Unit.PERCENT, 0, "0", "0%", "0%", id="no_percent"),
        pytest.param(Unit.PERCENT_CHANGE, 2, "18.42", "+18.42%", "+18.42%", id="percent_change"),
        pytest.param(Unit.PERCENT_CHANGE, 0, "-28", "−28%", "−28%", id="percent_change_down"),
        pytest.param(Unit.PERCENT_CHANGE, 0, "0", "0%", "0%", id="no_percent_change"),
        pytest.param(Unit.PERCENT_A_YEAR, 1, "10", "10.0% a year", "10.0%", id="percent_a_year"),
        pytest.param(Unit.POUNDS, 1, "51600000", "£51.6 million", "£51.6m", id="pounds"),
        pytest.param(Unit.POUNDS, 1, "17000", "£17,000", "£17,000", id="few_pounds"),
        pytest.param(Unit.OUT_OF_FIVE, 1, "4.35", "4.4 out of 5", "4.4", id="out_of_five"),
        pytest.param(Unit.WORK_DAYS, 0, "12", "12 work days", "12", id="work_days"),
        pytest.param(Unit.WORK_DAYS, 0, "1", "1 work day", "1", id="work_day"),
        pytest.param(Unit.DAYS, 0, "-1", "-1 day", "-1", id="one_day_fewer"),
        pytest.param(Unit.WEEKS, 1, "12.5", "12.5 weeks", "12.5", id="weeks"),
        pytest.param(Unit.WEEKS, 1, "1.2", "1.2 weeks", "1.2", id="a_week_and_more"),
        pytest.param(Unit.DAYS, 0, "1", "1 day", "1", id="day"),
        pytest.param(Unit.SESSIONS, 0, "2100", "2,100 sessions", "2,100", id="sessions"),
    ],
)
def test_each_unit_in_words(unit, places, value, in_text, in_table):
    one = reading(value, unit, places)
    assert one.in_words == in_text
    assert one.measure.in_table(Decimal(value)) == in_table


def test_every_unit_and_polarity_has_words():
    assert all(
        unit.label and unit.in_text(Decimal(1)) and unit.in_table(Decimal(1)) for unit in Unit
    )
    assert all(polarity.label for polarity in Polarity)


@pytest.mark.parametrize(
    ("unit", "places", "low", "high", "words"),
    [
        pytest.param(Unit.COUNT, 0, "300", "400", "300 to 400", id="count"),
        pytest.param(Unit.PER_MONTH, 0, "80", "158", "80 to 158 a month", id="per_month"),
        pytest.param(Unit.PERCENT, 0, "10", "20", "10% to 20%", id="percent"),
        pytest.param(Unit.POUNDS, 1, "9000000", "51600000", "£9.0m to £51.6 million", id="pounds"),
        pytest.param(Unit.OUT_OF_FIVE, 1, "4.1", "4.3", "4.1 to 4.3 out of 5", id="out_of_five"),
    ],
)
def test_ranges_in_words(unit, places, low, high, words):
    assert reading(unit=unit, places=places, low=Decimal(low), high=Decimal(high)).in_words == words


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_qualifiers_stand_before_the_figure(qualifier):
    assert reading("100", qualifier=qualifier).in_words == f"{qualifier} 100"
    assert (
        reading(low=Decimal(300), high=Decimal(400), qualifier=qualifier).in_words
        == f"{qualifier} 300 to 400"
    )


def test_an_unknown_qualifier_is_refused():
    with pytest.raises(ValueError, match="unknown qualifier"):
        assert reading("100", qualifier="roughly").in_words


@pytest.mark.parametrize("marker", Marker)
def test_markers_stand_after_the_figure(marker):
    assert reading("100", marker=marker).in_words == f"100 [{marker.value}]"


def test_missing_is_said_in_its_own_words():
    one = reading(missing="Not in the report", marker=Marker.NOT_AVAILABLE, unit=Unit.PER_MONTH)
    assert (one.in_words, one.figure, one.figure_unit) == (
        "Not in the report",
        "Not in the report",
        "",
    )
    assert (one.value, one.ratio_text, one.comparison_text, one.movement) == (None, "", "", None)


def test_a_missing_figure_that_ends_like_a_unit_is_whole():
    assert reading(missing="Less than a month").figure == "Less than a month"


@pytest.mark.parametrize(
    ("one", "figure", "unit"),
    [
        pytest.param(reading("158", Unit.PER_MONTH), "158", "a month", id="per_month"),
        pytest.param(reading("51600000", Unit.POUNDS, 1), "£51.6", "million", id="million"),
        pytest.param(reading("1200000000", Unit.POUNDS, 1), "£1.2", "billion", id="billion"),
        pytest.param(reading("17000", Unit.POUNDS, 1), "£17,000", "", id="pounds"),
        pytest.param(reading("4.3", Unit.OUT_OF_FIVE, 1), "4.3", "out of 5", id="out_of_five"),
        pytest.param(reading("12", Unit.WORK_DAYS), "12", "work days", id="work_days"),
        pytest.param(reading("12", Unit.DAYS), "12", "days", id="days"),
        pytest.param(reading("1", Unit.WEEKS), "1", "week", id="week"),
        pytest.param(reading("10", Unit.PERCENT_A_YEAR), "10%", "a year", id="a_year"),
        pytest.param(reading("18.42", Unit.PERCENT_CHANGE, 2), "+18.42%", "", id="percent_change"),
        pytest.param(
            reading("1070", qualifier="over", marker=Marker.PROVISIONAL),
            "over 1,070",
            "",
            id="with_qualifier",
        ),
        pytest.param(
            reading("158", Unit.PER_MONTH, marker=Marker.REVISED),
            "158",
            "a month",
            id="marker_left_to_the_card",
        ),
        pytest.param(reading(low=Decimal(300), high=Decimal(400)), "300 to 400", "", id="range"),
    ],
)
def test_figure_and_unit_apart(one, figure, unit):
    assert (one.figure, one.figure_unit) == (figure, unit)


def test_a_difference_has_its_sign():
    one = Reading(measure(Unit.POUNDS, 1, is_difference=True), value=Decimal(20_400_000))
    assert one.in_words == "+£20.4 million"
    less = Reading(measure(Unit.POUNDS, 1, is_difference=True), value=Decimal(-20_400_000))
    assert less.in_words == "−£20.4 million"
    assert Reading(measure(Unit.POUNDS, 1, is_difference=True), value=Decimal(0)).in_words == "£0"


# Windows and comparisons


def compared(value: str, before: str, unit: Unit = Unit.PER_MONTH, **fields: Any) -> Reading:
    return reading(
        value, unit, window=SIX, comparison=Comparison(Decimal(before), **{"window": FIVE} | fields)
    )


def test_when_is_the_window_or_what_the_source_says_of_it():
    assert reading("1", window=SIX).when == "June to November 2024"
    assert reading("1", window=SIX, window_words="Since the summer").when == "Since the summer"
    assert reading("1").when == ""


def test_six_months_against_five_says_so():
    one = compared("158", "80")
    assert one.ratio_text == "nearly doubled"
    assert one.comparison_text == "from 80 (January to May 2024)"
    assert one.length_text == "six months against five months"
    assert one.movement == 78


@pytest.mark.parametrize(
    ("window", "other", "lengths"),
    [
        pytest.param(SIX, SIX, "", id="same"),
        pytest.param(
            SIX, Window.of_months(Month(2023, 1), Month(2023, 6)), "", id="as_many_months"
        ),
        pytest.param(SIX, FIVE, "six months against five months", id="months"),
        pytest.param(SIX, DAYS, "six months against 17 days", id="months_and_days"),
        pytest.param(
            Window.of_months(Month(2023, 1), Month(2023, 12)),
            SIX,
            "one year against six months",
            id="year",
        ),
        pytest.param(None, FIVE, "", id="window_not_stated"),
        pytest.param(SIX, None, "", id="comparison_not_stated"),
    ],
)
def test_lengths(window, other, lengths):
    assert (
        reading("158", window=window, comparison=Comparison(Decimal(80), other)).length_text
        == lengths
    )


def test_against_says_what_is_known_of_when():
    assert compared("158", "80", window=None).comparison_text == (
        "from 80 (earlier window not stated)"
    )
    assert (
        compared("158", "80", label="the year before").comparison_text
        == "from 80 (the year before)"
    )
    assert compared("158", "0").comparison_text == "from 0 (January to May 2024)"


@pytest.mark.parametrize(
    ("value", "before", "unit", "times"),
    [
        pytest.param("158", "80", Unit.PER_MONTH, "nearly doubled", id="nearly_doubled"),
        pytest.param("160", "80", Unit.PER_MONTH, "doubled", id="doubled"),
        pytest.param("900", "1070", Unit.COUNT, "down 16%", id="down"),
        pytest.param("100", "100", Unit.COUNT, "about the same", id="same"),
        pytest.param("10", "0", Unit.COUNT, "", id="from_nought"),
        pytest.param("0", "10", Unit.COUNT, "down 100%", id="to_nought"),
        pytest.param("-5", "10", Unit.POUNDS, "", id="below_nought"),
        pytest.param("80", "40", Unit.PERCENT, "", id="a_rate_is_never_doubled"),
        pytest.param("4.4", "2.2", Unit.OUT_OF_FIVE, "", id="a_score_is_never_doubled"),
        pytest.param("20", "10", Unit.PERCENT_CHANGE, "", id="a_change_is_never_doubled"),
    ],
)
def test_times(value, before, unit, times):
    assert compared(value, before, unit).ratio_text == times


def test_a_range_is_compared_with_nothing():
    one = reading(low=Decimal(300), high=Decimal(400), comparison=Comparison(Decimal(200), FIVE))
    assert (one.ratio_text, one.comparison_text, one.movement) == ("", "", None)


def test_illustrative_says_so():
    assert reading("1", basis=Basis.ILLUSTRATIVE).is_illustrative
    assert not any(
        reading("1", basis=basis).is_illustrative
        for basis in Basis
        if basis is not Basis.ILLUSTRATIVE
    )


# The measures that are published


PUBLISHED = [*ehcp.measures.MEASURES, *finance.measures.MEASURES]


def test_addresses_are_their_own():
    addresses = [one.address for one in PUBLISHED]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith(("ehcp.", "finance.")) for address in addresses)


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.address)
def test_a_measure_says_what_it_is(one):
    assert one.label
    assert one.definition.endswith(".")
    assert one.source


def test_demand_is_neither_good_nor_bad():
    assert ehcp.measures.REQUESTS_RECEIVED.polarity is Polarity.NEUTRAL


@pytest.mark.parametrize(
    ("polarity", "best", "old", "new", "improvement"),
    [
        ("higher", None, 1, 2, 1),
        ("lower", None, 1, 2, -1),
        ("neutral", None, 1, 2, 0),
        ("target", 150, 170, 160, 1),
        ("target", 150, 140, 120, -1),
        ("target", 150, 140, 160, 0),
        ("target", None, 140, 150, 0),
    ],
)
def test_improvement_follows_polarity(polarity, best, old, new, improvement):
    best_value = None if best is None else Decimal(best)
    thing = measure(polarity=Polarity(polarity), best_value=best_value)
    assert thing.improvement(Decimal(old), Decimal(new)) == improvement


def test_best_value_is_named():
    thing = measure(Unit.WEEKS, polarity=Polarity.TARGET, best_value=Decimal(6))
    assert thing.better_text == "Nearer to 6 weeks is better"
