"""The manager's month: open it, see who has and who has not, change its days."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sendprog.editing.edit_views import Editing, add_undo_message, edit
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import is_submitted
from sendprog.records.history import Tracked, change
from sendprog.records.rights import require_permission
from sendprog.records.sent_forms import SentForm
from sendprog.records.snapshots import today
from sendprog.values.periods import Month
from sendprog.values.wording import plural
from strands.actions.updates import give_drafts, open_round
from strands.choices import UpdateState
from strands.forms.updates import OpenRoundForm, RoundForm
from strands.models import Strand, StrandOfficer, StrandUpdate, UpdateRound
from strands.owed import accepted_before, last_reminders, manages, officers_of
from strands.views.updates import month_of

HAS = (UpdateState.SUBMITTED, UpdateState.ACCEPTED)


@dataclass(frozen=True)
class Line:
    """One strand in a round: who looks after it, and how its update stands."""

    strand: Strand
    officers: list[StrandOfficer]
    update: StrandUpdate | None
    last: StrandUpdate | None
    reminded: date | None

    @property
    def has(self) -> bool:
        return self.update is not None and self.update.state in HAS

    @property
    def state(self) -> str:
        if self.update is None:
            return "Not in this round"
        if self.update.was_sent_back:
            return "Sent back"
        if self.update.state == UpdateState.DRAFT and self.update.is_blank:
            return "Not begun"
        return self.update.get_state_display()

    @property
    def since(self) -> date | None:
        """Since when it stands so: the day of the decision, or of submitting."""
        if self.update is None:
            return None
        return self.update.decided_on if self.update.decided_on else self.update.submitted_on


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds, and the form that opens a month."""
    require_permission(manages(request.user))
    if request.method != "POST":
        month = Month.containing(today())
        return rounds_page(request, OpenRoundForm(initial={"month": month.first, "due": month.last}))
    form = OpenRoundForm(request.POST)
    # Asked before, since a press beside this one may open the month in between.
    is_valid = form.is_valid()
    if before := opened_already(form):
        messages.success(request, f"{before} is open already.")
        return redirect("round", f"{before.month:%Y-%m}")
    if not is_submitted(request) or not is_valid:
        return rounds_page(request, form)
    asked = {name: form.cleaned_data[name] for name in form.record_fields}
    try:
        with change(by=request.user, reason=f"Opened the round of {asked['month']:%B %Y}"):
            opened = open_round(by=request.user, on=today(), **asked)
            SentForm.store(form.cleaned_data["token"], opened)
    except IntegrityError:
        if before := opened_already(form):
            return redirect("round", f"{before.month:%Y-%m}")
        form.add_error("month", f"{asked['month']:%B %Y} was opened by somebody else just now")
        return rounds_page(request, form)
    add_undo_message(request, f"{opened} is open. Each strand has a draft for it.", opened)
    return redirect("round", f"{opened.month:%Y-%m}")


def opened_already(form: OpenRoundForm) -> UpdateRound | None:
    """The round that this very form opened, pressed twice: its rules were read before the first press."""
    made = SentForm.saved_record(form["token"].value() or "", UpdateRound)
    return made if made and made.deleted_at is None else None


def rounds_page(request: HttpRequest, form: OpenRoundForm) -> HttpResponse:
    context = {"form": form, "rounds": UpdateRound.objects.all(), "on": today(), "here": reverse("rounds")}
    return render(request, "strands/rounds.html", context)


def lines_of(round: UpdateRound, on: date) -> list[Line]:
    """Every strand of the round, and every current strand that is not in it."""
    updates = {
        update.strand_id: update
        for update in StrandUpdate.objects.filter(month=round.month, strand__isnull=False).select_related(
            "strand"
        )
    }
    strands = list(Strand.objects.current(on))
    strands += [update.strand for key, update in updates.items() if key not in {one.pk for one in strands}]
    officers, reminded = officers_of(strands, on), last_reminders(round)
    before = accepted_before(strands, round.month)
    return [
        Line(
            one, officers[one.pk], updates.get(one.pk), next(iter(before[one.pk]), None), reminded.get(one.pk)
        )
        for one in sorted(strands, key=lambda strand: strand.number)
    ]


def due_in_words(due: date, on: date) -> str:
    """ "in 3 days", "today", "2 days ago"."""
    days = (due - on).days
    if days == 0:
        return "today"
    return f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago"


@editing_page
@require_safe
def round_page(request: HttpRequest, month: str) -> HttpResponse:
    """Who has, who has not, since when."""
    require_permission(manages(request.user))
    found = get_object_or_404(UpdateRound, month=month_of(month).first)
    lines = lines_of(found, today())
    context = {
        "round": found,
        "month": month,
        "lines": lines,
        "has": sum(line.has for line in lines),
        "waiting": sum(
            line.update is not None and line.update.state == UpdateState.SUBMITTED for line in lines
        ),
        "when": due_in_words(found.due, today()),
    }
    return render(request, "strands/round.html", context)


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_round(request: HttpRequest, month: str) -> HttpResponse:
    """Change a round's days; a strand that joined since gets its draft."""
    require_permission(manages(request.user))
    found = get_object_or_404(UpdateRound, month=month_of(month).first)
    back = reverse("round", args=[month])

    def with_drafts(form: TrackedForm, current: Tracked) -> None:
        give_drafts(current, by=request.user, on=today())

    editing = Editing(
        form_class=RoundForm,
        template="editing/form.html",
        context={
            "title": f"Change the round of {found}",
            "here": request.path,
            "back": (back, f"The round of {found}"),
        },
        success_url=back,
        success_message=f"The round of {found} is changed.",
        before_saving=with_drafts,
    )
    return edit(request, found, editing)
