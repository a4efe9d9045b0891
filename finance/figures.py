"""The figures that positions, plans, contributions and savings state, as readings by stable keys."""

from dataclasses import replace
from typing import Any

from finance.amounts import Amount, amount_of, reading_values
from finance.measures import CUMULATIVE, FORECAST, PLANNED, SIGNS, VARIANCE
from finance.readings import measure_of, other_reading
from finance.sentences import shown_basis, shown_marker
from finance.snapshot import (
    CONTRIBUTIONS,
    PLANS,
    POSITIONS,
    SAVINGS,
    ContributionRow,
    PlanRow,
    PositionRow,
    SavingRow,
    year_note,
)
from sendprog.records.figures import FigureSource, NamedReadings
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading, unpublished_measure
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.units import Unit

# The amounts of a position, by field name.
AMOUNTS = {
    "forecast": FORECAST,
    "planned": PLANNED,
    "reported_variance": VARIANCE,
    "cumulative": CUMULATIVE,
    "forecast_low": unpublished_measure("In-year deficit at lowest", Unit.POUNDS, SIGNS),
    "forecast_high": unpublished_measure("In-year deficit at highest", Unit.POUNDS, SIGNS),
    "opening_balance": unpublished_measure("Opening balance", Unit.POUNDS, SIGNS),
    "department_contribution": unpublished_measure("Department contribution", Unit.POUNDS),
    "council_contribution": unpublished_measure("Council contribution", Unit.POUNDS),
    "adjustments": unpublished_measure("Adjustments", Unit.POUNDS),
    "block_transfer": unpublished_measure("Transfer between blocks", Unit.POUNDS),
}


def position_prefix(block: str, month: Month, year: FinancialYear) -> str:
    """For example "finance.positions|High needs|2024-11|", before the name of an amount.

    A year that is not the month's own follows it: "2026-05 for 2025/26".
    """
    return f"{POSITIONS.name}|{block}|{month.iso}{year_note(month, year)}|"


def row_prefix(row: PositionRow) -> str:
    return position_prefix(row.block, row.month, row.financial_year)


def position_readings(row: PositionRow) -> NamedReadings:
    """Every amount of the position, missing ones too."""
    when = f"{row.block}, {row.report_label}"
    for name in AMOUNTS:
        yield name, replace(amount_reading(name, row), window_words=when)


def amount_reading(name: str, row: PositionRow) -> Reading:
    """An amount of the position by its field name, whether or not it is a published measure."""
    value = getattr(row, name)
    given: dict[str, Any] = {"missing": absent_text(row.basis)}
    if value is not None:
        amount = Amount(
            value, getattr(row, f"{name}_qualifier", ""), getattr(row, f"{name}_to", None)
        )
        given = {"marker": shown_marker(row), **reading_values(amount)}
    return Reading(measure=measure_of(AMOUNTS[name], row), basis=shown_basis(row), **given)


def other_figure_readings(row: PositionRow) -> NamedReadings:
    """The other figures of the report, by kind, year or day, and basis."""
    for figure in row.others:
        when = figure.as_at or figure.financial_year.label
        yield f"{figure.kind}|{when}|{figure.contributions}", other_reading(row, figure)


def plan_readings(row: PlanRow) -> NamedReadings:
    for year in row.years:
        when = year.financial_year.label
        amounts = {
            "In-year deficit planned": amount_of(year, "in_year_deficit"),
            "Closing balance planned": amount_of(year, "closing_balance"),
        }
        for label, amount in amounts.items():
            if amount is not None:
                measure = unpublished_measure(f"{row.name}: {label}", Unit.POUNDS, SIGNS)
                given = {"window_words": when, "basis": Basis.REPORTED}
                yield f"{when}|{label}", Reading(measure=measure, **reading_values(amount), **given)


def contribution_readings(row: ContributionRow) -> NamedReadings:
    measure = unpublished_measure(f"Contribution: {row.payer}", Unit.POUNDS)
    given = reading_values(Amount(row.amount, row.qualifier, row.amount_to))
    reading = Reading(measure=measure, window_words=row.term, basis=row.basis, **given)
    yield f"{row.payer}|{row.term}|{row.due or ''}", reading


def saving_readings(row: SavingRow) -> NamedReadings:
    """The planned saving.

    What it is expected to bring changes as the year goes on and is not corrected.
    """
    planned = amount_of(row, "planned")
    if planned is not None:
        year = row.financial_year.label
        measure = unpublished_measure(f"{row.title}: planned", Unit.POUNDS)
        given = {"window_words": year, "basis": row.basis}
        yield year, Reading(measure=measure, **reading_values(planned), **given)


FIGURES = (
    FigureSource(POSITIONS, row_prefix, position_readings),
    FigureSource(POSITIONS, lambda row: f"undated|{row_prefix(row)}", other_figure_readings),
    FigureSource(PLANS, lambda row: f"undated|{PLANS.name}|{row.slug}|", plan_readings),
    FigureSource(
        CONTRIBUTIONS,
        lambda row: f"undated|{CONTRIBUTIONS.name}|{row.plan}|",
        contribution_readings,
    ),
    FigureSource(SAVINGS, lambda row: f"undated|{SAVINGS.name}|{row.slug}|", saving_readings),
)
