"""Seal an edition, which removes its content for good: one person requests it, a second agrees."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from committee.editions.seal import addresses_to_purge, request_sealing, seal_edition
from committee.managing.publish_forms import AgreeForm, SealForm
from committee.models import Edition, Sealing
from committee.mounts.edition_mount import edition_at
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, require_permission


@editing_page
@form_page
def seal(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """Request a sealing, or agree to somebody else's; once sealed, list the addresses to drop from
    caches.

    Whoever may view sealings reads the request and the agreement.
    """
    may_seal = has_model_permission(request.user, "add", Sealing)
    require_permission(may_seal or has_model_permission(request.user, "view", Sealing))
    record = edition_at(meeting, edition)
    sealing = record.sealings.select_related("asked_by", "agreed_by").last()
    if sealing is None:
        require_permission(may_seal)
        return request_view(request, record)
    if not may_seal or sealing.agreed_at or sealing.asked_by == request.user:
        context = {"edition": record, "sealing": sealing, "purge": addresses_to_purge(record)}
        return render(request, "committee/sealing.html", context)
    return agree_view(request, record, sealing)


def request_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = SealForm(request.POST if request.method == "POST" else None)
    if is_submitted(request) and form.is_valid():
        request_sealing(by=request.user, edition=edition, **form.cleaned_data)
        messages.success(
            request, "Requested. Another person has to agree before anything is removed."
        )
        return redirect(request.path)
    return render(request, "committee/seal.html", {"form": form, "edition": edition})


def agree_view(request: HttpRequest, edition: Edition, sealing: Sealing) -> HttpResponse:
    form = AgreeForm(request.POST if request.method == "POST" else None, edition=edition)
    if is_submitted(request) and form.is_valid():
        seal_edition(by=request.user, sealing=sealing, replaced_by=form.cleaned_data["replaced_by"])
        messages.success(
            request,
            f"Sealed: edition {edition.number}. Now have the addresses below dropped from caches.",
        )
        return redirect(request.path)
    return render(
        request, "committee/seal.html", {"form": form, "edition": edition, "sealing": sealing}
    )
