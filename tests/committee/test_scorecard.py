"""The scorecard on its page, and exceptions that figures open and close: asked of officers, read by the committee."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from committee.models import ScorecardException, ScorecardMeasure
from committee.pages.scorecard import scorecard_csv
from committee.paper.document import paper
from committee.scorecard.rows import scorecard_rows
from sendprog.records.history import change
from sendprog.records.snapshots import uncached_snapshot
from sendprog.values.periods import Month
from strands.models import IndicatorReturn
from tests import builders, word
from tests.crawling import parsed, words
from tests.filling import (
    banner,
    conflict,
    errors,
    fill_in,
    send,
    signed_in,
    standing,
)

pytestmark = pytest.mark.django_db
MEASURE = "strands.indicator.therapy"
ON = date(2025, 1, 22)
ANSWER, CLOSE = "/exceptions/1/edit/", "/exceptions/1/close/"


@pytest.fixture(autouse=True)
def therapy(settings):
    """An indicator of a strand, with a target of 85% and a floor of 70% from July 2024 on."""
    settings.SENDPROG_TODAY = ON
    strand = builders.make_strand("health")
    indicator = builders.make_indicator(
        "therapy",
        strand=strand,
        unit="percent",
        polarity="higher",
        period_type="month",
    )
    builders.make_target(
        MEASURE,
        value=Decimal(85),
        floor=Decimal(70),
        first=date(2024, 7, 1),
        kind="plan",
    )
    return indicator


def month(indicator, number: int, value: int, **fields) -> IndicatorReturn:
    first = date(2024, number, 1)
    last = Month.containing(first).last
    return builders.make_return(
        indicator,
        first=first,
        last=last,
        value=Decimal(value),
        reported_in=first,
        **fields,
    )


def restate(record: IndicatorReturn, value: int) -> None:
    with change(by=None, reason="Mistyped"):
        record.value = Decimal(value)
        record.save()


def only_exception() -> ScorecardException:
    return ScorecardException.objects.get()


@pytest.mark.both_databases
def test_a_figure_past_the_floor_opens_one_and_two_back_close_it(therapy):
    month(therapy, 6, 10)
    assert not ScorecardException.objects.exists()
    month(therapy, 8, 66)
    opened = only_exception()
    assert (opened.number, opened.measure, opened.strand.slug) == (
        1,
        MEASURE,
        "health",
    )
    assert (opened.opened_on, opened.reading_day) == (
        ON,
        date(2024, 8, 31),
    )
    month(therapy, 9, 69)
    month(therapy, 10, 70)
    assert only_exception().is_open
    month(therapy, 11, 90)
    closed = only_exception()
    assert (closed.closing, closed.closed_on) == ("recovered", ON)
    assert closed.closing_reason == "70% (October 2024) and 90% (November 2024)"
    month(therapy, 12, 60)
    assert [each.is_open for each in ScorecardException.objects.all()] == [False, True]


def test_a_figure_corrected_or_withdrawn_closes_what_it_opened(therapy):
    august = month(therapy, 8, 66)
    restate(august, 76)
    closed = only_exception()
    assert closed.closing == "withdrawn"
    assert "31 August 2024" in closed.closing_reason
    assert [entry.closing for entry in closed.history.all()] == [
        "withdrawn",
        "",
    ]
    september = month(therapy, 9, 60)
    assert ScorecardException.objects.still_open().get().number == 2
    with change(by=None, reason="Undone"):
        september.delete()
    assert not ScorecardException.objects.still_open().exists()


def test_a_target_that_comes_later_opens_one_too(therapy):
    builders.make_monthly_return(date(2024, 11, 1), annual_reviews_overdue=700)
    builders.make_target(
        "ehcp.annual_reviews_overdue",
        value=Decimal(500),
        floor=Decimal(650),
    )
    assert only_exception().measure == "ehcp.annual_reviews_overdue"
    assert only_exception().strand is None


def test_no_exempt_or_made_up_figure_opens_one(therapy):
    month(therapy, 8, 66, basis="illustrative")
    assert not ScorecardException.objects.exists()
    september = month(therapy, 9, 60)
    builders.make_exemption(september)
    assert only_exception().closing == "withdrawn"


def seen_at(client: Client, address: str) -> str:
    return words(parsed(client.get(address).content.decode()))


@pytest.fixture
def manager() -> Client:
    return signed_in(builders.make_user("manager", role="manager"))


def test_officer_answers_and_the_committee_reads(therapy):
    officer = builders.make_user("officer", role="officer")
    builders.make_officer(therapy.strand, officer)
    month(therapy, 8, 66)
    client = signed_in(officer)
    owed = seen_at(client, "/my-updates/")
    assert "1 thing to do" in owed
    assert "Exceptions to answer" in owed
    answer = {
        "cause": "The contract ended",
        "action": "A joint one",
        "owner": "Commissioner",
    }
    response = fill_in(client, ANSWER, **answer)
    assert "Still to be said: the date" in banner(client, response)
    fill_in(client, ANSWER, expected="March 2025")
    assert "Exceptions to answer" not in seen_at(client, "/my-updates/")
    scorecard = seen_at(client, "/live/scorecard/")
    measure = seen_at(client, f"/live/measures/{MEASURE}/")
    told = word.texts(word.opened(paper(uncached_snapshot(), None, draft=True)))
    for text in (*answer.values(), "March 2025", "66%", "Off track"):
        assert text in scorecard
        assert text in measure or text == "Off track"
        assert text in told
    member = signed_in(builders.make_user("member", role="member"))
    assert member.get(ANSWER).status_code == 403


def test_two_who_answer_at_once_see_both_texts(therapy, manager):
    month(therapy, 8, 66)
    form = standing(manager.get(ANSWER))
    send(manager, ANSWER, form, cause="The first cause")
    response = send(manager, ANSWER, form, cause="The second cause")
    assert response.status_code == 409
    assert list(conflict(response).values()) == [("The second cause", "The first cause")]


def test_manager_closes_by_decision_and_only_a_later_reading_opens_another(therapy, manager):
    month(therapy, 8, 66)
    form = standing(manager.get(ANSWER))
    assert "closing_reason" in errors(fill_in(manager, CLOSE, closing_reason=""))
    fill_in(manager, CLOSE, closing_reason="The service is replaced")
    closed = only_exception()
    assert (closed.closing_reason, closed.covers_to) == (
        "The service is replaced",
        date(2024, 8, 31),
    )
    assert "The service is replaced" in manager.get(ANSWER).content.decode()
    # What was typed for one that was closed meanwhile is shown again.
    assert "Typed" in send(manager, ANSWER, form, cause="Typed").content.decode()
    assert only_exception().cause == ""
    builders.make_round()
    assert ScorecardException.objects.count() == 1
    month(therapy, 9, 66)
    assert ScorecardException.objects.still_open().get().number == 2


def test_manager_chooses_measures_and_their_order(therapy, manager):
    assert "Nobody has chosen yet" in seen_at(manager, "/scorecard-measures/")
    manager.post("/scorecard-measures/usual/")
    manager.post("/scorecard-measures/usual/")
    stored = list(ScorecardMeasure.objects.values_list("measure", flat=True))
    assert stored[0] == MEASURE
    assert len(stored) == 5
    edit = f"/scorecard-measures/{MEASURE}/edit/"
    fill_in(manager, edit, order="999", what_is_done="A new contract")
    rows = scorecard_rows(uncached_snapshot())
    assert rows[-1].measure.address == MEASURE
    assert rows[-1].what_is_done == "A new contract"
    fill_in(manager, edit, shown=None)
    assert MEASURE not in {row.measure.address for row in scorecard_rows(uncached_snapshot())}


def test_a_row_says_what_there_is_and_what_there_is_not(therapy):
    month(therapy, 8, 66)
    builders.make_return(
        therapy,
        first=date(2023, 9, 1),
        last=date(2023, 9, 30),
        value=Decimal(50),
        reported_in=date(2023, 9, 1),
    )
    month(therapy, 9, 71)
    row = next(row for row in scorecard_rows(uncached_snapshot()) if row.target)
    assert (
        row.now.in_words,
        row.before.in_words,
        row.year_ago.in_words,
    ) == ("71%", "66%", "50%")
    assert (row.target_text, row.floor_text, row.target_label) == (
        "85%",
        "floor 70%",
        "Plan target",
    )
    assert row.movement.in_words == "Better"
    assert row.rated.rating.label == "At risk"
    lines = scorecard_csv(uncached_snapshot(), None, None).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Measure,Address,Better,Now,Window,Basis,Target,Floor")
    assert lines[1].startswith(
        "Therapy,strands.indicator.therapy,Higher is better,71%,September 2024"
    )
