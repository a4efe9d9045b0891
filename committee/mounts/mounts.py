"""Where the pages are mounted, who may read there, and what each mount shows: the tables as they are, or an edition."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from committee.editions.agenda import AGENDA, published_agenda
from committee.editions.stored import (
    ANNEX,
    LARGEST_NUMBER,
    PDF_NAME,
    address_of_edition,
    check_not_sealed,
    editions_for_readers,
    is_withdrawn,
    previous_snapshot,
    snapshot_of,
    snapshot_of_number,
    stored_page,
)
from committee.models import Edition, Meeting
from committee.mounts import pdf
from committee.mounts.notices import measure_of
from committee.mounts.notices import notices as corrected
from committee.mounts.record_links import links_to
from committee.pages.asks import ASKED_AT
from committee.snapshot.as_at import NO_FIGURES, age, figures_to, latest_month
from committee.snapshot.asks import ASKS
from sendprog.pages.addresses import LIVE_PREFIX, address_of
from sendprog.pages.mounted_pages import Download, Page, Query, Shell, Showing, roles_of, worked_out_once
from sendprog.records.data_version import DataVersion
from sendprog.records.exemptions import SEE_EXEMPT
from sendprog.records.roles import AUDITOR, FIGURES, MANAGER, OFFICER, PART_TWO_READER
from sendprog.records.snapshots import Snapshot, cache, live_snapshot
from sendprog.values.wording import day

CORRECTIONS = "/corrections/"
STAFF = {OFFICER, MANAGER, AUDITOR, FIGURES}
READ_PART_TWO = {MANAGER, AUDITOR, PART_TWO_READER}
# What every one of the staff's groups may do, and no member's.
SEES_LIVE = "strands.view_milestone"


def version_and_latest_edition() -> DataVersion:
    """The data version, and what is needed of the latest edition that stands, in one query: what is live is compared with it."""
    standing = Edition.objects.in_force()
    wanted = {"standing": "pk", "standing_on": "on", "standing_hash": "hash"}
    return DataVersion.objects.annotate(
        **{name: Subquery(standing.values(of)[:1]) for name, of in wanted.items()}
    ).get(pk=1)


class LiveShowing:
    """The tables as they are now, banded so."""

    is_public = False

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        version = version_and_latest_edition()
        self.snapshot = live_snapshot(version=version.token)
        self.key = self.snapshot.key
        standing = (
            Edition(pk=version.standing, on=version.standing_on, hash=version.standing_hash)
            if version.standing
            else None
        )
        self.previous = snapshot_of(standing) if standing else None

    def made(self, page: Any, query: Query, address: dict[str, Any]) -> Page | Download:
        previous = snapshot_of_number(address["since"]) if "since" in address else self.previous
        return worked_out_once(self.key, query, lambda: page(self.snapshot, previous, query, **address))

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        latest = latest_month(self.snapshot)
        words = f"{figures_to(latest)}{age(latest)}." if latest else NO_FIGURES
        return Shell("Live: not published.", words, links=(*self.links(request, page), *of_measure(query)))

    def links(self, request: HttpRequest, page: Page) -> list[tuple[str, str]]:
        """The edit and history links of the record a page is about, for those who may follow them.

        Kept until the data moves, as it does when somebody is given a strand; the pages they lead to ask anew.
        """
        roles = sorted(roles_of(request))
        if page.about is None or not STAFF.intersection(roles):
            return []
        asked = f"{self.key}:{request.user.pk}:{roles}:{page.about}"
        key = f"links:{hashlib.sha256(asked.encode()).hexdigest()}"
        return cache.get_or_set(key, lambda: links_to(request.user, *page.about), timeout=None)


@dataclass(frozen=True)
class LiveMount:
    """The tables as they are now: for those who keep them."""

    own = ()

    def showing(self, request: HttpRequest) -> Showing:
        if request.user.is_authenticated and not request.user.has_perm(SEES_LIVE):
            raise PermissionDenied
        return LiveShowing(LIVE_PREFIX)


class EditionShowing:
    """An edition as it was published. What was not kept, such as a filtered table, is worked out from its records."""

    def __init__(self, prefix: str, edition: Edition) -> None:
        check_not_sealed(edition)
        self.prefix, self.edition = prefix, edition
        self.is_public = settings.SENDPROG_PUBLIC_EDITIONS
        others = (edition.in_force_number, edition.last_number, edition.last_sealed_at, edition.corrections)
        self.key = f"{edition.pk}:{edition.hash}:{is_withdrawn(edition)}:{':'.join(map(str, others))}"

    @cached_property
    def snapshot(self) -> Snapshot:
        return snapshot_of(self.edition)

    def made(self, page: Any, query: Query, address: dict[str, Any]) -> Page | Download:
        kept = None if query.parameters else stored_page(self.edition, query.address)
        if kept:
            return kept
        previous = self.previous(address)
        made = worked_out_once(self.key, query, lambda: page(self.snapshot, previous, query, **address))
        if isinstance(made, Download):
            return made
        note = f"This view is worked out from the frozen records of edition {self.edition.number}."
        if query.parameters:
            note += " It was not itself published."
        if self.edition.previous_is_sealed:
            note += " The edition before is sealed, so nothing is compared with it."
        return replace(made, note=note)

    def previous(self, address: dict[str, Any]) -> Snapshot | None:
        """The edition of the meeting before, or the earlier one that the address names."""
        if "since" not in address:
            return previous_snapshot(self.edition)
        if address["since"] >= self.edition.number:
            raise Http404("Compare an edition with an earlier one.")
        return snapshot_of_number(address["since"])

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        state = (
            f"Edition {self.edition.number}, published for the meeting of {day(self.edition.meeting_date)}."
        )
        return Shell(
            state,
            self.edition.figures,
            notices=tuple(notices(self.edition, query.address)),
            links=tuple(self.links(request, page, query)),
        )

    def links(self, request: HttpRequest, page: Page, query: Query) -> Iterator[tuple[str, str]]:
        """What readers may ask of the page, and where those who keep the records go from it."""
        roles = roles_of(request) | ({*STAFF} if request.user.is_superuser else set())
        may_have = READ_PART_TWO & roles and self.edition.has_part_two and not query.address
        # The session's roles are of the sign-in; the right may have gone since.
        if may_have and request.user.has_perm(SEE_EXEMPT):
            yield f"{address_of_edition(self.edition)}{ANNEX}", "Part II, not for publication (Word)"
        if page.filters and not query.parameters:
            yield "?sort=", "Filter and sort"
        if query.address == address_of("print") and pdf.is_installed():
            yield f"{address_of_edition(self.edition)}{PDF_NAME}", "Download as a PDF"
        yield from of_measure(query)
        if STAFF & roles:
            yield f"{LIVE_PREFIX}{query.address}", "See what is live"
        if MANAGER in roles and not query.address and self.prefix != "/":
            if not is_withdrawn(self.edition):
                yield f"{self.prefix}withdraw/", "Withdraw this edition"
            yield f"{self.prefix}seal/", "Seal this edition"


def of_measure(query: Query) -> Iterator[tuple[str, str]]:
    """On a measure's page, the way to its corrections."""
    if measure_of(query.address):
        yield f"{CORRECTIONS}?measure={measure_of(query.address)}", "Corrections of this measure"


