"""What a milestone waits for, across strands."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sendprog.editing.edit_views import add_undo_message
from sendprog.editing.restoring import CannotRestore, bin_it
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import is_submitted
from sendprog.models import User
from sendprog.records.history import change
from sendprog.records.rights import can_edit, require_permission, visible_to_user
from sendprog.values.rag import Stage
from strands.forms.milestones import DependencyForm
from strands.models import Milestone, MilestoneDependency
from strands.views.milestones import milestone_at, read_at, warnings_of

ALREADY = "That was saved already."


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def dependencies(request: HttpRequest, slug: str) -> HttpResponse:
    """Add what a milestone waits for, or take it away."""
    milestone = milestone_at(request, slug)
    require_permission(can_edit(request.user, MilestoneDependency(milestone=milestone)))
    is_saving = is_submitted(request)
    if is_saving and milestone.deleted_at:
        messages.info(request, "This milestone was put in the bin. Restore it from its history first.")
        return redirect("history", milestone._meta.label_lower, milestone.pk)
    if is_saving and "remove" in request.POST:
        return remove(request, milestone)
    form = DependencyForm(
        request.POST if request.method == "POST" else None, options=options_for(milestone, request.user)
    )
    if is_saving and form.is_valid() and add(request, milestone, form):
        return redirect(read_at(milestone))
    return dependencies_page(request, milestone, form)


def options_for(milestone: Milestone, user: User) -> list[tuple[str, list[tuple[int, str]]]]:
    """Every milestone that it could wait for and that this person may see, by strand."""
    others = (
        Milestone.objects.select_related("strand")
        .exclude(pk=milestone.pk)
        .exclude(stage=Stage.WITHDRAWN.value)
    )
    grouped: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in visible_to_user(others, user).order_by("strand__number", "title"):
        grouped[one.strand.name if one.strand else "Whole programme"].append((one.pk, one.title))
    return list(grouped.items())


def add(request: HttpRequest, milestone: Milestone, form: DependencyForm) -> bool:
    """Whether it is saved; otherwise the form says why not."""
    made = MilestoneDependency(milestone=milestone, needs_id=form.cleaned_data["needs"])
    if milestone.waits_for.filter(needs=made.needs_id).exists():
        messages.success(request, ALREADY)
        return True
    try:
        with change(by=request.user):
            made.save()
    except ValidationError as error:
        form.add_error("needs", error.messages)
        return False
    except IntegrityError:
        # Somebody else added the same one at this moment.
        messages.success(request, ALREADY)
        return True
    add_undo_message(request, f"“{milestone}” waits for “{made.needs}”.", made)
    return True


def remove(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    asked = request.POST["remove"]
    kept = visible_to_user(milestone.waits_for.all(), request.user).select_related("needs")
    found = next((one for one in kept if str(one.pk) == asked), None)
    try:
        if found:
            bin_it(found, by=request.user, reason="It no longer waits for it")
            add_undo_message(request, f"“{milestone}” no longer waits for “{found.needs}”.", found)
    except CannotRestore:
        # Somebody else took it away at this moment.
        found = None
    if found is None:
        messages.success(request, ALREADY)
    return redirect(read_at(milestone))


def dependencies_page(request: HttpRequest, milestone: Milestone, form: DependencyForm) -> HttpResponse:
    needs = milestone.waits_for.filter(needs__deleted_at=None)
    held_up = milestone.holds_up.filter(milestone__deleted_at=None)
    context = {
        "form": form,
        "record": milestone,
        "title": "What it waits for",
        "lead": milestone.title,
        "here": reverse("milestone_dependencies", args=[milestone.slug]),
        "back": (read_at(milestone), "Back to what is live"),
        "warnings": warnings_of(milestone, request.user),
        "needs": visible_to_user(needs, request.user).select_related("needs__strand"),
        "held_up": visible_to_user(held_up, request.user).select_related("milestone__strand"),
    }
    return render(request, "strands/dependencies.html", context)
