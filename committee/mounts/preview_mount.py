"""The mount at /meetings/<date>/preview/: what is live, as an edition for that meeting would have it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from committee.editions.freezing import draft_snapshot
from committee.editions.stored import snapshot_of
from committee.models import Edition, Meeting
from committee.mounts.agenda_mount import meeting_at
from committee.mounts.live_mount import SEES_LIVE, LiveSource
from sendprog.pages.mounted_pages import Page, PageSource, Query, Shell
from sendprog.values.wording import day


class PreviewSource(LiveSource):
    """The draft of the next edition for a meeting, compared with what that edition would be compared with."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(meeting.get_preview_url())
        self.meeting = meeting
        self.snapshot = draft_snapshot(meeting, self.snapshot)
        self.key = self.snapshot.key
        previous = Edition.objects.in_force().of_meetings_before(meeting).first()
        self.previous = snapshot_of(previous) if previous else None

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        shell = super().shell(request, page, query)
        state = f"Draft for {self.meeting.committee}, {day(self.meeting.date)}: not published."
        return Shell(state, shell.description, notices=shell.notices, links=shell.links)


@dataclass(frozen=True)
class PreviewMount:
    """The draft for any meeting. PermissionDenied for members, Http404 if there is no such meeting."""

    own = ("meeting",)

    def source(self, request: HttpRequest, meeting: str) -> PageSource:
        if request.user.is_authenticated and not request.user.has_perm(SEES_LIVE):
            raise PermissionDenied
        return PreviewSource(meeting_at(meeting))


PREVIEW = PreviewMount()
