"""The mount of each edition at /meetings/<date>/editions/<number>/."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest

from committee.editions.stored import (
    ANNEX,
    PDF_NAME,
    address_of_edition,
    check_not_sealed,
    edition_for_readers,
    is_withdrawn,
    previous_snapshot,
    snapshot_of,
    snapshot_of_number,
    stored_page,
)
from committee.models import Edition
from committee.mounts import pdf
from committee.mounts.live_mount import STAFF
from committee.mounts.notices import (
    edition_notices,
    edition_state,
    measure_links,
    meeting_title,
)
from sendprog.pages.addresses import LIVE_PREFIX, address_of
from sendprog.pages.mounted_pages import (
    Download,
    Page,
    PageSource,
    Query,
    Shell,
    cached_page,
)
from sendprog.pages.reader_roles import readers_of_like_roles, roles_of
from sendprog.records.exemptions import SEE_EXEMPT
from sendprog.records.roles import AUDITOR, MANAGER, PART_TWO_READER
from sendprog.records.snapshots import Snapshot

# Beside its table; above the page in editions
# that were stored before it stood there.
FILTER_LINK = "?sort="
PART_TWO_ROLES = {MANAGER, AUDITOR, PART_TWO_READER}


class EditionSource:
    """An edition as it was published.

    A page that was not stored is rendered from the edition's frozen sections.

    Gone if the edition is sealed.
    """

    def __init__(self, prefix: str, edition: Edition) -> None:
        check_not_sealed(edition)
        self.prefix, self.edition = prefix, edition
        self.is_public = settings.SENDPROG_PUBLIC_EDITIONS
        changing = (
            edition.in_force_number,
            edition.last_number,
            edition.last_sealed_at,
            edition.corrections,
            edition.committee,
            edition.in_force_committee,
        )
        self.key = (
            f"{edition.pk}:{edition.hash}:{is_withdrawn(edition)}:{':'.join(map(str, changing))}"
        )

    @cached_property
    def snapshot(self) -> Snapshot:
        return snapshot_of(self.edition)

    def render(self, page: Any, query: Query, address: dict[str, Any]) -> Page | Download:
        if not query.parameters:
            stored = stored_page(self.edition, query.address)
            if stored:
                return stored
        previous = self.previous(address)
        rendered = cached_page(
            self.key, query, lambda: page(self.snapshot, previous, query, **address)
        )
        if isinstance(rendered, Download):
            return rendered
        return replace(rendered, note=self.note(query))

    def note(self, query: Query) -> str:
        """How a page that was not stored was made."""
        note = f"This view is worked out from the frozen records of edition {self.edition.number}."
        if query.parameters:
            note += " It was not itself published."
        if self.edition.previous_is_sealed:
            note += " The edition before is sealed, so nothing is compared with it."
        return note

    def previous(self, address: dict[str, Any]) -> Snapshot | None:
        """The snapshot to compare with: of the edition that `since` names, or of the previous one."""
        if "since" not in address:
            return previous_snapshot(self.edition)
        if address["since"] >= self.edition.number:
            raise Http404("Compare an edition with an earlier one.")
        return snapshot_of_number(address["since"])

    def readers(self, request: HttpRequest, query: Query) -> str:
        """All with the same roles, who are offered Part II or not."""
        is_offered = self.offers_part_two(request, roles_with_staff(request), query)
        return f"{readers_of_like_roles(request)}:{request.user.is_superuser}:{is_offered}"

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        return Shell(
            edition_state(self.edition),
            self.edition.figures,
            notices=tuple(edition_notices(self.edition, query.address)),
            links=tuple(self.links(request, page, query)),
            meeting=meeting_title(self.edition),
        )

    def links(self, request: HttpRequest, page: Page, query: Query) -> Iterator[tuple[str, str]]:
        """The links above the page: what a reader can do with it, then what staff and the manager
        can.
        """
        roles = roles_with_staff(request)
        if self.offers_part_two(request, roles, query):
            yield (
                f"{address_of_edition(self.edition)}{ANNEX}",
                "Part II, not for publication (Word)",
            )
        if page.filters and not query.parameters and FILTER_LINK not in page.main:
            yield FILTER_LINK, "Filter and sort"
        if query.address == address_of("print") and pdf.is_installed():
            yield f"{address_of_edition(self.edition)}{PDF_NAME}", "Download as a PDF"
        yield from measure_links(query.address)
        if STAFF & roles:
            yield f"{LIVE_PREFIX}{query.address}", "See what is live"
        if MANAGER in roles and not query.address and self.prefix != "/":
            if not is_withdrawn(self.edition):
                yield f"{self.prefix}withdraw/", "Withdraw this edition"
            yield f"{self.prefix}seal/", "Seal this edition"

    def offers_part_two(self, request: HttpRequest, roles: set[str], query: Query) -> bool:
        """Whether the overview links to Part II.

        The roles are those at sign-in, so the permission is checked too.
        """
        if query.address or not self.edition.has_part_two or not PART_TWO_ROLES & roles:
            return False
        return request.user.has_perm(SEE_EXEMPT)


def roles_with_staff(request: HttpRequest) -> set[str]:
    """The reader's roles; those of all staff for a superuser."""
    return roles_of(request) | (STAFF if request.user.is_superuser else set())


def edition_source(source: PageSource) -> EditionSource:
    """The source of a page of an edition; TypeError for that of another mount."""
    if not isinstance(source, EditionSource):
        raise TypeError(f"{type(source).__name__} is not the source of an edition.")
    return source


@dataclass(frozen=True)
class EditionMount:
    """Any edition, as a whole site at its own address. Http404 if there is none."""

    own = ("meeting", "edition")

    def source(self, request: HttpRequest, meeting: str, edition: int) -> PageSource:
        record = edition_at(meeting, edition)
        return EditionSource(address_of_edition(record), record)


EDITION = EditionMount()


def edition_at(meeting: str, number: int) -> Edition:
    """The edition with this number, published for the meeting of this day ("2025-01-22").

    Http404 if there is none.
    """
    edition = edition_for_readers(number)
    if edition is None or str(edition.meeting_date) != meeting:
        raise Http404("There is no such edition.")
    return edition
