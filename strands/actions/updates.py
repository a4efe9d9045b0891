"""Actions of a monthly round: open it; submit, review, accept or send back an update."""

from datetime import date

from django.core.exceptions import PermissionDenied

from sendprog.editing.edit_conflicts import lock
from sendprog.models import User
from sendprog.records.history import change
from sendprog.records.rights import can_edit
from sendprog.values.rag import Rag
from strands.choices import UpdateState
from strands.deciding import accepted_alone, is_own, may_accept
from strands.metrics import problems_before_submitting
from strands.models import Strand, StrandUpdate, UpdateRound
from strands.notices import tell_accepted, tell_sent_back, tell_submitted
from strands.owed import manages_rounds, status_counts_of

# The fields that a review copies from the last accepted update.
REVIEWED = ("stated_rag", *StrandUpdate.NARRATIVE, "path_to_green_marker")


class CannotDecide(Exception):
    """The update was saved since it was read, or is not submitted; the message says which."""


class CannotReview(Exception):
    """There is nothing to review, or the update needs more than "no change".

    The message says which.
    """


def open_round(
    *, by: User, on: date, month: date, due: date, reminder_days: str, grace_days: int
) -> UpdateRound:
    """Save a new round, with a draft for each current strand that has no update for its month."""
    with change(by=by, reason=f"Opened the round of {month:%B %Y}"):
        round = UpdateRound(
            month=month, due=due, reminder_days=reminder_days, grace_days=grace_days
        )
        round.save()
        save_drafts(round, by=by, on=on)
    return round


def save_drafts(round: UpdateRound, *, by: User, on: date) -> None:
    """Save an empty draft for each current strand that has no update for the round's month."""
    with change(by=by, reason=f"Opened the round of {round.month:%B %Y}"):
        updates = StrandUpdate.objects.filter(month=round.month, strand__isnull=False)
        for strand in Strand.objects.current(on).exclude(pk__in=updates.values("strand")):
            StrandUpdate(strand=strand, month=round.month).save()


def mark_submitted(update: StrandUpdate, *, by: User, on: date) -> None:
    """Set the fields that submitting sets, without saving, and tell the managers.

    An earlier decision is cleared.
    """
    if update.state != UpdateState.SUBMITTED:
        tell_submitted(update, by=by)
    update.state = UpdateState.SUBMITTED
    update.submitted_by, update.submitted_on = by, on
    update.decided_by = update.decided_on = None
    update.rag_as_at = None if update.stated_rag == Rag.NOT_RATED else on


def mark_draft(update: StrandUpdate) -> None:
    """Set the fields of an update that is a draft again, without saving."""
    update.state = UpdateState.DRAFT
    update.submitted_by = update.submitted_on = None


def locked_at(update: StrandUpdate, version: int) -> StrandUpdate:
    """The update, locked. CannotDecide where it was saved since `version`."""
    current = lock(update)
    if current.version != version or current.deleted_at:
        raise CannotDecide(
            "Somebody saved this since you opened it. Read it again below, then decide."
        )
    return current


def locked_to_decide(update: StrandUpdate, version: int, by: User) -> StrandUpdate:
    """The submitted update, locked.

    PermissionDenied unless `by` is a manager.
    """
    current = locked_at(update, version)
    if current.state != UpdateState.SUBMITTED:
        state = current.get_state_display().lower()
        raise CannotDecide(f"This is not waiting for a decision: it is {state}.")
    if not manages_rounds(by):
        raise PermissionDenied
    return current


def accept(
    *, by: User, on: date, update: StrandUpdate, version: int, reason: str = "Accepted"
) -> StrandUpdate:
    """Accept an update as it was read at a version, for members to see.

    PermissionDenied for one's own, unless nobody else can decide: the reason then says so.
    """
    with change(by=by, reason=reason) as current_change:
        current = locked_to_decide(update, version, by)
        if not may_accept(by, current):
            raise PermissionDenied
        if is_own(by, current):
            current_change.reason = f"{reason}: {accepted_alone(by)}"
            current.submitted_by = None
        current.state, current.comment = UpdateState.ACCEPTED, ""
        current.decided_by, current.decided_on = by, on
        current.save()
        tell_accepted(current, by=by, on=on)
    return current


def send_back(
    *, by: User, on: date, update: StrandUpdate, version: int, comment: str
) -> StrandUpdate:
    """Send an update back to its officer with a comment. PermissionDenied for one's own."""
    with change(by=by, reason="Sent back"):
        current = locked_to_decide(update, version, by)
        if is_own(by, current):
            raise PermissionDenied
        current.state, current.comment = UpdateState.SENT_BACK, comment
        current.decided_by, current.decided_on = by, on
        current.save()
        tell_sent_back(current, by=by, on=on)
    return current


def review_without_change(
    *, by: User, on: date, update: StrandUpdate, version: int
) -> StrandUpdate:
    """Submit the last accepted texts and rating again, as a review.

    CannotReview where more is needed.
    """
    with change(by=by, reason="Reviewed, no change"):
        current = lock(update)
        if not can_edit(by, current):
            raise PermissionDenied
        last = (
            StrandUpdate.objects.accepted()
            .before(current.month)
            .filter(strand=current.strand)
            .first()
        )
        check_reviewable(current, last, version)
        for name in REVIEWED:
            setattr(current, name, getattr(last, name))
        values = {name: getattr(current, name) for name in REVIEWED}
        problems = problems_before_submitting(values, status_counts_of(current.strand, on))
        if problems:
            raise CannotReview(f"More than “no change” is needed. {'. '.join(problems.values())}.")
        current.reviews_without_change = last.reviews_without_change + 1
        mark_submitted(current, by=by, on=on)
        current.save()
    return current


def check_reviewable(current: StrandUpdate, last: StrandUpdate | None, version: int) -> None:
    """CannotReview where nothing was accepted before, or where text of this month would be
    overwritten.
    """
    if last is None:
        message = (
            "Nothing was accepted before, so there is nothing to review. Write the first update."
        )
        raise CannotReview(message)
    if not current.is_open:
        raise CannotReview("This month's update was submitted already.")
    if current.version != version or not current.is_blank or current.comment or current.deleted_at:
        message = "This month's update has been written in since. Open it, so that nothing is overwritten."
        raise CannotReview(message)
