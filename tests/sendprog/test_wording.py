"""Each rule for putting a number in words, worked by hand, and rounding against an oracle in fractions."""

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.values import wording

PUBLIC = [
    wording.whole_number,
    wording.signed_number,
    wording.percent,
    wording.percentage_points,
    wording.pounds_in_text,
    wording.signed_pounds,
    wording.pounds_in_table,
]


@pytest.mark.parametrize(
    ("number", "places", "words"),
    [
        pytest.param(Decimal("0.5"), 0, "1", id="half_goes_up"),
        pytest.param(Decimal("-0.5"), 0, "-1", id="half_goes_away_from_zero"),
        pytest.param(2.675, 2, "2.68", id="float_is_what_it_prints_as"),
        pytest.param(Decimal("-0.004"), 2, "0.00", id="no_minus_zero"),
        pytest.param(1e300, 2, "1" + "0" * 300 + ".00", id="huge_float"),
        pytest.param(numpy.int64(7), 0, "7", id="numpy_integer"),
        pytest.param(numpy.float64(2.5), 0, "3", id="numpy_float"),
    ],
)
def test_rounded(number, places, words):
    assert str(wording.rounded(number, places)) == words


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    st.integers(0, 4),
)
def test_rounded_agrees_with_fractions(number, places):
    scaled = abs(Fraction(number)) * 10**places
    expected = Fraction(math.floor(scaled + Fraction(1, 2)), 10**places)
    assert abs(Fraction(wording.rounded(number, places))) == expected
    assert wording.rounded(-number, places) == -wording.rounded(number, places)


@pytest.mark.parametrize("say", PUBLIC)
def test_none_is_never_zero(say):
    with pytest.raises(TypeError, match="handle a missing value"):
        say(None)


@pytest.mark.parametrize("say", PUBLIC)
@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_finite_is_refused(say, number):
    with pytest.raises(ValueError, match="a number is needed"):
        say(number)


@pytest.mark.parametrize("number", [True, "7"])
def test_truth_values_and_text_are_refused(number):
    with pytest.raises(TypeError):
        wording.whole_number(number)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(wording.whole_number(1070), "1,070", id="count_has_a_comma"),
        pytest.param(wording.whole_number(0), "0", id="count_zero"),
        pytest.param(wording.whole_number(-1070), "−1,070", id="count_minus_is_a_minus"),
        pytest.param(wording.whole_number(Decimal("157.5")), "158", id="count_rounds"),
        pytest.param(wording.signed_number(Decimal("20.4")), "+20.4", id="signed_plus"),
        pytest.param(wording.signed_number(-3), "−3", id="signed_minus"),
        pytest.param(wording.signed_number(0), "0", id="signed_zero"),
        pytest.param(
            wording.signed_number(-0.04, places=1), "0.0", id="signed_rounds_before_its_sign"
        ),
        pytest.param(wording.percent(Decimal("18.42")), "18.42%", id="percent_as_reported"),
        pytest.param(wording.percent(Decimal("5.0")), "5.0%", id="percent_keeps_its_nought"),
        pytest.param(wording.percent(21), "21%", id="percent_whole"),
        pytest.param(wording.percent(Decimal("3.2106"), places=1), "3.2%", id="percent_to_places"),
        pytest.param(wording.percent(-0.25, places=1), "−0.3%", id="percent_below_zero"),
        pytest.param(
            wording.percentage_points(Decimal("3.2")), "3.2 percentage points", id="points"
        ),
        pytest.param(wording.percentage_points(1), "1 percentage point", id="one_point"),
        pytest.param(wording.percentage_points(-1), "−1 percentage point", id="minus_one_point"),
        pytest.param(
            wording.percentage_points(1.0, places=1), "1.0 percentage points", id="one_point_nought"
        ),
    ],
)
def test_numbers(said, words):
    assert said == words


@pytest.mark.parametrize("say", [wording.percent, wording.percentage_points, wording.signed_number])
def test_a_float_needs_places(say):
    with pytest.raises(TypeError, match="give places"):
        say(3.2105263157894735)


@pytest.mark.parametrize(
    ("pounds", "text", "movement", "table"),
    [
        pytest.param("0", "£0", "£0", "£0", id="nothing"),
        pytest.param("17000", "£17,000", "+£17,000", "£17,000", id="under_a_million"),
        pytest.param(
            "99999.50", "£100,000", "+£0.1 million", "£0.1m", id="rounds_up_to_a_tenth_of_a_million"
        ),
        pytest.param("-200000", "−£200,000", "−£0.2 million", "−£0.2m", id="movement_in_millions"),
        pytest.param("999999.49", "£999,999", "+£1.0 million", "£1.0m", id="just_under_a_million"),
        pytest.param(
            "999999.50", "£1.0 million", "+£1.0 million", "£1.0m", id="rounds_up_to_a_million"
        ),
        pytest.param("5800000", "£5.8 million", "+£5.8 million", "£5.8m", id="month_6_to_month_8"),
        pytest.param(
            "51600000", "£51.6 million", "+£51.6 million", "£51.6m", id="month_8_forecast"
        ),
        pytest.param(
            "132000000", "£132.0 million", "+£132.0 million", "£132.0m", id="keeps_its_decimal"
        ),
        pytest.param(
            "14650000", "£14.7 million", "+£14.7 million", "£14.7m", id="half_away_from_zero"
        ),
        pytest.param(
            "999950000", "£1 billion", "+£1 billion", "£1,000.0m", id="rounds_up_to_a_billion"
        ),
        pytest.param("1200000000", "£1.2 billion", "+£1.2 billion", "£1,200.0m", id="billions"),
        pytest.param(
            "10000000000",
            "£10 billion",
            "+£10 billion",
            "£10,000.0m",
            id="billions_keep_their_noughts",
        ),
        pytest.param("-0.40", "£0", "£0", "£0", id="pennies_have_no_sign"),
    ],
)
def test_pounds(pounds, text, movement, table):
    amount = Decimal(pounds)
    assert wording.pounds_in_text(amount) == text
    assert wording.signed_pounds(amount) == movement
    assert wording.pounds_in_table(amount) == table


