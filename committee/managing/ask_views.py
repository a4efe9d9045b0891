"""The manager's pages of asks: enter one at a meeting, mend it, and write down the response."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from committee.managing.ask_forms import AskForm
from committee.models import Meeting
from committee.models.asks import Ask
from committee.mounts.agenda_mount import meeting_at
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import form_page
from sendprog.records.rights import has_model_permission, is_hidden_from, require_permission
from sendprog.records.snapshots import today
from sendprog.values.wording import day


def meeting_for(request: HttpRequest) -> Meeting:
    """The meeting that the address names; without one, the last that was held. 404 where there is none."""
    named = request.GET.get("meeting", "")
    if named:
        return meeting_at(named)
    held = (
        Meeting.objects.filter(date__lte=today()).order_by("date").last()
        or Meeting.objects.order_by("date").first()
    )
    if held is None:
        raise Http404("No meeting has been entered.")
    return held


def next_reference(meeting: Meeting) -> str:
    """ "2025-01-22-3": the meeting's next, those in the bin counted."""
    used = Ask.everything.filter(reference__startswith=f"{meeting.date}-").values_list("reference", flat=True)
    numbers = [int(last) for one in used if (last := one.rpartition("-")[2]).isdigit()]
    return f"{meeting.date}-{max(numbers, default=0) + 1}"


@editing_page
@form_page
def add_ask(request: HttpRequest) -> HttpResponse:
    """A new ask of a meeting."""
    require_permission(has_model_permission(request.user, "add", Ask))
    meeting = meeting_for(request)
    record = Ask(meeting=meeting, reference=next_reference(meeting))
    context = {
        "title": "Add what the committee asked",
        "lead": f"{meeting.committee}, {day(meeting.date)}.",
        "here": f"{reverse('ask_add')}?meeting={meeting.date}",
    }
    return edit(request, record, editing_of(record, context))


@editing_page
@form_page
def edit_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """An ask's words, date and response."""
    require_permission(has_model_permission(request.user, "change", Ask))
    record = get_object_or_404(Ask.objects.select_related("meeting", "risk"), slug=slug)
    if is_hidden_from(request.user, record):
        raise Http404("There is no such ask.")
    context = {
        "title": "Edit what the committee asked",
        "lead": f"{record.meeting.committee}, {day(record.meeting.date)}.",
        "here": reverse("ask_edit", args=[slug]),
        "history": reverse("history", args=["committee.ask", record.pk]),
    }
    return edit(request, record, editing_of(record, context))


def editing_of(record: Ask, context: dict[str, str]) -> Editing:
    listed = reverse("meeting_asks", args=[str(record.meeting.date)])
    return Editing(
        form_class=AskForm,
        template="committee/ask_form.html",
        context={"back": (listed, "What this meeting asked"), **context},
        success_url=listed,
        success_message=lambda saved: f"Saved: “{saved.text[:60]}”.",
        form_options={"months": settings.SENDPROG_RECOMMENDATION_MONTHS},
    )
