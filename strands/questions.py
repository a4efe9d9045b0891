"""Questions to ask about a strand that is off track, or an overdue milestone, by a fixed rule (pure).

Each comes from what is recorded, or from what is not.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import noun, small_number_in_words, upper_first
from strands.milestone_row_types import MilestoneRow
from strands.rows import StrandRow

MOST_QUESTIONS = 3
OFTEN = 2


def strand_questions(strand: StrandRow, milestones: Sequence[MilestoneRow]) -> list[str]:
    """At most three; none unless it is rated Off track. `milestones`: those of the strand."""
    if strand.rating is not Rag.OFF_TRACK or strand.update is None:
        return []
    return list(islice(off_track_questions(strand, milestones), MOST_QUESTIONS))


def off_track_questions(strand: StrandRow, milestones: Sequence[MilestoneRow]) -> Iterator[str]:
    if strand.update and strand.update.path_to_green_is_given:
        yield "Which step of the path to green comes next, and how will we know that it worked?"
    else:
        yield "How and by when will it be back on track? No path to green is recorded."
    overdue = sum(row.status is MilestoneStatus.OVERDUE for row in milestones)
    if overdue:
        are = f"{small_number_in_words(overdue)} of its milestones {noun(overdue, 'is', 'are')}"
        yield f"{upper_first(are)} overdue. By when will {noun(overdue, 'it', 'each')} be done?"
    if strand.is_silent:
        yield "An update is overdue. What has happened since the last one?"
    months = list(takewhile(lambda row: row.rating is Rag.OFF_TRACK, reversed(strand.ratings)))
    if len(months) >= OFTEN:
        since = f"{months[-1].month:%B %Y}"
        yield f"Every rating since {since} is Off track. What would change that?"


def milestone_questions(milestone: MilestoneRow) -> list[str]:
    """At most three; none unless it is overdue."""
    if milestone.status is not MilestoneStatus.OVERDUE:
        return []
    return list(islice(overdue_questions(milestone), MOST_QUESTIONS))


def overdue_questions(milestone: MilestoneRow) -> Iterator[str]:
    yield "Its date has passed. By when will it be done?"
    if not (milestone.owner or milestone.responsible_roles or milestone.accountable_role):
        yield "Who is responsible for it? Nobody is recorded."
    if not milestone.reason:
        yield "Why is it late? No reason is recorded."
    moves = sum(move.before is not None for move in milestone.moves)
    if moves >= OFTEN:
        yield f"{milestone.moved_in_words}: what makes the next date more certain?"
