"""Calendar values at their edges, and what an officer may type for a date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import AcademicYear, FinancialYear, Month, PeriodError, Window

LENGTHS = {"month": 1, "quarter": 3, "term": 4, "year": 12}


def d(iso):
    return date.fromisoformat(iso)


def partial(text):
    return PartialDate.parse(text)


@st.composite
def partial_dates(draw):
    precision = draw(st.sampled_from(Precision))
    when = draw(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
    if precision is Precision.DAY:
        return PartialDate(precision, when)
    length = LENGTHS[precision]
    return PartialDate(precision, date(when.year, (when.month - 1) // length * length + 1, 1))


def test_month_says_itself():
    month = Month(2024, 11)
    assert (month.first, month.last) == (d("2024-11-01"), d("2024-11-30"))
    assert (str(month), month.short, month.iso) == ("November 2024", "Nov 2024", "2024-11")
    assert month.financial_label == "Month 8 (November 2024)"
    assert Month.parse("2024-11") == Month.containing(d("2024-11-30")) == month


@pytest.mark.parametrize(
    ("month", "number", "year"),
    [
        ("2024-03", 12, "2023/24"),
        ("2024-04", 1, "2024/25"),
        ("2024-12", 9, "2024/25"),
        ("2025-01", 10, "2024/25"),
    ],
)
def test_month_in_its_financial_year(month, number, year):
    assert Month.parse(month).number_in_financial_year == number
    assert Month.parse(month).financial_year.label == year


@pytest.mark.parametrize(
    ("month", "last"),
    [
        pytest.param("2024-02", "2024-02-29", id="leap_year"),
        pytest.param("2023-02", "2023-02-28", id="common_year"),
        pytest.param("1900-02", "1900-02-28", id="a_century_is_no_leap_year"),
        pytest.param("2000-02", "2000-02-29", id="2000_is_one"),
        pytest.param("2024-12", "2024-12-31", id="december"),
    ],
)
def test_month_last(month, last):
    assert Month.parse(month).last == d(last)


def test_month_steps():
    assert Month(2024, 12).next == Month(2025, 1)
    assert Month(2025, 1).previous == Month(2024, 12)
    assert Month(2024, 11).plus(-23) == Month(2022, 12)
    assert Month(2024, 11).months_until(Month(2025, 1)) == 2
    assert min(Month(2025, 1), Month(2024, 12)) == Month(2024, 12)
    assert Month(9999, 12).last == date.max


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(-11, 11))
def test_month_plus_and_until_agree(year, number, months):
    month = Month(year, number)
    if month.year > 1:
        assert month.months_until(month.plus(months)) == months


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "2024-1", "1899-12", "２０２４-11", "2024-11\n", "x" * 5000]
)
def test_month_parse_refuses(text):
    with pytest.raises(PeriodError) as refusal:
        Month.parse(text)
    assert len(str(refusal.value)) < 150


@pytest.mark.parametrize(
    ("kind", "day", "label", "first", "last"),
    [
        pytest.param(
            FinancialYear, "2024-03-31", "2023/24", "2023-04-01", "2024-03-31", id="31_march"
        ),
        pytest.param(
            FinancialYear, "2024-04-01", "2024/25", "2024-04-01", "2025-03-31", id="1_april"
        ),
        pytest.param(
            FinancialYear, "2000-01-01", "1999/00", "1999-04-01", "2000-03-31", id="century"
        ),
        pytest.param(
            AcademicYear,
            "2024-08-31",
            "2023/24 academic year",
            "2023-09-01",
            "2024-08-31",
            id="31_august",
        ),
        pytest.param(
            AcademicYear,
            "2024-09-01",
            "2024/25 academic year",
            "2024-09-01",
            "2025-08-31",
            id="september",
        ),
    ],
)
def test_years(kind, day, label, first, last):
    year = kind.containing(d(day))
    assert (str(year), year.first, year.last) == (label, d(first), d(last))
    assert len(year.months) == 12 and year.months[0].first == year.first
    assert kind.parse(label) == kind.parse(label[:7]) == year


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        pytest.param("2024/26", "write 2024/25", id="not_consecutive"),
        pytest.param("1999/01", "write 1999/00", id="century"),
        pytest.param("2024-25", "write it like 2024/25", id="hyphen"),
        pytest.param("1800/01", "outside 1900 to 2199", id="too_early"),
    ],
)
@pytest.mark.parametrize("kind", [FinancialYear, AcademicYear])
def test_year_parse_names_the_fix(kind, text, fix):
    with pytest.raises(ValueError, match=fix):
        kind.parse(text)


def test_a_financial_year_is_not_an_academic_year():
    assert FinancialYear(2024) != AcademicYear(2024)


@pytest.mark.parametrize(
    ("first", "last", "months", "length", "label"),
    [
        ("2024-06-01", "2024-11-30", 6, "six months", "June to November 2024"),
        ("2024-01-01", "2024-05-31", 5, "five months", "January to May 2024"),
        ("2023-11-01", "2024-01-31", 3, "three months", "November 2023 to January 2024"),
        ("2023-01-01", "2023-12-31", 12, "one year", "2023"),
        ("2024-04-01", "2025-03-31", 12, "one year", "April 2024 to March 2025"),
        ("2022-01-01", "2023-12-31", 24, "two years", "January 2022 to December 2023"),
        ("2023-07-01", "2024-12-31", 18, "18 months", "July 2023 to December 2024"),
        ("2024-11-01", "2024-11-30", 1, "one month", "November 2024"),
        ("2024-02-01", "2024-02-28", None, "28 days", "1 to 28 February 2024"),
        ("2024-10-03", "2024-11-05", None, "34 days", "3 October to 5 November 2024"),
        ("2023-12-20", "2024-01-05", None, "17 days", "20 December 2023 to 5 January 2024"),
        ("2024-08-14", "2024-08-14", None, "one day", "14 August 2024"),
    ],
)
def test_window(first, last, months, length, label):
    window = Window(d(first), d(last))
    assert (window.months, window.length_in_words, str(window)) == (months, length, label)


def test_window_of_months():
    window = Window.of_months(Month(2024, 6), Month(2024, 11))
    assert window == Window(d("2024-06-01"), d("2024-11-30"), "the past six months")
    assert Window(window.first, window.last, "the past six months").label == "the past six months"


def test_window_refuses_to_run_backwards():
    with pytest.raises(PeriodError, match="before its first day"):
        Window(d("2024-11-02"), d("2024-11-01"))


@pytest.mark.parametrize(
    ("mine", "other", "same"),
    [
        pytest.param("2024-02-01 2024-02-29", "2024-03-01 2024-03-31", True, id="one_month_each"),
        pytest.param(
            "2024-06-01 2024-11-30", "2024-01-01 2024-05-31", False, id="six_against_five"
        ),
        pytest.param("2024-10-03 2024-10-19", "2023-10-04 2023-10-20", True, id="17_days_each"),
        pytest.param(
            "2024-11-02 2024-12-01", "2024-09-01 2024-09-30", False, id="part_against_whole_months"
        ),
    ],
)
def test_window_same_length(mine, other, same):
    one, two = (Window(*map(d, ends.split())) for ends in (mine, other))
    assert one.same_length(two) is two.same_length(one) is same


@pytest.mark.parametrize(
    ("typed", "said", "stored", "last"),
    [
        ("14/08/2024", "14 August 2024", "2024-08-14", "2024-08-14"),
        (" 14  august 2024 ", "14 August 2024", "2024-08-14", "2024-08-14"),
        ("29/02/2024", "29 February 2024", "2024-02-29", "2024-02-29"),
        ("2024-08-14", "14 August 2024", "2024-08-14", "2024-08-14"),
        ("September 2025", "September 2025", "2025-09", "2025-09-30"),
        ("SEP 2025", "September 2025", "2025-09", "2025-09-30"),
        ("2025-09", "September 2025", "2025-09", "2025-09-30"),
        ("January to March 2025", "January to March 2025", "2025-01/2025-03", "2025-03-31"),
        ("Jan-Mar 2025", "January to March 2025", "2025-01/2025-03", "2025-03-31"),
        ("Oct – Dec\u00a02024", "October to December 2024", "2024-10/2024-12", "2024-12-31"),
        ("Q4 2024/25", "January to March 2025", "2025-01/2025-03", "2025-03-31"),
        ("Quarter 4 2024/25", "January to March 2025", "2025-01/2025-03", "2025-03-31"),
        ("quarter 1 of 2025/26", "April to June 2025", "2025-04/2025-06", "2025-06-30"),
        ("Q4 1999/00", "January to March 2000", "2000-01/2000-03", "2000-03-31"),
        ("Autumn 2025", "autumn term 2025", "2025-autumn", "2025-12-31"),
        ("SPRING TERM 2025", "spring term 2025", "2025-spring", "2025-04-30"),
        ("summer term 2025", "summer term 2025", "2025-summer", "2025-08-31"),
        ("2026", "2026", "2026", "2026-12-31"),
    ],
)
def test_partial_date_parse(typed, said, stored, last):
    when = partial(typed)
    assert (str(when), when.stored(), when.last) == (said, stored, d(last))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            "Q1 2025",
            "could mean January to March 2025, or Quarter 1 of 2025/26 (April to June 2025): write the one",
        ),
        (
            "Quarter 4 2025",
            "could mean October to December 2025, or Quarter 4 of 2025/26 (January to March 2026)",
        ),
        ("25/12/24", "write 25/12/2024"),
        ("31/02/2025", "There is no 31 February 2025"),
        ("29/02/1900", "There is no 29 February 1900"),
        ("0 May 2025", "There is no 0 May 2025"),
        ("08/14/2024", "the day comes first, then the month: write 14/08/2024"),
        ("14/13/2024", "There is no month 13"),
        ("2025-13", "There is no month 13"),
        ("January to April 2025", "is not a calendar quarter: write January to March 2025"),
        ("February to April 2025", "is not a calendar quarter"),
        ("Q4 2024/26", "write 2024/25"),
        ("2024/25", "is a financial year, not a date"),
        ("Q5 2024/25", "is not a date"),
        ("1899", "outside 1900 to 2199"),
        ("Q4 2199/00", "outside 1900 to 2199"),
        ("September 2200", "outside 1900 to 2199"),
        ("soon", "soon is not a date: write 14/08/2024"),
        ("", "Nothing is not a date"),
        ("２０２６", "has characters that no date has"),
        ("2026\x00", "2026? has characters"),
        ("14/08/2024\n", "has characters"),
        ("9" * 5000, "is too long for a date"),
        ("\u202e" * 5000, "is too long for a date"),
    ],
)
def test_partial_date_parse_refuses(typed, message):
    with pytest.raises(PeriodError) as refusal:
        partial(typed)
    assert message in str(refusal.value)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-9",
        "2025-winter",
        "2025-01/2025-04",
        "2025-02/2025-04",
        "2025-02-30",
        "2025-13",
        "2300",
    ],
)
def test_partial_date_from_stored_refuses(text):
    with pytest.raises(PeriodError):
        PartialDate.from_stored(text)


@pytest.mark.parametrize(
    ("precision", "first"),
    [("month", "2025-09-02"), ("quarter", "2025-02-01"), ("term", "2025-04-01")],
)
def test_partial_date_refuses_a_start_that_is_none(precision, first):
    with pytest.raises(PeriodError, match="cannot start on"):
        PartialDate(precision, d(first))


@given(partial_dates())
def test_partial_date_round_trips(when):
    assert PartialDate.from_stored(when.stored()) == when == partial(str(when))
    assert len(when.stored()) <= 20


@given(partial_dates())
def test_partial_date_is_past_only_after_its_last_day(when):
    assert when.first <= when.last
    assert not when.is_past(when.last)
    assert when.is_past(when.last + timedelta(days=1))


def test_partial_dates_sort_by_last_day():
    said = [
        "30 September 2025",
        "September 2025",
        "July to September 2025",
        "autumn term 2025",
        "2025",
        "1 January 2026",
    ]
    assert [str(when) for when in sorted(map(partial, reversed(said)))] == said


@pytest.mark.parametrize(
    ("when", "baseline", "words"),
    [
        ("14 August 2024", "14 August 2024", "on the same date"),
        ("14 September 2025", "September 2025", "on the same date"),
        ("September 2025", "14 September 2025", "on the same date"),
        ("2025", "March 2025", "on the same date"),
        ("January to March 2025", "spring term 2025", "on the same date"),
        ("15 August 2024", "14 August 2024", "1 day later"),
        ("1 March 2024", "28 February 2024", "2 days later"),
        ("7 August 2024", "14 August 2024", "1 week earlier"),
        ("24 July 2024", "14 August 2024", "3 weeks earlier"),
        ("12 October 2024", "14 August 2024", "59 days later"),
        ("13 October 2024", "14 August 2024", "2 months later"),
        ("14 August 2025", "14 August 2024", "12 months later"),
        ("September 2026", "September 2025", "12 months later"),
        ("March 2024", "February 2024", "1 month later"),
        ("1 October 2025", "September 2025", "1 month later"),
        ("2026", "autumn term 2025", "12 months later"),
        ("July to September 2025", "summer term 2025", "1 month later"),
    ],
)
def test_partial_date_slippage(when, baseline, words):
    assert partial(when).slippage_words(partial(baseline)) == words


@given(partial_dates(), partial_dates())
def test_partial_date_slippage_turns_round(one, two):
    assert one.slippage_days(two) == -two.slippage_days(one)
