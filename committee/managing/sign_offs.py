"""Acknowledging warnings and signing off, each written once."""

from collections.abc import Iterable

from django.utils import timezone

from committee.editions.consistent_read import consistent_read
from committee.editions.freezing import frozen_snapshot, make_sections
from committee.editions.publish import DataChanged
from committee.models import Acknowledgement, Meeting, SignOff
from committee.readiness.findings import Finding
from committee.readiness.personal import personal_matches
from committee.readiness.signing import hash_of_part
from sendprog.models import User
from sendprog.records.data_version import DataVersion
from sendprog.records.history import change
from sendprog.records.snapshots import Snapshot, today


def snapshot_for(meeting: Meeting) -> Snapshot:
    """What would be frozen for the meeting if it were published now."""
    on = today()
    return frozen_snapshot(make_sections(meeting, on), on)


def acknowledge(*, by: User, meeting: Meeting, findings: Iterable[Finding], reason: str) -> int:
    """Keep that these warnings were read, and why they may stand: how many were not acknowledged before."""
    at = timezone.now()
    with (
        consistent_read(),
        change(by=by, reason=f"Warnings acknowledged for the meeting of {meeting.date}"),
    ):
        known = set(Acknowledgement.objects.filter(meeting=meeting).values_list("key", flat=True))
        fresh = {one.key: one for one in findings if one.key not in known}
        for key, one in fresh.items():
            Acknowledgement(meeting=meeting, key=key, words=words_of(one), reason=reason, at=at, by=by).save()
    return len(fresh)


def words_of(found: Finding) -> str:
    """What is kept of a warning for ever: never what looks like personal data, which has still to be mended."""
    words = f"{found.kind.label}. {found.where}: {found.text}"
    return (
        f"{found.kind.label}. Its words look like personal data." if any(personal_matches(words)) else words
    )


def sign_off(*, by: User, meeting: Meeting, part: str, role: str, seen: str) -> SignOff:
    """Keep that a role signed off a part as it was shown. DataChanged where it is another now; a second press finds the first."""
    with consistent_read(), change(by=by, reason=f"Signed off for the meeting of {meeting.date}: {part}"):
        if hash_of_part(snapshot_for(meeting), part) != seen:
            raise DataChanged
        given = SignOff.objects.filter(meeting=meeting, part=part, role=role, hash=seen).first()
        if given is None:
            version = DataVersion.current().token
            given = SignOff(
                meeting=meeting,
                part=part,
                role=role,
                hash=seen,
                data_version=version,
                at=timezone.now(),
                by=by,
            )
            given.save()
    return given
