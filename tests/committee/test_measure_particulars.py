"""What the page of a measure says of how it is counted, its next figure, revisions and breaks."""

from dataclasses import replace

from committee.pages.measure_chart import measure_chart
from committee.pages.measure_particulars import next_due, particulars_of
from ehcp.headlines import series
from ehcp.measures import PLANS_ISSUED, TWENTY_WEEK_RATE
from sendprog.values.measures import Measure
from sendprog.values.periods import Month
from tests.ehcp.generated_returns import snapshot_with
from tests.two_snapshots import month_row


def rows_with_a_break() -> list:
    rows = [
        month_row(
            Month(2025, 1).plus(place).iso,
            plans_issued=30 + place,
            exceptions=0,
            plans_issued_within_20_weeks_excluding_exceptions=10,
        )
        for place in range(6)
    ]
    rows[3].markers["plans_issued"] = "b"
    rows[4].markers["plans_issued"] = "r"
    return rows


def particulars(measure: Measure) -> dict[str, str]:
    snapshot = snapshot_with(rows_with_a_break())
    return dict(particulars_of(snapshot, measure, series(snapshot, measure.address)))


def test_rate_says_what_it_divides_and_leaves_out():
    told = particulars(TWENTY_WEEK_RATE)
    assert told["Numerator"] == "Plans issued within 20 weeks of the request"
    assert told["Denominator"] == "Plans issued"
    assert told["Left out"] == "Plans with an exception that the law allows"
    assert told["Breaks"] == "The series breaks in April 2025"


def test_count_says_its_next_figure_revisions_and_breaks():
    assert particulars(PLANS_ISSUED) == {
        "Next figure": "For July 2025",
        "Revised": "May 2025",
        "Breaks": "The series breaks in April 2025",
    }


def test_next_figure_follows_the_latest_and_is_not_known_after_one_without_a_window():
    snapshot = snapshot_with(rows_with_a_break())
    readings = series(snapshot, PLANS_ISSUED.address)
    assert next_due([readings[-1], readings[0]], 1) == "For July 2025"
    assert next_due([*readings, replace(readings[0], window=None, as_at=None)], 1) == ""


def test_line_is_not_drawn_across_a_break():
    snapshot = snapshot_with(rows_with_a_break())
    chart = measure_chart(series(snapshot, PLANS_ISSUED.address), place="A council")
    values = list(chart.figure.data[0].y)
    assert values == [30, 31, 32, None, 33, 34, 35]
    assert "The series breaks in April 2025" in chart.subtitle
