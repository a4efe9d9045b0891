"""The page where a manager accepts a submitted update or sends it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sendprog.editing.edit_views import add_undo_message
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import require_permission
from sendprog.records.snapshots import today
from strands.actions.updates import CannotDecide, accept, send_back
from strands.choices import UpdateState
from strands.deciding import is_own, may_accept
from strands.forms.updates import DecisionForm, UpdateForm
from strands.models import StrandUpdate
from strands.owed import manages_rounds, status_counts_of
from strands.views.months import month_or_404
from strands.views.updates import last_before, refuse_hidden, texts_to_read


@editing_page
@form_page
def decide(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """Read a submitted update; accept it or send it back. One's own only where nobody else can."""
    require_permission(manages_rounds(request.user))
    update = get_object_or_404(StrandUpdate, strand__slug=slug, month=month_or_404(month).first)
    refuse_hidden(request, update)
    if request.method != "POST":
        form = DecisionForm(initial={"version": update.version}, update=update)
        return decision_page(request, update, form)
    form = DecisionForm(request.POST, update=update)
    if not is_submitted(request) or not form.is_valid():
        return decision_page(request, update, form)
    require_permission(may_accept(request.user, update))
    try:
        decided = save_decision(request, update, form)
    except CannotDecide as problem:
        update.refresh_from_db()
        initial = {"version": update.version, "comment": form.cleaned_data["comment"]}
        form = DecisionForm(initial=initial, update=update)
        return decision_page(request, update, form, problem=str(problem), status=409)
    outcome = (
        "accepted. The next edition shows it." if form.accepts else "sent back to its officer."
    )
    add_undo_message(
        request, f"{decided.strand}: the update for {decided.month:%B %Y} is {outcome}", decided
    )
    return redirect("round", month)


def save_decision(request: HttpRequest, update: StrandUpdate, form: DecisionForm) -> StrandUpdate:
    decision: dict[str, Any] = {
        "by": request.user,
        "on": today(),
        "update": update,
        "version": form.cleaned_data["version"],
    }
    if form.accepts:
        return accept(**decision, reason=form.reason)
    return send_back(**decision, comment=form.cleaned_data["comment"])


def decision_page(
    request: HttpRequest,
    update: StrandUpdate,
    form: DecisionForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    last = last_before(update)
    context = {
        "update": update,
        "texts": texts_to_read(request.user, update),
        "last_texts": texts_to_read(request.user, last),
        "unchanged": unchanged_texts(update, last),
        "form": form,
        "problem": problem,
        "derived": status_counts_of(update.strand, today()),
        "last": last,
        "is_own": is_own(request.user, update),
        "may_accept": may_accept(request.user, update),
        "waits": update.state == UpdateState.SUBMITTED,
        "here": request.path,
    }
    return render(request, "strands/decide.html", context, status=status)


def unchanged_texts(update: StrandUpdate, last: StrandUpdate | None) -> list[str]:
    """The labels of the texts that say what the last accepted update said."""
    if last is None:
        return []
    return [
        str(label)
        for name, label in UpdateForm.Meta.labels.items()
        if getattr(update, name) and getattr(update, name) == getattr(last, name)
    ]
