"""Part II of an edition, for those who may read it. To everybody else it does not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from committee.editions.part_two import stored_annex
from committee.mounts.mounts import edition_at
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.mounted_pages import attachment
from sendprog.records.exemptions import SEE_EXEMPT


@editing_page
@require_safe
def part_two(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """The annex as it was published, stored by no browser. Not 403 but 404: a refusal would say that there is one."""
    found = stored_annex(edition_at(meeting, edition)) if request.user.has_perm(SEE_EXEMPT) else None
    if found is None:
        raise Http404("This edition has no such file.")
    return attachment(found)
