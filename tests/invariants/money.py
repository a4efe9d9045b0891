"""What is said of money: a surplus by its name, sums as exact as their parts, each position by its year, nothing twice."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import finance.headlines
from finance.amounts import Amount, amount_of, amount_text, sign_of
from finance.models import FigureKind
from finance.saving_rows import AMOUNTS
from finance.snapshot import PLANS, POSITIONS, SAVINGS
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.wording import MINUS, pounds_in_table, pounds_in_text
from strands.snapshot import INDICATORS, TARGETS
from tests.invariants.figures import STORED_NUMBER, readings_of
from tests.invariants.told import Told

DEFICITS = (
    "planned",
    "planned_to",
    "opening_balance_to",
    "forecast",
    "forecast_low",
    "forecast_high",
    "opening_balance",
    "cumulative",
)
MINUS_POUNDS = re.compile(rf"{MINUS}£[\d,.]*\d(?: million| billion|m)?")


def deficits(snapshot: Snapshot) -> Iterator[Decimal | None]:
    """Every stored deficit and surplus."""
    for row in snapshot[POSITIONS]:
        yield from (getattr(row, name) for name in DEFICITS)
        for figure in row.others:
            if figure.kind is not FigureKind.CUMULATIVE_VARIANCE:
                yield from (figure.value, figure.low, figure.high)
    for plan in snapshot[PLANS]:
        for year in plan.years:
            yield from (year.in_year_deficit, year.in_year_deficit_to)
            yield from (year.closing_balance, year.closing_balance_to)


def differences(snapshot: Snapshot) -> Iterator[Decimal | None]:
    """Every amount that may have a minus: differences, and what is no deficit."""
    for row in snapshot[POSITIONS]:
        yield from (
            row.reported_variance,
            row.adjustments,
            row.department_contribution,
            row.council_contribution,
        )
        yield row.block_transfer
        if row.forecast is not None and row.planned is not None:
            yield row.forecast - row.planned
    for reading in readings_of(snapshot):
        if reading.measure.signs is None:
            yield from (reading.value, reading.low, reading.high)
    for section in (INDICATORS, TARGETS):
        yield from map(Decimal, STORED_NUMBER.findall(section.encode(snapshot[section]).decode()))


def written(values: Iterator[Decimal | None]) -> set[str]:
    """How the amounts below 0 are written with a minus."""
    below = [value for value in values if value is not None and sign_of(value) < 0]
    return {text(value) for value in below for text in (pounds_in_text, pounds_in_table)}


def surpluses_with_a_minus(told: Told) -> Iterator[str]:
    wrong = written(deficits(told.snapshot)) - written(differences(told.snapshot))
    for address, found, line in told.matches(MINUS_POUNDS):
        if address != "changes/" and found[0] in wrong:
            yield f"{address}: “{found[0]}” in “{line[:200]}”"


def exact_sums_of_others(told: Told) -> Iterator[str]:
    """A sum of savings that reads as exact though one of them is "about" so much or a range."""
    inexact = {
        (row.financial_year.label, name)
        for row in told.snapshot[SAVINGS]
        for name in AMOUNTS
        if (amount := amount_of(row, name))
        and amount_text(amount) != amount_text(Amount(amount.value))
    }
    for year, name in inexact:
        bases = {row.basis for row in told.snapshot[SAVINGS] if row.financial_year.label == year}
        exact = re.compile(
            rf"^{year}, \d+ savings?\b.*[:,] £[\d.,]+(?: million| billion)? {AMOUNTS[name]}",
            re.MULTILINE,
        )
        for address, found, _ in told.matches(exact, "finance/"):
            if len(bases) == 1:
                yield f"{address}: “{found[0]}”"


def positions_taken_for_one_another(told: Told) -> Iterator[str]:
    """Two positions whose readings have one record, or one line of a chart at one month."""
    records: Counter[tuple[str, str]] = Counter()
    points: Counter[tuple[str, str, object]] = Counter()
    for readings in finance.headlines.all_position_readings(told.snapshot):
        for measure, reading in readings.items():
            records[measure.address, reading.record] += 1
            points[measure.address, reading.series, reading.as_at] += 1
    for key, number in (records | points).items():
        if number > 1:
            yield f"{key}: {number} times"


def expected_twice(told: Told) -> Iterator[str]:
    """A reading that says "Projected" and again "Forecast"."""
    for reading in readings_of(told.snapshot):
        if reading.basis is Basis.FORECAST and re.search(
            r"(?:^|\. )Projected(?:$|\.)", reading.note
        ):
            yield f"{reading.measure.address}: “{reading.note}. {reading.basis.label}”"
