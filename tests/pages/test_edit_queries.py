"""How many queries the pages that write ask: no more with many records, exempt ones and binned ones than with few."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sendprog.accounts import session_store
from sendprog.records.history import change
from strands.models import Indicator, Milestone, Strand
from tests import builders as make
from tests.crawling import patterns
from tests.small_world import TODAY, client_of, make_small_world, stored_addresses

pytestmark = pytest.mark.django_db
READERS = ("officer", "manager", "figures")


def grow(count: int, name: str) -> None:
    """So many more exempt milestones and returns, their neighbours, and records in the bin, of a strand and of another."""
    own = Strand.objects.get(slug="strategy")
    other = Strand.objects.filter(slug="other").first() or make.make_strand("other", number=2)
    indicator = Indicator.objects.first()
    for number in range(count):
        for strand in (own, other):
            milestone = make.make_milestone(f"{name} {strand.slug} {number}", strand=strand)
            make.make_exemption(milestone)
            make.make_dependency(Milestone.objects.get(reference="MS/1"), milestone)
            make.make_places(f"{name}-{strand.slug}-{number}", strand=strand, milestone=milestone)
        made = make.make_return(indicator, reported_in=date(2000 + len(name), number + 1, 1))
        make.make_exemption(made)
        risk = make.make_risk(f"{name} {number}", strand=own)
        make.make_exemption(risk)
        make.make_ask(f"{name} {number}", risk=risk)
        binned = make.make_milestone(f"{name} binned {number}", strand=own)
        mitigation = make.make_mitigation(make.make_risk(f"{name} binned {number}", strand=own))
        with change(by=None):
            binned.delete()
            mitigation.delete()


def queries(client: Client, address: str) -> int:
    """What the page asks once it has been opened; 0 where this reader has none."""
    if client.get(address).status_code != 200:
        return 0
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def counted(addresses: list[str]) -> dict[tuple[str, str], int]:
    found = {}
    for name in READERS:
        client = client_of(name)
        found |= {(name, address): queries(client, address) for address in addresses}
    return found


@pytest.fixture(autouse=True)
def sessions_note_no_request(monkeypatch) -> None:
    """Once a minute a request is noted, which would be counted where a test takes as long."""
    monkeypatch.setattr(session_store, "NOTED_AFTER", 3600)


def test_pages_that_write_ask_as_little_of_many_records(settings):
    settings.SENDPROG_TODAY = TODAY
    make_small_world()
    grow(2, "first")
    addresses = [
        stored_addresses(pattern)[0]
        for pattern in patterns()
        if not pattern.is_admin and not pattern.mount
    ]
    addresses += ["/live/milestones/", "/live/risks/"]
    few = counted(addresses)
    grow(12, "more")
    many = counted(addresses)
    assert sum(map(bool, few.values())) > 45
    assert {page: (count, many[page]) for page, count in few.items() if many[page] > count} == {}
