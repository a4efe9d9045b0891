"""Who is to be reminded of what on a day, and the sending: once for each reminder day, escalating once."""

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
class Owed:
    """A strand without a submitted update in a round, on a day."""

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
        """The latest reminder day that has come; None before the first. A day that cron missed is made up for."""
        days = [self.round.due - timedelta(days=days) for days in self.round.days_to_remind]
        return max((day for day in days if day <= self.on), default=None)


@dataclass(frozen=True)
class Letter:
    """One e-mail to one address, for all that it is about."""

    to: str
    is_escalation: bool
    owed: tuple[Owed, ...]

    @property
    def message(self) -> EmailMessage:
        months = " and ".join(sorted({str(one.round) for one in self.owed}))
        subject = f"Strand updates for {months}: {'not updated' if self.is_escalation else 'a reminder'}"
        context = {
            "owed": self.owed,
            "address": settings.SENDPROG_ADDRESS,
            "programme": settings.SENDPROG_PROGRAMME,
            "council": settings.SENDPROG_COUNCIL,
        }
        template = "email/escalation.txt" if self.is_escalation else "email/reminder.txt"
        return EmailMessage(subject, render_to_string(template, context), to=[self.to])


def all_owed(on: date) -> Iterator[Owed]:
    """The strands of the rounds in play that have not submitted."""
    rounds = list(UpdateRound.objects.in_play(on))
    given = StrandUpdate.objects.filter(
        state__in=[UpdateState.SUBMITTED, UpdateState.ACCEPTED], month__in=[one.month for one in rounds]
    )
    has = set(given.values_list("strand", "month"))
    for strand in Strand.objects.current(on):
        yield from (Owed(strand, one, on) for one in rounds if (strand.pk, one.month) not in has)


def managers() -> list[str]:
    """The e-mail addresses of the programme's managers."""
    found = User.objects.filter(groups__name=MANAGER, is_active=True).exclude(email="")
    return sorted({user.email.lower() for user in found})


class Sent:
    """What was sent before: asked in one query, answered for each address."""

    def __init__(self, owed: list[Owed]) -> None:
        rounds = {one.round.pk for one in owed}
        self.rows = defaultdict(list)
        for row in Reminder.objects.filter(round__in=rounds):
            self.rows[row.round_id, row.strand_id, row.to].append(row)

    def since(self, one: Owed, to: str, day: date) -> bool:
        """Whether anything went to an address on or after a day."""
        return any(row.sent_on >= day for row in self.rows[one.round.pk, one.strand.pk, to])

    def escalated(self, one: Owed, to: str) -> bool:
        return any(row.is_escalation for row in self.rows[one.round.pk, one.strand.pk, to])


def letters(on: date) -> list[Letter]:
    """What is to be sent on a day and was not sent yet; one letter to an address for each kind."""
    owed = list(all_owed(on))
    sent, told = Sent(owed), managers()
    officers = officers_of({one.strand for one in owed}, on)
    escalations, reminders = defaultdict(list), defaultdict(list)
    for one in owed:
        escalated = {
            to
            for to in told
            if one.is_to_escalate and not sent.escalated(one, to) and not sent.since(one, to, on)
        }
        for to in escalated:
            escalations[to].append(one)
        day = one.reminder_day
        addresses = {officer.user.email.lower() for officer in officers[one.strand.pk] if officer.user.email}
        for to in addresses - escalated:
            if day and not sent.since(one, to, day):
                reminders[to].append(one)
    return [
        Letter(to, is_escalation, tuple(found))
        for is_escalation, kind in ((False, reminders), (True, escalations))
        for to, found in sorted(kind.items())
    ]


def send(letter: Letter, on: date) -> str:
    """Send one letter and record it; why it failed, or "". Nothing is recorded of what was not sent.

    It is recorded before it goes, in the same transaction: a run beside this one waits, finds it recorded and leaves it.
    """
    try:
        with transaction.atomic():
            recorded = [record(one, letter, on) for one in letter.owed]
            if any(recorded):
                letter.message.send()
    except FAILURES as problem:
        return f"{letter.to}: {problem}"
    return ""


def record(one: Owed, letter: Letter, on: date) -> bool:
    """Write down that it is sent; False where a run beside this one has done so."""
    try:
        with transaction.atomic():
            Reminder.objects.create(
                round=one.round,
                strand=one.strand,
                sent_on=on,
                to=letter.to,
                is_escalation=letter.is_escalation,
            )
    except IntegrityError:
        return False
    return True
