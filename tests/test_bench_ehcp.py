"""The EHCP page of twenty years of months beside that of one, printed with the limit: `make bench`."""

import statistics
import time
from datetime import date

import pytest
from django.http import QueryDict

from ehcp.snapshot import COUNTS, MONTHS
from ehcp.views import ehcp_page
from sendprog.pages.mounted_pages import Query
from sendprog.values.periods import Month
from tests.two_snapshots import month_row, snapshot_of

pytestmark = pytest.mark.bench
MOST, TIMES = 1.5, 9


def rows_of(years: int) -> list:
    """A return a month to the end of 2025, with every count."""
    return [
        month_row(
            Month(2026, 1).plus(place - 12 * years).iso,
            **{name: 100 + (7 * place + len(name)) % 23 for name in COUNTS},
        )
        for place in range(12 * years)
    ]


def seconds_of(years: int) -> float:
    """The median of a page of a snapshot that is read anew."""
    rows, times = rows_of(years), []
    for _ in range(TIMES):
        snapshot = snapshot_of(date(2026, 1, 20), {MONTHS: rows})
        began = time.process_time()
        ehcp_page(snapshot, None, Query("ehcp/", QueryDict()))
        times.append(time.process_time() - began)
    return statistics.median(times)


def test_twenty_years_take_little_longer_than_one():
    seconds_of(1)
    one, twenty = seconds_of(1), seconds_of(20)
    print(
        f"\nEHCP page: one year {one:.3f} s, twenty {twenty:.3f} s: {twenty / one:.2f} (at most {MOST})"
    )
    assert twenty <= MOST * one
