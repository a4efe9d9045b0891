"""For any milestone: it never reads on track while late, slipped, undated or without a stage, and all its places agree."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind
from committee.pages.attention import needs_attention
from sendprog.pages.mounted_pages import Query
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import MilestoneStatus, Stage
from strands.filters import LATE_STATUSES
from strands.metrics import count_statuses
from strands.milestone_row_types import MilestoneRow
from strands.slippage import EARLIER, LATER
from strands.snapshot import MILESTONES
from strands.tables import MilestonesTable
from strands.views.reading import milestone_detail
from tests.conftest import examples
from tests.two_snapshots import AFTER, BEFORE, baseline_row, milestone_row, move_row, snapshot_of

few_dates = st.sampled_from(
    [
        "15 February 2025",
        "March 2025",
        "31 March 2025",
        "January to March 2025",
        "spring term 2025",
        "May 2025",
        "14 May 2025",
        "2025",
        "July 2025",
        "summer term 2025",
        "December 2025",
        "autumn term 2025",
        "2026",
        "January 2026",
    ]
).map(PartialDate.parse)
OPEN = (Stage.NOT_STARTED, Stage.IN_PROGRESS, Stage.DELAYED, Stage.NOT_STATED)


@st.composite
def milestones(draw: Any) -> dict[str, Any]:
    """A milestone's fields as the database admits them: each forecast given, approved dates, a stage."""
    forecasts = draw(st.lists(st.none() | few_dates, max_size=4))
    moves = [
        move_row(str(before or ""), str(after or ""), on=date(2024, 12, 1 + place))
        for place, (before, after) in enumerate(pairwise(forecasts))
        if before != after
    ]
    approved = draw(st.lists(few_dates, max_size=2))
    stage = draw(st.sampled_from(Stage))
    return {
        "stage": stage.value,
        "forecast": forecasts[-1] if forecasts else None,
        "actual": draw(st.none() | few_dates) if stage is Stage.COMPLETE else None,
        "moves": tuple(moves),
        "baselines": tuple(
            baseline_row(number, str(when)) for number, when in enumerate(approved, start=1)
        ),
        "on": draw(st.dates(date(2024, 6, 1), date(2026, 6, 1))),
    }


def first_or_approved(row: MilestoneRow) -> PartialDate | None:
    """The date promised, found the slow way: the last approved one, else the first forecast ever given."""
    if row.baselines:
        return row.baselines[-1].date
    given_dates = [when for move in row.moves for when in (move.before, move.after)] + [
        row.forecast
    ]
    return next((when for when in given_dates if when), None)


@given(milestones())
@settings(max_examples=examples(300))
def test_a_milestone_reads_on_track_only_where_it_is(fields):
    on, row = fields["on"], milestone_row(**fields)
    promised = first_or_approved(row)
    late = promised and row.when and row.when.slippage_days(promised) > 0
    if row.status is MilestoneStatus.ON_TRACK:
        assert row.stage in (Stage.NOT_STARTED, Stage.IN_PROGRESS)
        assert row.when and not row.when.is_past(on) and not late
        assert not promised.is_past(on)
    if row.stage in OPEN and late and row.forecast:
        assert row.status in LATE_STATUSES
    if row.stage is Stage.COMPLETE:
        is_late = bool(row.actual and promised and row.actual.slippage_days(promised) > 0)
        assert (row.status is MilestoneStatus.COMPLETE_LATE) is is_late
    summary = count_statuses([row.status]).summary
    assert ("not late" in summary) <= (row.status not in LATE_STATUSES)
    assert (summary == "The one milestone is not late") is (row.status is MilestoneStatus.ON_TRACK)


@given(milestones())
@settings(max_examples=examples(150), deadline=None)
def test_status_sentence_and_csv_agree_on_the_slippage(fields):
    row = milestone_row(**fields)
    if row.slippage.endswith(LATER) and row.status is not MilestoneStatus.WITHDRAWN:
        assert row.status in LATE_STATUSES
    if row.status in (MilestoneStatus.SLIPPED, MilestoneStatus.COMPLETE_LATE):
        assert row.slippage.endswith((LATER, " has passed"))
    snapshot = snapshot_of(fields["on"], {MILESTONES: [row]})
    address = f"milestones/{row.slug}/"
    page = " ".join(
        milestone_detail(snapshot, None, Query(address, QueryDict()), slug=row.slug).main.split()
    )
    sentence = row.slippage_sentence
    assert (
        f"{sentence[:1].upper()}{sentence[1:]}." in page
        if sentence
        else " than approved" not in page
    )
    _, *lines = MilestonesTable([row], address="milestones/").as_values()
    assert (row.slippage or "No earlier date") in lines[0]
    for item in needs_attention(snapshot):
        assert item.detail.lower().removesuffix(".").endswith(sentence.lower())


@given(milestones(), st.none() | few_dates)
@settings(max_examples=examples(150), deadline=None)
def test_the_changes_page_agrees_on_the_slippage(fields, later):
    """A forecast moved between two editions: what the changes say is what the milestone's own slippage says."""
    fields |= {"stage": "in_progress", "actual": None, "on": BEFORE}
    old = milestone_row(**fields)
    moves = old.moves
    if later != old.forecast:
        moves += (move_row(str(old.forecast or ""), str(later or ""), on=date(2025, 1, 10)),)
    new = milestone_row(**fields | {"forecast": later, "moves": moves, "on": AFTER})
    pair = snapshot_of(BEFORE, {MILESTONES: [old]}), snapshot_of(AFTER, {MILESTONES: [new]})
    items = snapshot_changes(*pair).items
    if old.forecast and later and later.slippage_days(old.forecast):
        (item,) = items
        movement = later.slippage_words(old.forecast)
        assert movement in item.how
        assert new.slippage in item.how
        assert item.kind is (
            ChangeKind.SLIPPED if movement.endswith(LATER) else ChangeKind.BROUGHT_FORWARD
        )
        assert movement.endswith((LATER, EARLIER))
    became_slipped = (
        new.status is MilestoneStatus.SLIPPED and old.status is MilestoneStatus.ON_TRACK
    )
    if became_slipped:
        assert any(item.kind is ChangeKind.SLIPPED and new.slippage in item.how for item in items)
