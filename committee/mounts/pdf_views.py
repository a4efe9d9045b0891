"""The view of an edition's PDF, made on request: what is stored must not depend on an optional
package.
"""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.views.decorators.http import require_safe

from committee.editions.stored import PDF_NAME, address_of_edition
from committee.mounts import pdf
from committee.mounts.edition_mount import EditionSource, edition_source
from committee.mounts.notices import edition_notices, edition_state, meeting_title
from committee.mounts.static_export import in_shell
from committee.pages.print_view import print_page
from sendprog.pages.addresses import address_of
from sendprog.pages.mounted_pages import (
    Download,
    Mount,
    PageSource,
    Query,
    Shell,
    download_response,
    serve_from_mount,
)
from sendprog.pages.responses import etag_for, etag_matches, with_cache_headers
from sendprog.records.snapshots import cache
from sendprog.views import error_page

ADVICE = (
    "Open the edition's print view and save it as a PDF from your browser. To have PDFs made here, "
    "install sendprog[pdf]."
)
# A PDF takes seconds to make, and many readers ask for the same one.
CACHE_SECONDS = 24 * 60 * 60


@require_safe
def edition_pdf(request: HttpRequest, *, mount: Mount, **address: str) -> HttpResponse:
    """The print view of an edition as a PDF.

    If the server cannot make PDFs, a 404 that says what to do instead.
    """

    def respond(source: PageSource) -> HttpResponse:
        return pdf_response(request, edition_source(source))

    return serve_from_mount(request, mount, dict(address), respond)


def pdf_response(request: HttpRequest, source: EditionSource) -> HttpResponse:
    if not pdf.is_installed():
        return error_page(request, 404, "This server makes no PDF", ADVICE)
    tag = etag_for(request, source)
    if etag_matches(request, tag):
        return with_cache_headers(request, HttpResponseNotModified(), tag)
    address = f"{address_of_edition(source.edition).lstrip('/')}{address_of('print')}"
    base = request.build_absolute_uri(f"/{address}")

    def render() -> bytes:
        return pdf.as_pdf(print_view(source, address), base=base)

    key = f"pdf:{hashlib.sha256(f'{source.key}:{base}'.encode()).hexdigest()}"
    content = cache.get_or_set(key, render, timeout=CACHE_SECONDS)
    return with_cache_headers(
        request, download_response(Download(PDF_NAME, "application/pdf", content)), tag
    )


def print_view(source: EditionSource, address: str) -> str:
    """The print view as an HTML document, with the edition's state and notices above it."""
    edition, inside = source.edition, address_of("print")
    page = source.render(print_page, Query(inside, QueryDict()), {})
    shell = Shell(
        edition_state(edition),
        edition.figures,
        notices=tuple(edition_notices(edition, inside)),
        meeting=meeting_title(edition),
    )
    return in_shell(page, address, shell, inside=inside).decode()
