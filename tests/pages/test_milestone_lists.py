"""The list of milestones: its filters, orders and pages, and the file of the same query."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from sendprog.values.rag import MilestoneStatus
from strands.models import Baseline, Milestone, Strand
from strands.tables import ORDERS
from tests import builders
from tests.crawling import Opened, ReaderOfAll, main_of, target, with_class, words
from tests.pages.test_pages import downloaded

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("unpublished_demonstration"),
]


@pytest.fixture(scope="module")
def opened(unpublished_demonstration, django_db_blocker) -> Iterator[Opened]:
    """The programme with more than two pages of milestones, each page read once."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_many_milestones()
        yield Opened(ReaderOfAll())
        transaction.set_rollback(True)


def make_many_milestones() -> None:
    """Milestones of every status."""
    strands = [None, *Strand.objects.all()]
    stages = ["not_started", "in_progress", "delayed", "complete", "not_stated"]
    dates = [
        None,
        "March 2025",
        "2024",
        "14 August 2025",
        "January to March 2025",
        "September 2024",
    ]
    for index in range(75):
        made = builders.make_milestone(
            f"of-a-test-{index:02}",
            title=f"{'abcdefg'[index % 7].upper() if index % 2 else 'abcdefg'[index % 7]} milestone {index:02}",
            strand=strands[index % len(strands)],
            stage=stages[index % 5],
            forecast=dates[index % 6],
            stage_words="=1+1" if index == 3 else "",
        )
        if index % 4 == 0:
            builders.make_baseline(made, date="February 2025")


def shown_rows(opened: Opened, query: str) -> list[list[str]]:
    """The cells of every page of a query, following "Next page"."""
    rows, address = [], f"/milestones/{query}"
    for _ in range(20):
        tree = opened.tree(address)
        rows += [
            [words(cell) for cell in row]
            for row in tree.findall(".//table/tbody/tr")
            if row.get("id")
        ]
        following = [link for link in tree.iter("a") if link.get("rel") == "next"]
        if not following:
            return rows
        address = target(following[0].get("href"), seen_from="/milestones/")
    raise AssertionError("pages without end")


QUERIES = [
    "",
    "?strand=sufficiency",
    "?strand=whole-programme",
    "?status=delayed",
    "?status=no_date_set&sort=title",
    "?show=late&sort=-when",
    "?show=due",
    "?strand=strategy&status=complete&sort=-status",
    "?strand=nonesuch&sort=nonesuch",
    "?page=2&sort=-title",
    "?status=withdrawn",
    *(f"?sort={sign}{name}" for name in ORDERS for sign in ("", "-")),
]


@pytest.mark.parametrize("query", QUERIES)
def test_milestones_file_is_what_the_pages_show(query, opened):
    """The same rows in the same order, cell by cell as the reader sees them."""
    rows = shown_rows(opened, query.replace("page=2&", ""))
    tree = opened.tree(f"/milestones/{query}")
    link = next(one for one in tree.find(".//main").iter("a") if "CSV" in words(one))
    file = downloaded(opened.client, target(link.get("href"), seen_from="/milestones/"))
    heads = [words(head) for head in tree.findall(".//table/thead/tr/th")]
    told = [[" ".join(row[head].removeprefix("'").split()) for head in heads] for row in file]
    assert [row[:3] for row in told] == [row[:3] for row in rows]
    assert told == rows


def test_milestones_pages_hold_fifty_and_lose_none(opened):
    first = opened.tree("/milestones/")
    assert len([row for row in first.findall(".//table/tbody/tr") if row.get("id")]) == 50
    titles = [row[0] for row in shown_rows(opened, "?sort=title")]
    assert len(titles) == len(set(titles)) == Milestone.objects.count()
    assert f"{Milestone.objects.count()} milestones" in words(with_class(first, "lede")[0])


