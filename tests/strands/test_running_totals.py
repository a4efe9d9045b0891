"""A running total restarts visibly: in its readings, its chart and the changes between editions."""

from datetime import date
from decimal import Decimal

import pytest

from committee.changes.reading_changes import verdict_fields, why_windows_differ
from committee.pages.measure_chart import measure_chart
from sendprog.values.measures import Polarity
from strands.choices import PeriodType
from strands.headlines import RESTARTED, indicator_measure, return_reading, series
from strands.snapshot import INDICATORS
from tests.two_snapshots import indicator_row, return_row, snapshot_of

TOTALS = [
    (date(2024, 9, 1), date(2025, 4, 30), 5_200),
    (date(2024, 9, 1), date(2025, 8, 31), 8_900),
    (date(2025, 9, 1), date(2025, 12, 31), 2_100),
]


def running_total(**fields):
    returns = [
        return_row(value, first=first, last=last, reported_in=last.replace(day=1))
        for first, last, value in TOTALS
    ]
    kind = {"period_type": PeriodType.YEAR_TO_DATE, "accumulates_from": "September"}
    return indicator_row(*returns, **kind | {"polarity": Polarity.LOWER} | fields)


def readings_of(row):
    return series(snapshot_of(date(2026, 1, 20), {INDICATORS: [row]}), row.measure)


def test_reading_after_a_restart_says_so():
    notes = [RESTARTED in reading.note for reading in readings_of(running_total())]
    assert notes == [False, False, True]


def test_chart_draws_every_total_with_a_gap_where_it_restarts():
    chart = measure_chart(readings_of(running_total()), place="Exampleshire")
    (line,) = chart.figure.data
    assert list(line.y) == [5_200, 8_900, None, 2_100]
    assert list(line.x) == [0, 4, 5, 8]
    assert "Starts again Sep 2025" in chart.subtitle
    assert "8,900" not in chart.figure.layout.title.text
    assert "a running total: 2,100, September to December 2025" in chart.figure.layout.title.text


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (0, 1, "the running total has gone on to September 2024 to August 2025"),
        (
            1,
            2,
            "the running total started again: September to December 2025 against "
            "September 2024 to August 2025",
        ),
    ],
)
def test_change_of_a_running_total_is_no_better_or_worse(old, new, why):
    row = running_total()
    was, now = (return_reading(row, row.returns[index]) for index in (old, new))
    assert why_windows_differ(was, now) == why
    assert why in verdict_fields(was, now, why)["how"]


def test_rolling_years_are_drawn_and_compared():
    returns = [
        return_row(94, first=date(2024, 10, 1), last=date(2025, 9, 30)),
        return_row(86, first=date(2025, 1, 1), last=date(2025, 12, 31)),
    ]
    row = indicator_row(*returns, period_type=PeriodType.ROLLING_YEAR)
    was, now = (return_reading(row, returned) for returned in returns)
    assert why_windows_differ(was, now) == "" and row.has_overlapping_windows
    assert measure_chart(readings_of(row), place="Exampleshire") is not None


def test_change_follows_the_best_value():
    row = indicator_row(
        return_row(192), return_row(174), polarity=Polarity.TARGET, best_value=Decimal(150)
    )
    was, now = (return_reading(row, returned) for returned in row.returns)
    assert verdict_fields(was, now, "")["verdict"].value == "better"
    assert verdict_fields(now, was, "")["verdict"].value == "worse"
    assert indicator_measure(row).better_text == "Nearer to 150 is better"
