"""What comes in, goes out and is left: sums that hold or are told, when it would clear, a reader's what-if, two periods."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.http import QueryDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ehcp.comparing import chosen_windows, comparison_of, period_named
from ehcp.flow import OPEN_CASES, PLANS, identity_text, outlook_of, steps_of
from ehcp.flow_part import flow_csv_of, flow_part
from ehcp.metrics.backlog import Assumptions, months_to_clear, projection
from ehcp.what_if import LABEL, what_if, what_if_chart, what_if_csv
from sendprog.pages.mounted_pages import Query
from sendprog.values.periods import Month
from tests.conftest import IS_SOAK
from tests.ehcp.generated_returns import returns, snapshot_with
from tests.two_snapshots import month_row

some = settings(
    max_examples=2_000 if IS_SOAK else 50,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
)


def asked(**parameters: str) -> Query:
    query = QueryDict(mutable=True)
    query.update(parameters)
    return Query("ehcp/", query)


def year_of(**counts: list[int | None]) -> list:
    """A return a month from January 2025, with the counts of each."""
    length = len(next(iter(counts.values())))
    return [
        month_row(
            Month(2025, 1).plus(place).iso,
            **{name: values[place] for name, values in counts.items()},
        )
        for place in range(length)
    ]


@some
@given(returns())
def test_identities_agree_with_the_obvious_way(rows):
    """Each count is added by hand, from returns that follow one another."""
    for identity in (OPEN_CASES, PLANS):
        differences = []
        for place in range(1, len(rows)):
            row, before = rows[place], rows[place - 1]
            stocks = before.counts[identity.stock], row.counts[identity.stock]
            flows = [row.counts[name] for name in (*identity.comes_in, *identity.goes_out)]
            if before.month.next == row.first_month and None not in (*stocks, *flows):
                comes_in = sum(flows[: len(identity.comes_in)])
                goes_out = sum(flows[len(identity.comes_in) :])
                differences.append(stocks[1] - stocks[0] - comes_in + goes_out)
        found = [step.difference for step in steps_of(rows, identity)]
        assert [value for value in found if value is not None] == differences
        text = identity_text(rows, identity)
        assert bool(text) is bool(differences)
        wrong = sum(value != 0 for value in differences)
        assert not text or ("This holds each" in text) is (not wrong)
        assert not wrong or f". {wrong} of the " in text


@some
@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from([3, 6, 12]))
def test_backlog_clears_when_month_after_month_it_falls(now, before, span):
    months, left = 0, Fraction(now)
    if now and now >= before:
        assert months_to_clear(now, before, span) is None
        return
    while left > 0:
        left -= Fraction(before - now, span)
        months += 1
    assert months_to_clear(now, before, span) == months


def test_outlook_gives_a_range_and_says_where_it_does_not_fall():
    rows = year_of(
        assessments_open_over_20_weeks=[
            200,
            190,
            180,
            170,
            160,
            150,
            140,
            130,
            120,
            90,
            95,
            99,
            100,
        ]
    )
    found = outlook_of(snapshot_with(rows))
    assert [each.text for each in found.clearings] == [
        "Not at this rate",
        "By the end of April 2027",
        "By the end of January 2027",
    ]
    assert found.summary == (
        "At these rates no case would be open over 20 weeks between January 2027 and April 2027; "
        "at the rate of the last 3 months, never."
    )


@pytest.mark.parametrize(
    ("counts", "summary"),
    [
        (
            [100, 100, 100, 100],
            "Not at any of these rates: the number of cases open over 20 weeks does not fall.",
        ),
        ([100, 90, 80, 0], "No case is open over 20 weeks."),
        (
            [100],
            "When the cases open over 20 weeks would clear can't be worked out from these returns.",
        ),
    ],
)
def test_outlook_in_words(counts, summary):
    assert (
        outlook_of(snapshot_with(year_of(assessments_open_over_20_weeks=counts))).summary == summary
    )


def test_outlook_is_not_worked_out_across_a_break_or_without_a_figure():
    rows = year_of(assessments_open_over_20_weeks=[100, 90, 80, 70])
    assert outlook_of(snapshot_with(rows)).clearings[0].text == "By the end of November 2025"
    rows[2].markers["assessments_open_over_20_weeks"] = "b"
    assert "breaks" in outlook_of(snapshot_with(rows)).clearings[0].text
    rows[3].counts["assessments_open_over_20_weeks"] = None
    assert outlook_of(snapshot_with(rows)) is None


@some
@given(
    st.floats(-50, 100),
    st.integers(0, 300),
    st.floats(0, 50),
    st.integers(0, 300),
    st.integers(0, 2_000),
)
def test_projection_keeps_its_sums(growth, plans, ceasing, requests, open_cases):
    given_ = Assumptions(growth, plans, ceasing, requests, 0.7, 0.1, open_cases, 5_000)
    before = float(open_cases)
    for row in projection(given_, 36):
        assert row.plans <= plans and row.open_cases >= 0 and row.maintained >= 0
        assert row.open_cases == pytest.approx(before + 0.9 * row.agreed - row.plans, abs=1e-6)
        before = row.open_cases


def going_on() -> list:
    return year_of(
        requests_received=[100] * 12,
        assessments_agreed=[70] * 12,
        plans_issued=[60] * 12,
        assessments_ended_without_plan=[5] * 12,
        assessments_withdrawn=[5] * 12,
        assessments_open=[700] * 12,
    )


def test_what_if_is_labelled_wherever_it_stands():
    result = what_if(snapshot_with(going_on()), asked(plans="80", growth="0"))
    assert result.sentences[0] == "End of December 2026: about 460 open cases."
    chart = what_if_chart(result, "A council")
    first, second = LABEL.split(". ")
    assert LABEL in chart.message and f">{first}.</text>" in chart.drawn
    assert f">{second}</text></svg>" in chart.drawn
    lines = what_if_csv(result).content.decode().splitlines()
    assert all(LABEL in line for line in lines[1:]) and len(lines) > 36


@pytest.mark.parametrize(
    "text", ["many", "1e9", "-", "--1", "9999999999", "1.2.3", "٣", "501", "nan"]
)
def test_what_if_takes_the_usual_number_for_one_that_is_none(text):
    result = what_if(snapshot_with(going_on()), asked(ceasing=text, plans="80"))
    assert len(result.problems) == 1 and "is used" in result.problems[0]
    assert {field.name: text for field, text in result.fields}["ceasing"] == "0"


def test_what_if_needs_what_it_goes_on_with():
    assert what_if(snapshot_with([]), asked()) is None
    assert what_if(snapshot_with(year_of(assessments_open=[5])), asked()) is None


def test_what_if_counts_one_in_the_singular():
    rows = year_of(
        requests_received=[1],
        assessments_agreed=[1],
        plans_issued=[1],
        assessments_ended_without_plan=[0],
        assessments_withdrawn=[0],
        assessments_open=[1],
        plans_maintained=[1],
        plans_ceased=[0],
    )
    result = what_if(snapshot_with(rows), asked(plans="0", growth="-50"))
    told = " ".join([*result.sentences, *result.assumptions])
    assert "from 1 open case at" in told and "and 1 plan." in told
    assert "as in the last month." in told
    assert not re.search(r"\b1 (open cases|plans|months)", told)


# Two periods


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-08", date(2025, 8, 1), date(2025, 8, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025/26", date(2025, 4, 1), date(2026, 3, 31)),
        ("2025/26 academic year", date(2025, 9, 1), date(2026, 8, 31)),
    ],
)
def test_period_is_named_in_four_ways(text, first, last):
    window = period_named(text)
    assert (window.first, window.last) == (first, last)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, "2025-07 2025-12 2025-01 2025-06"),
        ({"with": "before"}, "2025-07 2025-12 2025-01 2025-06"),
        ({"with": "year"}, "2025-07 2025-12 2024-07 2024-12"),
        (
            {"from": "2025-02", "to": "2025-03", "with": "2025-10"},
            "2025-02 2025-03 2025-10 2025-11",
        ),
        ({"from": "2025", "with": "2024-03 to 2024-04"}, "2025-01 2025-12 2024-03 2024-04"),
        ({"from": "2025/26", "with": "2024/25"}, "2025-04 2026-03 2024-04 2025-03"),
    ],
)
def test_query_names_two_windows(given_, expected):
    found = chosen_windows(snapshot_with(going_on()), asked(**given_))
    ends = [found.now.first, found.now.last, found.before.first, found.before.last]
    assert " ".join(f"{day:%Y-%m}" for day in ends) == expected
    assert not found.problems


@pytest.mark.parametrize(
    "given_",
    [
        {"from": "soon"},
        {"from": "2025-13"},
        {"from": "2025-05", "to": "2025-01"},
        {"with": "Q1 2025"},
        {"from": "0000"},
        {"with": "to"},
        {"to": "\u0000"},
    ],
)
def test_text_that_is_no_period_falls_back_and_says_so(given_):
    found = chosen_windows(snapshot_with(going_on()), asked(**given_))
    assert len(found.problems) == 1
    assert found.now.last == date(2025, 12, 31)


def test_uneven_and_partial_windows_say_so():
    rows = going_on()
    del rows[3]
    query = asked(**{"from": "2025-01", "to": "2025-06", "with": "2025-07 to 2026-03"})
    found = comparison_of(snapshot_with(rows), query)
    assert found.notes == (
        "Six months against nine months: counts are given as a mean a month.",
        "January to June 2025 is partial: there is no whole return for April 2025.",
        "July 2025 to March 2026 is partial: there is no whole return for January to March 2026.",
    )
    assert ["Plans issued each month", "60 a month", "60 a month", "The same"] in found.rows


def test_return_that_straddles_a_window_is_left_out_and_named():
    rows = [
        month_row("2025-03", covers="quarter", plans_issued=9),
        month_row("2025-06", covers="quarter", plans_issued=30),
    ]
    found = comparison_of(snapshot_with(rows), asked(**{"from": "2025-03", "to": "2025-06"}))
    assert (
        "The return of January to March 2025 is only partly in March to June 2025, so it is left out."
        in found.notes
    )


def test_part_of_the_page_has_its_pictures_table_and_file():
    snapshot = snapshot_with(going_on())
    part = flow_part(snapshot, "A council")
    assert [chart.ident for chart in part.charts] == ["flow", "open-cases"]
    lines = flow_csv_of(snapshot).content.decode().splitlines()
    assert len(lines) == 13 and lines[2].startswith("February 2025,70,60,5,5,700")
    assert flow_part(snapshot_with([]), "A council") is None
