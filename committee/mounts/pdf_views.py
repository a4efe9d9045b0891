"""An edition as a PDF, made when it is asked for: the bytes that an edition keeps never depend on an optional extra."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.views.decorators.http import require_safe

from committee.editions.stored import PDF_NAME, address_of_edition
from committee.mounts import pdf
from committee.mounts.mounts import EditionShowing, notices
from committee.mounts.static_export import in_shell
from committee.pages.print_view import print_page
from sendprog.pages.addresses import address_of
from sendprog.pages.mounted_pages import (
    Download,
    Mount,
    Query,
    Showing,
    at_mount,
    attachment,
    cached_by,
    entity_tag,
    has_it,
)
from sendprog.records.snapshots import cache
from sendprog.values.wording import day
from sendprog.views import stand_in

# It takes seconds to make, and many readers ask for the same.
KEPT_FOR = 24 * 60 * 60


@require_safe
def edition_pdf(request: HttpRequest, *, mount: Mount, **address: str) -> HttpResponse:
    """The print view of an edition as a PDF; where the server can't make one, 404 and what to do instead."""
    return at_mount(request, mount, dict(address), lambda showing: pdf_of(request, showing))


def pdf_of(request: HttpRequest, showing: Showing) -> HttpResponse:
    assert isinstance(showing, EditionShowing)  # noqa: S101 - the URL names the mount
    if not pdf.is_installed():
        advice = "Open the edition's print view and save it as a PDF from your browser. To have PDFs made here, install sendprog[pdf]."
        return stand_in(request, 404, "This server makes no PDF", advice)
    tag = entity_tag(request, showing)
    if has_it(request, tag):
        return cached_by(request, HttpResponseNotModified(), tag)
    inside = f"{address_of_edition(showing.edition).lstrip('/')}{address_of('print')}"
    base = request.build_absolute_uri(f"/{inside}")
    key = f"pdf:{hashlib.sha256(f'{showing.key}:{base}'.encode()).hexdigest()}"
    content = cache.get_or_set(
        key, lambda: pdf.as_pdf(document(showing, inside), base=base), timeout=KEPT_FOR
    )
    return cached_by(request, attachment(Download(PDF_NAME, "application/pdf", content)), tag)


def document(showing: EditionShowing, inside: str) -> str:
    """The print view in the shell of plain files, which says which edition it is and what must be said of it."""
    edition = showing.edition
    page = showing.made(print_page, Query(address_of("print"), QueryDict()), {})
    state = f"Edition {edition.number}, published for the meeting of {day(edition.meeting_date)}."
    shell = {"state": state, "words": edition.figures, "notices": notices(edition, address_of("print"))}
    return in_shell(page, inside, shell, inside=address_of("print")).decode()
