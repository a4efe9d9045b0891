"""The last day to publish for a meeting."""

from datetime import date

from django.conf import settings

from committee.models import Meeting
from sendprog.values.clear_days import UnknownYear, last_publication_day


def deadline_of(meeting: Meeting) -> date:
    """The meeting's own deadline, or clear days before it.

    UnknownYear if the list of bank holidays ends earlier.
    """
    if meeting.deadline:
        return meeting.deadline
    closed_days = settings.SENDPROG_CLOSED_DAYS
    return last_publication_day(meeting.date, days=settings.SENDPROG_CLEAR_DAYS, closed=closed_days)


def known_deadline(meeting: Meeting) -> date | None:
    """The same; None if it cannot be worked out."""
    try:
        return deadline_of(meeting)
    except UnknownYear:
        return None
