"""Save acknowledgements of warnings, and sign-offs of an edition's parts."""

from collections.abc import Iterable

from django.utils import timezone

from committee.editions.exclusive_transaction import exclusive_transaction
from committee.editions.freezing import make_sections, snapshot_of_sections
from committee.editions.publish import DataChanged
from committee.models import Acknowledgement, Meeting, SignOff
from committee.readiness.findings import Finding
from committee.readiness.signing import hash_of_part
from sendprog.models import User
from sendprog.records.data_version import DataVersion
from sendprog.records.history import change
from sendprog.records.snapshots import Snapshot, today
from sendprog.values.personal_data import personal_matches


def snapshot_for(meeting: Meeting) -> Snapshot:
    """The snapshot that would be frozen if an edition were published for the meeting now."""
    on = today()
    return snapshot_of_sections(make_sections(meeting, on), on)


def acknowledge(*, by: User, meeting: Meeting, findings: Iterable[Finding], reason: str) -> int:
    """Save that somebody accepts these warnings, and why.

    Returns how many were not acknowledged before.
    """
    at = timezone.now()
    stored = 0
    with (
        exclusive_transaction(),
        change(by=by, reason=f"Warnings acknowledged for the meeting of {meeting.date}"),
    ):
        known = set(Acknowledgement.objects.filter(meeting=meeting).values_list("key", flat=True))
        for finding in findings:
            if finding.key in known:
                continue
            known.add(finding.key)
            stored += 1
            text = text_to_store(finding)
            Acknowledgement(
                meeting=meeting, key=finding.key, words=text, reason=reason, at=at, by=by
            ).save()
    return stored


def text_to_store(finding: Finding) -> str:
    """The warning's text, which is stored for good: without words that look like personal data."""
    text = f"{finding.kind.label}. {finding.where}: {finding.text}"
    return (
        f"{finding.kind.label}. Its words look like personal data."
        if any(personal_matches(text))
        else text
    )


def sign_off(*, by: User, meeting: Meeting, part: str, role: str, seen: str) -> SignOff:
    """Save that a role signs off a part as shown, or return the sign-off stored before.

    Raises DataChanged where the part's hash is no longer `seen`, the one that the page showed.
    """
    with (
        exclusive_transaction(),
        change(by=by, reason=f"Signed off for the meeting of {meeting.date}: {part}"),
    ):
        if hash_of_part(snapshot_for(meeting), part) != seen:
            raise DataChanged
        stored = SignOff.objects.filter(meeting=meeting, part=part, role=role, hash=seen).first()
        if stored:
            return stored
        new = SignOff(
            meeting=meeting,
            part=part,
            role=role,
            hash=seen,
            data_version=DataVersion.current_token(),
            at=timezone.now(),
            by=by,
        )
        new.save()
    return new
