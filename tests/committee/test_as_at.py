"""What heads a page is true of each kind of figure: months to which they go, markers, attention, highest risks."""

from datetime import date

import pytest

from committee.pages.attention import deficit_items
from committee.snapshot.as_at import NO_FIGURES, age_in_words, figures_text
from ehcp.snapshot import MONTHS
from finance import headlines
from finance.measures import FORECAST
from finance.models import PositionStatus
from finance.snapshot import POSITIONS
from risks.headlines import has_several_matrices, highest_risks
from risks.snapshot import RISKS
from sendprog.values.markers import Marker
from sendprog.values.periods import Month
from tests.two_snapshots import (
    AFTER,
    assessment_row,
    month_row,
    position_row,
    risk_row,
    snapshot_of,
)

OCTOBER, SEPTEMBER = "2024-10", "2024-09"


@pytest.mark.parametrize(
    ("months", "positions", "text"),
    [
        ([], [], NO_FIGURES),
        ([OCTOBER], [], "Figures to October 2024 (Month 7)."),
        ([OCTOBER], [(OCTOBER, "High needs")], "Figures to October 2024 (Month 7)."),
        (
            [OCTOBER],
            [(SEPTEMBER, "High needs")],
            "Figures on EHCPs to October 2024 (Month 7); on the deficit to September 2024 (Month 6).",
        ),
        (
            [],
            [(OCTOBER, "Total"), (SEPTEMBER, "Total"), (SEPTEMBER, "High needs")],
            "Figures on the deficit (High needs) to September 2024 (Month 6); "
            "on the deficit (Total) to October 2024 (Month 7).",
        ),
    ],
)
def test_figures_go_to_the_last_month_of_each_kind(months, positions, text):
    rows = {
        MONTHS: [month_row(month) for month in months],
        POSITIONS: [position_row(month, block=block) for month, block in positions],
    }
    assert figures_text(snapshot_of(AFTER, rows)) == text


def test_figures_of_a_month_that_is_not_over_have_no_age(settings, monkeypatch):
    settings.SENDPROG_TODAY = None
    monkeypatch.setattr("committee.snapshot.as_at.today", lambda: date(2024, 10, 20))
    assert (age_in_words(Month(2024, 10)), age_in_words(Month(2024, 9))) == ("", ", 20 days old")


@pytest.mark.parametrize(
    ("status", "marker", "shown"),
    [
        (PositionStatus.FINAL.label, Marker.FORECAST, None),
        (PositionStatus.FINAL.label, Marker.REVISED, Marker.REVISED),
        (PositionStatus.FORECAST.label, Marker.FORECAST, Marker.FORECAST),
    ],
)
def test_an_outturn_is_not_marked_as_a_forecast(status, marker, shown):
    position = position_row("2024-03", status=status, marker=marker, forecast=20_000_000)
    snapshot = snapshot_of(AFTER, {POSITIONS: [position]})
    assert headlines.latest_position(snapshot)[FORECAST].marker is shown


@pytest.mark.parametrize(
    ("planned", "forecast", "listed"),
    [(20, 30, True), (-5, -2, False), (-5, 0, False), (-5, 2, True)],
)
def test_a_surplus_smaller_than_planned_needs_no_attention(planned, forecast, listed):
    rows = [
        position_row(
            planned=planned * 1_000_000, forecast=forecast * 1_000_000, reported_variance=None
        )
    ]
    assert bool(list(deficit_items(snapshot_of(AFTER, {POSITIONS: rows})))) is listed


def test_risks_of_two_matrices_are_not_ranked_against_each_other():
    old = [
        risk_row(assessment_row(score, matrix="Old"), title=str(score), reference=str(score))
        for score in (32, 24)
    ]
    new = [
        risk_row(assessment_row(score, matrix="New"), title=str(score), reference=str(score))
        for score in (20, 4)
    ]
    snapshot = snapshot_of(AFTER, {RISKS: [*old, *new]})
    assert [risk.title for risk in highest_risks(snapshot)] == ["32", "20", "24", "4"]
    assert has_several_matrices(snapshot)
    alone = snapshot_of(AFTER, {RISKS: old})
    assert [risk.title for risk in highest_risks(alone)] == [
        "32",
        "24",
    ] and not has_several_matrices(alone)
