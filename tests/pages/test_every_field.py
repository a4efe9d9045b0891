"""Nothing is stored that nobody can read: every field of every record reaches a page, or a reason says why not."""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.http import Http404
from django.test import Client, override_settings

from committee.editions.freezing import page_addresses, render_page
from committee.editions.stored import HTML
from committee.models import ContentKind, Edition
from finance.plan_rows import PLANNED
from finance.saving_rows import AMOUNTS
from sendprog.pages.mounted_pages import Page
from sendprog.records.snapshots import Snapshot, uncached_snapshot
from strands.models import Milestone
from tests import builders
from tests.crawling import is_download
from tests.every_field import (
    TODAY,
    Filled,
    Others,
    Values,
    in_order,
    is_told_by_wording,
    own_fields,
    record_models,
    save_filled,
)
from tests.word import opened, texts

# Kinds that are no records of the programme.
NOT_RECORDS = {
    "strands.strandofficer": "A person, whom no page names",
    "strands.updateround": "How officers are asked for updates, which is on their own pages",
    "strands.reminder": "A message that was sent to an officer",
    "ehcp.sen2release": "A file as it was published: see test_official_statistics",
    "ehcp.sen2statistic": "A row of such a file: see test_official_statistics",
    "committee.acknowledgement": "Why a warning did not stop an edition: on the manager's readiness page",
    "committee.signoff": "Who agreed to a part of an edition: on the manager's readiness page",
    "committee.correction": "Made when a figure changes after an edition: see test_corrections",
    "committee.edition": "Made by publishing: see test_edition_pages",
    "committee.editioncontent": "Made by publishing: see test_edition_pages",
    "committee.editionwithdrawal": "A notice on an edition: see test_edition_pages",
    "committee.sealing": "A notice in place of an edition: see test_sealing",
}
ORDER = "It orders the records"
ADDRESS = "It is in the record's address"
IN_ROUND = "Between a strand's officer and the manager; readers see accepted updates alone"
# The fields that no page shows, and why.
NOT_SHOWN = {
    "strands.strandupdate.comment": IN_ROUND,
    "strands.indicator.order": ORDER,
    "strands.area.slug": ADDRESS,
    "strands.workstream.slug": ADDRESS,
    "finance.confidencescale.order": ORDER,
    "finance.confidencescale.slug": ADDRESS,
    "finance.saving.slug": ADDRESS,
    "risks.riskmatrix.slug": ADDRESS,
    "risks.mitigation.number": ORDER,
    "committee.ask.reference": ADDRESS,
    "committee.glossaryterm.slug": ADDRESS,
    "committee.papersection.slug": ADDRESS,
    "committee.scorecardmeasure.order": ORDER,
    "committee.scorecardmeasure.strand": "It says whose officers are asked, which is on their own pages",
    "committee.scorecardexception.strand": "It says whose officers are asked, which is on their own pages",
    "committee.scorecardexception.covers_to": "It says which later reading would open another",
    "committee.papersection.order": ORDER,
    "committee.papersection.texts": "It names the texts that the paper shows there",
}
INDICATOR = "strands.indicator.qv-indicator"
PAPER = "paper.docx"
# The amounts of a position that may be a range, or have a word before them.
RANGES = ("planned_in_year_deficit", "opening_balance")
# An amount with a word before it, which is no range.
ONE_AMOUNT = {"_to": None}
NO_VALUE = {"value": None, "numerator": None, "denominator": None}
# What a rule of the database asks for; several dicts are several records, of which one has to show each field.
GIVEN: dict[str, list[dict[str, Any]]] = {
    "strands.strand": [
        {
            "valid_from": (date(2025, 3, 2), "2 March 2025"),
            "valid_to": (date(2095, 4, 5), "5 April 2095"),
        }
    ],
    "strands.milestone": [
        {"stage": "in_progress", "actual": None, "basis": "illustrative", "room": ""},
        {"stage": "complete", "room": "", "strand": None},
        {
            "stage": "complete",
            "room": "",
            "actual": None,
            "actual_not_known": (True, "Done: date not known."),
        },
    ],
    # Never changed: its label is looked for.
    "strands.baseline": [{"basis": ("illustrative", "Illustrative: a made-up example")}],
    "strands.milestonedependency": [{"needs": Milestone}],
    "strands.indicator": [
        {
            "slug": "qv-indicator",
            "room": "",
            "unit": "count",
            "decimals": 0,
            "reports": "",
            "polarity": "target",
        },
        {
            "room": "",
            "unit": "count",
            "decimals": 0,
            "reports": "",
            "polarity": "lower",
            "best_value": None,
        },
    ],
    "strands.indicatorreturn": [
        {"low": None, "high": None, "missing": "", "qualifier": ""},
        {**NO_VALUE, "missing": "", "qualifier": "", "comparison_words": "", "window_words": ""},
        {**NO_VALUE, "low": None, "high": None, "qualifier": ""},
        {
            "low": None,
            "high": None,
            "missing": "",
            "qualifier": "",
            "comparison_words": "",
            "window_words": "",
        },
    ],
    "strands.target": [{"measure": INDICATOR}],
    "strands.strandupdate": [
        # It contradicts the overdue milestone, and so says why.
        {"section": "", "stated_rag": "on_track", "state": "accepted"},
        {"strand": None, "section": "finance-pressures", "state": "accepted"},
        {
            "strand": None,
            "section": "",
            "state": "accepted",
            "stated_rag": "at_risk",
            "path_to_green": "",
            "path_to_green_marker": "x",
        },
    ],
    "ehcp.monthlyreturn": [
        # Too few others would be left: the part would be suppressed.
        {"longest_open_weeks": (27, "26"), "mediations": (9_999, "9,999")}
    ],
    "ehcp.comparatorlist": [{"authorities": ("901 Qvcouncil", "Qvcouncil")}],
    "finance.monthlyposition": [
        {f"{name}_to": None for name in RANGES} | {"financial_year": (2029, "2029/30")},
        {f"{name}_qualifier": "" for name in RANGES} | {"financial_year": (2030, "2030/31")},
    ],
    "finance.planyear": [
        {f"{name}{part}": value for name in PLANNED for part, value in ONE_AMOUNT.items()},
        {f"{name}_qualifier": "" for name in PLANNED} | {"financial_year": (2061, "2061/62")},
    ],
    "finance.saving": [
        {f"{name}{part}": value for name in AMOUNTS for part, value in ONE_AMOUNT.items()},
        {f"{name}_qualifier": "" for name in AMOUNTS},
    ],
    "finance.positionfigure": [
        {"kind": "in_year", "low": None, "high": None, "qualifier": "", "as_at": None},
        {"value": None, "qualifier": "", "kind": "cumulative"},
    ],
    "finance.contribution": [
        {"withheld": False, "last_financial_year": None, "amount_to": None},
        {
            "received": None,
            "withheld": True,
            "qualifier": "",
            "last_financial_year": (2097, "2097/98"),
        },
    ],
    "risks.risk": [{"closed_on": None, "restricted": False}],
    "risks.riskmatrix": [{"is_example": False}],
    "risks.riskmatrixlevel": [{"axis": "likelihood", "number": 1}, {"axis": "impact", "number": 2}],
    "risks.riskmatrixcell": [
        {"likelihood": 1, "impact": 1, "score": (8101, "8101")},
        {"likelihood": 1, "impact": 2, "score": (8102, "8102")},
        {"likelihood": 2, "impact": 1, "score": (8103, "8103")},
    ],
    "risks.riskassessment": [
        {
            "likelihood": (1, "Likelihood 1, impact"),
            "impact": (1, "impact 1"),
            "score": (8101, "Current score: 8101"),
            "inherent_score": (8102, "Before any action 8102"),
            "target_score": (8103, "target 8103"),
        }
    ],
    "committee.meeting": [{"date": (date(2085, 3, 4), "4 March 2085")}],
    "committee.ask": [
        {
            "measure": (INDICATOR, INDICATOR),
            "kind": "question",
            "response": "answered",
            "strand": None,
        },
        {"kind": "action", "response": "", "response_text": "", "responded_on": None},
        {"kind": "recommendation", "response": "accepted", "measure": ""},
    ],
    "committee.headlinemeasure": [{"order": 1, "measure": (INDICATOR, INDICATOR)}],
    "committee.scorecardmeasure": [{"measure": (INDICATOR, INDICATOR)}],
    "committee.scorecardexception": [
        {"measure": (INDICATOR, INDICATOR), "closing": "decision"},
        {
            "measure": "ehcp.plans_maintained",
            "closing": "",
            "closed_on": None,
            "closing_reason": "",
            "covers_to": None,
        },
    ],
}


