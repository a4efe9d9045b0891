"""The mount at /meetings/<date>/preview/: what is live, as an edition for that meeting would have
it.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from committee.editions.freezing import draft_snapshot
from committee.editions.publish import previous_edition_of
from committee.editions.stored import snapshot_of, snapshot_of_number
from committee.mounts.live_mount import SEES_LIVE, LiveSource
from committee.snapshot.meetings import MEETINGS, MeetingRow
from sendprog.pages.mounted_pages import Download, Page, PageSource, Query, Shell, cached_page
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import day


class PreviewSource(LiveSource):
    """The draft of the next edition for a meeting, compared with what that edition would be
    compared with.
    """

    def __init__(self, meeting: str) -> None:
        super().__init__(f"/meetings/{meeting}/preview/")
        self.meeting = meeting_on(self.snapshot, meeting)
        self.snapshot = draft_snapshot(self.meeting.date, self.snapshot)
        self.key = self.snapshot.key

    def render(self, page: Any, query: Query, address: dict[str, Any]) -> Page | Download:
        def make() -> Page | Download:
            return page(self.snapshot, self.previous_for(address), query, **address)

        return cached_page(self.key, query, make)

    def previous_for(self, address: dict[str, Any]) -> Snapshot | None:
        """The snapshot to compare with: of the edition that `since` names, or of the meeting
        before.
        """
        if "since" in address:
            return snapshot_of_number(address["since"])
        edition = previous_edition_of(self.meeting.date, self.meeting.committee)
        return snapshot_of(edition) if edition else None

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        state = f"Draft for {self.meeting.committee}, {day(self.meeting.date)}: not published."
        return replace(super().shell(request, page, query), state=state)


def meeting_on(snapshot: Snapshot, day: str) -> MeetingRow:
    """The meeting on a day, given as "2025-01-22". Http404 if there is none."""
    for row in snapshot[MEETINGS]:
        if str(row.date) == day:
            return row
    raise Http404("There is no such meeting.")


@dataclass(frozen=True)
class PreviewMount:
    """The draft for any meeting.

    PermissionDenied for members, Http404 if there is no such meeting.
    """

    own = ("meeting",)

    def source(self, request: HttpRequest, meeting: str) -> PageSource:
        if request.user.is_authenticated and not request.user.has_perm(SEES_LIVE):
            raise PermissionDenied
        return PreviewSource(meeting)


PREVIEW = PreviewMount()
