"""What an edition is made of: the sections that it keeps, its pages rendered from them, and the files of the makers.

A maker is a function of a draft that registers itself for one named file:

    @maker("paper.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    def paper(draft: Draft) -> bytes: ...

Its module is named in MAKERS_IN, and is imported when the app is ready.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import get_resolver, resolve

from committee.editions.stored import HTML, as_bytes
from committee.models import Edition, EditionContent, Kind, Meeting
from committee.snapshot import catalogue
from committee.snapshot.ask_rows import up_to
from committee.snapshot.asks import ASKS
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.paper import TITLE_BLOCKS
from committee.snapshot.sections import SECTIONS
from sendprog.models import StoredFile
from sendprog.pages.addresses import address_of
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Audience, Snapshot


@dataclass(frozen=True)
class Thing:
    """One thing to keep: a section, a page or a file."""

    kind: Kind
    name: str
    media_type: str
    content: bytes
    schema: int = 1
    filters: bool = False

    def stored(self, by: Any) -> StoredFile:
        file = StoredFile(
            name=self.name or "overview", media_type=self.media_type, content=self.content, stored_by=by
        )
        return file.set_hash_and_size()

    def held(self, edition: Any, file: StoredFile) -> EditionContent:
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
    """An edition about to be published: its number, meeting and snapshots, and the sections and pages made so far.

    `last` is the edition of the meeting before, and `previous` its snapshot; both are None for the first meeting.
    """

    number: int
    meeting: Meeting
    on: date
    note: str
    last: Edition | None
    snapshot: Snapshot
    previous: Snapshot | None
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Maker:
    """How one named file of every edition is made."""

    name: str
    media_type: str
    make: Callable[[Draft], bytes]


MAKERS: dict[str, Maker] = {}


def maker(name: str, media_type: str) -> Callable[[Callable[[Draft], bytes]], Callable[[Draft], bytes]]:
    """Decorator: this function makes the file of this name for every edition from now on."""

    def registered(make: Callable[[Draft], bytes]) -> Callable[[Draft], bytes]:
        if name in MAKERS:
            raise ValueError(f"Two makers make {name}: rename one.")
        MAKERS[name] = Maker(name, media_type, make)
        return make

    return registered


def made_sections(meeting: Meeting, on: date, viewer: Audience = Audience.MEMBER) -> list[Thing]:
    """Every section from the tables as this audience sees it; of meetings, title blocks and asks none after the edition's own."""
    found = []
    for section in SECTIONS:
        rows = section.build(on=on, viewer=viewer)
        if section is MEETINGS:
            rows = [row for row in rows if row.date <= meeting.date]
        elif section is TITLE_BLOCKS:
            rows = [row for row in rows if row.meeting <= meeting.date]
        elif section is ASKS:
            rows = up_to(rows, meeting.date, on=on)
        found.append(
            Thing(Kind.SECTION, section.name, "application/json", section.encode(rows), schema=section.schema)
        )
    return found


def frozen_snapshot(sections: list[Thing], on: date, viewer: Audience = Audience.MEMBER) -> Snapshot:
    """The snapshot that these sections are."""
    kept = {thing.name: thing.content for thing in sections}
    return Snapshot(
        on=on, viewer=viewer, key="draft", read=lambda section: kept[section.name], published=True
    )


def address_values(name: str, snapshot: Snapshot) -> list[dict[str, str]]:
    """The values in the addresses of a page or its file, one for each record; KeyError for an unknown page."""
    page = name.removesuffix("_csv")
    if page == "measure":
        return [{"address": measure.address} for measure in catalogue.measures(snapshot)]
    section = {section.page: section for section in SECTIONS}[page]
    return [section.page_values(row) for row in snapshot[section]]


def mounted_names() -> dict[str, bool]:
    """The names of the mounted pages, and whether each takes a value."""
    known = get_resolver(settings.MOUNTED_URLCONF).reverse_dict
    return {name: bool(known[name][0][0][1]) for name in known if isinstance(name, str)}


def addresses(snapshot: Snapshot) -> Iterator[str]:
    """The address inside the mount of every page and download that is kept. KeyError: a value without examples."""
    for name, takes_a_value in mounted_names().items():
        if name in NOT_KEPT:
            continue
        for values in address_values(name, snapshot) if takes_a_value else [{}]:
            yield address_of(name, **values)


# Pages never kept. Those that tell of two editions are worked out from the frozen records of both: what is sealed in the
# one must not live on in the pages of the other. Search answers what a reader asks.
NOT_KEPT = ("changes", "changes_csv", "changes_since", "changes_since_csv", "search")
# Pages that are kept and say, in a sentence, what changed since the edition before: when that is sealed they are removed too,
# and worked out from the frozen records without it.
COMPARING = ("overview", "briefing", "print")


def made_page(snapshot: Snapshot, previous: Snapshot | None, address: str) -> Page | Download:
    """A page or download, whole, rendered from the snapshot."""
    match = resolve(f"/{address}", urlconf=settings.MOUNTED_URLCONF)
    return match.func.page(snapshot, previous, Query(address, QueryDict(), whole=True), **match.kwargs)


def made_pages(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[Thing]:
    """Every page and download that is kept."""
    for address in addresses(snapshot):
        made = made_page(snapshot, previous, address)
        if isinstance(made, Download):
            yield Thing(Kind.PAGE, address, made.media_type, made.content)
        else:
            yield Thing(Kind.PAGE, address, HTML, as_bytes(made), filters=made.filters)


def made_files(draft: Draft) -> Iterator[Thing]:
    """The file of each maker."""
    for one in MAKERS.values():
        yield Thing(Kind.FILE, one.name, one.media_type, one.make(draft))
