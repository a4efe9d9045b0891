"""The pages of the committee's meetings and of the editions published for them."""

from django.http import Http404

from committee.editions.agenda import AGENDA, AgendaRow
from sendprog.pages.mounted_pages import Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values import wording


def meetings_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The committee's meetings with the editions published for them, the latest first."""
    return query.render("Meetings", "committee/meetings.html", meetings=snapshot[AGENDA])


def meeting_or_404(snapshot: Snapshot, day: str) -> AgendaRow:
    """The meeting of a day, "2025-01-22". Raises Http404 when there is none."""
    for row in snapshot[AGENDA]:
        if str(row.date) == day:
            return row
    raise Http404("There is no such meeting.")


def meeting_page(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, day: str) -> Page:
    """One meeting: its recommendation, every edition published for it with its files, and its
    resolution.
    """
    meeting = meeting_or_404(snapshot, day)
    title = f"Meeting of {wording.day(meeting.date)}"
    return query.render(
        title,
        "committee/meeting.html",
        about=("committee.meeting", day),
        meeting=meeting,
        is_over=meeting.date < snapshot.on,
        was_due=meeting.deadline is not None and meeting.deadline < snapshot.on,
    )
