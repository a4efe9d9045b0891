"""A hundred times the data: how long each live page takes beside the usual size, printed with the limits."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from risks.models import Risk
from sendprog.records.data_version import DataVersion
from sendprog.records.history import Tracked
from strands.models import Milestone, Strand
from tests.crawling import LIVE, demonstration, mounted_patterns, reader
from tests.large_programme import grow_programme

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
# Seconds.
MOST_ABOVE, MOST_AFTER_A_WRITE = 0.05, 2.0
TIMES = 15
# Files of the whole programme: as long as it is large.
WHOLE = ("paper.docx", "data.zip", "print/", "milestones/milestones.csv")
ASKED = (
    "milestones/?page=2",
    "milestones/?page=40&sort=-when",
    "milestones/?status=delayed",
    "risks/?page=2",
    "risks/?page=30",
    "search/?q=step",
    "search/?q=plan",
)


# Of one record each. Every section names strands, so that a strand's write has most to read again.
WRITTEN: tuple[type[Tracked], ...] = (Milestone, Risk, Strand)


@dataclass(frozen=True)
class Timed:
    """Seconds of the first request with nothing cached, of the first after the write that costs it
    most, and of nearly all later ones; kilobytes.
    """

    cold: float
    first: float
    later: float
    kilobytes: float


def addresses() -> list[str]:
    """A page of each kind, and what a query asks of the long ones."""
    kinds = [
        pattern.addresses() for pattern in mounted_patterns(LIVE) if "since" not in pattern.route
    ]
    return [some[0] for some in kinds if some] + [f"{LIVE}{asked}" for asked in ASKED]


def seconds(deed: Callable[[], object]) -> float:
    began = time.process_time()
    deed()
    return time.process_time() - began


def timed(client: Client, address: str) -> Timed:
    """Nothing of the programme is cached, then all that the request before left."""
    cache.clear()
    DataVersion.bump()
    cold = seconds(lambda: client.get(address))
    first = max(after_write_of(model, client, address) for model in WRITTEN)
    times = [seconds(lambda: client.get(address)) for _ in range(TIMES)]
    response = client.get(address)
    assert response.status_code == 200, address
    later = statistics.quantiles(times, n=20)[-1]
    return Timed(cold, first, later, len(response.content) / 1000)


def after_write_of(model: type[Tracked], client: Client, address: str) -> float:
    """Seconds of the first request after a record of this kind was saved."""
    model.objects.last().save()
    return seconds(lambda: client.get(address))


def all_timed() -> dict[str, Timed]:
    client = reader("auditor")
    client.get(LIVE)
    return {address: timed(client, address) for address in addresses()}


@pytest.fixture(scope="module")
def sizes(django_db_setup, django_db_blocker) -> Iterator[tuple[dict, dict]]:
    with django_db_blocker.unblock(), demonstration():
        usual = all_timed()
        grow_programme()
        yield usual, all_timed()


def test_pages_of_a_hundred_times_the_data(sizes):
    usual, large = sizes
    print(f"\n{'page':44} {'cold':>12} {'after write':>12} {'later, ms':>12} {'kB':>14}")
    over = []
    for address, now in large.items():
        then, is_page = usual[address], address.removeprefix(LIVE) not in WHOLE
        print(
            f"{address:44} {then.cold:5.2f} {now.cold:6.2f} {then.first:5.2f} {now.first:6.2f}"
            f" {then.later * 1000:5.0f} {now.later * 1000:6.0f}"
            f" {then.kilobytes:6.0f} {now.kilobytes:7.0f}"
        )
        if now.later - then.later > MOST_ABOVE or (is_page and now.first > MOST_AFTER_A_WRITE):
            over.append(address)
    print(
        f"limits: after a write {MOST_AFTER_A_WRITE} s;"
        f" later {MOST_ABOVE * 1000:.0f} ms above the usual"
    )
    assert over == []
