"""How many queries each page asks: the same for a small programme as for a large one. Run with -s to see the table."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committee.models import Edition
from ehcp.models import MonthlyReturn
from finance.models import ConfidenceScale
from risks.models import Risk
from sendprog.accounts import session_store
from sendprog.records.history import change
from sendprog.values.periods import Month
from strands.models import Milestone, Strand
from tests import builders
from tests.crawling import EDITION, LIVE, PREVIEW, ReaderOfAll, reader, reading_patterns

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("published_demonstration"),
]


@pytest.fixture(autouse=True)
def sessions_note_no_request(monkeypatch) -> None:
    """Once a minute a request is noted, which would be counted where a test takes as long."""
    monkeypatch.setattr(session_store, "NOTED_AFTER", 3600)


COLD, WARM = 20, 5
# These tell of every room at once, from what is live; an edition's own are read in a few.
SINCE = "changes/since/<int:since>/"
WHOLE = [
    "paper.docx",
    "data.zip",
    "print/",
    "changes/",
    "changes.csv",
    SINCE,
    f"{SINCE}changes.csv",
    "search/",
]
# What is worked out from the tables; a preview asks for its meeting too.
WORKED_OUT = ("live/", "meetings/<str:meeting>/preview/")
COLD_OF = {f"{mount}{route}": 65 for mount in WORKED_OUT for route in WHOLE}
# The first two read the sections of whichever measures the council chose to head them; the next ones join every
# room, or what else the reports of the deficit give. Each page asks for the glossary once.
JOINED = ("", "briefing/", "strands/", "strands/<slug:slug>/", "finance/", "asks/")
COLD_OF |= {f"{mount}{route}": 38 for mount in WORKED_OUT for route in JOINED}
ASKED = [
    "milestones/?status=delayed&sort=-when",
    "milestones/?page=2",
    "risks/?page=2",
    "ehcp/?from=2024-06&to=2024-11&with=before",
    "search/?q=plan",
    "milestones/milestones.csv?sort=title",
]
ASKED_AT = ["/", LIVE, EDITION]
COLD_OF[f"{LIVE}search/?q=plan asked"] = 60


def addresses() -> dict[str, list[str]]:
    """Every page of every mount, by its pattern; a value's page by its first and its last example."""
    found = {pattern.route or "front": pattern.addresses() for pattern in reading_patterns()}
    found = {route: sorted({some[0], some[-1]}) for route, some in found.items()}
    return found | {
        f"{mount}{asked} asked": [f"{mount}{asked}"] for asked in ASKED for mount in ASKED_AT
    }


def reader_of_all() -> ReaderOfAll:
    """Without edit and history links, which are drawn for each request: what they ask is counted by itself below."""
    return ReaderOfAll(live_as="admin")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(asked)


def counted(client: Client) -> dict[str, tuple[set[int], set[int]]]:
    """For each pattern, its pages' numbers of queries when nothing is kept, and when nothing has changed since."""
    found = {}
    for route, some in addresses().items():
        cold, warm = set(), set()
        for address in some:
            cache.clear()
            cold.add(queries(client, address))
            warm.add(queries(client, address))
        found[route] = (cold, warm)
    return found


