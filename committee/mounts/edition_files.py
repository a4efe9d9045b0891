"""An edition's files to download, and the redirect from a meeting to what changed since the one
before.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from committee.editions.stored import address_of_edition, stored_content
from committee.models import ContentKind, Edition
from committee.mounts.agenda_mount import meeting_at
from committee.mounts.edition_mount import EditionSource, edition_source
from committee.mounts.live_mount import SEES_LIVE
from sendprog.pages.addresses import LIVE_PREFIX, address_of
from sendprog.pages.mounted_pages import (
    Download,
    Mount,
    PageSource,
    download_response,
    serve_from_mount,
)
from sendprog.pages.responses import etag_for, etag_matches, with_cache_headers


@require_safe
def meeting_changes(request: HttpRequest, *, mount: Mount, **address: Any) -> HttpResponse:
    """Redirect to the changes in the meeting's edition in force, or to the live ones while it has
    none.
    """

    def redirect_to_changes(source: PageSource) -> HttpResponse:
        meeting = meeting_at(address["day"])
        latest = Edition.objects.in_force().filter(meeting=meeting).first()
        if latest is None and not request.user.has_perm(SEES_LIVE):
            raise Http404("No current edition was published for this meeting.")
        prefix = address_of_edition(latest) if latest else LIVE_PREFIX
        return redirect(f"{prefix}{address_of('changes')}")

    return serve_from_mount(request, mount, address, redirect_to_changes)


@require_safe
def edition_file(request: HttpRequest, *, mount: Mount, **address: Any) -> HttpResponse:
    """A named file of an edition, as stored when it was published.

    404 where it has no such file.
    """

    def respond(source: PageSource) -> HttpResponse:
        return file_of(request, edition_source(source), address["name"])

    return serve_from_mount(request, mount, address, respond)


def file_of(request: HttpRequest, source: EditionSource, name: str) -> HttpResponse:
    tag = etag_for(request, source)
    if etag_matches(request, tag):
        return with_cache_headers(request, HttpResponseNotModified(), tag)
    stored = stored_content(source.edition, ContentKind.FILE, name)
    if stored is None:
        raise Http404("This edition has no such file.")
    content, data = stored
    return with_cache_headers(
        request, download_response(Download(name, content.file.media_type, data)), tag
    )
