"""Every fact of the report stands in the published edition: on the page that the committee reads."""

from collections.abc import Iterator

import pytest

from tests.crawling import demonstration
from tests.crawling import reader as signed_in
from tests.test_facts import ON_PAGES, Fact, Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reader(django_db_setup, django_db_blocker) -> Iterator[Reader]:
    with django_db_blocker.unblock(), demonstration():
        yield Reader(signed_in())


@pytest.mark.parametrize("fact", [pytest.param(fact, id=f"{fact.id}-{fact.element}") for fact in ON_PAGES])
def test_fact_stands_in_the_edition(fact: Fact, reader: Reader):
    html = reader.opened(fact.address)
    assert fact.missing(html) + fact.wrong(html) == []
