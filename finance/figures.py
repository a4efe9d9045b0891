"""The figures that positions, plans, contributions and savings state, as readings by stable keys."""

from collections.abc import Iterator
from dataclasses import replace

from finance.measures import CUMULATIVE, FORECAST, PLANNED, VARIANCE
from finance.readings import measure_of
from finance.sentences import shown_basis
from finance.snapshot import (
    CONTRIBUTIONS,
    PLANS,
    POSITIONS,
    SAVINGS,
    ContributionRow,
    PlanRow,
    PositionRow,
    SavingRow,
)
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading, Unit, unpublished_measure

NOT_IN_REPORT = "Not in the report"
# The amounts of a position, by field name.
AMOUNTS = {
    "forecast": FORECAST,
    "planned": PLANNED,
    "reported_variance": VARIANCE,
    "cumulative": CUMULATIVE,
    "forecast_low": unpublished_measure("In-year deficit at lowest", Unit.POUNDS),
    "forecast_high": unpublished_measure("In-year deficit at highest", Unit.POUNDS),
    "opening_balance": unpublished_measure("Opening balance", Unit.POUNDS),
    "department_contribution": unpublished_measure("Department contribution", Unit.POUNDS),
    "council_contribution": unpublished_measure("Council contribution", Unit.POUNDS),
    "adjustments": unpublished_measure("Adjustments", Unit.POUNDS),
}


def position_figures(row: PositionRow) -> Iterator[tuple[str, Reading]]:
    """Every amount of the position, missing ones too; keys like "finance.positions|High needs|2024-11|forecast"."""
    for name in AMOUNTS:
        reading = replace(amount_reading(name, row), window_words=f"{row.block}, {row.month.financial_label}")
        yield f"{POSITIONS.name}|{row.block}|{row.month.iso}|{name}", reading


def amount_reading(name: str, row: PositionRow) -> Reading:
    """An amount of the position by its field name, whether or not it is a published measure."""
    value = getattr(row, name)
    given = {"missing": NOT_IN_REPORT} if value is None else {"value": value, "marker": row.marker}
    return Reading(measure=measure_of(AMOUNTS[name], row), basis=shown_basis(row), **given)


def plan_figures(row: PlanRow) -> Iterator[tuple[str, Reading]]:
    for year in row.years:
        when = year.financial_year.label
        amounts = {
            "In-year deficit planned": year.in_year_deficit,
            "Closing balance planned": year.closing_balance,
        }
        for label, amount in amounts.items():
            if amount is not None:
                measure = unpublished_measure(f"{row.name}: {label}", Unit.POUNDS)
                reading = Reading(measure=measure, value=amount, window_words=when, basis=Basis.REPORTED)
                yield f"undated|{PLANS.name}|{row.slug}|{when}|{label}", reading


def contribution_figures(row: ContributionRow) -> Iterator[tuple[str, Reading]]:
    year = row.financial_year.label
    measure = unpublished_measure(f"Contribution: {row.payer}", Unit.POUNDS)
    reading = Reading(measure=measure, value=row.amount, window_words=year, basis=row.basis)
    yield f"undated|{CONTRIBUTIONS.name}|{row.plan}|{row.payer}|{year}|{row.due or ''}", reading


def saving_figures(row: SavingRow) -> Iterator[tuple[str, Reading]]:
    """The planned saving. What it is expected to bring changes as the year goes on and is not corrected."""
    if row.planned is not None:
        year = row.financial_year.label
        measure = unpublished_measure(f"{row.title}: planned", Unit.POUNDS)
        reading = Reading(measure=measure, value=row.planned, window_words=year, basis=row.basis)
        yield f"undated|{SAVINGS.name}|{row.slug}|{year}", reading


FIGURES = {
    POSITIONS: position_figures,
    PLANS: plan_figures,
    CONTRIBUTIONS: contribution_figures,
    SAVINGS: saving_figures,
}
