"""Several milestones changed at once: chosen, shown old beside new, saved together; and taken back together."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from sendprog.editing.edit_conflicts import value_text
from sendprog.editing.history_entries import FieldChange, changes_between
from sendprog.editing.restoring import entry_before
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import is_submitted
from sendprog.pages.addresses import live_address
from sendprog.records.rights import can_edit, require_permission, visible_to_user
from sendprog.values.wording import plural
from strands.actions.milestones import Overtaken, Undone, Wanted, change_several, undo_several
from strands.forms.milestones import understood
from strands.forms.several import MOST, SeveralForm
from strands.models import Milestone
from strands.views.milestones import in_strand_asked, slug_of, which_strand


@dataclass(frozen=True)
class Line:
    """One milestone of a preview: its fields old beside new; whether somebody saved it since it was shown."""

    milestone: Milestone
    changes: list[FieldChange]
    is_overtaken: bool = False


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_milestones(request: HttpRequest) -> HttpResponse:
    """Choose milestones of a strand and what they are to have; see old and new; save all of it or nothing."""
    asked = in_strand_asked(request)
    if asked is None:
        return which_strand(request, "Change several milestones", reverse("milestones_change"))
    require_permission(can_edit(request.user, asked))
    form = form_for(request, asked)
    if not is_submitted(request) or "back" in request.POST or not form.is_valid():
        return choosing_page(request, asked, form)
    if "confirm" not in request.POST or form.gone:
        return preview(request, form)
    try:
        changed = change_several(wanted=form.wanted, versions=form.cleaned_data["chosen"], by=request.user)
    except Overtaken as overtaken:
        now = form_for(request, asked)
        now.is_valid()
        return preview(request, now, {one.pk for one in overtaken.records})
    tell(request, changed, form.wanted)
    return redirect(read_at(asked))


def form_for(request: HttpRequest, asked: Milestone) -> SeveralForm:
    data = request.POST if request.method == "POST" else None
    return SeveralForm(data, initial={"strand": slug_of(asked)}, shown=offered(request, asked))


def read_at(asked: Milestone) -> str:
    return f"{live_address('milestones')}?strand={slug_of(asked)}"


def offered(request: HttpRequest, asked: Milestone) -> dict[int, Milestone]:
    """The open milestones of the strand, by key; 403 where one is chosen that this person may not edit."""
    of_strand = Milestone.objects.still_open().filter(strand=asked.strand).select_related("strand")
    found = {one.pk: one for one in visible_to_user(of_strand, request.user)}
    chosen = [
        key
        for one in request.POST.getlist("chosen")[:MOST]
        if (key := one.partition(".")[0]).isascii() and key.isdigit()
    ]
    elsewhere = {int(key) for key in chosen if len(key) < 19} - set(found)
    others = Milestone.objects.filter(pk__in=elsewhere).select_related("strand")
    for one in {other.strand_id: other for other in others}.values():
        require_permission(can_edit(request.user, one))
    return found


def choosing_page(request: HttpRequest, asked: Milestone, form: SeveralForm) -> HttpResponse:
    context = {
        "form": form,
        "title": "Change several milestones",
        "lead": asked.strand.name if asked.strand else "The whole programme",
        "here": reverse("milestones_change"),
        "back": (read_at(asked), "Back to the milestones"),
    }
    return render(request, "strands/several.html", context)


def preview(request: HttpRequest, form: SeveralForm, overtaken: Collection[int] = ()) -> HttpResponse:
    """Old beside new for each, nothing saved; with the versions that are shown."""
    lines = [Line(one, changes_of(one, form.wanted), one.pk in overtaken) for one in form.chosen_ones]
    gone = len(form.gone)
    changing = sum(bool(line.changes) for line in lines)
    hidden = [
        (name, value) for name in request.POST if name in form.fields for value in request.POST.getlist(name)
    ]
    context = {
        "title": "Check before saving",
        "form": form,
        "lines": lines,
        "gone": f"{plural(gone, 'milestone')} {'is' if gone == 1 else 'are'} no longer open" if gone else "",
        "overtaken": bool(overtaken),
        "submit": f"Change {plural(changing, 'milestone')}" if changing else "",
        "hidden": [(name, value) for name, value in hidden if name != "chosen"],
        "here": reverse("milestones_change"),
    }
    return render(request, "strands/several_preview.html", context, status=409 if overtaken or gone else 200)


def changes_of(one: Milestone, wanted: Wanted) -> list[FieldChange]:
    pairs = [
        ("Forecast", one.forecast, wanted.forecast_of(one)),
        ("Owner", one.owner, wanted.owner_of(one)),
    ]
    return [FieldChange(label, value_text(old), value_text(new)) for label, old, new in pairs if old != new]


def tell(request: HttpRequest, changed: list[Milestone], wanted: Wanted) -> None:
    """A banner with the link that undoes the whole change."""
    if not changed:
        messages.success(request, "Saved: nothing was different.")
        return
    date = f" Forecast: {understood(wanted.forecast)}." if wanted.forecast else ""
    entries = ",".join(str(one.history.first().history_id) for one in changed)
    undo = f"{reverse('milestones_undo')}?entries={entries}"
    words = f"{plural(len(changed), 'milestone')} changed.{date}"
    messages.success(
        request, format_html('{} <a class="govuk-notification-banner__link" href="{}">Undo</a>', words, undo)
    )


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest) -> HttpResponse:
    """Take a change of several milestones back: each one, or kept because it was changed since."""
    asked = request.POST.get("entries") or request.GET.get("entries", "")
    entries = entries_asked(asked)
    known = visible_to_user(Milestone.everything.select_related("strand"), request.user)
    records = known.in_bulk([entry.id for entry in entries])
    entries = [entry for entry in entries if entry.id in records]
    require_permission(bool(entries))
    for one in {record.strand_id: record for record in records.values()}.values():
        require_permission(can_edit(request.user, one))
    if is_submitted(request):
        tell_undone(request, undo_several(entries=entries, by=request.user))
        return redirect(read_at(records[entries[0].id]))
    lines = [undo_line(records[entry.id], entry) for entry in entries]
    context = {
        "title": "Undo the change?",
        "lines": lines,
        "entries": asked,
        "here": reverse("milestones_undo"),
    }
    return render(request, "strands/several_undo.html", context)


def entries_asked(text: str) -> list[Model]:
    """The entries of milestones' histories that an address names, in the order of their records."""
    keys = [int(one) for one in text.split(",")[:MOST] if one.isascii() and one.isdigit() and len(one) < 10]
    return list(Milestone.history.filter(history_id__in=keys).order_by("id", "history_id"))


def undo_line(record: Milestone, entry: Model) -> Line:
    latest, before = record.history.order_by("-history_id").first(), entry_before(record, entry)
    if latest.history_id != entry.history_id or before is None:
        return Line(record, [], is_overtaken=True)
    return Line(record, changes_between(record, before, Milestone))


def tell_undone(request: HttpRequest, done: Undone) -> None:
    if done.put_back:
        messages.success(request, f"Undone for {plural(len(done.put_back), 'milestone')}.")
    for words in done.kept:
        messages.info(request, f"Kept as it is: {words}.")
