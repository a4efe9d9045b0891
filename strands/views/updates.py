"""An officer's month: the task list, a strand's update, and the decision on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sendprog.editing.edit_views import Editing, add_undo_message, edit, form_response
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page, typed
from sendprog.editing.submission import is_submitted
from sendprog.pages.inline_figures import resolved
from sendprog.pages.narrative import rendered
from sendprog.records.exemptions import Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.rights import can_edit, has_model_permission, is_hidden_from, require_permission
from sendprog.records.roles import OFFICER
from sendprog.records.snapshots import Audience, live_snapshot, today
from sendprog.values.periods import Month, PeriodError
from sendprog.values.programme_years import year_problem
from strands.actions import updates as deeds
from strands.choices import UpdateState
from strands.forms.updates import AcceptedUpdateForm, DecisionForm, UpdateForm
from strands.models import Strand, StrandUpdate, UpdateRound
from strands.owed import derived_for, manages, owed_by
from strands.rights import looks_after

MOST_MILESTONES = 100


@editing_page
@require_safe
def my_updates(request: HttpRequest) -> HttpResponse:
    """What this person owes: a manager's list holds every strand."""
    owed = owed_by(request.user, today())
    is_officer = bool(owed.strands) or request.user.groups.filter(name=OFFICER).exists()
    require_permission(is_officer or manages(request.user))
    shown = owed.milestones[:MOST_MILESTONES]
    context = {"owed": owed, "milestones": shown, "others": len(owed.milestones) - len(shown)}
    context["open_milestones"] = owed.open_milestones[:MOST_MILESTONES]
    return render(request, "strands/my_updates.html", context | {"is_manager": manages(request.user)})


def month_of(text: str) -> Month:
    """A month of an address; 404 for anything else."""
    try:
        month = Month.parse(text)
    except PeriodError as error:
        raise Http404("There is no such month.") from error
    if year_problem(month.year):
        raise Http404("There is no such month.")
    return month


def strand_to_update(request: HttpRequest, slug: str) -> Strand:
    """The strand of an address, for its officers and the managers."""
    strand = get_object_or_404(Strand, slug=slug)
    require_permission(manages(request.user) or looks_after(request.user, strand))
    return strand


def update_asked_for(request: HttpRequest, strand: Strand) -> StrandUpdate | None:
    """The update of the month asked for, else of the latest round; None where no round is open for the strand."""
    asked = request.POST.get("for_month") or request.GET.get("month")
    if asked:
        return update_of(request, strand, month_of(asked).first)
    rounds = UpdateRound.objects.values("month")
    return StrandUpdate.objects.filter(strand=strand, month__in=rounds).order_by("-month").first()


def update_of(request: HttpRequest, strand: Strand, month: date) -> StrandUpdate:
    """A month's update. Typing sent to one that is in the bin by now still finds it, so as not to be lost."""
    known = StrandUpdate.objects if request.method != "POST" else StrandUpdate.everything
    found = min(
        known.filter(strand=strand, month=month), key=lambda one: one.deleted_at is not None, default=None
    )
    if found is None:
        raise Http404("There is no update for this month.")
    return found


def refuse_hidden(request: HttpRequest, update: StrandUpdate) -> None:
    """404 where the update is exempt and not for this person."""
    if is_hidden_from(request.user, update):
        raise Http404("There is no update for this month.")


def last_before(update: StrandUpdate) -> StrandUpdate | None:
    """The strand's last accepted update before this one, whole."""
    return StrandUpdate.objects.accepted().before(update.month).filter(strand=update.strand).first()


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, slug: str) -> HttpResponse:
    """The update of the open month: draft, preview or submit; a manager corrects an accepted one."""
    strand = strand_to_update(request, slug)
    found = update_asked_for(request, strand)
    if found is None:
        context = {
            "strand": strand,
            "updates": strand.updates.not_deleted().order_by("-month"),
            "is_manager": manages(request.user),
        }
        return render(request, "strands/no_round.html", context)
    refuse_hidden(request, found)
    if not can_edit(request.user, found):
        context = {
            "update": found,
            "strand": strand,
            "typed": typed(request.POST) if request.method == "POST" else (),
        }
        return render(request, "strands/update_closed.html", context, status=409 if context["typed"] else 200)
    editing = update_editing(request, found)
    if is_submitted(request) and "preview" in request.POST:
        return preview(request, found, editing)
    return edit(request, found, editing)


