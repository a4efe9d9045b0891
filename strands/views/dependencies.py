"""The page of what a milestone waits for, across strands."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sendprog.editing.edit_views import add_undo_message
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.restoring import CannotRestore, move_to_bin
from sendprog.editing.signin_resume import editing_page
from sendprog.models import User
from sendprog.records.history import change
from sendprog.records.rights import can_edit, require_permission, visible_to_user
from sendprog.values.rag import Stage
from strands.forms.milestones import DependencyForm
from strands.models import Milestone, MilestoneDependency
from strands.views.milestones import milestone_or_404, milestone_page, warnings_of

NOTHING_TO_DO = "That was saved already."


@editing_page
@form_page
def edit_dependencies(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a milestone that this one waits for, or take one away."""
    milestone = milestone_or_404(request, slug)
    require_permission(can_edit(request.user, MilestoneDependency(milestone=milestone)))
    if is_submitted(request) and milestone.deleted_at:
        messages.info(
            request, "This milestone was put in the bin. Restore it from its history first."
        )
        return redirect("history", milestone._meta.label_lower, milestone.pk)
    if is_submitted(request) and "remove" in request.POST:
        delete_dependency(request, milestone)
        return redirect(milestone_page(milestone))
    data = request.POST if request.method == "POST" else None
    form = DependencyForm(data, options=options_for(milestone, request.user))
    if is_submitted(request) and form.is_valid() and save_dependency(request, milestone, form):
        return redirect(milestone_page(milestone))
    return dependencies_page(request, milestone, form)


def options_for(milestone: Milestone, user: User) -> list[tuple[str, list[tuple[int, str]]]]:
    """Every other milestone that is not withdrawn and that this person may see, by strand."""
    others = Milestone.objects.select_related("strand").exclude(pk=milestone.pk)
    others = visible_to_user(others.exclude(stage=Stage.WITHDRAWN.value), user)
    by_strand: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for other in others.order_by("strand__number", "title"):
        strand = other.strand.name if other.strand else "Whole programme"
        by_strand[strand].append((other.pk, other.title))
    return list(by_strand.items())


def save_dependency(request: HttpRequest, milestone: Milestone, form: DependencyForm) -> bool:
    """Save the dependency. False where a rule refuses it: the form then has the error."""
    dependency = MilestoneDependency(milestone=milestone, needs_id=form.cleaned_data["needs"])
    if milestone.waits_for.filter(needs=dependency.needs_id).exists():
        messages.success(request, NOTHING_TO_DO)
        return True
    try:
        with change(by=request.user):
            dependency.save()
    except ValidationError as error:
        form.add_error("needs", error.messages)
        return False
    except IntegrityError:
        # Somebody else added the same one at this moment.
        messages.success(request, NOTHING_TO_DO)
        return True
    add_undo_message(request, f"“{milestone}” waits for “{dependency.needs}”.", dependency)
    return True


def delete_dependency(request: HttpRequest, milestone: Milestone) -> None:
    """Put the dependency that the request names in the bin, if it is still there."""
    dependencies = visible_to_user(milestone.waits_for.all(), request.user).select_related("needs")
    by_key = {str(dependency.pk): dependency for dependency in dependencies}
    dependency = by_key.get(request.POST["remove"])
    if dependency is None:
        messages.success(request, NOTHING_TO_DO)
        return
    try:
        move_to_bin(dependency, by=request.user, reason="It no longer waits for it")
    except CannotRestore:
        # Somebody else took it away at this moment.
        messages.success(request, NOTHING_TO_DO)
    else:
        message = f"“{milestone}” no longer waits for “{dependency.needs}”."
        add_undo_message(request, message, dependency)


def dependencies_page(
    request: HttpRequest, milestone: Milestone, form: DependencyForm
) -> HttpResponse:
    needs = milestone.waits_for.filter(needs__deleted_at=None)
    held_up = milestone.holds_up.filter(milestone__deleted_at=None)
    context = {
        "form": form,
        "record": milestone,
        "title": "What it waits for",
        "lead": milestone.title,
        "here": reverse("milestone_dependencies", args=[milestone.slug]),
        "back": (milestone_page(milestone), "Back to what is live"),
        "warnings": warnings_of(milestone, request.user),
        "needs": visible_to_user(needs, request.user).select_related("needs__strand"),
        "held_up": visible_to_user(held_up, request.user).select_related("milestone__strand"),
    }
    return render(request, "strands/dependencies.html", context)
