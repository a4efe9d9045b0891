"""The officers' month: the task list, the form of a strand's update, and a review without change."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sendprog.editing.edit_views import Editing, add_undo_message, edit, form_response
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page, typed_fields
from sendprog.models import User
from sendprog.pages.inline_figures import resolve_in_html
from sendprog.pages.narrative import render_markdown
from sendprog.pages.reader_bar import note_to_do, register_to_do
from sendprog.records.exemptions import SEE_EXEMPT, Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.rights import (
    can_edit,
    has_model_permission,
    is_hidden_from,
    require_permission,
)
from sendprog.records.snapshots import Audience, Snapshot, live_snapshot, today
from strands.actions.updates import CannotReview, mark_draft, mark_submitted, review_without_change
from strands.choices import UpdateState
from strands.forms.updates import AcceptedUpdateForm, UpdateForm
from strands.models import Strand, StrandUpdate, UpdateRound
from strands.my_parts import parts_for
from strands.owed import manages_rounds, status_counts_of, task_list_of, writes_updates
from strands.rights import looks_after
from strands.views.months import month_or_404

MOST_MILESTONES = 100

register_to_do(lambda user: task_list_of(user, today()).to_do)


@editing_page
@require_safe
def my_updates(request: HttpRequest) -> HttpResponse:
    """The task list of this person; a manager's holds every strand."""
    owed = task_list_of(request.user, today())
    is_manager = manages_rounds(request.user)
    require_permission(is_manager or writes_updates(request.user))
    parts = list(parts_for(request.user, owed.strands))
    to_do = owed.to_do + sum(variables.get("to_do", 0) for _, variables in parts)
    note_to_do(request, to_do)
    milestones = owed.milestones[:MOST_MILESTONES]
    context = {
        "owed": owed,
        "focus": "" if is_manager else owed.first_part,
        "milestones": milestones,
        "others": len(owed.milestones) - len(milestones),
        "open_milestones": owed.open_milestones[:MOST_MILESTONES],
        "is_manager": is_manager,
        "parts": parts,
        "to_do": to_do,
    }
    return render(request, "strands/my_updates.html", context)


def strand_or_403(request: HttpRequest, slug: str) -> Strand:
    """The strand of an address; 403 unless this person looks after it or manages the rounds."""
    strand = get_object_or_404(Strand, slug=slug)
    require_permission(manages_rounds(request.user) or looks_after(request.user, strand))
    return strand


def requested_update(request: HttpRequest, strand: Strand) -> StrandUpdate | None:
    """The update of the month in the request, else of the latest round; None where no round is
    open.
    """
    month = request.POST.get("for_month") or request.GET.get("month")
    if month:
        return update_or_404(request, strand, month_or_404(month).first)
    rounds = UpdateRound.objects.values("month")
    return StrandUpdate.objects.filter(strand=strand, month__in=rounds).order_by("-month").first()


def update_or_404(request: HttpRequest, strand: Strand, month: date) -> StrandUpdate:
    """A month's update. A POST finds one in the bin too, so that what was typed is not lost."""
    updates = StrandUpdate.everything if request.method == "POST" else StrandUpdate.objects
    updates = updates.filter(strand=strand, month=month)
    update = min(updates, key=lambda update: update.deleted_at is not None, default=None)
    if update is None:
        raise Http404("There is no update for this month.")
    return update


def refuse_hidden(request: HttpRequest, update: StrandUpdate) -> None:
    """404 where the update is exempt and not for this person."""
    if is_hidden_from(request.user, update):
        raise Http404("There is no update for this month.")


def last_before(update: StrandUpdate) -> StrandUpdate | None:
    """The strand's last accepted update before this one's month, with its texts."""
    return StrandUpdate.objects.accepted().before(update.month).filter(strand=update.strand).first()


@editing_page
@form_page
def edit_update(request: HttpRequest, slug: str) -> HttpResponse:
    """The update of the open month: save a draft, preview or submit.

    A manager corrects an accepted one.
    """
    strand = strand_or_403(request, slug)
    update = requested_update(request, strand)
    if update is None:
        return no_round_page(request, strand)
    refuse_hidden(request, update)
    if not can_edit(request.user, update):
        return closed_page(request, strand, update)
    editing = update_editing(request, update)
    if is_submitted(request) and "preview" in request.POST:
        return preview_page(request, update, editing)
    return edit(request, update, editing)


def no_round_page(request: HttpRequest, strand: Strand) -> HttpResponse:
    context = {
        "strand": strand,
        "updates": strand.updates.not_deleted().order_by("-month"),
        "is_manager": manages_rounds(request.user),
    }
    return render(request, "strands/no_round.html", context)


