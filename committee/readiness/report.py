"""How an edition to come stands: what was found, what of it was acknowledged, and which sign-offs are missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from committee.models import Acknowledgement, Meeting, SignOff

# The rules register themselves.
from committee.readiness import blocks, warnings  # noqa: F401
from committee.readiness.findings import Finding, Kind, findings
from committee.readiness.inputs import facts_of
from committee.readiness.signing import READ_AT, WORDS, hash_of_part, needed, permission_of
from sendprog.pages.addresses import LIVE_PREFIX
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import joined, plural


@dataclass(frozen=True)
class Warned:
    """A warning, and who acknowledged it as it stands."""

    finding: Finding
    acknowledgement: Acknowledgement | None


@dataclass(frozen=True)
class Signing:
    """A sign-off that is needed, and the one that holds for what would be published now; `last` held for something else."""

    part: str
    role: str
    hash: str
    sign_off: SignOff | None
    last: SignOff | None

    @property
    def permission(self) -> str:
        return permission_of(self.part)

    @property
    def words(self) -> str:
        return WORDS[self.part]

    @property
    def read_at(self) -> str:
        return f"{LIVE_PREFIX}{READ_AT[self.part]}"


@dataclass(frozen=True)
class Readiness:
    """Everything that stands between what is live and its publication for a meeting."""

    blocks: tuple[Finding, ...]
    warnings: tuple[Warned, ...]
    signings: tuple[Signing, ...]

    @property
    def open_warnings(self) -> tuple[Finding, ...]:
        return tuple(one.finding for one in self.warnings if one.acknowledgement is None)

    @property
    def missing(self) -> tuple[Signing, ...]:
        return tuple(one for one in self.signings if one.sign_off is None)

    @property
    def is_ready(self) -> bool:
        return not (self.blocks or self.open_warnings or self.missing)

    @property
    def in_words(self) -> str:
        """ "2 things block publication, 1 warning is not acknowledged and 1 sign-off is missing"."""
        if self.is_ready:
            return "Ready to publish"
        blocked, warned, unsigned = len(self.blocks), len(self.open_warnings), len(self.missing)
        said = (
            [f"{plural(blocked, 'thing')} {'blocks' if blocked == 1 else 'block'} publication"]
            if blocked
            else []
        )
        said += (
            [f"{plural(warned, 'warning')} {'is' if warned == 1 else 'are'} not acknowledged"]
            if warned
            else []
        )
        said += (
            [f"{plural(unsigned, 'sign-off')} {'is' if unsigned == 1 else 'are'} missing"] if unsigned else []
        )
        return joined(said)

    def of_kind(self, kind: Kind) -> list[Warned]:
        return [one for one in self.warnings if one.finding.kind is kind]


class NotReady(Exception):
    """Something blocks publication, or is neither acknowledged nor signed off."""

    def __init__(self, readiness: Readiness) -> None:
        super().__init__(f"{readiness.in_words}.")
        self.readiness = readiness


def standing(
    meeting: Meeting, snapshot: Snapshot, on: date, typed: Mapping[str, str] | None = None
) -> Readiness:
    """How the snapshot stands that would be frozen for a meeting. `typed`: what the publish form adds, by its label."""
    found = list(findings(snapshot, facts_of(meeting, on, typed)))
    acknowledged = {
        one.key: one for one in Acknowledgement.objects.filter(meeting=meeting).select_related("by")
    }
    signed = list(SignOff.objects.filter(meeting=meeting).select_related("by"))
    return Readiness(
        blocks=tuple(one for one in found if one.kind.blocks),
        warnings=tuple(Warned(one, acknowledged.get(one.key)) for one in found if not one.kind.blocks),
        signings=tuple(
            signing(part, role, hash_of_part(snapshot, part), signed) for part, role in needed(snapshot)
        ),
    )


def signing(part: str, role: str, hash_now: str, signed: list[SignOff]) -> Signing:
    """The sign-off of a part in a role: one given in another role, or for other content, is not it."""
    own = [one for one in signed if (one.part, one.role) == (part, role)]
    holding = next((one for one in own if one.hash == hash_now), None)
    return Signing(part, role, hash_now, holding, own[-1] if own else None)


def refuse_unready(meeting: Meeting, snapshot: Snapshot, on: date, typed: Mapping[str, str]) -> None:
    """NotReady, with all that was found, where anything stands against publishing this snapshot."""
    readiness = standing(meeting, snapshot, on, typed)
    if not readiness.is_ready:
        raise NotReady(readiness)
