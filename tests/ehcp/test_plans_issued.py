"""The sentence, cards and charts on plans issued are true whatever months are there: one, some, with gaps, none."""

from datetime import date
from decimal import Decimal

import pytest

import ehcp.headlines
from sendprog.records.snapshots import uncached_snapshot
from tests import builders

pytestmark = pytest.mark.django_db
COUNCIL = "A council"


def make_months(*counts: object, last: date = date(2026, 10, 1), **fields: object) -> None:
    """A return each month up to `last`: a count, a marker of absence, None for no count, or "" for no return."""
    for place, count in enumerate(counts):
        number = last.year * 12 + last.month - 1 - (len(counts) - 1 - place)
        month = date(number // 12, number % 12 + 1, 1)
        if isinstance(count, str) and count:
            builders.make_monthly_return(
                month, plans_issued=None, plans_issued_marker=count, **fields
            )
        elif count != "":
            builders.make_monthly_return(month, plans_issued=count, **fields)


def make_report(
    value: object = 158, *, last: date | None = date(2024, 11, 30), **fields: object
) -> None:
    indicator = builders.make_indicator(
        "plans-a-month", unit="per_month", room="ehcp", reports="ehcp.plans_issued"
    )
    first = date(last.year, last.month - 5, 1) if last else None
    numbers = {
        "value": None if value is None else Decimal(str(value)),
        "first": first,
        "last": last,
    }
    builders.make_return(indicator, **numbers | fields)


def sentence() -> str:
    return ehcp.headlines.sentence(uncached_snapshot())


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([], "There is no return on plans to show.", id="nothing"),
        pytest.param([161], "161 plans were issued in October 2026.", id="one-month"),
        pytest.param([1], "1 plan was issued in October 2026.", id="one-plan"),
        pytest.param([0], "0 plans were issued in October 2026.", id="no-plan"),
        pytest.param(
            [100, 120],
            "120 plans were issued in October 2026.",
            id="two",
        ),
        pytest.param(
            [100, 110, 120],
            "Plans issued: 110 a month (August to October 2026, the mean of three months).",
            id="three",
        ),
        pytest.param(
            [100] * 11,
            "Plans issued: 100 a month (December 2025 to October 2026, the mean of 11 months).",
            id="11",
        ),
        pytest.param(
            [80] * 6 + [158] * 6,
            "Plans issued nearly doubled: 158 a month (May to October 2026) from 80 (November 2025 to April 2026).",
            id="twelve",
        ),
        pytest.param(
            [0] * 6 + [5] * 6,
            "Plans issued: 5 a month (May to October 2026) from 0 (November 2025 to April 2026).",
            id="none-before",
        ),
        pytest.param(
            [80] * 12,
            "Plans issued were about the same: 80 a month (May to October 2026) from 80 "
            "(November 2025 to April 2026).",
            id="the-same",
        ),
        pytest.param(
            [80] * 7 + [None] + [100] * 5,
            "Plans issued: 100 a month (June to October 2026, the mean of five months).",
            id="a-count-is-missing-between",
        ),
        pytest.param(
            [80] * 7 + [""] + [100] * 5,
            "Plans issued: 100 a month (June to October 2026, the mean of five months).",
            id="a-month-is-missing-between",
        ),
        pytest.param(
            [None], "The number of plans issued in October 2026 was not given.", id="never-given"
        ),
        pytest.param(
            [161, "x"],
            "The number of plans issued in October 2026 is not available. 161 plans were issued in September 2026.",
            id="latest-not-available",
        ),
        pytest.param(
            ["c"], "The number of plans issued in October 2026 is suppressed.", id="suppressed"
        ),
    ],
)
def test_sentence_says_what_there_is(counts, expected):
    make_months(*counts)
    assert sentence() == expected


