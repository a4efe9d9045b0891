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
from committee.readiness.findings import Finding, Kind
from committee.readiness.report import Readiness, Signing, Warned, standing
from committee.readiness.signing import permission_of
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import form_page, is_submitted
from sendprog.environment import SIGN_OFF_PARTS
from sendprog.models import User
from sendprog.records.rights import has_explicit_permission, has_model_permission, require_permission
from sendprog.records.snapshots import today
from sendprog.values.wording import plural

MOVED_ON = "Somebody changed this part after you opened the page. Read it again, then sign it off."


@dataclass(frozen=True)
class Group:
    """The warnings of one kind: those that are open, with their form where this person may acknowledge, and the others."""

    kind: Kind
    findings: list[Finding]
    acknowledged: list[Warned]
    form: AcknowledgeForm | None


@dataclass(frozen=True)
class Part:
    """A sign-off, with its form where it is this person's to give and is missing."""

    signing: Signing
    form: SignOffForm | None


def may_read(user: User) -> bool:
    """Managers and auditors, and whoever has something to sign off."""
    may_sign = any(user.has_perm(permission_of(part)) for part in (*SIGN_OFF_PARTS, "monitoring"))
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
    stands = standing(meeting, snapshot_for(meeting), today())
    if request.method != "POST":
        return page(request, meeting, stands)
    deed, _, what = request.POST.get("deed", "").partition(":")
    if deed == "acknowledge" and what in set(Kind):
        return acknowledged(request, meeting, stands, Kind(what))
    signing = next((one for one in stands.signings if deed == "sign" and one.part == what), None)
    if signing:
        return signed(request, meeting, stands, signing)
    return page(request, meeting, stands)


def acknowledged(request: HttpRequest, meeting: Meeting, stands: Readiness, kind: Kind) -> HttpResponse:
    require_permission(has_model_permission(request.user, "add", Acknowledgement))
    form = acknowledge_form(stands, kind, request.POST)
    if not is_submitted(request) or not form.is_valid():
        return page(request, meeting, stands, {kind.value: form})
    found = acknowledge(
        by=request.user, meeting=meeting, findings=form.chosen, reason=form.cleaned_data["reason"]
    )
    messages.success(request, f"Acknowledged: {plural(found, 'warning')}.")
    return redirect("readiness", meeting.date.isoformat())


def signed(request: HttpRequest, meeting: Meeting, stands: Readiness, signing: Signing) -> HttpResponse:
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
    messages.success(request, f"Signed off: {signing.words[:1].lower()}{signing.words[1:]}.")
    return redirect("readiness", meeting.date.isoformat())


def acknowledge_form(stands: Readiness, kind: Kind, data: Any = None) -> AcknowledgeForm:
    return AcknowledgeForm(data, prefix=kind.value, findings=open_of(stands, kind))


def open_of(stands: Readiness, kind: Kind) -> list[Finding]:
    return [one.finding for one in stands.of_kind(kind) if one.acknowledgement is None]


def page(
    request: HttpRequest, meeting: Meeting, stands: Readiness, sent: dict[str, Any] | None = None
) -> HttpResponse:
    """The page; `sent` holds the form that was sent and not accepted, by its prefix."""
    sent = sent or {}
    context = {
        "meeting": meeting,
        "stands": stands,
        "groups": groups(request.user, stands, sent),
        "parts": [Part(one, sign_form(request.user, one, sent)) for one in stands.signings],
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
        done = [one for one in stands.of_kind(kind) if one.acknowledgement]
        found.append(Group(kind, left, done, form))
    return found


def sign_form(user: User, signing: Signing, sent: dict[str, Any]) -> SignOffForm | None:
    if signing.sign_off or not has_explicit_permission(user, signing.permission):
        return None
    return sent.get(signing.part) or SignOffForm(prefix=signing.part, initial={"seen": signing.hash})
