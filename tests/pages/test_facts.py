"""Every fact of the report the demonstration tells, walked page by page.

seed-facts.csv is the list of facts. facts.csv adds by hand, for each, the one element of its page that must tell it,
what the element must and must not say, and the stored records it comes from. A fact told by two elements has two rows.
"""

import csv
import re
from dataclasses import dataclass, fields
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.test import Client, override_settings

from ehcp.models import MonthlyReturn
from risks.models import RiskAssessment
from sendprog.demo import DEVON, load_programme
from sendprog.records.history import Tracked
from strands.models import Baseline, Strand

# Each test's own changes are rolled back; the programme itself when the module ends.
pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent.parent
# Told by no page: test_published_facts looks for these, and for all the others, in the paper.
PAPER = "paper.docx"
ILLUSTRATIVE_MONTH = "Illustrative month: made up so that the average equals the report's"
RATED = "financial-management-placement-value"

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
UNREAD = {"script", "style", "template"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "tspan"}


class ElementText(HTMLParser):
    """Collects the text of the element with an id. Tags must nest: a page that leaves one open is refused."""

    def __init__(self, ident: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ident = ident
        self.found = 0
        self.open: list[str] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = dict(attrs).get("id") == self.ident
        self.found += here
        self.part(tag)
        if (here or self.open) and tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.part(tag)
        if self.open and tag not in VOID:
            assert self.open[-1] == tag, f"#{self.ident}: </{tag}> where </{self.open[-1]}> is due"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and not UNREAD & set(self.open):
            self.parts.append(data)

    def part(self, tag: str) -> None:
        """Words on two sides of a cell, line or paragraph are two words."""
        if tag not in INLINE:
            self.parts.append(" ")


def text_of(html: str, ident: str) -> str | None:
    """The text of the one element with this id, white space folded; None without such an element."""
    parser = ElementText(ident)
    parser.feed(html)
    parser.close()
    assert parser.found < 2, f"{parser.found} elements have the id {ident}"
    return " ".join("".join(parser.parts).split()) if parser.found else None


def says(text: str, phrase: str) -> bool:
    """Whether a text holds a phrase as whole words: 30 is not said by 130, by 30.5 or by 1,30."""
    return bool(re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(phrase)}(?!\w)(?![.,]\d)", text))


@dataclass(frozen=True)
class Fact:
    """One row of facts.csv."""

    id: str
    address: str
    element: str
    must: str
    must_not: str
    record: str

    @property
    def records(self) -> list[str]:
        """Each is enough to lose the fact."""
        return [named for named in self.record.split("; ") if named]

    def missing(self, html: str) -> list[str]:
        """What the element should say and does not."""
        text = text_of(html, self.element)
        if text is None:
            return [f"no element #{self.element}"]
        return [
            f"“{phrase}” is not in: {text}"
            for phrase in self.must.split(" | ")
            if not says(text, phrase)
        ]

    def wrong(self, html: str) -> list[str]:
        """What the element says and should not, however it is joined to other letters."""
        text = text_of(html, self.element) or ""
        return [
            f"“{trap}” is in: {text}"
            for trap in self.must_not.split(" | ")
            if trap and trap in text
        ]


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SEED = read("seed-facts.csv")
FACTS = [Fact(**row) for row in read("facts.csv")]
ON_PAGES = [fact for fact in FACTS if fact.address != PAPER]


class Reader:
    """Someone signed in, who keeps each page once it is open."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seen: dict[str, str] = {}

    def opened(self, address: str) -> str:
        if address not in self.seen:
            self.seen[address] = self.fetched(address)
        return self.seen[address]

    def fetched(self, address: str) -> str:
        response = self.client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        return response.content.decode()


@pytest.fixture(scope="module")
def reader(django_db_setup, django_db_blocker):
    """A reader of the demonstration's programme on its own day."""
    with (
        django_db_blocker.unblock(),
        override_settings(SENDPROG_TODAY=DEVON.today),
        transaction.atomic(),
    ):
        load_programme(DEVON)
        client = Client()
        client.force_login(get_user_model().objects.create_user("reader"))
        yield Reader(client)
        transaction.set_rollback(True)


def lookup(model: type[models.Model], name: str) -> str:
    """How a record is found by one of its fields: another record goes by its slug or reference."""
    field = model._meta.get_field(name)
    if not field.is_relation:
        return name
    known = {one.name for one in field.related_model._meta.concrete_fields}
    return f"{name}__{'slug' if 'slug' in known else 'reference'}"


def record_named(named: str) -> Tracked:
    """The record that "app.Model key=value key=value" names; there must be exactly one."""
    label, *pairs = named.split()
    model = apps.get_model(label)
    named_by = dict(pair.split("=", 1) for pair in pairs)
    return model.objects.get(**{lookup(model, name): value for name, value in named_by.items()})


@pytest.mark.parametrize(
    "fact", [pytest.param(fact, id=f"{fact.id}-{fact.element}") for fact in ON_PAGES]
)
def test_fact_stands_on_its_page(fact, reader):
    html = reader.opened(fact.address)
    assert fact.missing(html) + fact.wrong(html) == []


@pytest.mark.parametrize(
    ("fact", "named"),
    [
        pytest.param(fact, named, id=f"{fact.id}-{named}")
        for fact in ON_PAGES
        for named in fact.records
    ],
)
def test_fact_falls_with_its_record(fact, named, reader):
    record_named(named).delete()
    assert fact.missing(reader.fetched(fact.address)), f"{fact.id} still stands without {named}"


def test_facts_cover_the_seed():
    assert len(SEED) == 93
    assert list(dict.fromkeys(fact.id for fact in FACTS)) == [row["id"] for row in SEED]


def test_facts_stand_where_the_seed_says():
    where = {row["id"]: row["where"] for row in SEED}
    assert [fact.id for fact in FACTS if fact.address != where[fact.id]] == []


def test_facts_of_pages_are_whole():
    whole = [field.name for field in fields(Fact) if field.name != "must_not"]
    assert [fact.id for fact in ON_PAGES for name in whole if not getattr(fact, name)] == []


def test_strands_only_one_is_rated(reader):
    html = reader.opened("/strands/")
    slugs = Strand.objects.values_list("slug", flat=True)
    rows = {slug: text_of(html, f"strand-{slug}") or "" for slug in slugs}
    assert len(rows) == 7
    assert [slug for slug, text in rows.items() if not says(text, "Not rated")] == [RATED]
    assert says(rows[RATED], "At risk")


@pytest.mark.parametrize(
    ("first", "last", "mean"),
    [
        pytest.param(date(2023, 1, 1), date(2023, 12, 1), 83, id="2023"),
        pytest.param(date(2024, 1, 1), date(2024, 5, 1), 80, id="january_to_may_2024"),
        pytest.param(date(2024, 6, 1), date(2024, 11, 1), 158, id="june_to_november_2024"),
    ],
)
def test_illustrative_months_pool_to_the_report(first, last, mean, reader):
    issued = MonthlyReturn.objects.filter(month__range=(first, last)).values_list(
        "plans_issued", flat=True
    )
    assert len(issued) == (last.year - first.year) * 12 + last.month - first.month + 1
    assert sum(issued) == mean * len(issued)


def test_illustrative_months_say_so(reader):
    assert set(MonthlyReturn.objects.values_list("basis", "note")) == {
        ("illustrative", ILLUSTRATIVE_MONTH)
    }


def test_illustrative_months_give_only_what_the_report_does(reader):
    unreported = ("requests_received", "plans_issued_within_20_weeks", "plans_maintained")
    for name in unreported:
        assert not MonthlyReturn.objects.filter(**{f"{name}__isnull": False}).exists()


def test_baselines_are_the_example_s_alone(reader):
    titles = set(Baseline.objects.values_list("milestone__title", "basis"))
    assert len(titles) == 1
    title, basis = titles.pop()
    assert (title.startswith("Example (illustrative)"), basis) == (True, "illustrative")


def test_risks_carry_the_score_alone(reader):
    assert set(
        RiskAssessment.objects.values_list("likelihood", "impact", "matrix__is_example")
    ) == {(None, None, True)}


def test_every_record_names_its_source(reader):
    silent = [
        str(record)
        for model in apps.get_models()
        if issubclass(model, Tracked)
        and "source" in {field.name for field in model._meta.concrete_fields}
        for record in model.objects.filter(source="")
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param('<p id="x">one</p><p>two</p>', "one", id="ends_where_it_closes"),
        pytest.param(
            '<div id="x">one<div>two</div></div>three', "one two", id="holds_what_is_inside"
        ),
        pytest.param(
            '<p id="x">one<br>two<img src="a">three</p>four', "one two three", id="void_elements"
        ),
        pytest.param('<tr id="x"><th>1</th><td>54</td></tr>', "1 54", id="cells_are_apart"),
        pytest.param(
            '<p id="x">£51.6<i> m</i>, <b>M</b>onth\n 8</p>', "£51.6 m, Month 8", id="inline_joins"
        ),
        pytest.param('<p id="x">a &amp; b&#x27;s</p>', "a & b's", id="character_references"),
        pytest.param(
            '<p id="x"><script>no</script><svg><path d="M0"/></svg>yes</p>',
            "yes",
            id="scripts_are_not_read",
        ),
        pytest.param('<p id="xx">one</p>', None, id="another_id"),
    ],
)
def test_text_of_an_element(html, text):
    assert text_of(html, "x") == text


@pytest.mark.parametrize("html", ['<p id="x">a</p><p id="x">b</p>', '<div id="x"><p>one</div>'])
def test_text_of_refuses_a_broken_page(html):
    with pytest.raises(AssertionError):
        text_of(html, "x")


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        pytest.param("Current score: 30.", "30", True, id="a_number"),
        pytest.param("130 plans", "30", False, id="part_of_a_number"),
        pytest.param("1,030", "030", False, id="after_a_comma"),
        pytest.param("30.5", "30", False, id="before_a_decimal"),
        pytest.param("+18.42% on last year", "+18.42%", True, id="a_signed_percentage"),
        pytest.param("20 in 2025", "20", True, id="beside_a_year"),
        pytest.param("in 2025", "20", False, id="within_a_year"),
        pytest.param("complete", "Complete", False, id="case_counts"),
    ],
)
def test_says(text, phrase, said):
    assert says(text, phrase) is said
