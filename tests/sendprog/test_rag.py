"""Ratings and derived milestone statuses: a missing value is never green."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import MilestoneStatus, Rag, Stage, milestone_status

TODAY = date(2025, 1, 20)
texts = st.sampled_from(
    [
        "2024",
        "2025",
        "2026",
        "January 2025",
        "December 2024",
        "20/01/2025",
        "autumn 2024",
        "Jan-Mar 2025",
    ]
)
dates = st.none() | texts.map(PartialDate.parse)


@pytest.mark.parametrize(
    ("value", "rag"),
    [
        pytest.param("at_risk", Rag.AT_RISK, id="stated"),
        pytest.param(None, Rag.NOT_RATED, id="none_is_not_rated"),
        pytest.param("", Rag.NOT_RATED, id="empty_is_not_rated"),
    ],
)
def test_rag_of(value, rag):
    assert Rag.of(value) is rag


@pytest.mark.parametrize("value", ["green", "On track", " "])
def test_rag_of_refuses_an_unknown_value(value):
    with pytest.raises(ValueError, match="not a valid Rag"):
        Rag.of(value)


def test_rag_lists_worst_first():
    words = ["Off track", "At risk", "On track", "Complete", "Not rated"]
    assert [rag.label for rag in Rag] == words
    assert [rag.label for rag in sorted(set(Rag), key=lambda rag: rag.order)] == words


def test_stage_words():
    assert [stage.label for stage in Stage] == [
        "Not started",
        "In progress",
        "Delayed",
        "Complete",
        "Withdrawn",
        "Stage not stated",
    ]


def test_milestone_status_words():
    assert {status.value: status.label for status in MilestoneStatus} == {
        "complete": "Complete",
        "complete_late": "Complete, late",
        "on_track": "On track",
        "overdue": "Overdue",
        "slipped": "Slipped",
        "delayed": "Delayed",
        "withdrawn": "Withdrawn",
        "no_date_set": "No date set",
        "stage_not_stated": "Stage not stated",
    }


@pytest.mark.parametrize(
    ("stage", "baseline", "forecast", "actual", "status"),
    [
        pytest.param("withdrawn", "2024", "2024", "2025", "withdrawn", id="withdrawn_wins"),
        pytest.param("complete", "", "", "", "complete", id="complete_without_dates"),
        pytest.param("complete", "", "", "May 2024", "complete", id="complete_without_baseline"),
        pytest.param("complete", "May 2024", "", "", "complete", id="complete_without_actual"),
        pytest.param(
            "complete", "May 2024", "", "May 2024", "complete", id="complete_in_its_month"
        ),
        pytest.param(
            "complete", "May 2024", "", "31 May 2024", "complete", id="complete_on_the_last_day"
        ),
        pytest.param(
            "complete", "May 2024", "", "1 June 2024", "complete_late", id="complete_a_day_late"
        ),
        pytest.param(
            "complete", "May 2024", "", "2024", "complete", id="a_vague_actual_is_not_late"
        ),
        pytest.param("delayed", "", "", "", "delayed", id="delayed_without_a_date"),
        pytest.param("delayed", "May 2024", "2026", "", "delayed", id="delayed_to_a_coming_date"),
        pytest.param("delayed", "2026", "", "", "delayed", id="delayed_before_its_baseline"),
        pytest.param("delayed", "May 2024", "", "", "overdue", id="delayed_past_its_baseline"),
        pytest.param("delayed", "2026", "May 2024", "", "overdue", id="delayed_past_its_forecast"),
        pytest.param("in_progress", "", "", "", "no_date_set", id="no_date"),
        pytest.param(
            "in_progress",
            "",
            "",
            "May 2024",
            "no_date_set",
            id="an_actual_needs_the_stage_complete",
        ),
        pytest.param("not_stated", "", "", "", "no_date_set", id="no_stage_and_no_date"),
        pytest.param(
            "not_stated", "", "May 2025", "", "stage_not_stated", id="no_stage_and_a_coming_date"
        ),
        pytest.param("not_stated", "", "May 2024", "", "overdue", id="no_stage_and_a_past_date"),
        pytest.param(
            "not_stated", "May 2025", "June 2025", "", "slipped", id="no_stage_and_a_later_date"
        ),
        pytest.param(
            "in_progress", "", "January 2025", "", "on_track", id="this_month_is_not_past"
        ),
        pytest.param("in_progress", "", "20/01/2025", "", "on_track", id="today_is_not_past"),
        pytest.param("in_progress", "", "19/01/2025", "", "overdue", id="yesterday_is_past"),
        pytest.param(
            "not_started", "December 2024", "", "", "overdue", id="past_baseline_and_no_forecast"
        ),
        pytest.param(
            "in_progress", "May 2025", "", "", "on_track", id="coming_baseline_and_no_forecast"
        ),
        pytest.param(
            "in_progress", "May 2025", "June 2025", "", "slipped", id="forecast_after_baseline"
        ),
        pytest.param(
            "in_progress", "May 2025", "April 2025", "", "on_track", id="forecast_before_baseline"
        ),
        pytest.param(
            "in_progress", "May 2025", "14 May 2025", "", "on_track", id="forecast_within_baseline"
        ),
        pytest.param(
            "in_progress",
            "December 2024",
            "March 2025",
            "",
            "slipped",
            id="past_baseline_new_forecast",
        ),
        pytest.param(
            "in_progress",
            "2 January 2025",
            "2025",
            "",
            "slipped",
            id="a_vague_forecast_hides_no_slippage",
        ),
    ],
)
def test_milestone_status(stage, baseline, forecast, actual, status):
    dated = {
        name: PartialDate.parse(text) if text else None
        for name, text in [("baseline", baseline), ("forecast", forecast), ("actual", actual)]
    }
    assert milestone_status(stage=stage, **dated, on=TODAY) == status


def test_milestone_status_refuses_an_unknown_stage():
    with pytest.raises(ValueError, match="not a valid Stage"):
        milestone_status(stage="green", baseline=None, forecast=None, actual=None, on=TODAY)


@given(st.sampled_from(Stage), dates, dates, dates, st.dates(date(2023, 1, 1), date(2027, 12, 31)))
def test_milestone_status_is_total_and_on_track_needs_a_date(stage, baseline, forecast, actual, on):
    status = milestone_status(
        stage=stage, baseline=baseline, forecast=forecast, actual=actual, on=on
    )
    assert status in MilestoneStatus
    if status is MilestoneStatus.ON_TRACK:
        expected = forecast or baseline
        assert expected is not None and not expected.is_past(on)