def notices(edition: Edition, address: str, *, corrections: str = "") -> list[str]:
    """What must be said of an edition on one of its pages; `corrections` is the way to them, if not at their own address."""
    found = [edition.note] if edition.note else []
    if is_withdrawn(edition):
        withdrawn = edition.withdrawal
        found.append(
            f"This edition was withdrawn on {day(localdate(withdrawn.withdrawn_at))}: {withdrawn.reason}"
        )
    if edition.in_force_number and edition.in_force_number != edition.number:
        found.append(f"Edition {edition.in_force_number} is the latest.")
    if edition.in_force_number == edition.number != edition.last_number:
        found.append(
            f"Edition {edition.last_number} was published after it and no longer stands: see Meetings."
        )
    return [
        *found,
        *corrected(edition, address, page=corrections or f"{CORRECTIONS}?edition={edition.number}"),
    ]


@dataclass(frozen=True)
class FrontMount:
    """The latest edition that stands. Until a first edition exists, what is live, for whoever is signed in."""

    own = ()

    def showing(self, request: HttpRequest) -> Showing:
        latest = editions_for_readers().order_by("-number").first()
        if latest is None:
            return LiveShowing("/")
        if latest.number != latest.in_force_number:
            latest = editions_for_readers().filter(number=latest.in_force_number).first()
        if latest is None:
            raise Http404("No edition stands: every one was withdrawn or sealed.")
        return EditionShowing("/", latest)