def update_editing(request: HttpRequest, found: StrandUpdate) -> Editing:
    """The form, what stands beside it, and what its buttons do."""
    derived, last = derived_for(found.strand, today()), last_before(found)
    is_accepted = found.state == UpdateState.ACCEPTED

    def set_state(form: TrackedForm, current: Tracked) -> None:
        require_permission(can_edit(request.user, StrandUpdate.objects.get(pk=current.pk)))
        if current.state == UpdateState.ACCEPTED:
            return
        current.reviews_without_change = 0
        if form.is_submitting:
            deeds.mark_submitted(current, by=request.user, on=today())
        else:
            deeds.mark_draft(current)

    return Editing(
        form_class=AcceptedUpdateForm if is_accepted else UpdateForm,
        template="strands/update.html",
        context={
            "title": f"{found.strand}: update for {found.month:%B %Y}",
            "here": reverse("strand_update", args=[found.strand.slug]),
            "back": (reverse("my_updates"), "My updates"),
            "round": UpdateRound.objects.filter(month=found.month).first(),
            "last": last,
            "derived": derived,
            "is_accepted": is_accepted,
            "is_exempt": is_exempt(found),
            "may_mark": has_model_permission(request.user, "change", Exemption),
        },
        success_url=reverse("my_updates"),
        success_message=said,
        before_saving=set_state,
        is_action=moves_on,
        form_options={"derived": derived, "last": last},
    )


def moves_on(form: TrackedForm, stored: Tracked) -> bool:
    """Whether the button pressed submits what is not submitted, or takes back what is."""
    if stored.state == UpdateState.ACCEPTED:
        return False
    return form.is_submitting is not (stored.state == UpdateState.SUBMITTED)


def said(saved: Tracked) -> str:
    """What a success banner says."""
    words = {
        UpdateState.SUBMITTED: "is submitted. The programme manager reads it next.",
        UpdateState.ACCEPTED: "is corrected. The next edition shows it.",
        UpdateState.DRAFT: "is saved as a draft. It is not submitted yet.",
    }
    return f"{saved.strand}: the update for {saved.month:%B %Y} {words[saved.state]}"


def preview(request: HttpRequest, found: StrandUpdate, editing: Editing) -> HttpResponse:
    """The form again with what members would read, saving nothing."""
    form = editing.form(request.POST, instance=found)
    form.is_valid()
    snapshot = live_snapshot(Audience.PART_TWO if is_exempt(found) else Audience.MEMBER)
    texts = [
        (form.fields[name].label, resolved(rendered(form.cleaned_data[name]), snapshot))
        for name in form.record_fields
        if name in StrandUpdate.NARRATIVE and form.cleaned_data.get(name)
    ]
    editing.context["preview"] = texts
    return form_response(request, editing, form, found)


@editing_page
@require_POST
def no_change(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """ "Reviewed, no change" in one press."""
    strand = strand_to_update(request, slug)
    found = get_object_or_404(StrandUpdate, strand=strand, month=month_of(month).first)
    text = request.POST.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        reviewed = deeds.review_without_change(by=request.user, on=today(), update=found, version=version)
    except deeds.CannotReview as problem:
        messages.info(request, str(problem))
        return redirect(f"{reverse('strand_update', args=[slug])}?month={month}")
    add_undo_message(
        request, f"{strand}: reviewed with no change for {reviewed.month:%B %Y}, and submitted.", reviewed
    )
    return redirect("my_updates")


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """Read a submitted update; accept it or send it back. Nobody decides on their own."""
    require_permission(manages(request.user))
    found = get_object_or_404(StrandUpdate, strand__slug=slug, month=month_of(month).first)
    refuse_hidden(request, found)
    if request.method != "POST":
        return decision_page(request, found, DecisionForm(initial={"version": found.version}))
    form = DecisionForm(request.POST)
    if not is_submitted(request) or not form.is_valid():
        return decision_page(request, found, form)
    require_permission(found.submitted_by_id != request.user.pk)
    try:
        decided = decision(request, found, form)
    except deeds.CannotDecide as problem:
        found.refresh_from_db()
        again = DecisionForm(initial={"version": found.version, "comment": form.cleaned_data["comment"]})
        return decision_page(request, found, again, problem=str(problem), status=409)
    outcome = "accepted. The next edition shows it." if form.accepts else "sent back to its officer."
    add_undo_message(request, f"{decided.strand}: the update for {decided.month:%B %Y} is {outcome}", decided)
    return redirect("round", month)


def decision(request: HttpRequest, found: StrandUpdate, form: DecisionForm) -> StrandUpdate:
    given: dict[str, Any] = {
        "by": request.user,
        "on": today(),
        "update": found,
        "version": form.cleaned_data["version"],
    }
    if form.accepts:
        return deeds.accept(**given)
    return deeds.send_back(**given, comment=form.cleaned_data["comment"])


def decision_page(
    request: HttpRequest, found: StrandUpdate, form: DecisionForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "update": found,
        "form": form,
        "problem": problem,
        "derived": derived_for(found.strand, today()),
        "last": last_before(found),
        "is_exempt": is_exempt(found),
        "is_own": found.submitted_by_id == request.user.pk,
        "waits": found.state == UpdateState.SUBMITTED,
        "here": request.path,
    }
    return render(request, "strands/decide.html", context, status=status)
