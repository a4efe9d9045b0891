"""The numbers of the sentence on plans issued are those of the months, counted again."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import ehcp.headlines
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.values.periods import Window
from sendprog.values.wording import rounded
from tests.invariants.absences import has_reported_plans
from tests.invariants.told import Told

# "1,610 plans were issued in October 2026" has a count; "158 a month (June to November 2024)" has a mean and its window.
COUNT = re.compile(r"([\d,]+) plans? (?:was|were) issued in ([^.]*?)(?: \[\w+\])?\.")
MEAN = re.compile(r"([\d,]+)(?: a month)?(?: \[\w+\])? \(((?:[A-Z][a-z]+ )[^),]*)")


def plans_issued_otherwise(told: Told) -> Iterator[str]:
    """A number of the sentence on plans issued that the returns of its window, counted again, do not give."""
    if has_reported_plans(told.snapshot):
        return
    text = ehcp.headlines.sentence(told.snapshot)
    rows = told.snapshot[MONTHS]
    counts = {row.label: row.counts["plans_issued"] for row in rows}
    means = means_of(rows)
    for written, when in COUNT.findall(text):
        if counts.get(when) is None or f"{counts[when]:,}" != written:
            yield f"“{text}”: {counts.get(when)} in {when}"
    for written, when in MEAN.findall(text):
        if means.get(when) != written:
            yield f"“{text}”: {means.get(when)} a month in {when}"


def means_of(rows: Sequence[MonthRow]) -> dict[str, str]:
    """The monthly mean of each run of returns without a gap, as it is written, by the name of its window."""
    found = {}
    for place in range(len(rows)):
        total = months = 0
        for row in rows[place:]:
            count, is_next = (
                row.counts["plans_issued"],
                row.first_month == rows[place].first_month.plus(months),
            )
            if count is None or not is_next:
                break
            total, months = total + count, months + row.months
            window = Window.of_months(rows[place].first_month, row.month)
            found[window.label] = f"{rounded(Decimal(total) / months):,}"
    return found
