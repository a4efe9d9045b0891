"""The pages where officers create and edit a milestone."""

from copy import copy
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.models import User
from sendprog.pages.addresses import live_address
from sendprog.records.exemptions import Exemption, is_exempt, not_exempt
from sendprog.records.history import Tracked
from sendprog.records.references import new_reference
from sendprog.records.rights import (
    can_edit,
    has_model_permission,
    is_hidden_from,
    require_permission,
    visible_to_user,
)
from sendprog.records.snapshots import today
from sendprog.values.rag import Stage
from strands.dependency_clashes import TitleAndDate, clash_warnings, expected_date
from strands.forms.milestones import MilestoneForm, date_in_words
from strands.models import Baseline, Milestone
from strands.slippage import moved_in_words
from strands.views.which_strand import blank_record, choose_strand, strand_slug


def milestone_page(milestone: Tracked) -> str:
    """The address of the milestone's live page.

    Of its form where it is exempt, since no page shows it.
    """
    if is_exempt(milestone):
        return reverse("milestone_edit", args=[milestone.slug])
    return live_address("milestone", slug=milestone.slug)


def milestone_or_404(request: HttpRequest, slug: str) -> Milestone:
    """The milestone with this slug that the user may see, or 404.

    A POST finds one in the bin too, so that what was typed is not lost.
    """
    milestones = Milestone.everything if request.method == "POST" else Milestone.objects
    milestones = milestones.filter(slug=slug).select_related("strand")
    # In Python, because NULLs come first on one database and last on the other.
    milestone = min(
        milestones.annotate(is_public=not_exempt(model=Milestone)), key=is_deleted, default=None
    )
    if milestone is None or is_hidden_from(request.user, milestone):
        raise Http404("There is no such milestone.")
    return milestone


def is_deleted(record: Tracked) -> bool:
    return record.deleted_at is not None


# Creating and editing


@editing_page
@form_page
def create_milestone(request: HttpRequest) -> HttpResponse:
    """The form of a new milestone of a strand, or of the whole programme."""
    milestone = blank_record(request, Milestone)
    if milestone is None:
        return choose_strand(request, "New milestone", reverse("milestone_new"), Milestone)
    require_permission(can_edit(request.user, milestone))
    slug = strand_slug(milestone)
    context = {
        "title": "New milestone",
        "lead": milestone.strand.name if milestone.strand else "The whole programme",
        "here": reverse("milestone_new"),
        "back": (f"{live_address('milestones')}?strand={slug}", "Back to the milestones"),
    }
    return edit(request, milestone, milestone_editing(milestone, context, {"strand": slug}))


@editing_page
@form_page
def edit_milestone(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a milestone."""
    milestone = milestone_or_404(request, slug)
    require_permission(can_edit(request.user, milestone))
    back = (milestone_page(milestone), "Back to what is live")
    if is_exempt(milestone):
        back = (live_address("milestones"), "All milestones")
    context = {
        "title": f"Edit “{milestone.title}”",
        "here": reverse("milestone_edit", args=[slug]),
        "back": back,
        "warnings": warnings_of(milestone, request.user),
        "baselines": milestone.baselines.all(),
        "links": related_links(request, milestone),
        "is_exempt": is_exempt(milestone),
    }
    options = {"moved": moved_in_words(times_moved(milestone))}
    return edit(request, milestone, milestone_editing(milestone, context, options))


def milestone_editing(
    milestone: Milestone, context: dict[str, Any], options: dict[str, str]
) -> Editing:
    before = copy(milestone)
    return Editing(
        form_class=MilestoneForm,
        template="strands/milestone_form.html",
        context=context,
        success_url=milestone_page,
        success_message=lambda saved: milestone_saved_message(before, saved),
        before_saving=set_derived_fields,
        form_options={"on": today(), **options},
    )


def set_derived_fields(form: MilestoneForm, milestone: Milestone) -> None:
    """Set a new milestone's reference, and the reason of a change of its stage or dates."""
    if not milestone.pk:
        milestone.reference = new_reference(Milestone, milestone.title)
    if form.changes_what_reason_explains:
        milestone.reason = form.cleaned_data.get("why", "")


def milestone_saved_message(before: Milestone, saved: Milestone) -> str:
    """What the banner says: the milestone is saved, with each new date as it was understood."""
    message = f"Saved: “{saved}”."
    if saved.forecast and saved.forecast != before.forecast:
        message += f" Forecast: {date_in_words(saved.forecast)}."
    if saved.actual and saved.actual != before.actual:
        message += f" Done on: {date_in_words(saved.actual)}."
    return message


def related_links(request: HttpRequest, milestone: Milestone) -> list[tuple[str, str]]:
    """Links (address, text) from the edit page to what else this person may do with the milestone."""
    slug = [milestone.slug]
    links = [(reverse("milestone_dependencies", args=slug), "Change what it waits for")]
    if has_model_permission(request.user, "add", Baseline):
        links.append((reverse("milestone_rebaseline", args=slug), "Promise a new date"))
    if has_model_permission(request.user, "change", Exemption):
        mark = reverse("exempt_mark", args=["strands.milestone", milestone.pk])
        links.append((mark, "Exempt from publication"))
    several = f"{reverse('milestones_change')}?strand={strand_slug(milestone)}"
    links.append((several, "Change several milestones at once"))
    return links


def times_moved(milestone: Milestone) -> int:
    """How often an existing forecast was changed or cleared."""
    history = milestone.history.order_by("history_date", "history_id")
    forecasts = history.values_list("forecast", flat=True)
    return sum(before is not None and after != before for before, after in pairwise(forecasts))


def warnings_of(milestone: Milestone, user: User) -> tuple[str, ...]:
    """A warning for each clash of its date with a milestone that this person may see."""
    needs = visible_to_user(milestone.waits_for.filter(needs__deleted_at=None), user)
    held_up = visible_to_user(milestone.holds_up.filter(milestone__deleted_at=None), user)
    needs = needs.select_related("needs").prefetch_related("needs__baselines")
    held_up = held_up.select_related("milestone").prefetch_related("milestone__baselines")
    _, date = title_and_expected_date(milestone)
    return clash_warnings(
        date,
        needs=[title_and_expected_date(dependency.needs) for dependency in needs],
        held_up=[title_and_expected_date(dependency.milestone) for dependency in held_up],
    )


def title_and_expected_date(milestone: Milestone) -> TitleAndDate:
    baselines = list(milestone.baselines.all())
    promised = baselines[-1].date if baselines else None
    return milestone.title, expected_date(Stage(milestone.stage), milestone.forecast, promised)
