"""The page of an edition's readiness, with the forms that acknowledge warnings and sign off parts."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.changes.difference import snapshot_changes
from committee.editions.publish import DataChanged
from committee.editions.stored import address_of_edition, snapshot_of
from committee.managing.meeting_choice import choose_meeting, only_meeting_to_come
from committee.managing.readiness_forms import AcknowledgeForm, SignOffForm
from committee.managing.sign_offs import acknowledge, sign_off, snapshot_for
from committee.models import Acknowledgement, Edition, Meeting
from committee.mounts.agenda_mount import meeting_at
from committee.readiness.findings import Finding, FindingKind
from committee.readiness.report import (
    Readiness,
    ReadinessWarning,
    RequiredSignOff,
    edition_of,
    readiness_for,
)
from committee.readiness.signing import sign_off_permission
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.environment import SIGN_OFF_PARTS
from sendprog.models import User
from sendprog.records.rights import (
    has_explicit_permission,
    has_model_permission,
    require_permission,
)
from sendprog.records.snapshots import today
from sendprog.values.wording import lower_first, plural

CHANGED_MEANWHILE = (
    "Somebody changed this part after you opened the page. Read it again, then sign it off."
)
# A rejected form by its prefix.
RejectedForms = dict[str, Any]


@dataclass(frozen=True)
class WarningGroup:
    """The warnings of one kind; the form to acknowledge the open ones, None where this user may
    not.
    """

    kind: FindingKind
    findings: list[Finding]
    acknowledged: list[ReadinessWarning]
    form: AcknowledgeForm | None


@dataclass(frozen=True)
class PartToSign:
    """A sign-off that is needed; the form to give it, None where it is given or not this user's to
    give.
    """

    signing: RequiredSignOff
    form: SignOffForm | None


def can_read(user: User) -> bool:
    """Whether the user is a manager or auditor, or may sign off a part."""
    may_sign = any(
        user.has_perm(sign_off_permission(part)) for part in (*SIGN_OFF_PARTS, "monitoring")
    )
    return has_model_permission(user, "view", Acknowledgement) or may_sign


@editing_page
@require_safe
def next_readiness(request: HttpRequest) -> HttpResponse:
    """Redirect to the readiness for the only meeting to come; else the user chooses the meeting."""
    require_permission(can_read(request.user))
    meeting = only_meeting_to_come()
    if meeting is None:
        return choose_meeting(request, "Readiness", "readiness")
    return redirect("readiness", meeting.date.isoformat())


@editing_page
@form_page
def readiness(request: HttpRequest, day: str) -> HttpResponse:
    """Show what blocks publication and what must be acknowledged or signed off, with links to fix
    it.
    """
    require_permission(can_read(request.user))
    meeting = meeting_at(day)
    report = readiness_for(meeting, snapshot_for(meeting), today())
    if request.method != "POST":
        return readiness_page(request, meeting, report)
    action, _, target = request.POST.get("operation", "").partition(":")
    if action == "acknowledge" and target in set(FindingKind):
        return acknowledge_warnings(request, meeting, report, FindingKind(target))
    signing = next((signing for signing in report.sign_offs if signing.part == target), None)
    if action == "sign" and signing:
        return sign_off_part(request, meeting, report, signing)
    return readiness_page(request, meeting, report)


def acknowledge_warnings(
    request: HttpRequest, meeting: Meeting, report: Readiness, kind: FindingKind
) -> HttpResponse:
    require_permission(has_model_permission(request.user, "add", Acknowledgement))
    form = acknowledge_form(report, kind, request.POST)
    if not is_submitted(request) or not form.is_valid():
        return readiness_page(request, meeting, report, {kind.value: form})
    reason = form.cleaned_data["reason"]
    stored = acknowledge(by=request.user, meeting=meeting, findings=form.chosen, reason=reason)
    messages.success(request, f"Acknowledged: {plural(stored, 'warning')}.")
    return redirect("readiness", meeting.date.isoformat())


def sign_off_part(
    request: HttpRequest, meeting: Meeting, report: Readiness, signing: RequiredSignOff
) -> HttpResponse:
    require_permission(has_explicit_permission(request.user, signing.permission))
    form = SignOffForm(request.POST, prefix=signing.part)
    if not is_submitted(request) or not form.is_valid():
        return readiness_page(request, meeting, report, {signing.part: form})
    try:
        seen = form.cleaned_data["seen"]
        sign_off(by=request.user, meeting=meeting, part=signing.part, role=signing.role, seen=seen)
    except DataChanged:
        data = request.POST.copy()
        data[f"{signing.part}-seen"] = signing.hash
        form = SignOffForm(data, prefix=signing.part)
        form.add_error(None, CHANGED_MEANWHILE)
        return readiness_page(request, meeting, report, {signing.part: form})
    messages.success(request, f"Signed off: {lower_first(signing.label)}.")
    return redirect("readiness", meeting.date.isoformat())


def acknowledge_form(report: Readiness, kind: FindingKind, data: Any = None) -> AcknowledgeForm:
    return AcknowledgeForm(data, prefix=kind.value, findings=open_findings(report, kind))


def open_findings(report: Readiness, kind: FindingKind) -> list[Finding]:
    """The warnings of a kind that nobody acknowledged."""
    return [
        warning.finding for warning in report.warnings_of(kind) if warning.acknowledgement is None
    ]


def readiness_page(
    request: HttpRequest, meeting: Meeting, report: Readiness, rejected: RejectedForms | None = None
) -> HttpResponse:
    rejected = rejected or {}
    may_publish = has_model_permission(request.user, "add", Acknowledgement)
    edition = edition_of(meeting)
    context = {
        "meeting": meeting,
        "readiness": report,
        "status": report.status(edition),
        "edition": edition,
        "groups": warning_groups(request.user, report, rejected),
        "parts": [
            PartToSign(each, sign_form(request.user, each, rejected)) for each in report.sign_offs
        ],
        "problem": next(iter(rejected.values()), None),
        "publish": reverse("publish", args=[meeting.date.isoformat()]) if may_publish else "",
    }
    if edition:
        context |= since_edition(meeting, edition)
    return render(request, "committee/readiness.html", context)


def since_edition(meeting: Meeting, edition: Edition) -> dict[str, Any]:
    """Where the meeting's edition is, and what another would show as changed since."""
    changes = snapshot_changes(snapshot_of(edition), snapshot_for(meeting))
    return {
        "edition_address": address_of_edition(edition),
        "has_changed": bool(changes.items),
        "changes": f"{meeting.get_preview_url()}changes/since/{edition.number}/",
    }


def warning_groups(user: User, report: Readiness, rejected: RejectedForms) -> list[WarningGroup]:
    may_acknowledge = has_model_permission(user, "add", Acknowledgement)
    groups = []
    for kind in dict.fromkeys(warning.finding.kind for warning in report.warnings):
        findings = open_findings(report, kind)
        form = None
        if findings and may_acknowledge:
            form = rejected.get(kind.value) or acknowledge_form(report, kind)
        acknowledged = [warning for warning in report.warnings_of(kind) if warning.acknowledgement]
        groups.append(WarningGroup(kind, findings, acknowledged, form))
    return groups


def sign_form(user: User, signing: RequiredSignOff, rejected: RejectedForms) -> SignOffForm | None:
    """The form to sign off a part; None where it is signed off, or not for this user to sign off."""
    if signing.sign_off or not has_explicit_permission(user, signing.permission):
        return None
    return rejected.get(signing.part) or SignOffForm(
        prefix=signing.part, initial={"seen": signing.hash}
    )
