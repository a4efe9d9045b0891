"""Figures without an address, changed in place after an edition used them: each is told as a correction."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from committee.corrections.figures import FIGURES
from committee.corrections.recording import SECTIONS_OF
from committee.editions.seal import request_sealing, seal_edition
from committee.models import Correction, Edition
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.models import User
from sendprog.records.history import change
from tests import builders
from tests.crawling import main_of

pytestmark = pytest.mark.django_db
MEETING = date(2025, 1, 22)
# Sections without a figure of this kind: texts, days and words, and those whose figures belong to months.
OF_WORDS = {
    "strands.strands",
    "strands.ended",
    "strands.milestones",
    "strands.texts",
    "strands.commitments",
    "strands.conditions",
    "strands.programme",
}
OF_MONTHS = {"ehcp.months", "ehcp.contacts", "finance.positions"}
OF_MEETINGS = {
    "committee.meetings",
    "committee.paper_sections",
    "committee.title_blocks",
    "committee.asks",
}
# Published elsewhere: a release is never edited, and a newer one says what it restates.
OF_THE_DEPARTMENT = {"ehcp.official", "ehcp.comparison"}
# Opened and closed by the rule, with the day of each.
OF_RULE = {"committee.exceptions"}
OF_SETTINGS = {
    "strands.frequencies",
    "committee.headline_measures",
    "committee.glossary",
    "committee.scorecard_measures",
    "sendprog.pre_election",
    "committee.part_two",
    "risks.matrices",
    "risks.matrix",
}


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    for name in ("manager", "member"):
        builders.make_user(name, role=name)
    builders.make_meeting(MEETING)


def scheme() -> Any:
    return builders.make_places("fe-places", provision="Resource Base", places=66)


def plan_year() -> Any:
    return builders.make_plan_year(
        builders.make_plan(name="Agreed plan"), 2024, in_year_deficit=Decimal(31_200_000)
    )


def assessment() -> Any:
    return builders.make_assessment(
        builders.make_risk("staff", title="Too few staff"), as_at=date(2024, 11, 1), score=20
    )


def returned() -> Any:
    indicator = builders.make_indicator(
        "overdue", name="Overdue annual reviews", strand=builders.make_strand()
    )
    return builders.make_return(
        indicator, value=Decimal(900), comparison_value=Decimal(1070), last=date(2024, 11, 30)
    )


CASES: dict[str, tuple[Callable[[], Any], dict[str, Any], tuple[str, str, str]]] = {
    "places": (scheme, {"places": 67}, ("Resource Base: places", "66", "67 [r]")),
    "plan": (
        plan_year,
        {"in_year_deficit": Decimal(32_200_000)},
        ("Agreed plan: In-year deficit planned", "£31.2 million", "£32.2 million [r]"),
    ),
    "contribution": (
        lambda: builders.make_contribution(builders.make_plan(), amount=Decimal(5_000_000)),
        {"amount": Decimal(4_000_000)},
        ("Contribution: ", "£5.0 million", "£4.0 million [r]"),
    ),
    "another figure of a position": (
        lambda: builders.make_position_figure(builders.make_position(date(2024, 11, 1))),
        {"value": Decimal(30_000_000)},
        ("Forecast in-year deficit for 2024/25", "£31.2 million", "£30.0 million [r]"),
    ),
    "saving": (
        lambda: builders.make_saving("transport", title="Transport", planned=Decimal(2_000_000)),
        {"planned": Decimal(1_500_000)},
        ("Transport: planned", "£2.0 million", "£1.5 million [r]"),
    ),
    "target": (
        lambda: builders.make_target("ehcp.plans_issued", value=Decimal(100)),
        {"value": Decimal(120)},
        ("Target (", "100", "120 [r]"),
    ),
    "calls of a month": (
        lambda: builders.make_contact_return(calls_handled=1500),
        {"calls_handled": 1480},
        ("Contact with families: calls handled", "1,500", "1,480 [r]"),
    ),
    "a month's satisfaction": (
        lambda: builders.make_contact_return(satisfaction=Decimal("4.2"), calls_handled=None),
        {"satisfaction": Decimal("4.25")},
        ("Contact with families: satisfaction", "4.2 out of 5", "4.25 out of 5 [r]"),
    ),
    "score": (
        assessment,
        {"score": 25, "reason": "Mistyped"},
        ("Score: Too few staff", "20", "25 [r]"),
    ),
    "comparison": (
        returned,
        {"comparison_value": Decimal(1071)},
        ("Overdue annual reviews: compared with", "1,070", "1,071 [r]"),
    ),
}


def restate(record: Any, **fields: Any) -> None:
    with change(by=User.objects.get(username="manager"), reason="It was misread"):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


@pytest.mark.parametrize(("make", "fields", "expected"), CASES.values(), ids=CASES)
def test_a_figure_changed_in_place_is_told_once_and_where_it_is_put_back(make, fields, expected):
    record = make()
    before = {name: getattr(record, name) for name in fields}
    edition = builders.make_edition()
    restate(record, **fields)
    (one,) = Correction.objects.filter(edition=edition, follows="")
    assert one.label.startswith(expected[0]) and (one.old, one.new, one.reason) == (
        *expected[1:],
        "It was misread",
    )
    restate(record, **fields)
    assert Correction.objects.filter(follows="").count() == 1
    restate(record, **before)
    assert Correction.objects.filter(follows="").last().is_back
    html = Client()
    html.force_login(User.objects.get(username="member"))
    assert expected[2] in main_of(html.get("/corrections/").content.decode())


@pytest.mark.parametrize("make", [case[0] for case in CASES.values()], ids=CASES)
def test_a_figure_put_in_the_bin_and_back_is_told(make):
    record = make()
    builders.make_edition()
    with change(by=User.objects.get(username="manager"), reason="Entered twice"):
        record.delete()
    assert {one.new for one in Correction.objects.all()} == {"[x] not available"}
    restate(record, deleted_at=None)
    assert (
        all(one.is_back for one in Correction.objects.filter(number=2))
        and Correction.objects.filter(number=2).exists()
    )


def test_a_new_record_and_a_changed_word_are_no_correction():
    places, plan, score = scheme(), plan_year(), assessment()
    saving = builders.make_saving("transport", planned=Decimal(2_000_000))
    builders.make_edition()
    builders.make_assessment(score.risk, as_at=date(2024, 12, 1), score=25)
    builders.make_plan_year(plan.plan, 2025, in_year_deficit=Decimal(20_000_000))
    restate(places, definition="Other words")
    restate(saving, note="Other words", expected=Decimal(1))
    assert Correction.objects.count() == 0


def test_a_risk_that_was_closed_or_removed_is_no_correction():
    closed, removed = assessment(), builders.make_assessment(builders.make_risk("other", number=2))
    builders.make_edition()
    restate(closed.risk, closed_on=date(2025, 1, 10))
    with change(by=User.objects.get(username="manager"), reason="Entered twice"):
        removed.risk.delete()
    assert Correction.objects.count() == 0


def test_what_became_exempt_or_restricted_is_not_told():
    place, score = scheme(), assessment()
    builders.make_edition()
    builders.make_exemption(place)
    restate(score.risk, restricted=True)
    restate(place, places=70)
    restate(score, score=25, reason="Mistyped")
    assert Correction.objects.count() == 0


def test_every_section_with_figures_is_watched():
    """A section that comes to be frozen is either told of, or said here to hold none."""
    watched = {source.section.name for source in FIGURES}
    assert watched == {section.name for sections in SECTIONS_OF.values() for section in sections}
    others = OF_WORDS | OF_MONTHS | OF_MEETINGS | OF_SETTINGS | OF_RULE | OF_THE_DEPARTMENT
    assert {section.name for section in SECTIONS} - watched - others == set()


def test_a_sealed_edition_is_told_nothing():
    record = scheme()
    edition: Edition = builders.make_edition()
    people = [builders.make_user(name, role="manager") for name in ("one", "other")]
    seal_edition(
        by=people[0],
        sealing=request_sealing(by=people[1], edition=edition, category="other", reason="x"),
    )
    restate(record, places=67)
    assert Correction.objects.count() == 0