def closed_page(request: HttpRequest, strand: Strand, update: StrandUpdate) -> HttpResponse:
    """An accepted update to read, with what this person typed before it was accepted."""
    lost = typed_fields(request.POST) if request.method == "POST" else []
    texts = texts_to_read(request.user, update)
    context = {
        "update": update,
        "texts": texts,
        "strand": strand,
        "typed": lost,
        "is_exempt": is_exempt(update),
    }
    return render(request, "strands/update_closed.html", context, status=409 if lost else 200)


def update_editing(request: HttpRequest, update: StrandUpdate) -> Editing:
    counts, last = status_counts_of(update.strand, today()), last_before(update)
    is_accepted = update.state == UpdateState.ACCEPTED

    context = {
        "title": f"{update.strand}: update for {update.month:%B %Y}",
        "here": reverse("strand_update", args=[update.strand.slug]),
        "back": (reverse("my_updates"), "My updates"),
        "round": UpdateRound.objects.filter(month=update.month).first(),
        "last": last,
        "may_begin_with_last": last is not None and update.is_blank,
        "derived": counts,
        "is_accepted": is_accepted,
        "is_exempt": is_exempt(update),
        "may_mark": has_model_permission(request.user, "change", Exemption),
    }
    return Editing(
        form_class=AcceptedUpdateForm if is_accepted else UpdateForm,
        template="strands/update.html",
        context=context,
        success_url=reverse("my_updates"),
        success_message=update_saved_message,
        before_saving=partial(set_state, request.user),
        is_action=changes_state,
        form_options={
            "derived": counts,
            "last": last,
            "begins_with_last": request.GET.get("from") == "last",
        },
    )


def set_state(user: User, form: TrackedForm, current: Tracked) -> None:
    """Submit an open update or make it a draft, by the button that was pressed."""
    require_permission(can_edit(user, StrandUpdate.objects.get(pk=current.pk)))
    if current.state == UpdateState.ACCEPTED:
        return
    current.reviews_without_change = 0
    if form.is_submitting:
        mark_submitted(current, by=user, on=today())
    else:
        mark_draft(current)


def changes_state(form: TrackedForm, stored: Tracked) -> bool:
    """Whether saving submits an open update, or takes back a submitted one."""
    if stored.state == UpdateState.ACCEPTED:
        return False
    return form.is_submitting is not (stored.state == UpdateState.SUBMITTED)


def update_saved_message(saved: Tracked) -> str:
    message = {
        UpdateState.SUBMITTED: "is submitted. The programme manager reads it next.",
        UpdateState.ACCEPTED: "is corrected. The next edition shows it.",
        UpdateState.DRAFT: "is saved as a draft. It is not submitted yet.",
    }
    return f"{saved.strand}: the update for {saved.month:%B %Y} {message[saved.state]}"


def snapshot_for_texts(user: User, update: StrandUpdate) -> Snapshot:
    """What the numbers in an update's texts are read from: exempt ones in an exempt update, for those
    who may see them all.
    """
    is_of_part_two = is_exempt(update) and user.has_perm(SEE_EXEMPT)
    return live_snapshot(Audience.PART_TWO if is_of_part_two else Audience.MEMBER)


def texts_to_read(user: User, update: StrandUpdate | None) -> dict[str, str]:
    """An update's texts as HTML with their numbers, by field; empty without an update."""
    if update is None:
        return {}
    snapshot = snapshot_for_texts(user, update)
    return {name: resolve_in_html(html, snapshot) for name, html in update.rendered.items()}


def preview_page(request: HttpRequest, update: StrandUpdate, editing: Editing) -> HttpResponse:
    """The form again with the texts as members would read them, saving nothing."""
    form = editing.form(request.POST, instance=update)
    form.is_valid()
    snapshot = snapshot_for_texts(request.user, update)
    texts = []
    for name in form.record_fields:
        if name in StrandUpdate.NARRATIVE and form.cleaned_data.get(name):
            html = resolve_in_html(render_markdown(form.cleaned_data[name]), snapshot)
            texts.append((form.fields[name].label, html))
    editing.context["preview"] = texts
    return form_response(request, editing, form, update)


@editing_page
@require_POST
def no_change(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """Submit the last accepted update again: "Reviewed, no change"."""
    strand = strand_or_403(request, slug)
    update = get_object_or_404(StrandUpdate, strand=strand, month=month_or_404(month).first)
    text = request.POST.get("version", "")
    is_version = text.isascii() and text.isdigit() and len(text) < 10
    version = int(text) if is_version else 0
    try:
        reviewed = review_without_change(
            by=request.user, on=today(), update=update, version=version
        )
    except CannotReview as problem:
        messages.info(request, str(problem))
        return redirect(f"{reverse('strand_update', args=[slug])}?month={month}")
    add_undo_message(
        request,
        f"{strand}: reviewed with no change for {reviewed.month:%B %Y}, and submitted.",
        reviewed,
    )
    return redirect("my_updates")
