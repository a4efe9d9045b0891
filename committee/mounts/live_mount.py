"""The mount at /live/: pages of the tables as they are now, for staff."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from committee.editions.stored import snapshot_of, snapshot_of_number
from committee.models import Edition
from committee.mounts.notices import measure_links
from committee.mounts.record_links import links_to
from committee.snapshot.as_at import age_in_words, figures_text
from sendprog.pages.addresses import LIVE_PREFIX
from sendprog.pages.mounted_pages import (
    Download,
    Page,
    PageSource,
    Query,
    Shell,
    cached_page,
)
from sendprog.pages.reader_roles import readers_of_like_roles, roles_of
from sendprog.records.data_version import DataVersion
from sendprog.records.roles import AUDITOR, FIGURES, MANAGER, OFFICER
from sendprog.records.snapshots import cache, cached_by_version, live_snapshot

STAFF = {OFFICER, MANAGER, AUDITOR, FIGURES}
# A permission that every staff group has and members do not.
SEES_LIVE = "strands.view_milestone"
# The permission of who sets a programme up.
SETS_UP = "sendprog.set_up_programme"


def edition_in_force(version: str) -> Edition | None:
    """The latest edition in force, with what its snapshot needs; None if there is none."""
    fields = ("pk", "on", "hash", "number", "meeting_date")
    return cached_by_version(
        "edition-in-force",
        lambda: Edition.objects.in_force().only(*fields).first(),
        version=version,
    )


class LiveSource:
    """The tables as they are now, compared with the latest edition in force."""

    is_public = False

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        versions = DataVersion.current_versions()
        edition = edition_in_force(versions.token)
        self.snapshot = live_snapshot(versions=versions)
        self.key = self.snapshot.key
        self.previous = snapshot_of(edition) if edition else None

    def render(self, page: Any, query: Query, address: dict[str, Any]) -> Page | Download:
        previous = self.previous
        if "since" in address:
            previous = snapshot_of_number(address["since"])
        return cached_page(self.key, query, lambda: page(self.snapshot, previous, query, **address))

    def readers(self, request: HttpRequest, query: Query) -> str:
        """This reader alone: links lead to what each may edit."""
        return f"{request.user.pk}:{readers_of_like_roles(request)}"

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        figures = figures_text(self.snapshot, age_in_words)
        links = (*self.links(request, page), *measure_links(query.address))
        if not query.address and self.previous is None and request.user.has_perm(SETS_UP):
            links = ((reverse("first_steps"), "First steps"), *links)
        return Shell("Live: not published.", figures, links=links)

    def links(self, request: HttpRequest, page: Page) -> list[tuple[str, str]]:
        """The edit and history links of the record that the page is about, for staff who may follow
        them.

        Cached until the data version moves, as it does when a permission is given. The linked pages
        check it.
        """
        roles = sorted(roles_of(request))
        if page.about is None or not STAFF.intersection(roles):
            return []
        key = hashlib.sha256(
            f"{self.key}:{request.user.pk}:{roles}:{page.about}".encode()
        ).hexdigest()
        return cache.get_or_set(
            f"links:{key}", lambda: links_to(request.user, *page.about), timeout=None
        )


@dataclass(frozen=True)
class LiveMount:
    """The tables as they are now. PermissionDenied for members."""

    own = ()

    def source(self, request: HttpRequest) -> PageSource:
        if request.user.is_authenticated and not request.user.has_perm(SEES_LIVE):
            raise PermissionDenied
        return LiveSource(LIVE_PREFIX)


LIVE = LiveMount()
