"""The letters that are due on a day, and sending them: at most one a day to each person.

A letter has what is new for somebody, the updates that they owe (one reminder on each reminder day)
and, for managers, those past their days of grace (once).
"""

import smtplib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from sendprog.accounts.notices import Notice
from sendprog.models import User
from strands.choices import UpdateState
from strands.models import Reminder, Strand, StrandUpdate, UpdateRound
from strands.notices import managers
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


@dataclass
class Letter:
    """One e-mail to one person: notices, updates that they owe, and updates to escalate."""

    person: User
    notices: list[Notice] = field(default_factory=list)
    owed: list[MissingUpdate] = field(default_factory=list)
    escalated: list[MissingUpdate] = field(default_factory=list)

    @property
    def to(self) -> str:
        return self.person.email.lower()

    @property
    def subject(self) -> str:
        if self.notices:
            return f"{settings.SENDPROG_PROGRAMME}: what is new for you"
        missing = self.escalated or self.owed
        months = " and ".join(sorted({str(one.round) for one in missing}))
        return f"Strand updates for {months}: {'not updated' if self.escalated else 'a reminder'}"

    @property
    def message(self) -> EmailMessage:
        context = {
            "letter": self,
            "address": settings.SENDPROG_ADDRESS,
            "programme": settings.SENDPROG_PROGRAMME,
            "council": settings.SENDPROG_COUNCIL,
            "demonstration": settings.SENDPROG_DEMONSTRATION,
        }
        # The template begins with a comment on a line of its own.
        body = render_to_string("email/letter.txt", context).lstrip()
        return EmailMessage(self.subject, body, to=[self.to])


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


@dataclass
class Post:
    """The letters of a day, and each person or strand that none can be written to, with why."""

    letters: list[Letter]
    unwritten: list[str]


def post_of(on: date) -> Post:
    """The letters that are due on a day and were not sent yet, to those who got none that day."""
    drafts: dict[int, Letter] = {}
    add_notices(drafts)
    unwritten = add_missing(drafts, on)
    letters = sorted(drafts.values(), key=lambda letter: letter.to)
    unwritten += [
        f"{letter.person.username} (no e-mail address is stored)"
        for letter in letters
        if not letter.to
    ]
    written_today = people_written_to(on)
    due = [one for one in letters if one.to and one.person.pk not in written_today]
    return Post(due, unwritten)


def letter_of(drafts: dict[int, Letter], person: User) -> Letter:
    return drafts.setdefault(person.pk, Letter(person))


def add_notices(drafts: dict[int, Letter]) -> None:
    """What waits for those who may sign in."""
    waiting = Notice.objects.filter(day=None, to__is_active=True).select_related("to")
    for notice in waiting:
        letter_of(drafts, notice.to).notices.append(notice)


def add_missing(drafts: dict[int, Letter], on: date) -> list[str]:
    """Add reminders and escalations. Return the strands to remind that nobody looks after."""
    owed = list(missing_updates(on))
    sent, to_tell = SentReminders(owed), managers()
    officers = officers_of({missing.strand for missing in owed}, on)
    unwritten = []
    for missing in owed:
        escalated = [one for one in to_tell if sent.may_escalate(missing, one.email.lower())]
        for manager in escalated:
            letter_of(drafts, manager).escalated.append(missing)
        people = {officer.user for officer in officers[missing.strand.pk]}
        if missing.reminder_day and not people:
            unwritten.append(f"{missing.strand}, {missing.round} (nobody looks after this strand)")
        for person in people.difference(escalated):
            add_reminder(drafts, person, missing, sent)
    return unwritten


def add_reminder(
    drafts: dict[int, Letter], person: User, missing: MissingUpdate, sent: SentReminders
) -> None:
    day = missing.reminder_day
    if day and not sent.was_sent_since(missing, person.email.lower(), day):
        letter_of(drafts, person).owed.append(missing)


def people_written_to(on: date) -> set[int]:
    """The keys of those who got a letter on a day."""
    told = set(Notice.objects.filter(day=on).values_list("to", flat=True))
    addresses = Reminder.objects.filter(sent_on=on).values_list("to", flat=True)
    users = User.objects.exclude(email="").values_list("pk", "email")
    sent = set(addresses)
    return told | {pk for pk, email in users if email.lower() in sent}


def send_letter(letter: Letter, on: date) -> str:
    """Send one letter and record it. Return why it failed, or "".

    The person is locked and the letter recorded first, in the same transaction: a parallel run
    waits, finds the record and does not send. Where sending fails, the record is rolled back.
    """
    try:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=letter.person.pk)
            if letter.person.pk not in people_written_to(on):
                record(letter, on)
                letter.message.send()
    except FAILURES as problem:
        return f"{letter.to}: {problem}"
    return ""


def record(letter: Letter, on: date) -> None:
    """Record that the letter is sent."""
    keys = [notice.pk for notice in letter.notices]
    Notice.objects.filter(pk__in=keys).update(day=on)
    for is_escalation, missing_updates in ((False, letter.owed), (True, letter.escalated)):
        for missing in missing_updates:
            Reminder.objects.create(
                round=missing.round,
                strand=missing.strand,
                sent_on=on,
                to=letter.to,
                is_escalation=is_escalation,
            )
