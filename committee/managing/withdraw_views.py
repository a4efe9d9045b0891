"""Withdraw an edition: it stays readable, with a notice on each page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from committee.editions.withdraw import withdraw_edition
from committee.managing.publish_forms import WithdrawForm
from committee.models import EditionWithdrawal
from committee.mounts.edition_mount import edition_at
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, require_permission


@editing_page
@form_page
def withdraw(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """Withdraw an edition, with a reason that readers see."""
    require_permission(has_model_permission(request.user, "add", EditionWithdrawal))
    record = edition_at(meeting, edition)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if is_submitted(request) and form.is_valid():
        withdraw_edition(by=request.user, edition=record, reason=form.cleaned_data["reason"])
        messages.success(request, f"Withdrawn: edition {record.number}. Its pages say so.")
        return redirect("meetings")
    return render(request, "committee/withdraw.html", {"form": form, "edition": record})