def test_basis_of_the_months_is_named():
    make_months(100, 110)
    make_months(120, last=date(2026, 11, 1), basis="forecast")
    assert (
        sentence() == "Plans issued each month, September to November 2026: 110 a month. Forecast."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 158}, "Plans issued: 158 a month (June to November 2024)."),
        ({"value": 158, "last": None}, "Plans issued: 158 a month (window not stated)."),
        (
            {"value": None, "low": Decimal(300), "high": Decimal(400)},
            "Plans issued: 300 to 400 a month (June to November 2024).",
        ),
        (
            {"value": None, "missing": "Not collected"},
            "Plans issued (June to November 2024): not collected.",
        ),
        (
            {"value": 158, "comparison_value": Decimal(0)},
            "Plans issued: 158 a month (June to November 2024) from 0 (earlier window not stated).",
        ),
        ({"value": 158, "first": date(2024, 11, 1)}, "158 plans were issued in November 2024."),
        (
            {"value": 158, "first": date(2024, 11, 1), "qualifier": "around"},
            "Around 158 plans were issued in November 2024.",
        ),
    ],
)
def test_sentence_on_a_reported_reading(fields, expected):
    make_report(fields.pop("value"), **fields)
    assert sentence() == expected


def test_newer_window_wins():
    make_report()
    make_months(170, last=date(2024, 11, 1))
    assert "158 a month (June to November 2024)" in sentence()
    make_months(171, last=date(2024, 12, 1))
    assert sentence() == "171 plans were issued in December 2024."


def chart_title() -> str:
    return ehcp.headlines.charts(uncached_snapshot(), COUNCIL)["plans_issued"].message


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        (
            [80] * 6 + [158] * 6,
            "Plans issued nearly doubled: May to October 2026 against the six months before",
        ),
        ([0] * 6 + [5] * 6, "Plans issued each month, November 2025 to October 2026"),
        ([80] * 8 + [None] + [100] * 5, "Plans issued each month, September 2025 to October 2026"),
        ([80, "", 90], "Plans issued each month, August 2026 to October 2026"),
    ],
)
def test_title_of_the_chart_says_what_its_windows_bear_out(counts, title):
    make_months(*counts)
    assert chart_title() == title


def test_month_without_a_return_is_a_gap():
    make_months(80, "", 90)
    rows = ehcp.headlines.charts(uncached_snapshot(), COUNCIL)["plans_issued"].rows
    assert [row[:2] for row in rows] == [
        ["Aug 2026", "80 a month"],
        ["Sep 2026", "Not given"],
        ["Oct 2026", "90 a month"],
    ]


def test_title_of_the_chart_does_not_contradict_the_sentence():
    make_report(158, last=date(2026, 10, 31), comparison_value=Decimal(170))
    make_months(*[80] * 6, *[158] * 6)
    assert "down" in sentence()
    assert chart_title() == "Plans issued each month, November 2025 to October 2026"


def test_one_month_has_no_chart():
    make_months(161)
    assert ehcp.headlines.charts(uncached_snapshot(), COUNCIL) == {}


def test_rate_of_all_plans_needs_the_required_columns_alone():
    builders.make_monthly_return(
        date(2026, 10, 1), plans_issued=160, plans_issued_within_20_weeks=40
    )
    readings = {
        reading.measure.address: reading
        for reading in ehcp.headlines.headlines(uncached_snapshot())
    }
    assert readings["ehcp.twenty_week_rate_of_all"].in_words == "25.0%"
    assert readings["ehcp.twenty_week_rate"].in_words == "Not given"


def test_rates_stand_beside_each_other():
    builders.make_monthly_return(
        date(2026, 10, 1),
        plans_issued=160,
        plans_issued_within_20_weeks=40,
        exceptions=60,
        plans_issued_within_20_weeks_excluding_exceptions=30,
    )
    readings = {
        reading.measure.label: reading
        for reading in ehcp.headlines.latest_computed(uncached_snapshot())
    }
    of_all = readings["Plans issued within 20 weeks, of all plans issued"]
    assert (of_all.in_words, of_all.beside) == ("25.0%", "30.0% with exceptions left out")
    assert readings["Plans issued within 20 weeks, exceptions left out"].in_words == "30.0%"