def filled_records() -> dict[str, list[Filled]]:
    """The records of each kind by its label."""
    # The page of official statistics names the comparators once there is a file.
    builders.make_statistic(builders.make_official_release())
    values, others, made = Values(), Others(), {}
    kinds = [model for model in record_models() if model._meta.label_lower not in NOT_RECORDS]
    for model in in_order(kinds):
        label = model._meta.label_lower
        for given in GIVEN.get(label, [{}]):
            if given.get("needs") is Milestone:
                given = {"needs": Milestone.objects.exclude(pk=others[Milestone].pk).last()}
            filled = save_filled(model, values, given, others)
            others.setdefault(model, filled.record)
            made.setdefault(label, []).append(filled)
    return made


def text_of(content: str) -> str:
    """The words of a page, with the ends of its links."""
    return " ".join(
        html.unescape(re.sub(r"<(?:a [^>]*href=\"([^\"]*)\")?[^>]*>", r" \1 ", content)).split()
    )


def published_texts(edition: Edition) -> Iterator[str]:
    """Every page of the edition, its paper, and the page of its meeting, as a member reads them."""
    for content in (
        edition.held.filter(kind=ContentKind.PAGE).exclude(name="print/").select_related("file")
    ):
        if content.name == PAPER:
            yield texts(opened(bytes(content.file.content)))
        elif content.file.media_type == HTML:
            yield text_of(bytes(content.file.content).decode())
    client = Client()
    client.force_login(builders.make_user("member", role="member"))
    for address in ("/meetings/", f"/meetings/{edition.meeting_date}/"):
        yield text_of(client.get(address).content.decode())


