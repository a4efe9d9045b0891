"""How long things take, printed beside their limit: `make bench` runs these alone, on a quiet machine."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from sendprog.loads.actions import Given, checked, last_month_begun
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import Plan, plan
from sendprog.periods import Month
from tests.test_loads_rules import fifty_indicators, indicator_rows, rows_of

__all__ = ["fifty_indicators"]
pytestmark = [pytest.mark.bench, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


def timed(name: str, limit: float, deed: Callable[[], Plan]) -> Plan:
    """The best of three, printed beside its limit."""
    best, made = float("inf"), None
    for _ in range(3):
        began = time.perf_counter()
        made = deed()
        best = min(best, time.perf_counter() - began)
    print(f"\n{name}: {best:.2f} s (at most {limit} s)")
    assert best < limit
    assert made is not None
    return made


def preview(kind: str, content: bytes) -> Plan:
    found = checked(kind, Given("figures.csv", content))
    assert found.problems == ()
    return plan(KINDS[kind], found, until=last_month_begun())


def test_twelve_months():
    content = rows_of(12)
    made = timed("12 new months, checked and previewed", 0.5, lambda: preview("ehcp", content))
    assert len(made.rows) == 12


def test_five_thousand_indicator_rows(fifty_indicators):
    content = indicator_rows(4999)
    made = timed("4,999 indicator rows, checked and previewed", 5, lambda: preview("indicators", content))
    assert len(made.rows) == 4999
    assert Month(2015, 1).plus(99) < last_month_begun()
