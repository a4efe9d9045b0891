"""The view of an edition's Part II, which is not for publication."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from committee.editions.part_two import stored_annex
from committee.mounts.edition_mount import edition_at
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.mounted_pages import download_response
from sendprog.records.exemptions import SEE_EXEMPT


@editing_page
@require_safe
def part_two(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """The annex as it was published, never stored by a browser.

    404, not 403: a refusal would reveal that there is one.
    """
    annex = None
    record = edition_at(meeting, edition)
    if request.user.has_perm(SEE_EXEMPT):
        annex = stored_annex(record)
    if annex is None:
        raise Http404("This edition has no such file.")
    return download_response(annex)
