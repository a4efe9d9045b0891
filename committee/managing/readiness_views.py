"""The page that says whether an edition may be published, where warnings are acknowledged and parts signed off."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.editions.publish import DataChanged
from committee.managing.paper_views import next_meeting
from committee.managing.readiness_forms import AcknowledgeForm, SignOffForm
from committee.managing.sign_offs import acknowledge, sign_off, snapshot_for
from committee.models import Acknowledgement, Meeting
from committee.mounts.agenda_mount import meeting_at
from committee.readiness.findings import Finding, FindingKind
from committee.readiness.report import Readiness, ReadinessWarning, RequiredSignOff, readiness_for
from committee.readiness.signing import sign_off_permission
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import form_page, is_submitted
from sendprog.environment import PARTS
from sendprog.models import User
from sendprog.records.rights import has_explicit_permission, has_model_permission, require_permission
from sendprog.records.snapshots import today
from sendprog.values.wording import plural

MOVED_ON = "Somebody changed this part after you opened the page. Read it again, then sign it off."


@dataclass(frozen=True)
class Group:
    """The warnings of one kind: those that are open, with their form where this person may acknowledge, and the others."""

    kind: FindingKind
    findings: list[Finding]
    acknowledged: list[ReadinessWarning]
    form: AcknowledgeForm | None


@dataclass(frozen=True)
class Part:
    """A sign-off, with its form where it is this person's to give and is missing."""

    signing: RequiredSignOff
    form: SignOffForm | None


def may_read(user: User) -> bool:
    """Managers and auditors, and whoever has something to sign off."""
    may_sign = any(user.has_perm(sign_off_permission(part)) for part in (*PARTS, "monitoring"))
    return has_model_permission(user, "view", Acknowledgement) or may_sign


@editing_page
@require_safe
def next_readiness(request: HttpRequest) -> HttpResponse:
    """To the next meeting's."""
    require_permission(may_read(request.user))
    meeting = next_meeting()
    if meeting is None:
        advice = "No meeting has been entered, so there is nothing to publish for. The programme manager enters one."
        return render(
            request, "stand_in.html", {"title": "There is no meeting yet", "advice": advice}, status=404
        )
    return redirect("readiness", meeting.date.isoformat())


@editing_page
@form_page
def readiness(request: HttpRequest, day: str) -> HttpResponse:
    """What blocks publication, what must be acknowledged, what must be signed off; each with its mend."""
    require_permission(may_read(request.user))
    meeting = meeting_at(day)
    stands = readiness_for(meeting, snapshot_for(meeting), today())
    if request.method != "POST":
        return page(request, meeting, stands)
    operation, _, subject = request.POST.get("operation", "").partition(":")
    if operation == "acknowledge" and subject in set(FindingKind):
        return acknowledged(request, meeting, stands, FindingKind(subject))
    signing = next((one for one in stands.sign_offs if operation == "sign" and one.part == subject), None)
    if signing:
        return signed(request, meeting, stands, signing)
    return page(request, meeting, stands)


def acknowledged(
    request: HttpRequest, meeting: Meeting, stands: Readiness, kind: FindingKind
) -> HttpResponse:
    require_permission(has_model_permission(request.user, "add", Acknowledgement))
    form = acknowledge_form(stands, kind, request.POST)
    if not is_submitted(request) or not form.is_valid():
        return page(request, meeting, stands, {kind.value: form})
    found = acknowledge(
        by=request.user, meeting=meeting, findings=form.chosen, reason=form.cleaned_data["reason"]
    )
    messages.success(request, f"Acknowledged: {plural(found, 'warning')}.")
    return redirect("readiness", meeting.date.isoformat())


def signed(
    request: HttpRequest, meeting: Meeting, stands: Readiness, signing: RequiredSignOff
) -> HttpResponse:
    require_permission(has_explicit_permission(request.user, signing.permission))
    form = SignOffForm(request.POST, prefix=signing.part)
    if not is_submitted(request) or not form.is_valid():
        return page(request, meeting, stands, {signing.part: form})
    try:
        seen = form.cleaned_data["seen"]
        sign_off(by=request.user, meeting=meeting, part=signing.part, role=signing.role, seen=seen)
    except DataChanged:
        data = request.POST.copy()
        data[f"{signing.part}-seen"] = signing.hash
        again = SignOffForm(data, prefix=signing.part)
        again.add_error(None, MOVED_ON)
        return page(request, meeting, stands, {signing.part: again})
    messages.success(request, f"Signed off: {signing.label[:1].lower()}{signing.label[1:]}.")
    return redirect("readiness", meeting.date.isoformat())


def acknowledge_form(stands: Readiness, kind: FindingKind, data: Any = None) -> AcknowledgeForm:
    return AcknowledgeForm(data, prefix=kind.value, findings=open_of(stands, kind))


def open_of(stands: Readiness, kind: FindingKind) -> list[Finding]:
    return [one.finding for one in stands.warnings_of(kind) if one.acknowledgement is None]


def page(
    request: HttpRequest, meeting: Meeting, stands: Readiness, sent: dict[str, Any] | None = None
) -> HttpResponse:
    """The page; `sent` holds the form that was sent and not accepted, by its prefix."""
    sent = sent or {}
    context = {
        "meeting": meeting,
        "readiness": stands,
        "groups": groups(request.user, stands, sent),
        "parts": [Part(one, sign_form(request.user, one, sent)) for one in stands.sign_offs],
        "problem": next(iter(sent.values()), None),
        "publish": reverse("publish", args=[meeting.date.isoformat()])
        if has_model_permission(request.user, "add", Acknowledgement)
        else "",
    }
    return render(request, "committee/readiness.html", context)


def groups(user: User, stands: Readiness, sent: dict[str, Any]) -> list[Group]:
    found = []
    for kind in dict.fromkeys(one.finding.kind for one in stands.warnings):
        left = open_of(stands, kind)
        may = left and has_model_permission(user, "add", Acknowledgement)
        form = (sent.get(kind.value) or acknowledge_form(stands, kind)) if may else None
        done = [one for one in stands.warnings_of(kind) if one.acknowledgement]
        found.append(Group(kind, left, done, form))
    return found


def sign_form(user: User, signing: RequiredSignOff, sent: dict[str, Any]) -> SignOffForm | None:
    if signing.sign_off or not has_explicit_permission(user, signing.permission):
        return None
    return sent.get(signing.part) or SignOffForm(prefix=signing.part, initial={"seen": signing.hash})
