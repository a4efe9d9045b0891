"""Preview the next edition of a meeting, and publish it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from committee.editions.deadlines import deadline_of
from committee.editions.freezing import (
    FILE_MAKERS,
    make_sections,
    page_addresses,
    snapshot_of_sections,
)
from committee.editions.part_two import exempt_items
from committee.editions.publish import DataChanged, next_number, publish_edition
from committee.editions.stored import address_of_edition
from committee.managing.publish_forms import PublishForm
from committee.models import Edition, Meeting
from committee.mounts.agenda_mount import meeting_at
from committee.readiness.report import NotReady, edition_of, readiness_for
from committee.snapshot.as_at import figures_text
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.records.data_version import DataVersion, new_token
from sendprog.records.exemptions import SEE_EXEMPT
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import today
from sendprog.values.clear_days import UnknownYear

CHANGED_MEANWHILE = (
    "Somebody changed something after you opened this page. Read the preview again, then publish."
)


@editing_page
@form_page
def publish(request: HttpRequest, day: str) -> HttpResponse:
    """Show what would be published for a meeting; publish it on POST."""
    require_permission(has_model_permission(request.user, "add", Edition))
    meeting = meeting_at(day)
    deadline, problem = publication_deadline(meeting)
    is_late = deadline is not None and today() > deadline
    form = (
        PublishForm(request.POST, is_late=is_late)
        if request.method == "POST"
        else fresh_form(is_late)
    )
    context = {"deadline": deadline, "problem": problem}
    if request.user.has_perm(SEE_EXEMPT):
        context["part_two"] = exempt_items(meeting, today())
    if not problem and is_submitted(request) and form.is_valid():
        try:
            edition = publish_edition(by=request.user, meeting=meeting, **form.cleaned_data)
            messages.success(
                request, f"Published: edition {edition.number}. It is what members read now."
            )
            return redirect(address_of_edition(edition))
        except DataChanged:
            form = fresh_form(is_late, request.POST)
            form.add_error(None, CHANGED_MEANWHILE)
        except NotReady as refusal:
            form = fresh_form(is_late, request.POST)
            form.add_error(None, f"Nothing was published: {refusal} See what is missing below.")
            context["readiness"] = refusal.readiness
    context = preview_context(meeting, form) | context
    context["status"] = context["readiness"].status(edition_of(meeting))
    return render(request, "committee/publish.html", context)


def publication_deadline(meeting: Meeting) -> tuple[date | None, str]:
    """The last day to publish and "", or None and the reason why it can't be worked out."""
    try:
        return deadline_of(meeting), ""
    except UnknownYear as error:
        return None, str(error)


def fresh_form(is_late: bool, posted: QueryDict | None = None) -> PublishForm:
    """A form with a new token and the current data version; it keeps what was posted."""
    fresh = {"token": new_token(), "seen": DataVersion.current_token()}
    if posted is None:
        return PublishForm(initial=fresh, is_late=is_late)
    data = posted.copy()
    for name, value in fresh.items():
        data[name] = value
    return PublishForm(data, is_late=is_late)


def preview_context(meeting: Meeting, form: PublishForm) -> dict[str, Any]:
    """The template's context: what an edition published now would hold."""
    sections = make_sections(meeting, today())
    snapshot = snapshot_of_sections(sections, today())
    return {
        "meeting": meeting,
        "readiness": readiness_for(meeting, snapshot, today()),
        "form": form,
        "number": next_number(),
        "last": Edition.objects.in_force().first(),
        "figures": figures_text(snapshot),
        "rows": [(section.label, len(snapshot[section])) for section in SECTIONS],
        "addresses": sorted(page_addresses(snapshot)),
        "files": list(FILE_MAKERS),
    }
