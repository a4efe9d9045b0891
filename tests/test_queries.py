"""How many queries each page asks: the same for a small programme as for a large one. Run with -s to see the table."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ehcp.models import MonthlyReturn
from sendprog.history import change
from sendprog.periods import Month
from strands.models import Strand
from tests import builders
from tests.crawling import demonstration, mounted_patterns, reader, reading_patterns

pytestmark = pytest.mark.django_db

COLD, WARM = 20, 5
ASKED = ["milestones/?status=delayed&sort=-when", "milestones/?page=2", "milestones/milestones.csv?sort=title"]


@pytest.fixture(scope="module", autouse=True)
def programme(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), demonstration():
        yield


def addresses() -> dict[str, list[str]]:
    """Every page of both mounts, by its pattern; a value's page by its first three and its last example."""
    found = {pattern.route or "front": pattern.addresses() for pattern in reading_patterns()}
    found = {route: sorted({*some[:3], some[-1]}) for route, some in found.items()}
    return found | {f"{asked} asked": [f"/{asked}"] for asked in ASKED}


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


def grow() -> None:
    """More of everything that a page shows: milestones, risks, months, indicators, places, commitments and money."""
    with change(by=None):
        strands = list(Strand.objects.all())
        grow_milestones(strands)
        grow_risks(strands)
        grow_figures(strands)
        grow_commitments(strands)


def grow_milestones(strands: list[Strand]) -> None:
    made = []
    for index in range(30):
        milestone = builders.make_milestone(
            f"more-{index}", strand=strands[index % 7], stage="in_progress", forecast="March 2025"
        )
        builders.make_baseline(milestone, date="January 2025")
        builders.make_baseline(milestone, number=2, date="February 2025")
        milestone.forecast, milestone.reason = milestone._meta.get_field("forecast").to_python("June 2025"), "A test moved it"
        milestone.save()
        for needed in made[-2:]:
            builders.make_dependency(milestone, needed)
        made.append(milestone)


def grow_risks(strands: list[Strand]) -> None:
    for index in range(12):
        risk = builders.make_risk(f"more-{index}", number=100 + index, strand=strands[index % 7], owner="A role")
        for month in (9, 10, 11):
            builders.make_assessment(risk, as_at=date(2024, month, 1), score=(index + month) % 5 + 1)
        for number in (1, 2):
            builders.make_mitigation(risk, number=number)


def grow_figures(strands: list[Strand]) -> None:
    month = Month.containing(MonthlyReturn.objects.latest("month").month)
    for ahead in range(1, 13):
        builders.make_monthly_return(month.plus(ahead).first)
        builders.make_position(month.plus(ahead).first, projected_cumulative_deficit=Decimal(9), cumulative_basis="net")
    for index in range(10):
        indicator = builders.make_indicator(f"more-{index}", strand=strands[index % 7])
        for reported in (9, 10, 11):
            builders.make_return(indicator, reported_in=date(2024, reported, 1), last=date(2024, reported, 28))
        builders.make_target(f"strands.indicator.more-{index}")
        builders.make_places(f"more-{index}", strand=strands[index % 7], area=builders.make_area(f"more-{index}"))


def grow_commitments(strands: list[Strand]) -> None:
    scale = [builders.make_confidence(f"step-{order}", order=order) for order in (1, 2, 3)]
    for index in range(5):
        commitment = builders.make_commitment(f"more-{index}", agreed="March 2024")
        builders.make_delivery(strands[index], commitment)
        builders.make_delivery(strands[index + 1], commitment)
        for number in range(3):
            condition = builders.make_condition(commitment, reference=str(number), strand=strands[index])
            builders.make_condition_status(condition, stated_rag="on_track")
            builders.make_condition_status(condition, as_at=date(2024, 12, 31), stated_rag="at_risk")
        plan = builders.make_plan(f"more-{index}")
        for year in (2024, 2025):
            builders.make_plan_year(plan, year)
            builders.make_contribution(plan, financial_year=year)
        builders.make_saving(f"more-{index}", strand=strands[index], confidence=scale[index % 3])
        builders.make_update(date(2024, 12, 1), strand=strands[index])
        builders.make_meeting(date(2024, 1, index + 1))


def test_pages_ask_as_little_of_a_large_programme():
    client = reader()
    small = counted(client)
    grow()
    large = counted(client)
    print(f"\n{'page':48} {'cold':>8} {'large':>8} {'again':>8}")
    for route, (cold, warm) in small.items():
        print(f"{route:48} {shown(cold):>8} {shown(large[route][0]):>8} {shown(warm | large[route][1]):>8}")
    assert {route: (counts[0], large[route][0]) for route, counts in small.items() if counts != large[route]} == {}
    assert {route: cold for route, (cold, _) in large.items() if len(cold) != 1} == {}
    assert {route: cold for route, (cold, _) in large.items() if max(cold) > COLD} == {}
    assert {route: warm for route, (_, warm) in large.items() if max(warm) > WARM} == {}


def shown(counts: set[int]) -> str:
    return "/".join(map(str, sorted(counts)))


def test_large_programme_stands_on_its_pages():
    """Otherwise the counts above would prove nothing."""
    grow()
    client = reader()
    expected = {
        "/milestones/more-29/": "2. February 2025",
        "/milestones/": "Next page",
        "/risks/": "More 11",
        "/measures/strands.indicator.more-9/": "Return of November 2024",
        "/finance/": "November 2025",
        "/ehcp/": "November 2025",
        "/strands/": "More 4",
        "/strands/strategy/": "More 0",
    }
    assert [address for address, words in expected.items() if words not in client.get(address).content.decode()] == []


def test_pages_of_kept_sections_ask_no_more_than_the_reader(django_assert_max_num_queries):
    """A page never opened before, of sections that other pages have already asked for."""
    client = reader()
    for pattern in mounted_patterns():
        client.get(pattern.addresses()[0])
    for pattern in mounted_patterns("/live/"):
        with django_assert_max_num_queries(WARM):
            client.get(pattern.addresses()[-1], {"page": "1"})
