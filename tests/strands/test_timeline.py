"""Milestones on a track: each in one group, its marks where its dates are, its words true in every state."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from sendprog.pages.mounted_pages import Query
from sendprog.values.basis import Basis
from sendprog.values.rag import MilestoneStatus
from strands.milestone_row_types import MilestoneRow
from strands.snapshot import MILESTONES, STRANDS
from strands.timeline import (
    LATE,
    TimelineRow,
    drawn_date,
    is_undated,
    measured_from,
    statuses_in_words,
    timeline,
)
from strands.views.reading import milestone_list
from tests.conftest import examples
from tests.properties.test_milestones_property import milestones
from tests.two_snapshots import baseline_row, milestone_row, move_row, snapshot_of, strand_row

ON = date(2025, 1, 22)
STRAND = strand_row("places", name="Places")


def row_of(milestone: MilestoneRow, on: date = ON) -> TimelineRow:
    picture = timeline([milestone], [STRAND], on=on)
    return [*picture.rows, *picture.undated][0]


def milestone(**fields) -> MilestoneRow:
    return milestone_row(on=ON, **fields)


APPROVED = (baseline_row(1, "November 2024"),)
MOVED_BACK = (move_row("March 2025", "June 2025"), move_row("June 2025", "March 2025"))
STATES = {
    "no_first_date": ({"forecast": "March 2025"}, "On track: March 2025", []),
    "no_forecast": (
        {"baselines": (baseline_row(1, "May 2025"),)},
        "On track: May 2025 (approved date)",
        [],
    ),
    "no_date": ({}, "No date set", []),
    "delayed_without_a_date": ({"stage": "delayed"}, "Delayed: no date set", []),
    "slipped": (
        {"forecast": "May 2025", "baselines": (baseline_row(1, "March 2025"),)},
        "Slipped: May 2025",
        ["2 months later than approved (March 2025)."],
    ),
    "slipped_then_brought_back": (
        {"forecast": "March 2025", "moves": MOVED_BACK},
        "On track: March 2025",
        [],
    ),
    "approved_again": (
        {"forecast": "May 2025", "baselines": (*APPROVED, baseline_row(2, "May 2025"))},
        "On track: May 2025",
        ["First approved for November 2024."],
    ),
    "overdue": ({"forecast": "December 2024"}, "Overdue: December 2024", []),
    "overdue_though_earlier": (
        {"forecast": "December 2024", "baselines": (baseline_row(1, "March 2025"),)},
        "Overdue: December 2024",
        ["Approved for March 2025."],
    ),
    "last_day": ({"forecast": "22 January 2025"}, "On track: 22 January 2025", []),
    "done_early": (
        {"stage": "complete", "actual": "October 2024", "baselines": APPROVED},
        "Complete: October 2024",
        ["1 month earlier than approved (November 2024)."],
    ),
    "done_late": (
        {"stage": "complete", "actual": "January 2025", "baselines": APPROVED},
        "Complete, late: January 2025",
        ["2 months later than approved (November 2024)."],
    ),
    "done_on_an_unknown_day": (
        {"stage": "complete", "forecast": "November 2024"},
        "Complete: date not known",
        [],
    ),
    "withdrawn": (
        {"stage": "withdrawn", "forecast": "June 2025", "moves": MOVED_BACK},
        "Withdrawn",
        [],
    ),
    "no_stage": ({"stage": "not_stated", "forecast": "2026"}, "Stage not stated: 2026", []),
    "illustrative_promise": (
        {
            "forecast": "May 2025",
            "baselines": (baseline_row(1, "March 2025", basis=Basis.ILLUSTRATIVE),),
        },
        "Slipped: May 2025",
        ["2 months later than approved (March 2025; Illustrative: a made-up example)."],
    ),
    "illustrative": (
        {"forecast": "May 2025", "basis": Basis.ILLUSTRATIVE},
        "On track: May 2025",
        ["Illustrative: a made-up example."],
    ),
}


@pytest.mark.parametrize(("fields", "state", "details"), STATES.values(), ids=STATES)
def test_words_of_each_state(fields, state, details):
    row = row_of(milestone(**fields))
    assert (row.state, row.details) == (state, details)


@pytest.mark.parametrize(
    ("fields", "now", "promised", "since", "has_arrow"),
    [
        # Of the year 2025, whose last day is day 364 of 364.
        pytest.param({"forecast": "31 December 2025"}, 100.0, None, None, False, id="day"),
        pytest.param({"forecast": "March 2025"}, 24.5, None, None, False, id="month"),
        pytest.param({"forecast": "April to June 2025"}, 49.5, None, 24.7, False, id="quarter"),
        pytest.param(
            {"forecast": "June 2025", "baselines": (baseline_row(1, "March 2025"),)},
            49.5,
            24.5,
            None,
            True,
            id="later",
        ),
        pytest.param(
            {"forecast": "March 2025", "baselines": (baseline_row(1, "June 2025"),)},
            24.5,
            49.5,
            None,
            False,
            id="earlier",
        ),
        # "2025" may yet be March: it is not drawn as later.
        pytest.param(
            {"forecast": "2025", "baselines": (baseline_row(1, "March 2025"),)},
            100.0,
            24.5,
            0.0,
            False,
            id="vague",
        ),
        pytest.param({"stage": "complete", "actual": "2025"}, 5.8, None, 0.0, False, id="done_by_now"),
        pytest.param({"stage": "withdrawn", "forecast": "May 2025"}, None, None, None, False, id="withdrawn"),
        pytest.param({"stage": "complete"}, None, None, None, False, id="done_on_an_unknown_day"),
    ],
)  # fmt: skip
def test_marks_stand_where_the_dates_are(fields, now, promised, since, has_arrow):
    row = row_of(milestone(**fields))
    places = [place and place.percent for place in (row.now, row.promised, row.since)]
    assert places == [now, promised, since]
    assert bool(row.arrow_length) is has_arrow


def test_dates_off_the_track_are_arrows_with_their_dates_in_words():
    promised = (baseline_row(1, "June 2040"),)
    row = row_of(milestone(forecast="June 2050", baselines=promised))
    assert (row.now.side, row.promised.side, row.shown_promised) == ("after", "after", None)
    assert row.state == "Slipped: June 2050"
    assert row.details == ["120 months later than approved (June 2040)."]
    old = row_of(milestone(stage="complete", actual="1999"))
    assert (old.now.percent, old.now.side, old.state) == (0.0, "before", "Complete: 1999")


@given(st.lists(milestones(), max_size=6), st.booleans())
@settings(max_examples=examples(100))
def test_every_milestone_is_drawn_once_and_late_ones_are_not_folded(fields, is_current):
    on = fields[0]["on"] if fields else ON
    rows = [
        milestone_row(f"m{place}", **given | {"on": on, "strand": ("", "places", "old")[place % 3]})
        for place, given in enumerate(fields)
    ]
    picture = timeline(rows, [STRAND] if is_current else [], on=on)
    drawn = [*picture.rows, *picture.undated]
    assert sorted(row.milestone.reference for row in drawn) == sorted(row.reference for row in rows)
    assert {row.milestone.reference for row in picture.undated} == {
        row.reference for row in rows if is_undated(row)
    }
    assert picture.is_folded is not any(row.status in LATE and row.when for row in rows)
    for group in picture.groups:
        assert all(row.milestone.status in LATE for row in group.late)
        assert not any(row.milestone.status in LATE for row in group.others)
        assert {group.slug} <= ({"places", ""} if is_current else {""})
    for row in drawn:
        when, promised = drawn_date(row.milestone), measured_from(row.milestone)
        assert (row.now is None) is (when is None)
        for place in (row.now, row.promised, row.first, row.since):
            assert place is None or 0 <= place.percent <= 100
        if row.arrow_length:
            assert when.slippage_days(promised) > 0 and row.promised.percent < row.now.percent
        if row.promised:
            assert promised.last != when.last
        said = [row.state, *row.details]
        assert "On track" not in row.state or row.milestone.status is MilestoneStatus.ON_TRACK
        assert (
            not when or row.milestone.status is MilestoneStatus.NO_DATE_SET or str(when) in said[0]
        )
        if row.promised:
            assert str(promised).lower() in " ".join(said).lower()


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        ([], ""),
        (["overdue"], "overdue"),
        (["complete", "complete"], "both complete"),
        (["complete"] * 3, "all complete"),
        (["no_date_set", "overdue", "complete_late"], "1 overdue, 1 with no date set and 1 completed late"),
    ],
)  # fmt: skip
def test_statuses_in_words(statuses, text):
    assert statuses_in_words(map(MilestoneStatus, statuses)) == text


def page_of(rows: list[MilestoneRow], parameters: str = "", *, is_static: bool = False) -> str:
    query = Query("milestones/", QueryDict(parameters), is_static=is_static)
    return milestone_list(snapshot_of(ON, {MILESTONES: rows, STRANDS: [STRAND]}), None, query).main


def test_page_of_each_state():
    rows = [
        milestone(reference=name.replace("_", "-"), **fields) for name, (fields, *_) in STATES.items()
    ]  # fmt: skip
    page = page_of(
        [*rows, milestone(reference="old", strand="old", strand_name="Old ways", forecast="2024")]
    )
    assert "22 January 2025, the day of this page" in page
    for text in ("No date set", "Old ways (not running now)", "First approved for November 2024."):
        assert text in page, text
    assert page.count('href="../strands/places/"') == 1 and "strands/old/" not in page
    for name, (_, state, details) in STATES.items():
        assert name in ("no_date", "delayed_without_a_date") or state in page
        assert all(text in page for text in details)
    # Each milestone's row, and the row of the table that has all that is said of it.
    assert page.count('class="timeline__row"') == page.count('id="milestone-') == len(rows) + 1


def test_page_without_milestones_and_of_very_many():
    empty = page_of([])
    assert "0 milestones." in empty and "timeline" not in empty and "Nothing matches." in empty
    many = [milestone(reference=f"m{n}", forecast=f"{2000 + n % 60}") for n in range(200)]
    assert page_of(many).count('class="timeline__row"') == 50
    assert page_of(many, is_static=True).count('class="timeline__row"') == 200
    assert "<details" in page_of(many, "sort=title") and " open>" in page_of(many, "sort=title")
