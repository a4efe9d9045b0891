"""The view of an edition's PDF: made on request, because what an edition stores must not depend on an optional package."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.views.decorators.http import require_safe

from committee.editions.stored import PDF_NAME, address_of_edition
from committee.mounts import pdf
from committee.mounts.edition_mount import EditionShowing
from committee.mounts.notices import edition_notices, edition_state
from committee.mounts.static_export import in_shell
from committee.pages.print_view import print_page
from sendprog.pages.addresses import address_of
from sendprog.pages.mounted_pages import (
    Download,
    Mount,
    Query,
    Shell,
    Showing,
    at_mount,
    attachment,
    cached_by,
    entity_tag,
    has_it,
)
from sendprog.records.snapshots import cache
from sendprog.views import stand_in

ADVICE = (
    "Open the edition's print view and save it as a PDF from your browser. To have PDFs made here, "
    "install sendprog[pdf]."
)
# A PDF takes seconds to make, and many readers ask for the same one.
CACHE_SECONDS = 24 * 60 * 60


@require_safe
def edition_pdf(request: HttpRequest, *, mount: Mount, **address: str) -> HttpResponse:
    """The print view of an edition as a PDF. If the server cannot make PDFs, a 404 that says what to do instead."""
    return at_mount(request, mount, dict(address), lambda showing: pdf_response(request, showing))


def pdf_response(request: HttpRequest, showing: Showing) -> HttpResponse:
    assert isinstance(showing, EditionShowing)  # noqa: S101 - the URL names the mount
    if not pdf.is_installed():
        return stand_in(request, 404, "This server makes no PDF", ADVICE)
    tag = entity_tag(request, showing)
    if has_it(request, tag):
        return cached_by(request, HttpResponseNotModified(), tag)
    address = f"{address_of_edition(showing.edition).lstrip('/')}{address_of('print')}"
    base = request.build_absolute_uri(f"/{address}")

    def render() -> bytes:
        return pdf.as_pdf(print_view(showing, address), base=base)

    key = f"pdf:{hashlib.sha256(f'{showing.key}:{base}'.encode()).hexdigest()}"
    content = cache.get_or_set(key, render, timeout=CACHE_SECONDS)
    return cached_by(request, attachment(Download(PDF_NAME, "application/pdf", content)), tag)


def print_view(showing: EditionShowing, address: str) -> str:
    """The print view as an HTML document, with the edition's state and notices above it."""
    edition, inside = showing.edition, address_of("print")
    page = showing.made(print_page, Query(inside, QueryDict()), {})
    shell = Shell(edition_state(edition), edition.figures, notices=tuple(edition_notices(edition, inside)))
    return in_shell(page, address, shell, inside=inside).decode()
