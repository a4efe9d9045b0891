"""The contents of an edition: sections from the tables, pages rendered from them, files made of
both.

A file is made by a function of the draft, registered under its name in a module that
CommitteeConfig imports:

    @makes_file("checksums.csv", "text/csv; charset=utf-8")
    def edition_checksums(draft: Draft) -> bytes: ...
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import get_resolver, resolve

from committee.editions.stored import HTML, page_as_bytes
from committee.models import ContentKind, Edition, EditionContent, Meeting
from committee.snapshot import catalogue
from committee.snapshot.ask_rows import asked_by
from committee.snapshot.asks import ASKS
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.paper import TITLE_BLOCKS
from committee.snapshot.part_two import NOTICES
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.models import StoredFile
from sendprog.pages.addresses import address_of
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.exemptions import exempt_notices
from sendprog.records.snapshots import Audience, Section, Snapshot


@dataclass(frozen=True)
class DraftContent:
    """A section, page or file to be stored with an edition."""

    kind: ContentKind
    name: str
    media_type: str
    content: bytes
    schema: int = 1
    filters: bool = False

    def to_stored_file(self, by: Any) -> StoredFile:
        name = self.name or "overview"
        return StoredFile(
            name=name, media_type=self.media_type, content=self.content, stored_by=by
        ).set_hash_and_size()

    def to_edition_content(self, edition: Edition, file: StoredFile) -> EditionContent:
        return EditionContent(
            edition=edition,
            kind=self.kind,
            name=self.name,
            schema=self.schema,
            filters=self.filters,
            file=file,
        )


@dataclass(frozen=True)
class Draft:
    """An edition about to be published, with the sections and pages made so far in `contents`.

    `previous_edition` is the last edition of an earlier meeting of the same committee and
    `previous` its snapshot; None for a committee's first meeting.
    """

    number: int
    meeting: Meeting
    on: date
    note: str
    previous_edition: Edition | None
    snapshot: Snapshot
    previous: Snapshot | None
    contents: tuple[DraftContent, ...]


MakeFile = Callable[[Draft], bytes]


@dataclass(frozen=True)
class FileMaker:
    """A file that every edition contains, and the function that makes it."""

    name: str
    media_type: str
    make: MakeFile


FILE_MAKERS: dict[str, FileMaker] = {}


def makes_file(name: str, media_type: str) -> Callable[[MakeFile], MakeFile]:
    """Decorator: register the function that makes this file. ValueError if the name is taken."""

    def register(make: MakeFile) -> MakeFile:
        if name in FILE_MAKERS:
            raise ValueError(f"Two makers make {name}: rename one.")
        FILE_MAKERS[name] = FileMaker(name, media_type, make)
        return make

    return register


def make_sections(
    meeting: Meeting, on: date, viewer: Audience = Audience.MEMBER
) -> list[DraftContent]:
    """Every section of an edition for this meeting, read from the tables for this audience."""
    days = days_in_edition(meeting.date)
    contents = []
    for section in SECTIONS:
        rows = rows_in_edition(section, section.build(on=on, viewer=viewer), days, on, viewer)
        contents.append(
            DraftContent(
                ContentKind.SECTION,
                section.name,
                "application/json",
                section.encode(rows),
                section.schema,
            )
        )
    return contents


# The sections of which an edition has only some rows.
OF_DAYS = (MEETINGS, TITLE_BLOCKS, ASKS, NOTICES)


def days_in_edition(day: date) -> set[date]:
    """The days of the meetings in an edition for the meeting of a day: it, and earlier ones with an
    edition.

    What is written for a meeting that nothing was published for is not public yet.
    """
    published = Meeting.objects.filter(date__lt=day, editions__isnull=False)
    return {day, *published.values_list("date", flat=True)}


def rows_in_edition(
    section: Section, rows: Iterable[Any], days: set[date], on: date, viewer: Audience
) -> Iterable[Any]:
    """The rows of a section in an edition with the meetings of these days, the last of which is its
    own.
    """
    if section is MEETINGS:
        return [row for row in rows if row.date in days]
    if section is TITLE_BLOCKS:
        return [row for row in rows if row.meeting in days]
    if section is ASKS:
        return asked_by(rows, max(days), on=on)
    if section is NOTICES:
        return exempt_notices(on=on, viewer=viewer, until=max(days))
    return rows


def snapshot_of_sections(
    sections: list[DraftContent], on: date, viewer: Audience = Audience.MEMBER
) -> Snapshot:
    """The snapshot that an edition with these sections has."""
    encoded = {item.name: item.content for item in sections}

    def read(section: Section) -> bytes:
        return encoded[section.name]

    return Snapshot(on=on, viewer=viewer, key="draft", read=read, published=True)


def draft_snapshot(day: date, live: Snapshot) -> Snapshot:
    """What is live as an edition for the meeting of a day would have it, not published."""
    days = functools.cache(lambda: days_in_edition(day))

    def read(section: Section) -> bytes:
        rows = live[section]
        if section in OF_DAYS:
            rows = rows_in_edition(section, rows, days(), live.on, live.viewer)
        return section.encode(rows)

    key = f"{live.key}:draft:{day}"
    return Snapshot(on=live.on, viewer=live.viewer, key=key, read=read, for_meeting=True)


def address_values(name: str, snapshot: Snapshot) -> list[dict[str, str]]:
    """The values in the addresses of a page or its file, one a record.

    KeyError for an unknown page.
    """
    page = name.removesuffix("_csv")
    if page == "measure":
        return [{"address": address} for address in catalogue.measures_by_any_address(snapshot)]
    section = {section.page: section for section in SECTIONS if section.model}[page]
    return [section.page_values(row) for row in snapshot[section]]


# Pages that are not stored. Those that compare two editions are rendered from the frozen sections
# of both, so that sealing one edition removes nothing from the pages of the other. Search depends
# on the query.
NOT_STORED = ("changes", "changes_csv", "changes_since", "changes_since_csv", "search")
# Stored pages that say in a sentence what changed since the previous edition. When that edition is
# sealed, they are removed too, and are rendered from the frozen sections without the comparison.
COMPARING_PAGES = ("overview", "briefing", "print", "risks")


def mounted_page_names() -> dict[str, bool]:
    """The URL names of the mounted pages, and whether each takes a value."""
    reverse_dict = get_resolver(settings.MOUNTED_URLCONF).reverse_dict
    return {
        name: bool(reverse_dict[name][0][0][1]) for name in reverse_dict if isinstance(name, str)
    }


def page_addresses(snapshot: Snapshot) -> Iterator[str]:
    """The address, inside the mount, of each page and download to store.

    KeyError if a page's values are not known.
    """
    for name, takes_a_value in mounted_page_names().items():
        if name in NOT_STORED:
            continue
        for values in address_values(name, snapshot) if takes_a_value else [{}]:
            yield address_of(name, **values)


def render_page(snapshot: Snapshot, previous: Snapshot | None, address: str) -> Page | Download:
    """The page or download at this address inside the mount, with whole tables and no filters."""
    match = resolve(f"/{address}", urlconf=settings.MOUNTED_URLCONF)
    return match.func.page(
        snapshot, previous, Query(address, QueryDict(), is_static=True), **match.kwargs
    )


def render_pages(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[DraftContent]:
    """Every page and download to store."""
    for address in page_addresses(snapshot):
        page = render_page(snapshot, previous, address)
        if isinstance(page, Download):
            yield DraftContent(ContentKind.PAGE, address, page.media_type, page.content)
        else:
            yield DraftContent(
                ContentKind.PAGE, address, HTML, page_as_bytes(page), filters=page.filters
            )


def make_files(draft: Draft) -> Iterator[DraftContent]:
    """The file of each registered maker."""
    for maker in FILE_MAKERS.values():
        yield DraftContent(ContentKind.FILE, maker.name, maker.media_type, maker.make(draft))
