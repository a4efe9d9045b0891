"""The managers' pages of the monthly rounds: open one, see who has submitted, change its days."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sendprog.editing.edit_views import Editing, add_undo_message, edit
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page
from sendprog.models import User
from sendprog.records.history import Tracked, change
from sendprog.records.rights import require_permission
from sendprog.records.sent_forms import SentForm
from sendprog.records.snapshots import today
from sendprog.values.periods import Month
from sendprog.values.wording import part_of, plural, upper_first
from strands.actions.updates import open_round, save_drafts
from strands.choices import UpdateState
from strands.forms.updates import OpenRoundForm, RoundForm
from strands.models import Strand, StrandOfficer, StrandUpdate, UpdateRound
from strands.owed import accepted_before, last_reminders, manages_rounds, officers_of
from strands.papers_due import next_papers_due, papers_that_miss, proposed_due
from strands.views.months import month_or_404


@dataclass(frozen=True)
class StrandInRound:
    """A strand in a round: its officers, update, last accepted update before, and last reminder."""

    strand: Strand
    officers: list[StrandOfficer]
    update: StrandUpdate | None
    last: StrandUpdate | None
    reminded: date | None

    @property
    def has_submitted(self) -> bool:
        return self.is_waiting or (
            self.update is not None and self.update.state == UpdateState.ACCEPTED
        )

    @property
    def is_waiting(self) -> bool:
        """Whether the update waits for a decision."""
        return self.update is not None and self.update.state == UpdateState.SUBMITTED

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
        """The day of the decision, or else of submitting; None before both."""
        if self.update is None:
            return None
        return self.update.decided_on or self.update.submitted_on


@editing_page
@form_page
def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds, and the form that opens a month."""
    require_permission(manages_rounds(request.user))
    if request.method != "POST":
        month = Month.containing(today())
        due = proposed_due(month, next_papers_due(today()))
        return rounds_page(request, OpenRoundForm(initial={"month": month.first, "due": due}))
    form = OpenRoundForm(request.POST)
    # Validated first: the same form, sent twice, may open the month in between.
    is_valid = form.is_valid()
    if opened := opened_by_form(form):
        messages.success(request, f"{opened} is open already.")
        return redirect("round", f"{opened.month:%Y-%m}")
    if not is_submitted(request) or not is_valid:
        return rounds_page(request, form)
    try:
        opened = save_round(form, request.user)
    except IntegrityError:
        if opened := opened_by_form(form):
            return redirect("round", f"{opened.month:%Y-%m}")
        month = form.cleaned_data["month"]
        form.add_error("month", f"{month:%B %Y} was opened by somebody else just now")
        return rounds_page(request, form)
    add_undo_message(request, f"{opened} is open. Each strand has a draft for it.", opened)
    return redirect("round", f"{opened.month:%Y-%m}")


def save_round(form: OpenRoundForm, by: User) -> UpdateRound:
    """Open the form's round and store which form opened it."""
    fields = {name: form.cleaned_data[name] for name in form.record_fields}
    with change(by=by, reason=f"Opened the round of {fields['month']:%B %Y}"):
        opened = open_round(by=by, on=today(), **fields)
        SentForm.store(form.cleaned_data["token"], opened)
    return opened


def opened_by_form(form: OpenRoundForm) -> UpdateRound | None:
    """The round that this validated form opened when it was sent before, or None."""
    opened = SentForm.saved_record(form.cleaned_data["token"], UpdateRound)
    return opened if opened and opened.deleted_at is None else None


def rounds_page(request: HttpRequest, form: OpenRoundForm) -> HttpResponse:
    context = {
        "form": form,
        "rounds": UpdateRound.objects.all(),
        "strands": Strand.objects.current(today()),
        "here": reverse("rounds"),
        "papers": next_papers_due(today()),
    }
    return render(request, "strands/rounds.html", context)


def strands_in(round: UpdateRound, on: date) -> list[StrandInRound]:
    """Every strand with an update for the round, and every current strand without one."""
    updates = StrandUpdate.objects.filter(month=round.month, strand__isnull=False).select_related(
        "strand"
    )
    update_of = {update.strand_id: update for update in updates}
    strands = {strand.pk: strand for strand in Strand.objects.current(on)}
    strands |= {key: update.strand for key, update in update_of.items() if key not in strands}
    officers, reminded = officers_of(strands.values(), on), last_reminders(round)
    accepted = accepted_before(strands.values(), round.month)
    rows = []
    for key, strand in strands.items():
        last = accepted[key][0] if accepted[key] else None
        rows.append(
            StrandInRound(strand, officers[key], update_of.get(key), last, reminded.get(key))
        )
    return sorted(rows, key=lambda row: row.strand.number)


def due_in_words(due: date, on: date) -> str:
    """ "in 3 days", "today", "2 days ago"."""
    days = (due - on).days
    if days == 0:
        return "today"
    return f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago"


def updated_sentence(count: int, total: int) -> str:
    """ "2 of 4 strands have updated", "No strand has updated"."""
    if not count:
        return "No strand has updated"
    return (
        f"{upper_first(part_of(count, total, 'strand'))} {'has' if count == 1 else 'have'} updated"
    )


@editing_page
@require_safe
def round_detail(request: HttpRequest, month: str) -> HttpResponse:
    """Each strand's update in a round, and since when it is in its state."""
    require_permission(manages_rounds(request.user))
    round = get_object_or_404(UpdateRound, month=month_or_404(month).first)
    strands = strands_in(round, today())
    context = {
        "round": round,
        "month": month,
        "strands": strands,
        "updated": updated_sentence(sum(row.has_submitted for row in strands), len(strands)),
        "waiting": sum(row.is_waiting for row in strands),
        "when": due_in_words(round.due, today()),
        "papers": papers_that_miss(round.due, today()),
    }
    return render(request, "strands/round.html", context)


@editing_page
@form_page
def change_round(request: HttpRequest, month: str) -> HttpResponse:
    """Change a round's days. A strand that joined the programme since gets its draft."""
    require_permission(manages_rounds(request.user))
    round = get_object_or_404(UpdateRound, month=month_or_404(month).first)
    back = reverse("round", args=[month])

    def add_drafts(form: TrackedForm, current: Tracked) -> None:
        save_drafts(current, by=request.user, on=today())

    editing = Editing(
        form_class=RoundForm,
        template="editing/form.html",
        context={
            "title": f"Change the round of {round}",
            "here": request.path,
            "back": (back, f"The round of {round}"),
        },
        success_url=back,
        success_message=f"The round of {round} is changed.",
        before_saving=add_drafts,
    )
    return edit(request, round, editing)
