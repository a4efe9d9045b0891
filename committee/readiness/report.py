"""Whether an edition may be published: findings, acknowledgements and missing sign-offs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from committee.models import Acknowledgement, Edition, Meeting, SignOff

# Importing them registers the rules.
from committee.readiness import blocks, warnings  # noqa: F401
from committee.readiness.findings import Finding, FindingKind, all_findings
from committee.readiness.inputs import read_inputs
from committee.readiness.signing import (
    PART_LABELS,
    READ_AT,
    hash_of_part,
    required_sign_offs,
    sign_off_permission,
)
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import joined, lower_first, plural


@dataclass(frozen=True)
class ReadinessWarning:
    """A warning and its acknowledgement; None while nobody has acknowledged it."""

    finding: Finding
    acknowledgement: Acknowledgement | None


@dataclass(frozen=True)
class RequiredSignOff:
    """A required sign-off.

    `sign_off` is the one given for this content, `last` the last for any content.
    """

    part: str
    role: str
    hash: str
    sign_off: SignOff | None
    last: SignOff | None
    # The page of the meeting's preview on which whoever signs reads what they sign.
    read_at: str

    @property
    def permission(self) -> str:
        return sign_off_permission(self.part)

    @property
    def label(self) -> str:
        return PART_LABELS[self.part]


@dataclass(frozen=True)
class Readiness:
    """What has to be done before what is live can be published for a meeting."""

    blocks: tuple[Finding, ...]
    warnings: tuple[ReadinessWarning, ...]
    sign_offs: tuple[RequiredSignOff, ...]

    @property
    def open_warnings(self) -> tuple[Finding, ...]:
        return tuple(
            warning.finding for warning in self.warnings if warning.acknowledgement is None
        )

    @property
    def missing_sign_offs(self) -> tuple[RequiredSignOff, ...]:
        return tuple(required for required in self.sign_offs if required.sign_off is None)

    @property
    def is_ready(self) -> bool:
        return not (self.blocks or self.open_warnings or self.missing_sign_offs)

    @property
    def summary(self) -> str:
        """ "2 things block publication, 1 warning is not acknowledged and 1 sign-off is missing"."""
        if self.is_ready:
            return "Ready to publish"
        blocked, warned, unsigned = map(
            len, (self.blocks, self.open_warnings, self.missing_sign_offs)
        )
        parts = []
        if blocked:
            parts.append(
                f"{plural(blocked, 'thing')} {'blocks' if blocked == 1 else 'block'} publication"
            )
        if warned:
            parts.append(
                f"{plural(warned, 'warning')} {'is' if warned == 1 else 'are'} not acknowledged"
            )
        if unsigned:
            parts.append(
                f"{plural(unsigned, 'sign-off')} {'is' if unsigned == 1 else 'are'} missing"
            )
        return joined(parts)

    def status(self, edition: Edition | None) -> str:
        """The readiness in a sentence; with the meeting's edition, what holds up another."""
        if edition is None:
            return f"{self.summary}."
        if self.is_ready:
            return "Nothing holds up another edition."
        return f"Before another: {lower_first(self.summary)}."

    def warnings_of(self, kind: FindingKind) -> list[ReadinessWarning]:
        return [warning for warning in self.warnings if warning.finding.kind is kind]


class NotReady(Exception):
    """Something blocks publication, or a warning or sign-off is open; `readiness` says what."""

    def __init__(self, readiness: Readiness) -> None:
        super().__init__(f"{readiness.summary}.")
        self.readiness = readiness


def readiness_for(
    meeting: Meeting, snapshot: Snapshot, on: date, typed: Mapping[str, str] | None = None
) -> Readiness:
    """The readiness of a snapshot. `typed` holds what the publish form would publish, by label."""
    findings = list(all_findings(snapshot, read_inputs(meeting, on, typed)))
    acknowledgements = Acknowledgement.objects.filter(meeting=meeting).select_related("by")
    acknowledged = {acknowledgement.key: acknowledgement for acknowledgement in acknowledgements}
    given = list(SignOff.objects.filter(meeting=meeting).select_related("by"))
    return Readiness(
        blocks=tuple(finding for finding in findings if finding.kind.blocks),
        warnings=tuple(
            ReadinessWarning(finding, acknowledged.get(finding.key))
            for finding in findings
            if not finding.kind.blocks
        ),
        sign_offs=tuple(
            required_sign_off(meeting, part, role, hash_of_part(snapshot, part), given)
            for part, role in required_sign_offs(snapshot)
        ),
    )


def required_sign_off(
    meeting: Meeting, part: str, role: str, hash_now: str, given: list[SignOff]
) -> RequiredSignOff:
    """The sign-off of a part in a role.

    One given in another role or for other content does not count.
    """
    own = [sign_off for sign_off in given if (sign_off.part, sign_off.role) == (part, role)]
    valid = next((sign_off for sign_off in own if sign_off.hash == hash_now), None)
    read_at = f"{meeting.get_preview_url()}{READ_AT[part]}"
    return RequiredSignOff(part, role, hash_now, valid, own[-1] if own else None, read_at)


def edition_of(meeting: Meeting) -> Edition | None:
    """The last edition in force that was published for the meeting."""
    return Edition.objects.in_force().filter(meeting=meeting).first()


def require_ready(meeting: Meeting, snapshot: Snapshot, on: date, typed: Mapping[str, str]) -> None:
    """Raise NotReady unless this snapshot may be published."""
    readiness = readiness_for(meeting, snapshot, on, typed)
    if not readiness.is_ready:
        raise NotReady(readiness)
