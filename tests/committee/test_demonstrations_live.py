"""The day after the paper: in each demonstration everyone has something to do, and nothing is made up of a real council."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from risks.my_risks import my_risks
from sendprog.demo import DEVON, EXAMPLESHIRE, Programme
from sendprog.management.commands.demo import Command
from sendprog.models import User
from strands.models import StrandUpdate, UpdateRound
from strands.owed import TaskList, task_list_of
from strands.reminding import post_of
from tests.databases import DEMONSTRATION, INVENTED, loaded, settings_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=[(DEMONSTRATION, DEVON), (INVENTED, EXAMPLESHIRE)])
def programme(request, django_db_setup, django_db_blocker) -> Iterator[Programme]:
    kind, shown = request.param
    with django_db_blocker.unblock(), override_settings(**settings_of(shown)), loaded(kind):
        yield shown


@pytest.fixture
def owed(programme) -> TaskList:
    return task_list_of(User.objects.get(username="officer"), programme.today)


def test_officer_owes_updates_of_the_month_after_the_report(programme, owed):
    last_report = StrandUpdate.objects.accepted().latest("month").month
    assert owed.round.month > last_report
    assert owed.round.due >= programme.today
    assert {strand.slug for strand in owed.strands} == set(programme.officer_strands)
    assert len(owed.due) >= 2 and owed.open_milestones
    risks = my_risks(User.objects.get(username="officer"), owed.strands)["risks"]
    assert len(risks) >= 2


def test_an_invented_officer_owes_something_of_each_kind(programme, owed):
    """Of a real council nothing is overdue that its report doesn't say."""
    overdue = [milestone.reference for milestone in owed.milestones]
    indicators = [indicator.slug for indicator in owed.indicators]
    waiting = [task.update.strand.slug for task in owed.waiting]
    expected = (["case-system-live"], ["calls-returned"], ["health"])
    assert (overdue, indicators, waiting) == (
        expected if programme is EXAMPLESHIRE else ([], [], [])
    )


def test_what_is_open_is_empty(programme):
    rounds = UpdateRound.objects.filter(due__gte=programme.today)
    opened = StrandUpdate.objects.filter(month__in=rounds.values("month"))
    written = [update.strand.slug for update in opened if not update.is_blank]
    assert opened.count() == 7
    assert written == ([] if programme is DEVON else ["health"])


def test_everyone_has_an_address_and_letters_are_due(programme):
    assert not User.objects.filter(email="").exists()
    letters = {letter.to.partition("@")[0]: letter for letter in post_of(programme.today).letters}
    managers = set() if programme is DEVON else {"manager"}
    assert set(letters) == {"member", "officer", *managers}
    (notice,) = letters["member"].notices
    assert "was published" in notice.text
    assert len(letters["officer"].owed) == (3 if programme is DEVON else 2)


def test_one_command_prints_the_letters_of_its_day(
    programme, settings, tmp_path, monkeypatch, mailoutbox
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("PROGRAMME", programme.slug)
    monkeypatch.setattr(Command, "set_up", lambda command: None)
    printed = StringIO()
    with transaction.atomic():
        call_command("demo", letters=True, stdout=printed)
        transaction.set_rollback(True)
    letters = 2 if programme is DEVON else 3
    assert f"{letters} letters sent." in printed.getvalue()
    assert len(mailoutbox) == letters
    assert all(programme.notice in letter.body for letter in mailoutbox)
