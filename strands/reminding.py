"""The reminders that are due on a day, and sending them: one on each reminder day, and one
escalation.
"""

import smtplib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from sendprog.models import User
from sendprog.records.roles import MANAGER
from strands.choices import UpdateState
from strands.models import Reminder, Strand, StrandUpdate, UpdateRound
from strands.owed import officers_of

FAILURES = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True)
class MissingUpdate:
    """A strand that has not submitted its update of a round by a day."""

    strand: Strand
    round: UpdateRound
    on: date

    @property
    def is_late(self) -> bool:
        return self.on > self.round.due

    @property
    def is_to_escalate(self) -> bool:
        """Whether the days of grace are over."""
        return self.on > self.round.due + timedelta(days=self.round.grace_days)

    @property
    def reminder_day(self) -> date | None:
        """The latest reminder day that has come, on which cron may not have run; None before the
        first.
        """
        reminder_days = [
            self.round.due - timedelta(days=days) for days in self.round.days_to_remind
        ]
        return max((day for day in reminder_days if day <= self.on), default=None)


@dataclass(frozen=True)
class Letter:
    """One e-mail to one address about one or more missing updates."""

    to: str
    is_escalation: bool
    owed: tuple[MissingUpdate, ...]

    @property
    def message(self) -> EmailMessage:
        months = " and ".join(sorted({str(missing.round) for missing in self.owed}))
        subject = (
            f"Strand updates for {months}: {'not updated' if self.is_escalation else 'a reminder'}"
        )
        context = {
            "owed": self.owed,
            "address": settings.SENDPROG_ADDRESS,
            "programme": settings.SENDPROG_PROGRAMME,
            "council": settings.SENDPROG_COUNCIL,
            "demonstration": settings.SENDPROG_DEMONSTRATION,
        }
        template = "email/escalation.txt" if self.is_escalation else "email/reminder.txt"
        # Each template begins with a comment on a line of its own.
        body = render_to_string(template, context).lstrip()
        return EmailMessage(subject, body, to=[self.to])


def missing_updates(on: date) -> Iterator[MissingUpdate]:
    """The updates of the rounds in play that were not submitted, strand by strand."""
    rounds = list(UpdateRound.objects.in_play(on))
    submitted = StrandUpdate.objects.filter(
        state__in=[UpdateState.SUBMITTED, UpdateState.ACCEPTED],
        month__in=[round.month for round in rounds],
    )
    has_submitted = set(submitted.values_list("strand", "month"))
    for strand in Strand.objects.current(on):
        for round in rounds:
            if (strand.pk, round.month) not in has_submitted:
                yield MissingUpdate(strand, round, on)


def manager_addresses() -> list[str]:
    """The e-mail addresses of the programme's managers."""
    managers = User.objects.filter(groups__name=MANAGER, is_active=True).exclude(email="")
    return sorted({user.email.lower() for user in managers})


class SentReminders:
    """The reminders already sent about some missing updates: one query for all of them."""

    def __init__(self, owed: list[MissingUpdate]) -> None:
        rounds = {missing.round.pk for missing in owed}
        self.by_update_and_address = defaultdict(list)
        for reminder in Reminder.objects.filter(round__in=rounds):
            key = (reminder.round_id, reminder.strand_id, reminder.to)
            self.by_update_and_address[key].append(reminder)

    def about(self, missing: MissingUpdate, to: str) -> list[Reminder]:
        return self.by_update_and_address[missing.round.pk, missing.strand.pk, to]

    def was_sent_since(self, missing: MissingUpdate, to: str, day: date) -> bool:
        """Whether a reminder or escalation went to an address on or after a day."""
        return any(reminder.sent_on >= day for reminder in self.about(missing, to))

    def was_escalated(self, missing: MissingUpdate, to: str) -> bool:
        return any(reminder.is_escalation for reminder in self.about(missing, to))

    def may_escalate(self, missing: MissingUpdate, to: str) -> bool:
        """Whether to escalate to an address: only once, and not on the day of another reminder."""
        if not missing.is_to_escalate or self.was_escalated(missing, to):
            return False
        return not self.was_sent_since(missing, to, missing.on)


def letters(on: date) -> list[Letter]:
    """The letters that are due on a day and were not sent yet: one to an address of each kind."""
    owed = list(missing_updates(on))
    sent, managers = SentReminders(owed), manager_addresses()
    officers = officers_of({missing.strand for missing in owed}, on)
    escalations, reminders = defaultdict(list), defaultdict(list)
    for missing in owed:
        escalated = {to for to in managers if sent.may_escalate(missing, to)}
        for to in escalated:
            escalations[to].append(missing)
        users = [officer.user for officer in officers[missing.strand.pk]]
        addresses = {user.email.lower() for user in users if user.email}
        day = missing.reminder_day
        for to in addresses - escalated:
            if day and not sent.was_sent_since(missing, to, day):
                reminders[to].append(missing)
    return [
        *(Letter(to, False, tuple(missing)) for to, missing in sorted(reminders.items())),
        *(Letter(to, True, tuple(missing)) for to, missing in sorted(escalations.items())),
    ]


def send_letter(letter: Letter, on: date) -> str:
    """Send one letter and record it. Return why it failed, or "".

    It is recorded first, in the same transaction: a parallel run waits, finds the record and does
    not send. Where sending fails, the record is rolled back.
    """
    try:
        with transaction.atomic():
            recorded = [save_reminder(missing, letter, on) for missing in letter.owed]
            if any(recorded):
                letter.message.send()
    except FAILURES as problem:
        return f"{letter.to}: {problem}"
    return ""


def save_reminder(missing: MissingUpdate, letter: Letter, on: date) -> bool:
    """Record that the letter is sent. False where a parallel run has recorded it."""
    try:
        with transaction.atomic():
            Reminder.objects.create(
                round=missing.round,
                strand=missing.strand,
                sent_on=on,
                to=letter.to,
                is_escalation=letter.is_escalation,
            )
    except IntegrityError:
        return False
    return True
