"""Clear working days before a meeting: weekends and England's bank holidays do not count (pure).

Neither the day of publication nor that of the meeting counts (Local Government Act 1972, s.
100B(3)).
"""

import csv
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from pathlib import Path

BANK_HOLIDAYS_FILE = Path(__file__).parent / "bank_holidays.csv"
ONE_DAY = timedelta(days=1)


class UnknownYear(Exception):
    """The file of bank holidays does not cover this year."""


@cache
def bank_holidays() -> dict[date, str]:
    """England's bank holidays in the file, with their names."""
    with BANK_HOLIDAYS_FILE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(file)}


def known_years() -> range:
    years = {day.year for day in bank_holidays()}
    return range(min(years), max(years) + 1)


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether it is no weekend, bank holiday or `closed` day of the council; UnknownYear beyond the
    file.
    """
    if day.year not in known_years():
        raise UnknownYear(
            f"Bank holidays are known for {known_years()[0]} to {known_years()[-1]}, not for {day.year}: add "
            f"that year from gov.uk/bank-holidays to sendprog/values/{BANK_HOLIDAYS_FILE.name}, or set the "
            "meeting's own deadline."
        )
    return day.weekday() < 5 and day not in bank_holidays() and day not in closed


def clear_days(published: date, meeting: date, closed: Collection[date] = ()) -> int:
    """The number of working days between the two dates, both excluded."""
    between = (published + ONE_DAY * number for number in range(1, (meeting - published).days))
    return sum(is_working_day(day, closed) for day in between)


def last_publication_day(meeting: date, *, days: int, closed: Collection[date] = ()) -> date:
    """The last working day on which publishing leaves this many clear days."""
    day, left = meeting - ONE_DAY, days
    while left or not is_working_day(day, closed):
        left -= is_working_day(day, closed)
        day -= ONE_DAY
    return day
