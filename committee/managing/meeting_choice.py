"""Which meeting a page of its own is about: the only one to come, or the one that the user chooses."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from committee.models import Meeting
from sendprog.records.snapshots import today

NO_MEETING = {
    "title": "There is no meeting yet",
    "advice": (
        "No meeting has been entered, so there is nothing to publish for. The programme manager enters one."
    ),
}


def meetings_to_come() -> QuerySet[Meeting]:
    """The meetings from today on, the first one first."""
    return Meeting.objects.filter(date__gte=today()).order_by("date")


def only_meeting_to_come() -> Meeting | None:
    """The meeting to come; None where there is none, or where there are several to choose from."""
    meetings = list(meetings_to_come()[:2])
    return meetings[0] if len(meetings) == 1 else None


def choose_meeting(request: HttpRequest, title: str, url_name: str) -> HttpResponse:
    """Links to this page of each meeting, those to come first; 404 where no meeting is entered."""
    to_come = list(meetings_to_come())
    past = list(Meeting.objects.filter(date__lt=today()))
    if not to_come and not past:
        return render(request, "stand_in.html", NO_MEETING, status=404)
    context = {"title": title, "url_name": url_name, "to_come": to_come, "past": past}
    return render(request, "committee/choose_meeting.html", context)
