"""The pages that change several milestones at once: choose, preview, save together, undo together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from sendprog.editing.edit_conflicts import display_text
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.history_entries import FieldChange, changes_between
from sendprog.editing.restoring import entry_before
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import live_address
from sendprog.records.rights import can_edit, require_permission, visible_to_user
from sendprog.values.wording import plural
from strands.actions.milestones import (
    BulkChange,
    MilestonesChanged,
    UndoResult,
    change_several,
    undo_several,
)
from strands.forms.milestones import date_in_words
from strands.forms.several import MOST, SeveralForm
from strands.models import Milestone
from strands.views.which_strand import blank_record, choose_strand, strand_slug

LARGEST_KEY_DIGITS = 18


@dataclass(frozen=True)
class MilestonePreview:
    """One milestone of a preview: its changes, and whether somebody else saved it since it was
    shown.
    """

    milestone: Milestone
    changes: list[FieldChange]
    is_overtaken: bool = False


@editing_page
@form_page
def change_milestones(request: HttpRequest) -> HttpResponse:
    """Choose milestones of a strand and what to change; preview; save all of it or nothing.

    The strand is passed on as a blank milestone, whose strand is None for the whole programme.
    """
    blank = blank_record(request, Milestone)
    if blank is None:
        return choose_strand(
            request, "Change several milestones", reverse("milestones_change"), Milestone
        )
    require_permission(can_edit(request.user, blank))
    form = several_form(request, blank)
    if not is_submitted(request) or "back" in request.POST or not form.is_valid():
        return several_page(request, blank, form)
    if "confirm" not in request.POST or form.gone:
        return several_preview(request, form)
    bulk_change, versions = form.bulk_change, form.cleaned_data["chosen"]
    try:
        changed = change_several(bulk_change=bulk_change, versions=versions, by=request.user)
    except MilestonesChanged as conflict:
        form = several_form(request, blank)
        form.is_valid()
        return several_preview(request, form, {milestone.pk for milestone in conflict.records})
    show_saved_message(request, changed, bulk_change)
    return redirect(milestones_page(blank))


def several_form(request: HttpRequest, blank: Milestone) -> SeveralForm:
    data = request.POST if request.method == "POST" else None
    return SeveralForm(
        data, initial={"strand": strand_slug(blank)}, offered=offered_milestones(request, blank)
    )


def milestones_page(milestone: Milestone) -> str:
    """The live page of the milestones of this one's strand."""
    return f"{live_address('milestones')}?strand={strand_slug(milestone)}"


def offered_milestones(request: HttpRequest, blank: Milestone) -> dict[int, Milestone]:
    """The open milestones of the strand, by key.

    403 where one is chosen that this person may not edit.
    """
    of_strand = Milestone.objects.still_open().filter(strand=blank.strand).select_related("strand")
    offered = {milestone.pk: milestone for milestone in visible_to_user(of_strand, request.user)}
    elsewhere = chosen_keys(request) - set(offered)
    others = Milestone.objects.filter(pk__in=elsewhere).select_related("strand")
    require_editable(request, others)
    return offered


def chosen_keys(request: HttpRequest) -> set[int]:
    """The keys of the milestones that are ticked; what is no key is for the form to refuse."""
    keys = [value.partition(".")[0] for value in request.POST.getlist("chosen")[:MOST]]
    return {int(key) for key in keys if is_key(key, LARGEST_KEY_DIGITS)}