@dataclass(frozen=True)
class EditionMount:
    """Any edition, as a whole site under its own address."""

    own = ("meeting", "edition")

    def showing(self, request: HttpRequest, meeting: str, edition: int) -> Showing:
        found = edition_at(meeting, edition)
        return EditionShowing(address_of_edition(found), found)


def edition_at(meeting: str, number: int) -> Edition:
    """The edition of an address; 404 where there is none."""
    if number > LARGEST_NUMBER:
        raise Http404("There is no such edition.")
    found = editions_for_readers().filter(number=number).first()
    if found is None or str(found.meeting_date) != meeting:
        raise Http404("There is no such edition.")
    return found


def meeting_at(day: str) -> Meeting:
    """The meeting on a day, given as "2025-01-22"; 404 where there is none."""
    try:
        return get_object_or_404(Meeting, date=date.fromisoformat(day))
    except ValueError as error:
        raise Http404("There is no such meeting.") from error


class AgendaShowing(LiveShowing):
    """The meetings, which exist once: what was published of them, and what was resolved. Who sees what is live sees it here."""

    def __init__(self, user: Any) -> None:
        super().__init__("/")
        self.editions = [edition for row in self.snapshot[AGENDA] for edition in row.editions]
        if self.editions and not user.has_perm(SEES_LIVE):
            self.snapshot = published_agenda(self.snapshot, self.previous)
            self.key = self.snapshot.key
        self.is_public = settings.SENDPROG_PUBLIC_EDITIONS and bool(self.editions)

    def links(self, request: HttpRequest, page: Page) -> list[tuple[str, str]]:
        """Of what a meeting asked, the manager's ways to add and mend."""
        label, key = page.about or ("", "")
        if label != ASKED_AT:
            return super().links(request, page)
        if MANAGER not in roles_of(request) and not request.user.is_superuser:
            return []
        rows = [row for row in self.snapshot[ASKS] if str(row.meeting) == key]
        edits = [(f"/asks/{row.reference}/edit/", f"Edit {row.reference}") for row in rows]
        return [(f"/asks/add/?meeting={key}", "Add an ask"), *edits]

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell:
        if not self.editions:
            return super().shell(request, page, query)
        links = tuple(self.links(request, page))
        standing = max(
            (one for one in self.editions if one.is_in_force), key=lambda one: one.number, default=None
        )
        if standing is None:
            return Shell("No edition stands.", "Every one was withdrawn or sealed.", links=links)
        state = f"Edition {standing.number} is the latest, published for the meeting of {day(standing.meeting_date)}."
        return Shell(state, standing.figures, notices=(standing.note,) if standing.note else (), links=links)


@dataclass(frozen=True)
class AgendaMount:
    """The pages of meetings."""

    own = ()

    def showing(self, request: HttpRequest) -> Showing:
        return AgendaShowing(request.user)


FRONT, LIVE, EDITION, AGENDA_MOUNT = FrontMount(), LiveMount(), EditionMount(), AgendaMount()