def grow(count: int, name: str) -> None:
    """So many more of everything that a page shows: milestones, risks, months, indicators, places, commitments, money."""
    with change(by=None):
        strands = list(Strand.objects.all())
        for index in range(count):
            strand = strands[index % len(strands)]
            grow_milestones(f"{name}-milestone-{index}", strand)
            grow_risks(f"{name}-risk-{index}", strand, 100 + index)
        for index in range((count + 2) // 3):
            grow_figures(f"{name}-figure-{index}", strands[index % len(strands)])
        for index in range((count + 5) // 6):
            # Its name stands between two of the edition, whose first and last are read.
            grow_commitments(f"programme-{name}-{index}", strands[index : index + 2])
        grow_corrections(count)


def grow_milestones(name: str, strand: Strand) -> None:
    """One with two promised dates and a move, that waits for another."""
    milestone = builders.make_milestone(
        name, strand=strand, stage="in_progress", forecast="March 2025"
    )
    builders.make_baseline(milestone, date="January 2025")
    builders.make_baseline(milestone, number=2, date="February 2025")
    milestone.forecast, milestone.reason = "June 2025", "A test moved it"
    builders.saved(milestone)
    builders.make_dependency(milestone, Milestone.objects.exclude(pk=milestone.pk).last())


def grow_risks(name: str, strand: Strand, number: int) -> None:
    """One that moved, with what is done about it."""
    risk = builders.make_risk(name, number=number, strand=strand, owner="A role")
    for month in (9, 10, 11):
        builders.make_assessment(risk, as_at=date(2024, month, 1), score=(number + month) % 5 + 1)
    for place in (1, 2):
        builders.make_mitigation(risk, number=place)


def grow_figures(name: str, strand: Strand) -> None:
    """A month's return and position; an indicator with three returns and a target; places in an area."""
    month = Month.containing(MonthlyReturn.objects.latest("month").month).plus(1).first
    builders.make_monthly_return(month)
    builders.make_position(month, projected_cumulative_deficit=Decimal(9), cumulative_basis="net")
    indicator = builders.make_indicator(name, strand=strand)
    for reported in (9, 10, 11):
        builders.make_return(
            indicator,
            reported_in=date(2024, reported, 1),
            first=date(2024, 1, 1),
            last=date(2024, reported, 28),
        )
    builders.make_target(f"strands.indicator.{name}")
    builders.make_places(name, strand=strand, area=builders.make_area(name))


def grow_corrections(count: int) -> None:
    """Published figures that change afterwards."""
    for one in MonthlyReturn.objects.filter(month__lte=date(2024, 11, 1))[: (count + 2) // 3]:
        one.plans_issued = (one.plans_issued or 0) + 1
        builders.saved(one)


def grow_commitments(name: str, strands: list[Strand]) -> None:
    """One with conditions and how they stand; a plan with contributions; a saving; a meeting."""
    commitment = builders.make_commitment(name, agreed="March 2024")
    for strand in strands:
        builders.make_delivery(strand, commitment)
    for number in range(3):
        condition = builders.make_condition(commitment, reference=str(number), strand=strands[0])
        builders.make_condition_status(condition, stated_rag="on_track")
        builders.make_condition_status(condition, as_at=date(2024, 12, 31), stated_rag="at_risk")
    plan = builders.make_plan(name)
    for year in (2024, 2025):
        builders.make_plan_year(plan, year)
        builders.make_contribution(plan, financial_year=year)
    order = ConfidenceScale.objects.count() + 1
    builders.make_saving(
        name, strand=strands[0], confidence=builders.make_confidence(name, order=order)
    )
    meeting = builders.make_meeting(date(2023, 1, order))
    about = {
        "strand": strands[0],
        "measure": "ehcp.plans_issued",
        "risk": Risk.objects.last(),
        "due": "March 2023",
    }
    builders.make_ask(f"{name}-again", meeting=meeting, **about)


def test_pages_ask_as_little_of_a_large_programme():
    """And none more than it may. The small one has one of everything: nothing that Django would leave out for want of records."""
    grow(1, "first")
    client = reader_of_all()
    small = counted(client)
    grow(36, "more")
    builders.make_edition(Edition.objects.get(number=2).meeting)
    # Of the new edition at the front too.
    grow_corrections(36)
    large = counted(client)
    print(f"\n{'page':48} {'cold':>8} {'large':>8} {'again':>8}")
    for route, (cold, warm) in small.items():
        print(
            f"{route:48} {shown(cold):>8} {shown(large[route][0]):>8} {shown(warm | large[route][1]):>8}"
        )
    assert {
        route: (counts, large[route]) for route, counts in small.items() if counts != large[route]
    } == {}
    assert {route: cold for route, (cold, _) in large.items() if len(cold) != 1} == {}
    over = {
        route: (cold, warm)
        for route, (cold, warm) in large.items()
        if max(cold) > COLD_OF.get(route, COLD) or max(warm) > WARM
    }
    assert over == {}


def shown(counts: set[int]) -> str:
    return "/".join(map(str, sorted(counts)))


def test_large_programme_stands_on_its_pages():
    """Otherwise the counts above would prove nothing."""
    grow(36, "more")
    client = reader("auditor")
    expected = {
        "/live/milestones/more-milestone-29/": "2. February 2025",
        "/live/milestones/": "Next page",
        "/live/risks/": "More risk 11",
        "/live/measures/strands.indicator.more-figure-9/": "Return of November 2024",
        "/live/finance/": "November 2025",
        "/live/ehcp/": "November 2025",
        "/live/strands/": "Programme more 4",
        "/live/strands/strategy/": "Programme more 0",
        "/measures/ehcp.plans_issued/": "Corrected: Plans issued each month",
        "/live/asks/": "Programme more 4 again",
    }
    assert [
        address
        for address, told in expected.items()
        if told not in client.get(address).content.decode()
    ] == []


def test_unchanged_pages_ask_only_who_is_reading():
    """Pages kept by another's visit; the edit links of those who may edit are drawn each time.

    For an officer's, whose update of the strand is open, it is asked which strands are theirs.
    """
    clients, another = (
        {name: reader(name) for name in ("member", "officer", "manager")},
        reader("figures"),
    )
    for client in clients.values():
        # What waits for an officer is counted at the first page, and kept for those that follow.
        client.get("/")
    asked = {}
    for address in (some[0] for some in addresses().values()):
        another.get(address)
        readers = clients.keys() - ({"member"} if address.startswith((LIVE, PREVIEW)) else set())
        asked |= {(address, name): queries(clients[name], address) for name in readers}
    over = {visit: count for visit, count in asked.items() if count > WARM}
    assert {name for _, name in over} <= {"officer"}
    assert all(count == WARM + 1 and "/strands/" in visit[0] for visit, count in over.items())


def test_new_query_of_kept_sections_asks_only_who_is_reading():
    """A page never asked for so before, of sections that are kept."""
    client = reader_of_all()
    asked = {}
    for some in addresses().values():
        address = f"{some[0]}{'&' if '?' in some[0] else '?'}page=1"
        # An edition's own page is kept bytes: its sections are first read by a page that is worked out.
        client.get(f"{address}1")
        asked[address] = queries(client, address)
    assert {address: count for address, count in asked.items() if count > WARM} == {}
