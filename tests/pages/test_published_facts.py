"""Every fact of the report stands in the published edition: on the page that the committee reads, and in its paper.

paper-facts.csv says, for each fact, the paragraph of the paper that must tell it (the report's own number), in what words,
and what the tables of its section say of it. A fact that two paragraphs tell has two rows.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction

from committee.managing.paper_views import section_at
from committee.paper import paper
from committee.paper.number_check import numbers_in_paper
from committee.snapshot.usual_sections import text_names
from sendprog.records.snapshots import uncached_snapshot
from tests import builders
from tests.crawling import EDITION, demonstration
from tests.crawling import reader as signed_in
from tests.pages.test_facts import ON_PAGES, Fact, Reader, read, says
from tests.word import opened, paragraphs, rows_of_tables

pytestmark = pytest.mark.django_db

SEED = {row["id"]: row for row in read("seed-facts.csv")}
IN_PAPER = read("paper-facts.csv")


@pytest.fixture(scope="module")
def reader(django_db_setup, django_db_blocker) -> Iterator[Reader]:
    with django_db_blocker.unblock(), demonstration():
        yield Reader(signed_in())


@pytest.mark.parametrize(
    "fact", [pytest.param(fact, id=f"{fact.id}-{fact.element}") for fact in ON_PAGES]
)
def test_fact_stands_in_the_edition(fact: Fact, reader: Reader):
    html = reader.opened(fact.address)
    assert fact.missing(html) + fact.wrong(html) == []


@pytest.fixture(scope="module")
def document(reader: Reader):
    """The paper as members read it: the edition's own file."""
    return opened(reader.client.get(f"{EDITION}paper.docx").content)


def unsaid(fact: dict[str, str], paragraph: str) -> list[str]:
    """What a fact's row wants of a paragraph's text and does not find."""
    return [phrase for phrase in fact["must"].split(" | ") if not says(paragraph, phrase)]


@pytest.mark.parametrize(
    "fact", [pytest.param(row, id=f"{row['id']}-{row['paragraph']}") for row in IN_PAPER]
)
def test_fact_stands_in_its_paragraph(fact, document):
    text = paragraphs(document)[fact["paragraph"]]
    assert unsaid(fact, text) == [], text


@pytest.mark.parametrize(
    "fact", [pytest.param(row, id=row["id"]) for row in IN_PAPER if row["tables"]]
)
def test_fact_stands_in_a_table_of_its_section(fact, document):
    rows = rows_of_tables(document)[fact["paragraph"].partition(".")[0]]
    assert [
        phrase
        for phrase in fact["tables"].split(" | ")
        if not any(says(row, phrase) for row in rows)
    ] == [], rows


def test_all_facts_are_looked_for():
    assert list(dict.fromkeys(row["id"] for row in IN_PAPER)) == list(SEED)
    assert len(SEED) == 93


def seed_paragraphs(fact: str) -> set[str]:
    """The paragraphs of the report that hold a fact: "2.1; 3.1" is two, "9.2-9.7" six."""
    found = set()
    for one in SEED[fact]["para"].split("; "):
        first, _, last = one.partition("-")
        section, _, number = first.partition(".")
        until = int(last.partition(".")[2]) if last else 0
        found |= (
            {f"{section}.{each}" for each in range(int(number), until + 1)} if until else {first}
        )
    return found


def test_facts_are_looked_for_in_every_paragraph_of_the_seed_and_no_other():
    looked: dict[str, set[str]] = {}
    for row in IN_PAPER:
        looked.setdefault(row["id"], set()).add(row["paragraph"])
    assert looked == {fact: seed_paragraphs(fact) for fact in SEED}


def test_facts_stand_in_no_other_paragraph(document):
    """So each would be missed where it is looked for, had its words moved. Tables quote milestones in the report's words."""
    texts_alone = paragraphs(document, tables=False)
    elsewhere = [
        (row["id"], number)
        for row in IN_PAPER
        for number, text in texts_alone.items()
        if number not in seed_paragraphs(row["id"]) and not unsaid(row, text)
    ]
    # The register has these two as risks of its own, which the report's section on risks does not number.
    assert elsewhere == [("F84", "9.8"), ("F85", "9.9")]


def test_facts_are_missed_where_their_texts_change_places(reader):
    """The finance section with the agreement and the deficit last: every fact of 5.1 to 5.7 is out of its paragraph."""
    section = section_at("finance")
    first, *rest = text_names(section.texts)
    section.texts = ", ".join([*rest, first])
    with transaction.atomic():
        builders.saved(section)
        moved = paragraphs(opened(paper(uncached_snapshot(), None, draft=True)))
        transaction.set_rollback(True)
    cache.clear()
    missed = {row["id"] for row in IN_PAPER if unsaid(row, moved[row["paragraph"]])}
    assert missed == {row["id"] for row in IN_PAPER if row["paragraph"].startswith("5.")}


def test_numbers_of_the_finance_section_are_bound(reader):
    lines = [
        line
        for line in numbers_in_paper(uncached_snapshot())
        if line.section == "Financial Considerations"
    ]
    assert [line.text for line in lines if line.is_known and not line.is_bound] == []
    assert sum(line.is_bound for line in lines) == 10
