"""A figure that changes while an edition is being published: the edition has the old one, so it is told of the new."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections

from committee.editions.publish import make_files
from committee.editions.stored import snapshot_of
from committee.models import Correction, Edition
from ehcp.models import MonthlyReturn
from ehcp.snapshot import MONTHS
from sendprog.records.history import change
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def programme(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=92)
    builders.make_meeting()
    builders.make_user("publisher", role="manager")


def started(deed: Callable[[], object], problems: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            deed()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_figure_that_changes_while_an_edition_is_published_is_told_to_it(monkeypatch):
    reached, go_on = threading.Event(), threading.Event()
    problems: list[BaseException] = []
    render_files = make_files

    def slowly(draft):
        reached.set()
        assert go_on.wait(20)
        return render_files(draft)

    def restate() -> None:
        record = MonthlyReturn.objects.get()
        with change(by=None, reason="A late return"):
            record.plans_issued = 93
            record.save()

    monkeypatch.setattr("committee.editions.publish.make_files", slowly)
    publishing = started(builders.make_edition, problems)
    assert reached.wait(20)
    changing = started(restate, problems)
    changing.join(1)
    waited = changing.is_alive()
    go_on.set()
    for thread in (publishing, changing):
        thread.join(30)
    assert problems == [] and waited
    (row,) = snapshot_of(Edition.objects.get())[MONTHS]
    assert row.counts["plans_issued"] == 92
    assert [(one.old, one.new) for one in Correction.objects.filter(follows="")] == [
        ("92 a month", "93 a month [r]")
    ]
