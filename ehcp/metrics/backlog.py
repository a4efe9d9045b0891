"""How a stock moves month by month, and when it would be nothing (pure)."""

import math
from dataclasses import dataclass
from fractions import Fraction


def months_to_clear(now: int, before: int, months: int) -> int | None:
    """After how many more whole months a stock is 0, if it goes on as over so many months to now.

    None where it did not fall.
    """
    if not now:
        return 0
    if now >= before:
        return None
    return math.ceil(Fraction(now * months, before - now))


@dataclass(frozen=True)
class Assumptions:
    """What a reader supposes: growth of requests in per cent a year, plans a month, and plans that
    cease in per cent a year; and what the returns give to go on with.
    """

    growth: float
    plans: float
    ceasing: float
    requests: float
    agreed_share: float
    ended_share: float
    open_cases: float
    maintained: float | None


@dataclass(frozen=True)
class Projected:
    """A month of a projection."""

    number: int
    requests: float
    agreed: float
    plans: float
    open_cases: float
    maintained: float | None


def projection(given: Assumptions, months: int) -> list[Projected]:
    """Month by month: no more plans than there are open cases, and no stock below 0."""
    open_cases, maintained = given.open_cases, given.maintained
    rows = []
    for number in range(1, months + 1):
        requests = given.requests * (1 + given.growth / 100) ** (number / 12)
        agreed = requests * given.agreed_share
        ended = agreed * given.ended_share
        waiting = max(0.0, open_cases + agreed - ended)
        plans = min(given.plans, waiting)
        open_cases = waiting - plans
        if maintained is not None:
            maintained = max(0.0, maintained * (1 - given.ceasing / 1200) + plans)
        rows.append(Projected(number, requests, agreed, plans, open_cases, maintained))
    return rows