def words_at(snapshot: Snapshot, address: str) -> str | None:
    """The words of a page or of the paper; None where there is no such page."""
    try:
        page = render_page(snapshot, None, address)
    except Http404:
        return None
    return text_of(page.main) if isinstance(page, Page) else texts(opened(page.content))


def live_pages() -> dict[str, str | None]:
    """The words of every page and of the paper, as the tables are now; the paper last."""
    snapshot = uncached_snapshot()
    there = [one for one in page_addresses(snapshot) if not is_download(one) and one != "print/"]
    return {one: words_at(snapshot, one) for one in [*there, PAPER]}


def other_values(record: models.Model, one: models.Field) -> list[Any]:
    """The values that the field could have instead; none for the key of the record's parent."""
    if one.is_relation:
        return [None] if one.null and getattr(record, one.attname) is not None else []
    if isinstance(one, models.BooleanField):
        return [not getattr(record, one.name)]
    return [value for value in dict(one.flatchoices) if value != getattr(record, one.name)]


def changes_a_page(filled: Filled, one: models.Field, before: dict[str, str]) -> bool:
    """Whether any page reads otherwise with another value of the field; the shortest about the record come first."""
    record, own = filled.record, [text for found in filled.expected.values() for text in found]
    in_turn = sorted(
        before,
        key=lambda at: (not any(text in before[at] for text in own), at == PAPER, len(before[at])),
    )
    for value in other_values(record, one):
        with suppress(DatabaseError), transaction.atomic():
            type(record)._base_manager.filter(pk=record.pk).update(**{one.name: value})
            snapshot = uncached_snapshot()
            is_changed = any(words_at(snapshot, address) != before[address] for address in in_turn)
            transaction.set_rollback(True)
            if is_changed:
                return True
    return False


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[dict[str, list[Filled]]]:
    """The filled records, for all the tests of the module."""
    with django_db_blocker.unblock(), override_settings(SENDPROG_TODAY=TODAY), transaction.atomic():
        yield filled_records()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_value_that_can_be_looked_for_is_on_a_page(made):
    told = " ".join(published_texts(builders.make_edition()))
    missing = set()
    for label, found in made.items():
        expected = [item for filled in found for item in filled.expected.items()]
        shown = {name for name, wordings in expected if any(text in told for text in wordings)}
        missing |= {f"{label}.{name}" for name, _ in expected if name not in shown}
    assert missing == {name for name in NOT_SHOWN if is_told_by_wording(field_named(name))}


def tried_fields(found: list[Filled]) -> Iterator[models.Field]:
    """The fields whose value can't be looked for; of the markers beside counts, which are all read alike, one."""
    markers = 0
    for one in own_fields(type(found[0].record)):
        is_looked_for = is_told_by_wording(one) or any(
            one.name in filled.expected for filled in found
        )
        markers += one.name.endswith("_marker")
        if not is_looked_for and not (markers > 1 and one.name.endswith("_marker")):
            yield one


@pytest.mark.django_db
def test_every_choice_truth_and_key_changes_a_page(made):
    before, missing = live_pages(), set()
    for label, found in made.items():
        for one in tried_fields(found):
            is_free = any(other_values(filled.record, one) for filled in found)
            if is_free and not any(changes_a_page(filled, one, before) for filled in found):
                missing.add(f"{label}.{one.name}")
    assert missing == {name for name in NOT_SHOWN if not is_told_by_wording(field_named(name))}


def field_named(name: str) -> models.Field:
    label, _, field = name.rpartition(".")
    return apps.get_model(label)._meta.get_field(field)


def test_reasons_are_of_fields_and_kinds_that_there_are():
    labels = {model._meta.label_lower: model for model in record_models()}
    assert set(NOT_RECORDS) <= set(labels)
    assert all(reason for reason in (*NOT_RECORDS.values(), *NOT_SHOWN.values()))
