"""What waits for a programme manager: updates to decide on, who has not answered, the next meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from committee.editions.stored import address_of_edition
from committee.managing.meeting_choice import meetings_to_come
from committee.managing.sign_offs import snapshot_for
from committee.models import Edition, Meeting
from committee.readiness.report import Readiness, edition_of, readiness_for
from sendprog.models import User
from sendprog.records.rights import visible_to_user
from strands.choices import UpdateState
from strands.models import StrandUpdate, UpdateRound
from strands.views.rounds import StrandInRound, strands_in

# The blocks of the next meeting that are named.
MOST_BLOCKS = 5


@dataclass(frozen=True)
class OpenRound:
    """A round whose updates are not all in, and its strands that have not answered."""

    round: UpdateRound
    missing: list[StrandInRound]
    is_overdue: bool


@dataclass(frozen=True)
class MeetingToCome:
    """A meeting with the readiness of what would be published for it now."""

    meeting: Meeting
    readiness: Readiness
    # The last edition published for it; None before one is.
    edition: Edition | None = None

    @property
    def blocks(self) -> tuple:
        return self.readiness.blocks[:MOST_BLOCKS]

    @property
    def more(self) -> int:
        """How many further things block publication."""
        return len(self.readiness.blocks) - len(self.blocks)

    @property
    def status(self) -> str:
        """The readiness in a sentence; with an edition, only what would hold up another."""
        if self.edition and self.readiness.is_ready:
            return ""
        return self.readiness.status(self.edition)

    @property
    def edition_address(self) -> str:
        return address_of_edition(self.edition) if self.edition else ""

    @property
    def address(self) -> str:
        return reverse("readiness", args=[str(self.meeting.date)])


def updates_waiting(user: User) -> list[StrandUpdate]:
    """The submitted updates that this person may see, the one that waits longest first."""
    waiting = StrandUpdate.objects.filter(state=UpdateState.SUBMITTED, strand__isnull=False)
    waiting = visible_to_user(waiting, user)
    return list(waiting.select_related("strand").order_by("submitted_on", "strand__number"))


def unanswered_rounds(on: date) -> Iterator[OpenRound]:
    """The rounds in play with a strand whose update is still to be written."""
    for round in UpdateRound.objects.in_play(on):
        missing = [row for row in strands_in(round, on) if not row.has_submitted and row.update]
        if missing:
            yield OpenRound(round, missing, is_overdue=on > round.due)


def next_meeting(on: date) -> MeetingToCome | None:
    """The first meeting to come, with what has to be done before it; None where none is entered."""
    meeting = meetings_to_come().first()
    if meeting is None:
        return None
    readiness = readiness_for(meeting, snapshot_for(meeting), on)
    return MeetingToCome(meeting, readiness, edition_of(meeting))
