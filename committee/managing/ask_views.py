"""The manager's pages that enter and edit what the committee asked, and the response."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from committee.managing.ask_forms import AskForm
from committee.models import Meeting
from committee.models.asks import Ask
from committee.mounts.agenda_mount import meeting_at
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, is_hidden_from, require_permission
from sendprog.records.snapshots import today
from sendprog.values.wording import day


def meeting_for(request: HttpRequest) -> Meeting:
    """The meeting in the query string, else the last one held, else the first.

    404 where there is none.
    """
    day_text = request.GET.get("meeting", "")
    if day_text:
        return meeting_at(day_text)
    meetings = Meeting.objects.order_by("date")
    meeting = meetings.filter(date__lte=today()).last() or meetings.first()
    if meeting is None:
        raise Http404("No meeting has been entered.")
    return meeting


def next_reference(meeting: Meeting) -> str:
    """The meeting's next reference, "2025-01-22-3"; references in the bin are not used again."""
    asks = Ask.everything.filter(reference__startswith=f"{meeting.date}-")
    suffixes = [
        reference.rpartition("-")[2] for reference in asks.values_list("reference", flat=True)
    ]
    last = max((int(suffix) for suffix in suffixes if suffix.isdigit()), default=0)
    return f"{meeting.date}-{last + 1}"


@editing_page
@form_page
def add_ask(request: HttpRequest) -> HttpResponse:
    """Enter an ask of a meeting."""
    require_permission(has_model_permission(request.user, "add", Ask))
    meeting = meeting_for(request)
    record = Ask(meeting=meeting, reference=next_reference(meeting))
    context = {
        "title": "Add what the committee asked",
        "lead": f"{meeting.committee}, {day(meeting.date)}.",
        "here": f"{reverse('ask_add')}?meeting={meeting.date}",
    }
    return edit(request, record, ask_editing(record, context))


@editing_page
@form_page
def edit_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit an ask and its response."""
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
    return edit(request, record, ask_editing(record, context))


def ask_editing(record: Ask, context: dict[str, str]) -> Editing:
    meeting_page = reverse("meeting_asks", args=[str(record.meeting.date)])
    return Editing(
        form_class=AskForm,
        template="committee/ask_form.html",
        context={"back": (meeting_page, "What this meeting asked"), **context},
        success_url=meeting_page,
        success_message=lambda saved: f"Saved: “{saved.text[:60]}”.",
        form_options={"months": settings.SENDPROG_RECOMMENDATION_MONTHS},
    )
