"""How long things take, printed beside their limit: `make bench` runs these alone, on a quiet machine."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import pytest
from django.core.cache import cache
from django.db import transaction

from committee.editions.freezing import make_sections, render_page, snapshot_of_sections
from committee.models import Correction, Edition, Meeting
from committee.mounts import pdf
from sendprog.demo import DEVON
from sendprog.loads.actions import (
    IncomingFile,
    check_file,
    confirm,
    current_month,
    plan_load,
    receive,
)
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import LoadPlan, make_plan
from sendprog.models import User
from sendprog.records.history import change
from sendprog.records.roles import FIGURES
from sendprog.values.periods import Month
from strands.models import IndicatorReturn
from tests import builders
from tests.crawling import demonstration, reader
from tests.sendprog.test_loads_rules import fifty_indicators, indicator_rows, rows_of
from tests.timing import quickest

__all__ = ["fifty_indicators"]
Made = TypeVar("Made")
pytestmark = [pytest.mark.bench, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


def timed(name: str, limit: float, deed: Callable[[], Made]) -> Made:
    """The best of three, printed beside its limit."""
    best, made = quickest(deed)
    print(f"\n{name}: {best:.2f} s (at most {limit} s)")
    assert best < limit
    return made


def preview(kind: str, content: bytes) -> LoadPlan:
    found = check_file(kind, IncomingFile("figures.csv", content))
    assert found.problems == ()
    return make_plan(KINDS[kind], found, until=current_month())


def test_twelve_months():
    content = rows_of(12)
    made = timed("12 new months, checked and previewed", 0.5, lambda: preview("ehcp", content))
    assert len(made.rows) == 12


def test_five_thousand_indicator_rows(fifty_indicators):
    content = indicator_rows(4999)
    made = timed(
        "4,999 indicator rows, checked and previewed", 5, lambda: preview("indicators", content)
    )
    assert len(made.rows) == 4999
    assert Month(2015, 1).plus(99) < current_month()


# What an edition is made of


@pytest.fixture
def january() -> Iterator[Meeting]:
    """The demonstration's January meeting, its edition not yet published."""
    with demonstration(published=False):
        yield Meeting.objects.get(date=DEVON.today)


def published(meeting: Meeting) -> Edition:
    """An edition of the meeting, with nothing kept from the time before, and taken back again."""
    cache.clear()
    with transaction.atomic():
        edition = builders.make_edition(meeting)
        assert {"paper.docx", "data.zip", "print/", "briefing/"} <= set(
            edition.held.values_list("name", flat=True)
        )
        transaction.set_rollback(True)
    return edition


def test_publishing_the_demonstration(january):
    made = timed(
        "The demonstration's edition published, files included", 5, lambda: published(january)
    )
    print(f"    It holds {made.contents} sections, pages and files")


@pytest.mark.parametrize(("name", "limit"), [("paper.docx", 1), ("data.zip", 2), ("print/", 2)])
def test_outputs_of_the_demonstration(name, limit, january):
    timed(
        name,
        limit,
        lambda: render_page(
            snapshot_of_sections(make_sections(january, DEVON.today), DEVON.today), None, name
        ),
    )


@pytest.mark.skipif(
    not pdf.is_installed(),
    reason="the optional extra sendprog[pdf] is not installed here: no PDF made",
)
def test_pdf_of_the_demonstration(january):
    builders.make_edition(january)
    client = reader()
    address = f"/meetings/{DEVON.today}/editions/1/report.pdf"

    def asked() -> bytes:
        cache.clear()
        return client.get(address).content

    timed("report.pdf, made on demand and kept for a day", 30, asked)


def test_a_figure_that_three_editions_hold(fifty_indicators):
    """With 4,999 figures in each of them: what a change costs whoever saves it."""
    by = builders.make_user("figures", role=FIGURES)
    load(by, indicator_rows(4999))
    for _ in range(3):
        builders.make_edition()
    record = IndicatorReturn.objects.first()

    def change_it() -> None:
        with change(by=by, reason="A late return"):
            record.value += 1
            record.save()

    timed("one of 4,999 figures that three editions hold", 1.5, change_it)
    assert Correction.objects.count() == 9


def load(by: User, content: bytes) -> None:
    waiting = receive(by=by, kind="indicators", file=IncomingFile("figures.csv", content))
    made = plan_load(waiting)
    confirm(
        by=by,
        load=waiting,
        seen=made.digest,
        reason="A test",
        answers=dict.fromkeys(made.codes, "Seen"),
    )
