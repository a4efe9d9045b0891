"""Whatever rows of any kind of file the import desk accepts: they are loaded, and no page or file breaks."""

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sendprog.loads.kinds import Column
from sendprog.loads.models import LoadState
from tests import builders
from tests.conftest import IS_SOAK, ON_POSTGRESQL, examples
from tests.crawling import LIVE
from tests.desk_writer import STAND_INS, Row, accepted_rows, columns_of, load_rows
from tests.extremes import cell_texts
from tests.small_world import (
    TODAY,
    client_of,
    desk_addresses,
    failures,
    make_small_world,
    site_addresses,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_sidebar")]
MOST_ROWS = 4
NUMBERS = st.decimals(-(10**15), 10**15, places=2).map(str) | st.integers(0, 3000).map(str)
DAYS = st.dates().map(str) | st.dates().map("{:%B %Y}".format) | st.dates().map("{:%Y-%m}".format)


@pytest.fixture
def small_world(db, settings) -> None:
    settings.SENDPROG_TODAY = TODAY
    make_small_world()


def cells(column: Column) -> st.SearchStrategy[str]:
    """Mostly what the column may accept."""
    return st.sampled_from(cell_texts(column)) | st.text(max_size=40) | NUMBERS | DAYS


def rows_of(kind: str) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries({column.name: cells(column) for column in columns_of(kind)})
    return st.lists(row, min_size=1, max_size=MOST_ROWS)


@settings(
    # PostgreSQL refuses more of what is stored.
    max_examples=examples(4) if IS_SOAK else 2 + ON_POSTGRESQL,
    # Each example takes seconds, and says which rows it loaded: none is made smaller.
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(st.data())
def test_accepted_rows_break_no_page(small_world, data):
    cache.clear()
    with transaction.atomic():
        for kind in STAND_INS:
            rows = accepted_rows(kind, data.draw(rows_of(kind), label=kind))
            assert (
                not rows or load_rows(client_of("figures"), kind, rows).state == LoadState.CONFIRMED
            )
        live = [address for address in site_addresses(mounted=True) if address.startswith(LIVE)]
        assert failures(client_of("auditor"), live) == []
        assert failures(client_of("admin"), desk_addresses()) == []
        builders.make_edition()
        transaction.set_rollback(True)