def is_key(text: str, most_digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most_digits


def require_editable(request: HttpRequest, milestones: Iterable[Milestone]) -> None:
    """403 unless this person may edit the milestones of each strand among these: one check a
    strand.
    """
    one_of_each_strand = {milestone.strand_id: milestone for milestone in milestones}
    for milestone in one_of_each_strand.values():
        require_permission(can_edit(request.user, milestone))


def several_page(request: HttpRequest, blank: Milestone, form: SeveralForm) -> HttpResponse:
    context = {
        "form": form,
        "title": "Change several milestones",
        "lead": blank.strand.name if blank.strand else "The whole programme",
        "here": reverse("milestones_change"),
        "back": (milestones_page(blank), "Back to the milestones"),
    }
    return render(request, "strands/several.html", context)


def several_preview(
    request: HttpRequest, form: SeveralForm, overtaken: Collection[int] = ()
) -> HttpResponse:
    """Old beside new for each chosen milestone, saving nothing.

    The page posts the versions that it shows.
    """
    previews = []
    for milestone in form.chosen_milestones:
        changes = field_changes(milestone, form.bulk_change)
        previews.append(MilestonePreview(milestone, changes, milestone.pk in overtaken))
    changing = sum(bool(preview.changes) for preview in previews)
    gone = len(form.gone)
    context = {
        "title": "Check before saving",
        "form": form,
        "previews": previews,
        "gone": f"{plural(gone, 'milestone')} {'is' if gone == 1 else 'are'} no longer open"
        if gone
        else "",
        "overtaken": bool(overtaken),
        "submit": f"Change {plural(changing, 'milestone')}" if changing else "",
        "hidden": sent_fields(request, form),
        "here": reverse("milestones_change"),
    }
    return render(
        request, "strands/several_preview.html", context, status=409 if overtaken or gone else 200
    )


def sent_fields(request: HttpRequest, form: SeveralForm) -> list[tuple[str, str]]:
    """The form's fields as they were sent (name, value), without the milestones chosen."""
    own = {*form.fields, form.names_nobody} - {"chosen"}
    names = [name for name in request.POST if name in own]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def field_changes(milestone: Milestone, bulk_change: BulkChange) -> list[FieldChange]:
    changes = []
    if bulk_change.moves(milestone):
        forecasts = (
            display_text(milestone.forecast),
            display_text(bulk_change.forecast_of(milestone)),
        )
        changes.append(FieldChange("Forecast", *forecasts))
    owner = bulk_change.owner_of(milestone)
    if owner != milestone.owner:
        changes.append(FieldChange("Owner", display_text(milestone.owner), display_text(owner)))
    return changes


def show_saved_message(
    request: HttpRequest, changed: list[Milestone], bulk_change: BulkChange
) -> None:
    """A success banner with the link that undoes the whole change."""
    if not changed:
        messages.success(request, "Saved: nothing was different.")
        return
    message = f"{plural(len(changed), 'milestone')} changed."
    if bulk_change.forecast:
        message += f" Forecast: {date_in_words(bulk_change.forecast)}."
    entries = ",".join(str(milestone.history.first().history_id) for milestone in changed)
    undo = f"{reverse('milestones_undo')}?entries={entries}"
    link = '{} <a class="govuk-notification-banner__link" href="{}">Undo</a>'
    messages.success(request, format_html(link, message, undo))


@editing_page
@form_page
def undo_changes(request: HttpRequest) -> HttpResponse:
    """Undo a change of several milestones, but of those that were changed since."""
    text = request.POST.get("entries") or request.GET.get("entries", "")
    entries = history_entries(text)
    milestones = visible_to_user(Milestone.everything.select_related("strand"), request.user)
    milestones = milestones.in_bulk([entry.id for entry in entries])
    entries = [entry for entry in entries if entry.id in milestones]
    require_permission(bool(entries))
    require_editable(request, milestones.values())
    if is_submitted(request):
        show_undone_messages(request, undo_several(entries=entries, by=request.user))
        return redirect(milestones_page(milestones[entries[0].id]))
    context = {
        "title": "Undo the change?",
        "previews": [undo_preview(milestones[entry.id], entry) for entry in entries],
        "entries": text,
        "here": reverse("milestones_undo"),
    }
    return render(request, "strands/several_undo.html", context)


def history_entries(text: str) -> list[Model]:
    """The entries of milestones' histories with these keys ("12,13"), in the order of their
    milestones.
    """
    keys = [int(key) for key in text.split(",")[:MOST] if is_key(key, 9)]
    return list(Milestone.history.filter(history_id__in=keys).order_by("id", "history_id"))


def undo_preview(record: Milestone, entry: Model) -> MilestonePreview:
    latest, before = record.history.order_by("-history_id").first(), entry_before(record, entry)
    if latest.history_id != entry.history_id or before is None:
        return MilestonePreview(record, [], is_overtaken=True)
    return MilestonePreview(record, changes_between(record, before, Milestone))


def show_undone_messages(request: HttpRequest, result: UndoResult) -> None:
    if result.put_back:
        messages.success(request, f"Undone for {plural(len(result.put_back), 'milestone')}.")
    for reason in result.reasons:
        messages.info(request, f"Not undone: {reason}.")
