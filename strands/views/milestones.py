"""Officers make and edit milestones; a manager promises a date anew."""

from copy import copy
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import is_submitted
from sendprog.models import User
from sendprog.pages.addresses import live_address
from sendprog.records.exemptions import Exemption, is_exempt, not_exempt
from sendprog.records.history import Tracked
from sendprog.records.rights import (
    can_edit,
    has_model_permission,
    is_hidden_from,
    require_permission,
    visible_to_user,
)
from sendprog.records.snapshots import today
from sendprog.values.rag import Stage
from strands.actions.milestones import Overtaken, Promise, new_reference
from strands.actions.milestones import rebaseline as promise_anew
from strands.dependency_clashes import Due, due, warnings
from strands.filters import WHOLE_PROGRAMME
from strands.forms.milestones import MilestoneForm, RebaselineForm, understood
from strands.models import Baseline, Milestone, Strand
from strands.rights import strands_of
from strands.rows import moved_in_words


def read_at(milestone: Tracked) -> str:
    """The page where a milestone is read; its form where no page shows it, because it is exempt."""
    if is_exempt(milestone):
        return reverse("milestone_edit", args=[milestone.slug])
    return live_address("milestone", slug=milestone.slug)


def milestone_at(request: HttpRequest, slug: str) -> Milestone:
    """The milestone of an address. Typing sent to one that is in the bin by now still finds it, so as not to be lost."""
    known = Milestone.objects if request.method != "POST" else Milestone.everything
    found = known.filter(slug=slug).select_related("strand").annotate(is_public=not_exempt(model=Milestone))
    # NULLs come first on one database and last on the other.
    milestone = min(found, key=lambda one: one.deleted_at is not None, default=None)
    if milestone is None or is_hidden_from(request.user, milestone):
        raise Http404("There is no such milestone.")
    return milestone


# Which strand


def in_strand_asked(request: HttpRequest) -> Milestone | None:
    """An empty milestone of the strand asked for, or of the whole programme; None where none was asked for."""
    slug = request.POST.get("strand") or request.GET.get("strand")
    if not slug:
        return None
    if slug == WHOLE_PROGRAMME:
        return Milestone()
    strand = next((one for one in Strand.objects.all() if one.slug == slug), None)
    if strand is None:
        raise Http404("There is no such strand.")
    return Milestone(strand=strand)


def slug_of(milestone: Milestone) -> str:
    return milestone.strand.slug if milestone.strand else WHOLE_PROGRAMME


def which_strand(request: HttpRequest, title: str, here: str) -> HttpResponse:
    """Choose among the strands that this person may edit."""
    everything = has_model_permission(request.user, "change", Milestone)
    strands = Strand.objects.current(today()) if everything else strands_of(request.user)
    choices = [(f"{here}?strand={one.slug}", one.name) for one in strands]
    if everything:
        choices.append((f"{here}?strand={WHOLE_PROGRAMME}", "The whole programme"))
    require_permission(bool(choices))
    return render(request, "strands/which_strand.html", {"title": title, "choices": choices})


# Making and editing


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new milestone of a strand, or of the whole programme."""
    milestone = in_strand_asked(request)
    if milestone is None:
        return which_strand(request, "New milestone", reverse("milestone_new"))
    require_permission(can_edit(request.user, milestone))
    whose = milestone.strand.name if milestone.strand else "The whole programme"
    context = {
        "title": "New milestone",
        "lead": whose,
        "here": reverse("milestone_new"),
        "back": (f"{live_address('milestones')}?strand={slug_of(milestone)}", "Back to the milestones"),
    }
    return edit(request, milestone, editing_of(milestone, context, {"strand": slug_of(milestone)}))


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_milestone(request: HttpRequest, slug: str) -> HttpResponse:
    """All that an officer says of a milestone."""
    milestone = milestone_at(request, slug)
    require_permission(can_edit(request.user, milestone))
    hidden = is_exempt(milestone)
    context = {
        "title": f"Edit “{milestone.title}”",
        "here": reverse("milestone_edit", args=[slug]),
        "back": (live_address("milestones"), "All milestones")
        if hidden
        else (read_at(milestone), "Back to what is live"),
        "warnings": warnings_of(milestone, request.user),
        "baselines": milestone.baselines.all(),
        "links": links_of(request, milestone),
        "is_exempt": hidden,
    }
    return edit(
        request, milestone, editing_of(milestone, context, {"moved": moved_in_words(times_moved(milestone))})
    )


def editing_of(milestone: Milestone, context: dict[str, Any], options: dict[str, str]) -> Editing:
    before = copy(milestone)
    return Editing(
        form_class=MilestoneForm,
        template="strands/milestone_form.html",
        context=context,
        success_url=read_at,
        success_message=lambda saved: said_of(before, saved),
        before_saving=finish,
        form_options={"on": today(), **options},
    )


def finish(form: MilestoneForm, milestone: Milestone) -> None:
    """What follows from the fields: a new one's reference, and the reason that stands by its dates."""
    if not milestone.pk:
        milestone.reference = new_reference(milestone.title)
    if form.explains:
        milestone.reason = form.reason


