"""The numbers of the sentence on plans issued are those of the months, counted again."""

import re
from collections.abc import Iterator
from decimal import Decimal

import ehcp.headlines
from ehcp.snapshot import MONTHS
from sendprog.values.wording import rounded
from tests.invariants.absences import has_reported_plans
from tests.invariants.told import Told

COUNT_SENTENCE = re.compile(r"^(\w[\d,]*) plans? (?:was|were) issued in (\w+ \d{4})")
MEANS = re.compile(r"Plans issued[^:]*: ([\d,]+) a month \(([^)]*)\)(?: from ([\d,]+) \(([^)]*)\))?")


def plans_issued_otherwise(told: Told) -> Iterator[str]:
    """A number of the sentence on plans issued that the months, counted again, do not give."""
    if has_reported_plans(told.snapshot):
        return
    text = ehcp.headlines.sentence(told.snapshot)
    by_month = {row.month.label: row.counts["plans_issued"] for row in told.snapshot[MONTHS]}
    if (found := COUNT_SENTENCE.match(text)) and f"{by_month.get(found[2]):,}" != found[1]:
        yield f"“{text}”: {by_month.get(found[2])} in {found[2]}"
    values = [row.counts["plans_issued"] for row in told.snapshot[MONTHS]]
    if found := MEANS.search(text):
        possible = means_of(values)
        for number in (found[1], found[3]):
            if number and number not in possible:
                yield f"“{text}”: no run of months has the mean {number}"


def means_of(values: list[int | None]) -> set[str]:
    """The rounded means of all runs of 2 to 11 values without a gap, as they are written."""
    found = set()
    for first in range(len(values)):
        for last in range(first + 2, min(first + 12, len(values) + 1)):
            run = values[first:last]
            if None not in run:
                found.add(f"{rounded(Decimal(sum(run)) / len(run)):,}")
    return found