ORACLE = {
    "title": lambda row: row[0].lower(),
    "status": lambda row: [status.label for status in MilestoneStatus].index(row[2]),
}


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_milestones_sort_both_ways(name, opened):
    """By the links of the headings, and each says how it is sorted."""
    heads = opened.tree("/milestones/").findall(".//table/thead/tr/th")
    place = next(
        i
        for i, head in enumerate(heads)
        if head.find("a") is not None and f"sort={name}" in head.find("a").get("href")
    )
    assert all(head.get("aria-sort") is None for head in heads)
    orders = {}
    link = heads[place].find("a").get("href")
    for state in ("ascending", "descending"):
        tree = opened.tree(target(link, seen_from="/milestones/"))
        heads = tree.findall(".//table/thead/tr/th")
        assert [head.get("aria-sort") for head in heads] == [
            state if i == place else None for i in range(len(heads))
        ]
        orders[state] = shown_rows(
            opened, "?" + target(link, seen_from="/milestones/").partition("?")[2]
        )
        link = heads[place].find("a").get("href")
    assert sorted(orders["ascending"]) == sorted(orders["descending"])
    for rows, backwards in ((orders["ascending"], False), (orders["descending"], True)):
        keys = sort_keys(name, rows)
        assert keys == sorted(keys, reverse=backwards)


def sort_keys(name: str, rows: list[list[str]]) -> list:
    """What the order is judged by, from the cells or the records themselves."""
    if name in ORACLE:
        return [ORACLE[name](row) for row in rows]
    records = {
        record.title: record
        for record in Milestone.objects.select_related("strand").prefetch_related("baselines")
    }
    found = [records[row[0]] for row in rows]
    if name == "strand":
        return [record.strand.number if record.strand else 0 for record in found]
    promised = [
        record.baselines.all()[0].date if record.baselines.all() else None for record in found
    ]
    dates = [
        record.actual or record.forecast or base
        for record, base in zip(found, promised, strict=True)
    ]
    return [(when is None, when.last if when else date.max) for when in dates]


def test_sorts_are_offered_where_they_work(opened):
    offered = re.findall(r"[?&;]sort=(-?\w+)", main_of(opened.html("/milestones/")))
    assert sorted(offered) == sorted(ORDERS)


@pytest.mark.parametrize("status", list(MilestoneStatus))
def test_filter_by_status(status, opened):
    everything = shown_rows(opened, "")
    assert shown_rows(opened, f"?status={status.value}") == [
        row for row in everything if row[2] == status.label
    ]


def test_filter_by_strand(opened):
    everything = shown_rows(opened, "")
    names = dict(Strand.objects.values_list("slug", "name")) | {
        "whole-programme": "Whole programme"
    }
    for slug, name in names.items():
        assert shown_rows(opened, f"?strand={slug}") == [
            row for row in everything if row[1] == name
        ]


def test_filter_of_due_milestones(opened):
    """Open, dated, and over within 90 days of 22 January 2025: by 22 April."""
    done = {"Complete", "Complete, late", "Withdrawn"}
    ends = {
        record.title: record.forecast.last for record in Milestone.objects.exclude(forecast=None)
    }
    ends |= {
        record.milestone.title: record.date.last
        for record in Baseline.objects.select_related("milestone")
        if record.milestone.forecast is None
    }
    everything = shown_rows(opened, "")
    expected = [
        row
        for row in everything
        if row[2] not in done and ends.get(row[0], date.max) <= date(2025, 4, 22)
    ]
    assert expected
    assert shown_rows(opened, "?show=due") == expected


def test_filter_form_shows_what_was_chosen(opened):
    form = opened.tree("/milestones/?strand=sufficiency&status=delayed&show=late").find(
        ".//main//form"
    )
    assert form.get("method", "get").lower() == "get"
    chosen = {
        select.get("name"): [
            one.get("value") for one in select.iter("option") if "selected" in one.attrib
        ]
        for select in form.iter("select")
    }
    assert chosen == {"strand": ["sufficiency"], "status": ["delayed"], "show": ["late"]}
    labels = {label.get("for") for label in form.iter("label")}
    assert {select.get("id") for select in form.iter("select")} <= labels