def said_of(before: Milestone, saved: Milestone) -> str:
    """What was saved, with each new date as it was understood."""
    dates = (("Forecast", before.forecast, saved.forecast), ("Done on", before.actual, saved.actual))
    echoed = [f" {label}: {understood(new)}." for label, old, new in dates if new and new != old]
    return f"Saved: “{saved}”.{''.join(echoed)}"


def links_of(request: HttpRequest, milestone: Milestone) -> list[tuple[str, str]]:
    """What else may be done with a milestone, from its edit page."""
    links = [(reverse("milestone_dependencies", args=[milestone.slug]), "Change what it waits for")]
    if has_model_permission(request.user, "add", Baseline):
        links.append(
            (reverse("milestone_rebaseline", args=[milestone.slug]), "Promise a new date (re-baseline)")
        )
    if has_model_permission(request.user, "change", Exemption):
        links.append(
            (reverse("exempt_mark", args=["strands.milestone", milestone.pk]), "Exempt from publication")
        )
    links.append(
        (f"{reverse('milestones_change')}?strand={slug_of(milestone)}", "Change several milestones at once")
    )
    return links


def times_moved(milestone: Milestone) -> int:
    """How often a forecast that stood was changed."""
    rows = milestone.history.order_by("history_date", "history_id").values_list("forecast", flat=True)
    return sum(before is not None and after != before for before, after in pairwise(rows))


def warnings_of(milestone: Milestone, user: User) -> tuple[str, ...]:
    """The clashes of its dates with what it waits for, and with what waits for it, as far as this person may see them."""
    needs = visible_to_user(milestone.waits_for.filter(needs__deleted_at=None), user)
    needs = needs.select_related("needs").prefetch_related("needs__baselines")
    held_up = visible_to_user(milestone.holds_up.filter(milestone__deleted_at=None), user).select_related(
        "milestone"
    )
    return warnings(
        due_of(milestone)[1],
        needs=[due_of(one.needs) for one in needs],
        held_up=[due_of(one.milestone) for one in held_up.prefetch_related("milestone__baselines")],
    )


def due_of(milestone: Milestone) -> Due:
    """Its title, and when it is expected."""
    promised = list(milestone.baselines.all())
    return milestone.title, due(
        Stage(milestone.stage), milestone.forecast, promised[-1].date if promised else None
    )


# A date promised anew


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def rebaseline(request: HttpRequest, slug: str) -> HttpResponse:
    """A manager writes down an approved new date; the dates promised before stay as they are."""
    require_permission(has_model_permission(request.user, "add", Baseline))
    milestone = milestone_at(request, slug)
    form = rebaseline_form(request, milestone)
    if not is_submitted(request) or not form.is_valid():
        return rebaseline_page(request, milestone, form)
    given = form.cleaned_data
    version, promise = given.pop("version"), Promise(**given)
    try:
        made = promise_anew(milestone=milestone, promise=promise, version=version, by=request.user)
    except Overtaken as overtaken:
        return promise_overtaken(request, *overtaken.records)
    messages.success(
        request,
        f"Date {made.number} promised: {understood(made.date)}. It stays on record; it can't be undone.",
    )
    return redirect(read_at(milestone))


def rebaseline_form(request: HttpRequest, milestone: Milestone, data: Any = None) -> RebaselineForm:
    last = milestone.baselines.last()
    stale = data is None and request.POST.get("version") not in (None, str(milestone.version))
    # What was promised meanwhile is for the version to find, not an error of this person's.
    promised = last.date if last and not stale else None
    initial = {"version": milestone.version}
    data = data or (request.POST if request.method == "POST" else None)
    return RebaselineForm(data, initial=initial, on=today(), promised=promised)


def promise_overtaken(request: HttpRequest, current: Milestone) -> HttpResponse:
    """The form as it was typed, at the version that is saved now."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = rebaseline_form(request, current, data)
    form.is_valid()
    last = current.history.first()
    who = last.history_user or "the system"
    form.add_error(
        None,
        "This milestone was put in the bin. Restore it from its history, then save."
        if current.deleted_at
        else f"{who} saved this milestone while you were typing. Nothing of yours is lost: compare the dates, then save again.",
    )
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
        "back": (read_at(milestone), "Back to what is live"),
        "baselines": milestone.baselines.all(),
        "submit": "Save the new date",
    }
    return render(request, "strands/rebaseline.html", context, status=status)
