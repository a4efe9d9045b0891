"""The deeds of the officers' month: open a round, submit, review without a change, accept, send back."""

from datetime import date

from django.core.exceptions import PermissionDenied

from sendprog.editing.edit_conflicts import lock
from sendprog.models import User
from sendprog.records.history import change
from sendprog.records.rights import can_edit
from sendprog.values.rag import Rag
from strands.choices import UpdateState
from strands.metrics import unready
from strands.models import Strand, StrandUpdate, UpdateRound
from strands.owed import derived_for, manages

# What a review says again, word for word.
REVIEWED = ("stated_rag", *StrandUpdate.NARRATIVE, "path_to_green_marker")


class CannotDecide(Exception):
    """The update is no longer as it was read; the message says how."""


class CannotReview(Exception):
    """Nothing to review, or more to say than "no change"; the message says which."""


def open_round(
    *, by: User, on: date, month: date, due: date, reminder_days: str, grace_days: int
) -> UpdateRound:
    """A new month, with a draft for each strand of the programme that has no update for it."""
    with change(by=by, reason=f"Opened the round of {month:%B %Y}"):
        opened = UpdateRound(month=month, due=due, reminder_days=reminder_days, grace_days=grace_days)
        opened.save()
        give_drafts(opened, by=by, on=on)
    return opened


def give_drafts(round: UpdateRound, *, by: User, on: date) -> list[StrandUpdate]:
    """An empty draft for each current strand that has no update for the round's month."""
    with change(by=by, reason=f"Opened the round of {round.month:%B %Y}"):
        there = StrandUpdate.objects.filter(month=round.month, strand__isnull=False).values("strand")
        made = [
            StrandUpdate(strand=one, month=round.month)
            for one in Strand.objects.current(on).exclude(pk__in=there)
        ]
        for draft in made:
            draft.save()
    return made


def mark_submitted(update: StrandUpdate, *, by: User, on: date) -> None:
    """Set what submitting sets; saving is the caller's. An earlier decision is over: its history keeps it."""
    update.state = UpdateState.SUBMITTED
    update.submitted_by, update.submitted_on = by, on
    update.decided_by = update.decided_on = None
    update.rag_as_at = None if update.stated_rag == Rag.NOT_RATED else on


def mark_draft(update: StrandUpdate) -> None:
    """Set what taking an update back to a draft sets; saving is the caller's."""
    update.state = UpdateState.DRAFT
    update.submitted_by = update.submitted_on = None


def as_read(update: StrandUpdate, version: int) -> StrandUpdate:
    """The update, locked. CannotDecide when it was saved since it was read at a version."""
    current = lock(update)
    if current.version != version or current.deleted_at:
        raise CannotDecide("Somebody saved this since you opened it. Read it again below, then decide.")
    return current


def to_decide(update: StrandUpdate, version: int, by: User) -> StrandUpdate:
    """The submitted update, locked, for somebody who may decide on it: a manager who did not submit it."""
    current = as_read(update, version)
    if current.state != UpdateState.SUBMITTED:
        raise CannotDecide(
            f"This is not waiting for a decision: it is {current.get_state_display().lower()}."
        )
    if not manages(by) or current.submitted_by_id == by.pk:
        raise PermissionDenied
    return current


def accept(*, by: User, on: date, update: StrandUpdate, version: int) -> StrandUpdate:
    """Accept an update as it was read at a version: members see it. PermissionDenied for one's own."""
    with change(by=by, reason="Accepted"):
        current = to_decide(update, version, by)
        current.state, current.comment = UpdateState.ACCEPTED, ""
        current.decided_by, current.decided_on = by, on
        current.save()
    return current


def send_back(*, by: User, on: date, update: StrandUpdate, version: int, comment: str) -> StrandUpdate:
    """Send an update back to its officer with a comment. PermissionDenied for one's own."""
    with change(by=by, reason="Sent back"):
        current = to_decide(update, version, by)
        current.state, current.comment = UpdateState.SENT_BACK, comment
        current.decided_by, current.decided_on = by, on
        current.save()
    return current


def review_without_change(*, by: User, on: date, update: StrandUpdate, version: int) -> StrandUpdate:
    """Submit the last accepted texts and rating again, counted as a review. CannotReview where that won't do."""
    with change(by=by, reason="Reviewed, no change"):
        current = lock(update)
        if not can_edit(by, current):
            raise PermissionDenied
        last = StrandUpdate.objects.accepted().before(current.month).filter(strand=current.strand).first()
        refuse_review(current, last, version)
        for name in REVIEWED:
            setattr(current, name, getattr(last, name))
        lacking = unready(
            {name: getattr(current, name) for name in REVIEWED}, derived_for(current.strand, on)
        )
        if lacking:
            raise CannotReview(f"More than “no change” is needed. {'. '.join(lacking.values())}.")
        current.reviews_without_change = last.reviews_without_change + 1
        mark_submitted(current, by=by, on=on)
        current.save()
    return current


def refuse_review(current: StrandUpdate, last: StrandUpdate | None, version: int) -> None:
    """CannotReview where there is nothing to say again, or where typing would be overwritten."""
    if last is None:
        raise CannotReview(
            "Nothing was accepted before, so there is nothing to review. Write the first update."
        )
    if not current.is_open:
        raise CannotReview("This month's update was submitted already.")
    if current.version != version or not current.is_blank or current.comment or current.deleted_at:
        raise CannotReview(
            "This month's update has been written in since. Open it, so that nothing is overwritten."
        )
