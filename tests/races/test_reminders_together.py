"""Two runs of send_reminders at the same moment: each letter goes once, and one that failed is sent by the next run."""

import threading
from datetime import date

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from strands.models import Reminder
from strands.reminding import post_of, send_letter
from tests.officers_month import programme

DAY = date(2025, 1, 24)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def the_site(settings) -> None:
    settings.SENDPROG_TODAY = DAY
    settings.SENDPROG_ADDRESS = "https://send.example.gov.uk"
    programme()


def run_together(runs: int) -> list[str]:
    """So many runs, each of which has read what is due before any of them sends; what each letter failed with."""
    ready, failures = threading.Barrier(runs), []

    def run() -> None:
        due = post_of(DAY).letters
        ready.wait(timeout=20)
        failures.extend(send_letter(letter, DAY) for letter in due)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_each_letter_goes_once():
    mail.outbox.clear()
    assert run_together(3) == [""] * 9
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"{name}@example.org" for name in ("deputy", "officer", "stranger")
    ]
    assert Reminder.objects.count() == 3


def test_a_letter_that_failed_is_not_recorded_and_goes_with_the_next_run(monkeypatch):
    def refused(self: EmailBackend, messages: list) -> int:
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refused)
        assert all("no server" in failure for failure in run_together(2))
    assert Reminder.objects.count() == 0
    mail.outbox.clear()
    assert run_together(1) == ["", "", ""]
    assert len(mail.outbox) == 3
