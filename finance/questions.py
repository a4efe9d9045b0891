"""Questions to ask about a deficit above its plan, by a fixed rule."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from finance.headlines import headline_positions, latest_position
from finance.measures import FORECAST, MOVEMENT, VARIANCE
from finance.saving_rows import SavingRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import FinancialYear
from sendprog.values.wording import noun, plural

MOST_QUESTIONS = 3
CAUSES = "What makes up the difference from the plan? No split by cause is recorded."
ROSE = "The figure was lower at the report before. What has changed since?"


def is_above_plan(readings: Mapping[Measure, Reading]) -> bool:
    """Whether there is an in-year deficit above its plan: a small surplus is none."""
    if not readings or not (readings[VARIANCE].value or 0) > 0:
        return False
    forecast = readings[FORECAST].value
    return forecast is None or forecast > 0


def deficit_questions(snapshot: Snapshot, savings: Sequence[SavingRow] = ()) -> list[str]:
    """At most three; none unless the latest deficit is above its plan.

    `savings` are asked about where they are given.
    """
    readings = latest_position(snapshot)
    if not is_above_plan(readings):
        return []
    return list(islice(above_plan_questions(snapshot, readings, savings), MOST_QUESTIONS))


def above_plan_questions(
    snapshot: Snapshot,
    readings: Mapping[Measure, Reading],
    savings: Sequence[SavingRow],
) -> Iterator[str]:
    yield CAUSES
    if (readings[MOVEMENT].value or 0) > 0:
        yield ROSE
    year = headline_positions(snapshot)[-1].financial_year
    if without := savings_without_result(savings, year):
        yield savings_question(without, year)


def savings_question(number: int, year: FinancialYear) -> str:
    savings = f"{plural(number, 'saving')} of {year.label}"
    which = noun(number, "it", "each")
    return f"For {savings} nothing delivered is recorded. What has {which} brought?"


def savings_without_result(savings: Sequence[SavingRow], year: FinancialYear) -> int:
    """How many savings of the year have a plan but no amount delivered."""
    rows = [row for row in savings if row.financial_year == year]
    return sum(row.planned is not None and row.achieved is None for row in rows)
