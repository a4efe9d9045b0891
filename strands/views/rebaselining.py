"""The page where a manager promises a new date for a milestone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import today
from strands.actions.milestones import MilestonesChanged, Promise, save_baseline
from strands.forms.milestones import RebaselineForm, date_in_words
from strands.models import Baseline, Milestone
from strands.views.milestones import milestone_or_404, milestone_page


@editing_page
@form_page
def rebaseline(request: HttpRequest, slug: str) -> HttpResponse:
    """A manager enters an approved new date. Earlier baselines stay as they are."""
    require_permission(has_model_permission(request.user, "add", Baseline))
    milestone = milestone_or_404(request, slug)
    form = rebaseline_form(request, milestone)
    if not is_submitted(request) or not form.is_valid():
        return rebaseline_page(request, milestone, form)
    values = form.cleaned_data
    version, promise = values.pop("version"), Promise(**values)
    try:
        baseline = save_baseline(
            milestone=milestone, promise=promise, version=version, by=request.user
        )
    except MilestonesChanged as changed:
        return conflict_page(request, *changed.records)
    date = date_in_words(baseline.date)
    messages.success(
        request, f"Date {baseline.number} promised: {date}. It stays on record; it can't be undone."
    )
    return redirect(milestone_page(milestone))


def rebaseline_form(request: HttpRequest, milestone: Milestone, data: Any = None) -> RebaselineForm:
    last = milestone.baselines.last()
    is_stale = data is None and request.POST.get("version") not in (None, str(milestone.version))
    # The same date, promised by somebody else since, is a conflict of versions and no error of the
    # form.
    promised = last.date if last and not is_stale else None
    if data is None and request.method == "POST":
        data = request.POST
    return RebaselineForm(
        data, initial={"version": milestone.version}, on=today(), promised=promised
    )


def conflict_page(request: HttpRequest, current: Milestone) -> HttpResponse:
    """The form as it was typed, at the version that is saved now."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = rebaseline_form(request, current, data)
    form.is_valid()
    if current.deleted_at:
        message = "This milestone was put in the bin. Restore it from its history, then save."
    else:
        who = current.history.first().history_user or "the system"
        message = (
            f"{who} saved this milestone while you were typing. Nothing of yours is lost: compare the dates, "
            "then save again."
        )
    form.add_error(None, message)
    return rebaseline_page(request, current, form, status=409)


def rebaseline_page(
    request: HttpRequest, milestone: Milestone, form: RebaselineForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "record": milestone,
        "title": "Promise a new date",
        "lead": milestone.title,
        "here": reverse("milestone_rebaseline", args=[milestone.slug]),
        "back": (milestone_page(milestone), "Back to what is live"),
        "baselines": milestone.baselines.all(),
        "submit": "Save the new date",
    }
    return render(request, "strands/rebaseline.html", context, status=status)