def test_pounds_to_other_places():
    assert wording.pounds_in_text(740_000_000, places=0) == "£740 million"
    assert wording.pounds_in_text(1_250_000_000, places=2) == "£1.25 billion"
    assert wording.pounds_in_text(10_000_000_000, places=0) == "£10 billion"


@given(pounds=st.integers(-2_000_000, 2_000_000), places=st.integers(0, 3))
def test_no_amount_is_written_as_nought(pounds, places):
    for write in (wording.pounds_in_text, wording.pounds_in_table, wording.signed_pounds):
        written = write(pounds, places)
        assert any(digit in "123456789" for digit in written) == (pounds != 0), written


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        pytest.param(158, 80, "nearly doubled", id="158_against_80_is_1.975"),
        pytest.param(158, 83, "nearly doubled", id="158_against_83_is_1.90"),
        pytest.param(189, 100, "up 89%", id="1.89_is_a_percentage"),
        pytest.param(Decimal("1.995"), 1, "doubled", id="2_to_two_places"),
        pytest.param(Decimal("1.994"), 1, "nearly doubled", id="1.99_is_nearly"),
        pytest.param(201, 100, "more than doubled", id="2.01"),
        pytest.param(210, 100, "more than doubled", id="2.10"),
        pytest.param(211, 100, "up 111%", id="2.11_is_a_percentage"),
        pytest.param(290, 100, "nearly trebled", id="2.90"),
        pytest.param(3, 1, "trebled", id="3"),
        pytest.param(310, 100, "more than trebled", id="3.10"),
        pytest.param(12, 1, "up 1,100%", id="twelve_times"),
        pytest.param(102, 100, "about the same", id="2_per_cent_up"),
        pytest.param(98, 100, "about the same", id="2_per_cent_down"),
        pytest.param(103, 100, "up 3%", id="3_per_cent_up"),
        pytest.param(112, 100, "up 12%", id="up"),
        pytest.param(900, 1070, "down 16%", id="900_against_1070"),
        pytest.param(0, 5, "down 100%", id="down_to_nothing"),
        pytest.param(5, 0, None, id="from_nothing"),
        pytest.param(0, 0, None, id="nothing_twice"),
        pytest.param(None, 80, None, id="now_missing"),
        pytest.param(158, None, None, id="before_missing"),
        pytest.param(-1, 5, None, id="now_below_zero"),
        pytest.param(5, -1, None, id="before_below_zero"),
    ],
)
def test_times_in_words(now, before, words):
    assert wording.ratio_in_words(now, before) == words


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_times_in_words_always_has_words(now, before):
    words = wording.ratio_in_words(now, before)
    assert words and "up 0" not in words and "down 0" not in words


def test_ratios_in_words_do_not_overlap():
    ends = [end for low, high, _ in wording.RATIOS_IN_WORDS for end in (low, high)]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(wording.day(date(2024, 8, 14)), "14 August 2024", id="day"),
        pytest.param(wording.day(date(2024, 2, 29)), "29 February 2024", id="leap_day"),
        pytest.param(wording.joined([]), "", id="joined_none"),
        pytest.param(wording.joined(["a"]), "a", id="joined_one"),
        pytest.param(wording.joined(["a", "b"]), "a and b", id="joined_two"),
        pytest.param(wording.joined(["a", "b", "c"]), "a, b and c", id="joined_three"),
        pytest.param(wording.plural(0, "milestone"), "0 milestones", id="plural_none"),
        pytest.param(wording.plural(1, "milestone"), "1 milestone", id="plural_one"),
        pytest.param(wording.plural(1070, "plan"), "1,070 plans", id="plural_many"),
        pytest.param(
            wording.plural(2, "authority", "authorities"), "2 authorities", id="plural_irregular"
        ),
        pytest.param(wording.small_number_in_words(0), "0", id="nought_in_digits"),
        pytest.param(wording.small_number_in_words(1), "one", id="one_in_words"),
        pytest.param(wording.small_number_in_words(9), "nine", id="nine_in_words"),
        pytest.param(wording.small_number_in_words(10), "10", id="ten_in_digits"),
        pytest.param(wording.small_number_in_words(-3), "−3", id="below_zero_in_digits"),
        pytest.param(wording.qualified("over", "100"), "over 100", id="qualified"),
        pytest.param(wording.qualified("", "100"), "100", id="unqualified"),
        pytest.param(wording.value_range("300", "400"), "300 to 400", id="range"),
    ],
)
def test_words(said, words):
    assert said == words


def test_joined_refuses_one_text():
    with pytest.raises(TypeError, match="not one text"):
        wording.joined("abc")


def test_qualified_refuses_an_unknown_qualifier():
    with pytest.raises(ValueError, match="unknown qualifier"):
        wording.qualified("roughly", "100")


@pytest.mark.parametrize("ends", [(None, "400"), ("300", None)])
def test_value_range_refuses_a_missing_end(ends):
    with pytest.raises(TypeError):
        wording.value_range(*ends)


def test_articles():
    names = ("strand", "ask", "order", "unit", "update", "owner")
    articles = [wording.with_a(name).split(" ")[0] for name in names]
    assert articles == ["a", "an", "an", "a", "an", "an"]
