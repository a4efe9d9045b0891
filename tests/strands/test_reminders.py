"""Reminders: once for each reminder day, escalating once, recorded only when sent."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from sendprog.environment import email_from_url, read_address
from sendprog.models import User
from sendprog.records.history import change
from strands.actions.updates import accept, send_back
from strands.models import Reminder
from tests import builders
from tests.officers_month import ON, programme, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_site(settings):
    settings.SENDPROG_TODAY = ON
    settings.SENDPROG_ADDRESS = "https://send.example.gov.uk"


@pytest.fixture
def it():
    return programme()


def sent_on(settings, day: date) -> list[tuple[str, str]]:
    """Run on a day: to whom, and the subject."""
    settings.SENDPROG_TODAY = day
    mail.outbox.clear()
    call_command("send_reminders")
    return [(*message.to, message.subject) for message in mail.outbox]


REMINDER, ESCALATION = (
    "Strand updates for January 2025: a reminder",
    "Strand updates for January 2025: not updated",
)
NEWS = "SEND Transformation Programme: what is new for you"
TO_OFFICERS = [(f"{name}@example.org", REMINDER) for name in ("deputy", "officer", "stranger")]


def test_nothing_is_sent_before_the_first_reminder_day(it, settings):
    assert sent_on(settings, date(2025, 1, 23)) == []


def test_officers_and_deputies_are_reminded_once(it, settings):
    assert sent_on(settings, date(2025, 1, 24)) == TO_OFFICERS
    assert sent_on(settings, date(2025, 1, 24)) == []
    assert Reminder.objects.count() == 3
    assert sent_on(settings, date(2025, 1, 25)) == []
    assert sent_on(settings, date(2025, 1, 30)) == TO_OFFICERS
    assert sent_on(settings, date(2025, 1, 31)) == []
    assert sent_on(settings, date(2025, 2, 1)) == TO_OFFICERS


def test_a_day_that_cron_missed_is_made_up_for(it, settings):
    assert sent_on(settings, date(2025, 1, 27)) == TO_OFFICERS
    assert sent_on(settings, date(2025, 1, 28)) == []


def test_a_reminder_says_what_is_owed_and_where(it, settings):
    with change(by=None):
        it.strand.name = "Early Help & <Inclusion>"
        it.strand.save()
    sent_on(settings, date(2025, 1, 24))
    body = mail.outbox[0].body
    assert "Early Help & <Inclusion>, January 2025: due by 31 January 2025" in body
    assert "https://send.example.gov.uk/strands/strategy/update/?month=2025-01" in body
    assert "https://send.example.gov.uk/my-updates/" in body


def test_who_submitted_is_not_reminded(it, settings):
    submitted(it)
    assert sent_on(settings, date(2025, 1, 24)) == [
        ("manager@example.org", NEWS),
        ("second@example.org", NEWS),
        ("stranger@example.org", REMINDER),
    ]


def test_whoever_left_or_has_no_address_is_not_written_to(it, settings):
    it.deputy.is_active = False
    it.deputy.save()
    it.officer.email = ""
    it.officer.save()
    assert sent_on(settings, date(2025, 1, 24)) == [("stranger@example.org", REMINDER)]


def test_after_the_days_of_grace_the_managers_are_told_once(it, settings):
    sent_on(settings, date(2025, 2, 4))
    assert [subject for _, subject in sent_on(settings, date(2025, 2, 5))] == []
    managers = [("manager@example.org", ESCALATION), ("second@example.org", ESCALATION)]
    assert sent_on(settings, date(2025, 2, 6)) == managers
    assert "Sponsor to tell: Director of Education" in mail.outbox[0].body
    assert "Sponsor to tell: none is named for this strand" in mail.outbox[0].body
    assert Reminder.objects.filter(is_escalation=True).count() == 4
    assert sent_on(settings, date(2025, 2, 6)) == []
    assert sent_on(settings, date(2025, 2, 7)) == []


def test_manager_who_is_an_officer_too_gets_one_letter_a_day_for_a_strand(it, settings):
    builders.make_officer(it.strand, it.manager)
    sent = sent_on(settings, date(2025, 2, 6))
    assert [subject for to, subject in sent if to == "manager@example.org"] == [ESCALATION]
    assert sent_on(settings, date(2025, 2, 6)) == []


def test_what_became_of_an_update_is_told_in_one_letter_a_day(it, settings):
    submitted(it)
    update = it.update
    sent = sent_on(settings, date(2025, 1, 22))
    assert sent == [("manager@example.org", NEWS), ("second@example.org", NEWS)]
    assert "January 2025: the update was submitted." in mail.outbox[0].body
    assert (
        "https://send.example.gov.uk/strands/strategy/update/2025-01/decide/" in mail.outbox[0].body
    )
    send_back(by=it.manager, on=ON, update=update, version=update.version, comment="Say who leads")
    assert sent_on(settings, date(2025, 1, 24)) == [
        ("deputy@example.org", NEWS),
        ("officer@example.org", NEWS),
        ("stranger@example.org", REMINDER),
    ]
    body = mail.outbox[0].body
    assert "was sent back to you: Say who leads" in body and "still to be submitted" in body
    submitted(it)
    update = it.update
    accept(by=it.second, on=ON, update=update, version=update.version)
    assert [to for to, _ in sent_on(settings, date(2025, 1, 24))] == [
        "manager@example.org",
        "second@example.org",
    ]
    assert [to for to, _ in sent_on(settings, date(2025, 1, 25))] == [
        "deputy@example.org",
        "officer@example.org",
    ]
    assert "the update was accepted" in mail.outbox[0].body


def test_the_reason_of_an_exempt_update_stays_on_the_site(it, settings):
    submitted(it)
    update = it.update
    builders.make_exemption(update)
    update.refresh_from_db()
    send_back(by=it.manager, on=ON, update=update, version=update.version, comment="Say who leads")
    sent_on(settings, date(2025, 1, 22))
    bodies = [letter.body for letter in mail.outbox]
    assert not any("Say who leads" in body for body in bodies)
    assert sum("sign in to read why" in body for body in bodies) == 2


def test_whom_it_could_not_write_to_is_said_with_the_reason(it, settings, capsys):
    it.officer.email = ""
    it.officer.save()
    builders.make_strand("new", number=3)
    sent_on(settings, date(2025, 1, 24))
    told = capsys.readouterr().out
    assert "2 letters sent." in told
    assert "Not written to: officer (no e-mail address is stored)." in told
    assert "Not written to: New, January 2025 (nobody looks after this strand)." in told


def test_it_fails_where_nobody_to_write_to_has_an_address(it, settings):
    for person in (it.officer, it.deputy, it.stranger):
        person.email = ""
        person.save()
    with pytest.raises(CommandError, match=r"officer \(no e-mail address"):
        sent_on(settings, date(2025, 1, 24))
    for person in User.objects.exclude(email=""):
        person.email = ""
        person.save()
    with pytest.raises(CommandError, match="Add addresses at /people/"):
        sent_on(settings, date(2025, 1, 20))


def test_a_round_overtaken_by_a_later_one_is_left_alone(it, settings):
    builders.make_round(date(2025, 2, 1), due=date(2025, 2, 28))
    assert {subject for _, subject in sent_on(settings, date(2025, 3, 4))} == {
        "Strand updates for February 2025: a reminder"
    }


class Failing(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if "deputy@example.org" in messages[0].to:
            raise OSError("No such mailbox")
        return super().send_messages(messages)


def test_an_address_that_fails_stops_no_other_and_is_tried_again(it, settings):
    settings.EMAIL_BACKEND = "tests.strands.test_reminders.Failing"
    with pytest.raises(CommandError, match=r"deputy@example\.org: No such mailbox"):
        sent_on(settings, date(2025, 1, 24))
    assert sorted(to for message in mail.outbox for to in message.to) == [
        "officer@example.org",
        "stranger@example.org",
    ]
    assert not Reminder.objects.filter(to="deputy@example.org").exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sent_on(settings, date(2025, 1, 24)) == [("deputy@example.org", REMINDER)]


@pytest.mark.parametrize("name", ["SENDPROG_EMAIL_URL", "SENDPROG_ADDRESS"])
def test_without_a_server_or_an_address_nothing_is_said_to_be_sent(name, it, settings):
    setattr(settings, name, "")
    with pytest.raises(CommandError, match="3 letters not sent: set SENDPROG_EMAIL_URL"):
        sent_on(settings, date(2025, 1, 24))
    assert mail.outbox == [] and not Reminder.objects.exists()


# The environment


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://me:a%40b@mail.example:2525", ("mail.example", 2525, "me", "a@b", True, False)),
        ("smtp://mail.example", ("mail.example", 587, "", "", True, False)),
        ("smtps://mail.example", ("mail.example", 465, "", "", False, True)),
        ("smtp+plain://relay", ("relay", 25, "", "", False, False)),
    ],
)
def test_email_url(url, expected):
    assert email_from_url(url)[1:] == expected


@pytest.mark.parametrize(
    "url", ["mail.example", "smtp://", "http://mail.example", "smtp://me:s3cret@host:port"]
)
def test_email_url_that_names_no_server_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        email_from_url(url)
    assert "SENDPROG_EMAIL_URL" in str(refusal.value) and "s3cret" not in str(refusal.value)


def test_address_of_the_site(monkeypatch):
    monkeypatch.delenv("SENDPROG_ADDRESS", raising=False)
    assert read_address(development=False) == ""
    monkeypatch.setenv("SENDPROG_ADDRESS", "https://send.example.gov.uk/")
    assert read_address(development=False) == "https://send.example.gov.uk"
    for wrong in ("send.example.gov.uk", "ftp://x", "https://x/path"):
        monkeypatch.setenv("SENDPROG_ADDRESS", wrong)
        with pytest.raises(ImproperlyConfigured, match="SENDPROG_ADDRESS"):
            read_address(development=False)
