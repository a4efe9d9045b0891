"""The page that people land on after signing in, and the forms that start there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from committee.homes.decisions import next_meeting, unanswered_rounds, updates_waiting
from committee.homes.deeds import latest_deeds
from committee.homes.figures import series_lines
from committee.homes.forms import CloseMonthForm, MeetingForm
from committee.managing.first_steps import all_steps
from committee.managing.readiness_views import can_read
from committee.models import Acknowledgement, Edition, Meeting
from committee.mounts.live_mount import SETS_UP
from committee.readiness.after_load import missing_figures
from sendprog.accounts.account_events import last_sign_ins
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.loads.models import Load, MonthLock
from sendprog.models import User
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import live_snapshot, today
from sendprog.values.wording import day, joined
from strands.models import Strand
from strands.owed import manages_rounds, writes_updates

# Closed months that are named.
MOST_MONTHS = 3
# What a meeting has in common with the committee's last, as the form says it.
TAKEN = {
    "committee": "the committee",
    "title": "the title",
    "report_of": "whose report it is",
    "standing_note": "the standing note",
    "recommendation": "the recommendation",
}


@editing_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by what they may do.

    Officers go on to My updates, and members to what was published. While there is no programme, who
    sets it up goes on to the first steps.
    """
    if request.user.has_perm(SETS_UP) and not Strand.objects.exists():
        return redirect("first_steps")
    parts = parts_of_home(request.user)
    if not parts and writes_updates(request.user):
        return redirect("my_updates")
    if not parts:
        tell_of_newer_edition(request)
        return redirect("overview")
    return render(request, "committee/home.html", {**parts, "on": today()})


def tell_of_newer_edition(request: HttpRequest) -> None:
    """Have the next page say what was published since this person signed in before."""
    sign_ins = last_sign_ins(request.user, 2)
    if len(sign_ins) < 2:
        return
    before = sign_ins[1].at
    newer = Edition.objects.in_force().filter(published_at__gt=before).first()
    if newer is None:
        return
    text = '{}, for the meeting of {}, is new since you last looked, on {}. <a href="{}">{}</a>'
    changes = reverse("meeting_changes", args=[str(newer.meeting_date)])
    days = day(newer.meeting_date), day(localtime(before).date())
    messages.info(request, format_html(text, newer, *days, changes, "What changed"))


def parts_of_home(user: User) -> dict[str, Any]:
    """The parts of the page with what each shows; empty for officers and members."""
    parts: dict[str, Any] = {}
    if user.has_perm(SETS_UP):
        parts["steps"] = [step for step in all_steps() if not step.is_done]
    if manages_rounds(user):
        parts["decisions"] = {
            "updates": updates_waiting(user),
            "rounds": list(unanswered_rounds(today())),
            "next": next_meeting(today()) if can_read(user) else None,
        }
    if has_model_permission(user, "add", Load):
        parts["figures"] = {
            "series": series_lines(live_snapshot(), today()),
            "missing": list(missing_figures()),
            "closed": MonthLock.objects.all()[:MOST_MONTHS],
        }
    if has_model_permission(user, "view", Acknowledgement):
        parts["deeds"] = latest_deeds(user)
    return parts


@editing_page
@form_page
def close_month(request: HttpRequest) -> HttpResponse:
    """Close a month: its figures then change no more until it is opened again."""
    require_permission(has_model_permission(request.user, "add", MonthLock))
    editing = Editing(
        form_class=CloseMonthForm,
        template="editing/form.html",
        context={
            "title": "Close a month",
            "lead": "Its figures then stay as they are, until somebody opens it again with a reason.",
            "here": reverse("close_month"),
            "back": (reverse("home"), "Home"),
            "submit": "Close the month",
        },
        success_url=reverse("home"),
        success_message=lambda saved: f"{saved} is closed.",
    )
    return edit(request, MonthLock(), editing)


@editing_page
@form_page
def add_meeting(request: HttpRequest) -> HttpResponse:
    """Enter a meeting, begun from the last one's title block and recommendation."""
    require_permission(has_model_permission(request.user, "add", Meeting))
    last = Meeting.objects.order_by("date").last()
    taken = {name: getattr(last, name) for name in TAKEN} if last else {}
    editing = Editing(
        form_class=MeetingForm,
        template="editing/form.html",
        context={
            "title": "Add a meeting",
            "lead": taken_text(last),
            "here": reverse("meeting_add"),
            "back": (reverse("meetings"), "Meetings"),
        },
        success_url=lambda saved: reverse("meeting", args=[str(saved.date)]),
        success_message=lambda saved: f"The meeting of {day(saved.date)} is entered.",
    )
    return edit(request, Meeting(**taken), editing)


def taken_text(last: Meeting | None) -> str:
    """What the form is begun from; "" for the first meeting."""
    if last is None:
        return ""
    taken = joined([words for name, words in TAKEN.items() if getattr(last, name)])
    return f"Taken from the meeting of {day(last.date)}: {taken}. Change what is different."
