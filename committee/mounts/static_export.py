"""Published editions as files for any web server: the stored pages in a shell with relative links."""

from collections.abc import Callable, Iterator
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
from committee.mounts.notices import edition_notices, edition_state, meeting_title
from committee.pages import corrections, meetings
from committee.pages.asks import meeting_asks_page
from sendprog.pages.addresses import address_of
from sendprog.pages.explore_files import EXPLORE_FILES
from sendprog.pages.mounted_pages import Page, Query, Shell
from sendprog.pages.statements import STATEMENTS
from sendprog.records.snapshots import live_snapshot

# Pages that committee/edition_list.html and the shell link to, stored or not.
LINKED = ("changes", "changes_csv", "overview", "briefing", "print", "risks", "paper", "data")
STATIC_FILES = ("govuk/govuk-frontend.css", "css/app.css", "favicon.svg", *EXPLORE_FILES)


class NotEmpty(Exception):
    """The folder contains files.

    An earlier export's may be of an edition that has been sealed since.
    """


def export_editions(folder: Path) -> list[Edition]:
    """Write every edition that is not sealed, the latest in force at the root too, and the list of
    meetings.

    NotEmpty if the folder contains files.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(
            f"{folder} is not empty. Name an empty folder, so that no file of an earlier export stays."
        )
    editions = [edition for edition in editions_for_readers() if edition.sealed_at is None]
    write_static_files(folder)
    for edition in editions:
        write_edition(folder, address_of_edition(edition).strip("/") + "/", edition)
        if edition.number == edition.in_force_number:
            write_edition(folder, "", edition)
    write_meetings(folder)
    write_statements(folder)
    return editions


def write(folder: Path, address: str, content: bytes) -> None:
    """Write a page (address empty or ending in a slash) as its folder's index.html, a file under
    its name.
    """
    path = folder / address
    if not address or address.endswith("/"):
        path = path / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_static_files(folder: Path) -> None:
    for name in STATIC_FILES:
        write(folder, f"static/{name}", Path(str(finders.find(name))).read_bytes())
    write(folder, "council.css", f":root{{--council:{settings.SENDPROG_COLOUR}}}".encode())


def write_edition(folder: Path, prefix: str, edition: Edition) -> None:
    """Write the edition's pages and downloads under the prefix, and its files if that is its own
    address.
    """
    for name, content in edition_contents(edition, with_files=bool(prefix)):
        address = f"{prefix}{name}"
        if not isinstance(content, Page):
            write(folder, address, content)
            continue
        corrections = f"{'../' * address.count('/')}corrections/"
        notices = tuple(edition_notices(edition, name, corrections=corrections))
        shell = Shell(
            edition_state(edition),
            edition.figures,
            notices=notices,
            meeting=meeting_title(edition),
        )
        write(folder, address, in_shell(content, address, shell, inside=name))


def edition_contents(edition: Edition, *, with_files: bool) -> Iterator[tuple[str, Page | bytes]]:
    """Each page, download and file with its name: those stored, then LINKED pages that are not,
    rendered now.

    Not stored are "What changed", pages that an old edition was published without, and pages that
    were removed because the edition before was sealed.
    """
    kinds = [ContentKind.PAGE, ContentKind.FILE] if with_files else [ContentKind.PAGE]
    stored = set()
    for content in edition.held.filter(kind__in=kinds, file__content__isnull=False).select_related(
        "file"
    ):
        stored.add(content.name)
        page = stored_page(edition, content.name) if content.kind == ContentKind.PAGE else None
        yield content.name, page if isinstance(page, Page) else bytes(content.file.content)
    for address in {address_of(name) for name in LINKED} - stored:
        page = render_page(snapshot_of(edition), previous_snapshot(edition), address)
        yield address, page if isinstance(page, Page) else page.content


def in_shell(page: Page, address: str, shell: Shell, *, inside: str) -> bytes:
    """The page as a whole HTML document.

    `inside` is its address within the mount, to which its links are relative.
    """
    root = "../" * address.count("/")
    context = {
        "page": page,
        "shell": shell,
        "root": root,
        "address": inside,
        "exported_meetings": f"{root}meetings/",
        "council": settings.SENDPROG_COUNCIL,
        "programme": settings.SENDPROG_PROGRAMME,
        "demonstration": settings.SENDPROG_DEMONSTRATION,
    }
    return render_to_string("committee/exported.html", context).encode()


def write_meetings(folder: Path) -> None:
    """Write the list of meetings, each meeting and its asks, and the corrections, as members read
    them.
    """
    latest = Edition.objects.in_force().first()
    snapshot = published_agenda(live_snapshot(), snapshot_of(latest) if latest else None)

    def write_page(shell: Shell, view: Callable[..., Page], query: Query, **values: str) -> None:
        page = view(snapshot, None, query, **values)
        write(folder, query.address, in_shell(page, query.address, shell, inside=query.address))

    shell = Shell("Meetings.", "What was published for each.")
    for row in snapshot[AGENDA]:
        address = f"meetings/{row.date}/"
        write_page(
            shell,
            meetings.meeting_page,
            Query(address, QueryDict(), is_static=True),
            day=str(row.date),
        )
        write_page(
            shell, meeting_asks_page, Query(f"{address}asks/", QueryDict()), day=str(row.date)
        )
    write_page(shell, meetings.meetings_page, Query("meetings/", QueryDict()))
    shell = Shell("Corrections.", "Figures of published editions that changed.")
    query = Query("corrections/", QueryDict())
    write_page(shell, corrections.corrections_page, query)
    download = corrections.corrections_csv(snapshot, None, query)
    write(folder, "corrections/corrections.csv", download.content)


def write_statements(folder: Path) -> None:
    """Write the statements on accessibility, privacy and cookies, as everybody reads them."""
    shell = Shell("About this site.", "What it is like to use, and what it stores.")
    for address, page in STATEMENTS.items():
        content = in_shell(page(Query(address, QueryDict())), address, shell, inside=address)
        write(folder, address, content)
