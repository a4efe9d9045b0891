"""Tells the rounds when the papers of the next meeting are due."""

from datetime import date

from committee.editions.deadlines import known_deadline
from committee.models import Meeting
from strands.papers_due import register_papers_due


def papers_due_after(on: date) -> date | None:
    """The first deadline after a day, of the meetings after it."""
    deadlines = map(known_deadline, Meeting.objects.filter(date__gt=on))
    return min((due for due in deadlines if due and due > on), default=None)


register_papers_due(papers_due_after)
