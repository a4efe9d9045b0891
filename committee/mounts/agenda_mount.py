"""The mount of the pages that exist once: meetings, what each asked for, and corrections."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from committee.editions.agenda import AGENDA, EditionRow, published_agenda
from committee.models import Meeting
from committee.mounts.live_mount import SEES_LIVE, LiveSource
from committee.pages.asks import ASKED_AT
from committee.snapshot.asks import ASKS
from sendprog.pages.mounted_pages import Page, PageSource, Query, Shell
from sendprog.pages.reader_roles import roles_of
from sendprog.records.roles import MANAGER
from sendprog.values.wording import day

# The address of the list inside its mount.
MEETINGS_PAGE = "meetings/"


class AgendaSource(LiveSource):
    """The live agenda for staff. Once an edition is published, members see the published agenda."""

    def __init__(self, user: Any) -> None:
        super().__init__("/")
        self.editions = [edition for row in self.snapshot[AGENDA] for edition in row.editions]
        if self.editions and not user.has_perm(SEES_LIVE):
            self.snapshot = published_agenda(self.snapshot, self.previous)
            self.key = self.snapshot.key
        self.is_public = settings.SENDPROG_PUBLIC_EDITIONS and bool(self.editions)

    def latest_in_force(self) -> EditionRow | None:
        in_force = [edition for edition in self.editions if edition.is_in_force]
        return max(in_force, key=lambda edition: edition.number, default=None)

    def links(self, request: HttpRequest, page: Page) -> list[tuple[str, str]]:
        """On a meeting's asks, the manager's links to add and edit them."""
        label, key = page.about or ("", "")
        if label != ASKED_AT:
            return super().links(request, page)
        if MANAGER not in roles_of(request) and not request.user.is_superuser:
            return []
        links = [(f"/asks/add/?meeting={key}", "Add an ask")]
        for row in self.snapshot[ASKS]:
            if str(row.meeting) == key:
                links.append((f"/asks/{row.slug}/edit/", f"Edit {row.reference}"))
        return links

    def list_links(self, request: HttpRequest, query: Query) -> list[tuple[str, str]]:
        """On the list of meetings, the link to add one, for those who may."""
        may_add = request.user.has_perm("committee.add_meeting")
        if query.address != MEETINGS_PAGE or not may_add:
            return []
        return [(reverse("meeting_add"), "Add a meeting")]

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        if not self.editions:
            shell = super().shell(request, page, query)
            return replace(shell, links=(*shell.links, *self.list_links(request, query)))
        links = (*self.links(request, page), *self.list_links(request, query))
        latest = self.latest_in_force()
        if latest is None:
            return Shell(
                "No current edition.", "Every edition was withdrawn or sealed.", links=links
            )
        meeting = day(latest.meeting_date)
        state = f"Edition {latest.number} is the latest, published for the meeting of {meeting}."
        notices = (latest.note,) if latest.note else ()
        return Shell(state, latest.figures, notices=notices, links=links)


@dataclass(frozen=True)
class AgendaMount:
    """The pages of meetings and corrections."""

    own = ()

    def source(self, request: HttpRequest) -> PageSource:
        return AgendaSource(request.user)


AGENDA_MOUNT = AgendaMount()


def meeting_at(day: str) -> Meeting:
    """The meeting on a day, given as "2025-01-22". Http404 if there is none."""
    try:
        return get_object_or_404(Meeting, date=date.fromisoformat(day))
    except ValueError as error:
        raise Http404("There is no such meeting.") from error
