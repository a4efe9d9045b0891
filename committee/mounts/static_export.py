"""Published editions as plain files that any web server can serve: their kept bytes in a shell whose links are relative."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template.loader import render_to_string

from committee.editions.agenda import AGENDA, published_agenda
from committee.editions.freezing import render_page
from committee.editions.stored import (
    address_of_edition,
    editions_for_readers,
    previous_snapshot,
    snapshot_of,
    stored_page,
)
from committee.models import ContentKind, Edition
from committee.mounts.mounts import notices
from committee.pages import corrections, meetings
from committee.pages.asks import meeting_asks_page
from sendprog.pages.addresses import address_of
from sendprog.pages.mounted_pages import Page, Query
from sendprog.records.snapshots import live_snapshot
from sendprog.values.wording import day

# What every edition is listed with: see committee/edition_list.html.
OUTPUTS = ("overview", "briefing", "print", "paper", "data")
STYLES = ("govuk/govuk-frontend.css", "css/app.css", "favicon.svg")


class NotEmpty(Exception):
    """The folder holds files already: an earlier export's may be of an edition that is sealed since."""


def export_editions(folder: Path) -> list[Edition]:
    """Write every edition that is not sealed, the latest that stands at the front, and the list of meetings."""
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(
            f"{folder} is not empty. Name an empty folder, so that nothing of an earlier export stays in it."
        )
    editions = [edition for edition in editions_for_readers() if edition.sealed_at is None]
    write_styles(folder)
    for edition in editions:
        write_edition(folder, address_of_edition(edition).strip("/") + "/", edition)
        if edition.number == edition.in_force_number:
            write_edition(folder, "", edition)
    write_meetings(folder)
    return editions


def write(folder: Path, address: str, content: bytes) -> None:
    """A page's address ends in a slash, and it is that folder's index; a file's is its own."""
    path = folder / (f"{address}index.html" if address.endswith("/") or not address else address)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_styles(folder: Path) -> None:
    for name in STYLES:
        found = finders.find(name)
        write(folder, f"static/{name}", Path(str(found)).read_bytes())
    write(folder, "council.css", f":root{{--council:{settings.SENDPROG_COLOUR}}}".encode())


def write_edition(folder: Path, prefix: str, edition: Edition) -> None:
    """Its pages in their shell, its downloads and files as they were kept. Files stand at its own address alone."""
    state = f"Edition {edition.number}, published for the meeting of {day(edition.meeting_date)}."
    for name, kept in contents(edition, with_files=bool(prefix)):
        address = f"{prefix}{name}"
        if not isinstance(kept, Page):
            write(folder, address, kept)
            continue
        found = notices(edition, name, corrections=f"{'../' * address.count('/')}corrections/")
        shell = {"state": state, "words": edition.figures, "notices": found}
        write(folder, address, in_shell(kept, address, shell, inside=name))


def contents(edition: Edition, *, with_files: bool) -> Iterator[tuple[str, Page | bytes]]:
    """Each page by its address, and the bytes of each download and file by theirs.

    What changed is worked out, and so is what the list of editions links to and an early edition was published without, or
    lost when the edition before was sealed.
    """
    kinds = [ContentKind.PAGE, ContentKind.FILE] if with_files else [ContentKind.PAGE]
    names = set()
    for held in edition.held.filter(kind__in=kinds, file__content__isnull=False).select_related("file"):
        kept = stored_page(edition, held.name) if held.kind == ContentKind.PAGE else None
        names.add(held.name)
        yield held.name, kept if isinstance(kept, Page) else bytes(held.file.content)
    for address in {address_of(name) for name in ("changes", "changes_csv", *OUTPUTS)} - names:
        made = render_page(snapshot_of(edition), previous_snapshot(edition), address)
        yield address, made if isinstance(made, Page) else made.content


def in_shell(page: Page, address: str, shell: dict[str, object], *, inside: str) -> bytes:
    """The page whole. `inside` is its address within the mount, which its links are seen from."""
    root = "../" * address.count("/")
    context = {
        "page": page,
        "shell": shell,
        "root": root,
        "address": inside,
        "meetings": f"{root}meetings/",
        "council": settings.SENDPROG_COUNCIL,
        "programme": settings.SENDPROG_PROGRAMME,
        "demonstration": settings.SENDPROG_DEMONSTRATION,
    }
    return render_to_string("committee/exported.html", context).encode()


def write_meetings(folder: Path) -> None:
    """The list of meetings, each meeting and the corrections, as members read them."""
    standing = Edition.objects.in_force().first()
    snapshot = published_agenda(live_snapshot(), snapshot_of(standing) if standing else None)
    shell = {"state": "Meetings.", "words": "What was published for each.", "notices": ()}
    for row in snapshot[AGENDA]:
        address = f"meetings/{row.date}/"
        page = meetings.meeting_page(
            snapshot, None, Query(address, QueryDict(), whole=True), day=str(row.date)
        )
        write(folder, address, in_shell(page, address, shell, inside=address))
        address = f"{address}asks/"
        page = meeting_asks_page(snapshot, None, Query(address, QueryDict()), day=str(row.date))
        write(folder, address, in_shell(page, address, shell, inside=address))
    page = meetings.meetings_page(snapshot, None, Query("meetings/", QueryDict()))
    write(folder, "meetings/", in_shell(page, "meetings/", shell, inside="meetings/"))
    shell = {"state": "Corrections.", "words": "Figures of published editions that changed.", "notices": ()}
    query = Query("corrections/", QueryDict())
    page = corrections.corrections_page(snapshot, None, query)
    write(folder, query.address, in_shell(page, query.address, shell, inside=query.address))
    write(folder, "corrections/corrections.csv", corrections.corrections_csv(snapshot, None, query).content)
