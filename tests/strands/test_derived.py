"""What a strand's milestones say together, and when a stated rating must be explained. Worked by hand."""

import pytest

from committee.paper.word_tables import milestones_table
from sendprog.values.rag import MilestoneStatus, Rag
from strands.metrics import count_statuses, problems_before_submitting, reviewed_in_words
from strands.tables import MilestonesTable
from tests.two_snapshots import milestone_row

OVERDUE, DELAYED, SLIPPED = (
    MilestoneStatus.OVERDUE,
    MilestoneStatus.DELAYED,
    MilestoneStatus.SLIPPED,
)
ON_TRACK, UNDATED = MilestoneStatus.ON_TRACK, MilestoneStatus.NO_DATE_SET
WHY = "The planning inquiry took longer"
UNSTATED = MilestoneStatus.NOT_STATED
COMPLETE, LATE, WITHDRAWN = (
    MilestoneStatus.COMPLETE,
    MilestoneStatus.COMPLETE_LATE,
    MilestoneStatus.WITHDRAWN,
)
WHOLE = {"progress": "Done", "path_to_green": "", "path_to_green_marker": "", "disagreement": ""}


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ([], "No milestones to go by"),
        ([WITHDRAWN], "No milestones to go by; 1 withdrawn milestone is not counted"),
        (
            [ON_TRACK, WITHDRAWN],
            "The one milestone is not late; 1 withdrawn milestone is not counted",
        ),
        (
            [LATE, WITHDRAWN, WITHDRAWN],
            "The one milestone is complete, late; 2 withdrawn milestones are not counted",
        ),
        ([OVERDUE, DELAYED] + [ON_TRACK] * 7, "2 of 9 milestones are overdue or delayed"),
        ([OVERDUE], "The one milestone is overdue"),
        (
            [DELAYED, ON_TRACK, WITHDRAWN],
            "1 of 2 milestones is delayed; 1 withdrawn milestone is not counted",
        ),
        ([OVERDUE, OVERDUE, SLIPPED, SLIPPED], "2 of 4 milestones are overdue; 2 have slipped"),
        ([SLIPPED, ON_TRACK], "1 of 2 milestones has slipped; none is overdue or delayed"),
        ([ON_TRACK, COMPLETE], "Neither milestone is late"),
        ([ON_TRACK, COMPLETE, COMPLETE], "None of 3 milestones is late"),
        ([DELAYED], "The one milestone is delayed"),
        ([SLIPPED], "The one milestone has slipped"),
        ([UNDATED], "The one milestone has no date set"),
        ([UNSTATED], "The one milestone has no stated stage"),
        ([OVERDUE, DELAYED], "Both milestones are overdue or delayed"),
        ([SLIPPED] * 3, "All 3 milestones have slipped; none is overdue or delayed"),
        ([ON_TRACK, UNDATED], "Neither milestone is late; 1 has no date set"),
        ([UNDATED, UNDATED], "Neither milestone is late; 2 have no date set"),
        ([COMPLETE, LATE], "Both milestones are complete; 1 was completed late"),
        ([COMPLETE], "The one milestone is complete"),
        ([LATE], "The one milestone is complete, late"),
        ([ON_TRACK], "The one milestone is not late"),
        ([ON_TRACK, UNSTATED], "Neither milestone is late; the stage of 1 is not stated"),
        ([ON_TRACK, ON_TRACK, LATE], "Neither open milestone is late; 1 was completed late"),
        ([ON_TRACK, LATE, COMPLETE], "The one open milestone is not late; 1 was completed late"),
    ],
)
def test_words_of_the_milestones(statuses, words):
    assert count_statuses(statuses).summary == words


@pytest.mark.parametrize(
    ("rating", "statuses", "disagrees"),
    [
        (Rag.ON_TRACK, [OVERDUE], True),
        (Rag.ON_TRACK, [DELAYED], True),
        (Rag.COMPLETE, [OVERDUE, COMPLETE], True),
        (Rag.ON_TRACK, [SLIPPED], False),
        (Rag.ON_TRACK, [ON_TRACK, UNDATED], False),
        (Rag.OFF_TRACK, [ON_TRACK], True),
        (Rag.OFF_TRACK, [SLIPPED], False),
        (Rag.OFF_TRACK, [], False),
        (Rag.AT_RISK, [OVERDUE], False),
        (Rag.AT_RISK, [ON_TRACK], False),
        (Rag.NOT_RATED, [OVERDUE], False),
    ],
)
def test_disagreement_of_rating_and_milestones(rating, statuses, disagrees):
    found = count_statuses(statuses)
    assert bool(found.disagreement(rating)) is disagrees
    lacking = problems_before_submitting(
        {**WHOLE, "stated_rag": rating.value, "path_to_green": "So"}, found
    )
    assert set(lacking) == ({"disagreement"} if disagrees else set())
    assert (
        problems_before_submitting(
            {**WHOLE, "stated_rag": rating.value, "path_to_green": "So", "disagreement": "Because"},
            found,
        )
        == {}
    )


def test_disagreement_says_both():
    found = count_statuses([OVERDUE, ON_TRACK])
    assert found.disagreement(Rag.ON_TRACK) == (
        "The rating is On track, but 1 of 2 milestones is overdue: explain the difference "
        "in “Why the rating differs”, or change the rating"
    )


@pytest.mark.parametrize("rating", Rag)
def test_path_to_green_is_needed_when_off_track_or_at_risk(rating):
    lacking = problems_before_submitting({**WHOLE, "stated_rag": rating.value}, count_statuses([]))
    assert set(lacking) == ({"path_to_green"} if rating in (Rag.OFF_TRACK, Rag.AT_RISK) else set())
    assert (
        problems_before_submitting(
            {**WHOLE, "stated_rag": rating.value, "path_to_green_marker": "x"}, count_statuses([])
        )
        == {}
    )


def test_progress_is_needed():
    assert set(
        problems_before_submitting(
            {**WHOLE, "progress": "", "stated_rag": "not_rated"}, count_statuses([])
        )
    ) == {"progress"}


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (0, ""),
        (1, "Reviewed with no change"),
        (2, "Reviewed with no change twice in a row"),
        (3, "Reviewed with no change three times in a row"),
        (12, "Reviewed with no change 12 times in a row"),
    ],
)
def test_reviews_in_words(times, words):
    assert reviewed_in_words(times) == words


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"stage": "delayed"}, True),
        ({"stage": "withdrawn"}, True),
        ({"stage": "delayed", "note": WHY}, False),
        ({"stage": "in_progress"}, False),
    ],
)
def test_why_a_milestone_is_late_stands_beside_its_status(fields, is_told):
    row = milestone_row(reason=WHY, stage_words="Builders wait", **fields)
    assert bool(row.reason_beside) is is_told
    told = 1 if is_told or row.note else 0
    assert str(milestones_table([row]).rows).count(WHY) == told
    assert MilestonesTable([row]).rows[0].get_cell("note").count(WHY) == told
