"""By when a meeting's papers must be out: clear days, with weekends and England's bank holidays left out. Pure.

Clear means that neither the day of publication nor that of the meeting counts (Local Government Act 1972, s. 100B(3)).
"""

import csv
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "bank_holidays.csv"
ONE_DAY = timedelta(days=1)


class UnknownYear(Exception):
    """The table of bank holidays does not reach this year."""


@cache
def bank_holidays() -> dict[date, str]:
    """England's bank holidays that the table knows, with their names."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(file)}


def known_years() -> range:
    years = {day.year for day in bank_holidays()}
    return range(min(years), max(years) + 1)


def counts(day: date, closed: Collection[date] = ()) -> bool:
    """Whether a day is a working day. UnknownYear beyond the table; `closed` are days of the council's own."""
    if day.year not in known_years():
        raise UnknownYear(
            f"Bank holidays are known for {known_years()[0]} to {known_years()[-1]}, not for {day.year}: "
            f"add that year from gov.uk/bank-holidays to committee/{TABLE.name}, or set the meeting's own deadline."
        )
    return day.weekday() < 5 and day not in bank_holidays() and day not in closed


def clear_days(published: date, meeting: date, closed: Collection[date] = ()) -> int:
    """How many working days lie between the two."""
    between = (published + ONE_DAY * number for number in range(1, (meeting - published).days))
    return sum(counts(day, closed) for day in between)


def last_day(meeting: date, *, days: int, closed: Collection[date] = ()) -> date:
    """The last working day on which publishing leaves so many clear days."""
    day, left = meeting - ONE_DAY, days
    while left or not counts(day, closed):
        left -= counts(day, closed)
        day -= ONE_DAY
    return day
