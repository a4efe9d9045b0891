"""What the positions of the deficit must satisfy, and what of them is unlikely."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from finance.models import DeficitBasis, PositionStatus, year_of_figures
from sendprog.loads.kinds import FileWarning, ParsedRow, RowRecord, RuleProblem
from sendprog.loads.messages import Message
from sendprog.values.wording import pounds_in_text

YEAR_COLUMN = "financial_year"
# Published figures are rounded to £0.1 million: a
# sum of three may differ by this much.
ROUNDING = Decimal(150_000)

IN_YEAR_AMOUNTS = ("planned_in_year_deficit", "forecast_in_year_deficit")
CONTRIBUTIONS = ("department_contribution", "council_contribution")
IN_YEAR_BASIS = "in_year_basis"


def cumulative_adds_up(
    now: Mapping[str, Any], before: Mapping[str, Any] | None
) -> Iterable[RuleProblem]:
    """The cumulative deficit is the opening balance + forecast + adjustments - contributions.

    The forecast, or neither figure, may have had some of the contributions taken off. Without an
    opening balance, it moves by as much as the forecast since last month, but for April.
    """
    forecast, cumulative = now.get("forecast_in_year_deficit"), now.get("cumulative_deficit")
    if forecast is None or cumulative is None:
        return
    if now.get("opening_balance") is not None:
        yield from balance_adds_up(now, forecast, cumulative)
        return
    earlier = before or {}
    earlier_forecast, earlier_cumulative = (
        earlier.get(name) for name in ("forecast_in_year_deficit", "cumulative_deficit")
    )
    if earlier_forecast is None or earlier_cumulative is None or now["month"].month == 4:
        return
    forecast_move, cumulative_move = forecast - earlier_forecast, cumulative - earlier_cumulative
    if abs(forecast_move - cumulative_move) > ROUNDING:
        yield (
            "cumulative_deficit",
            f"It moved by {pounds_in_text(cumulative_move)} since last month, "
            f"the forecast by {pounds_in_text(forecast_move)}. Is this right?",
        )


def balance_adds_up(
    now: Mapping[str, Any], forecast: Decimal, cumulative: Decimal
) -> Iterable[RuleProblem]:
    """The cumulative deficit of a row with an opening balance, whichever contributions it counts."""
    department, council = (
        now.get(f"{payer}_contribution") or 0 for payer in ("department", "council")
    )
    gross = now["opening_balance"] + forecast + (now.get("adjustments") or 0)
    expected = gross - department - council
    possible = (gross, gross - department, gross - council, expected)
    if all(abs(amount - cumulative) > ROUNDING for amount in possible):
        yield (
            "cumulative_deficit",
            f"{pounds_in_text(cumulative)} does not follow: opening balance, forecast, adjustments and "
            f"contributions come to {pounds_in_text(expected)}. Is this right?",
        )


def plan_changed(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[RuleProblem]:
    """A planned deficit that differs from last month's, in the same financial year."""
    name = "planned_in_year_deficit"
    earlier, planned = (before or {}).get(name), now.get(name)
    if earlier is None or planned is None or earlier == planned or now["month"].month == 4:
        return
    yield (
        name,
        f"The plan was {pounds_in_text(earlier)} last month and is {pounds_in_text(planned)} now: "
        "was a new plan agreed?",
    )


def low_before_high(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    low, high = values.get("forecast_low"), values.get("forecast_high")
    if low is not None and high is not None and low > high:
        yield "forecast_low", "the lowest forecast is above the highest: swap them"


def qualified_amounts_are_positive(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    amounts = {
        "forecast_qualifier": "forecast_in_year_deficit",
        "cumulative_qualifier": "cumulative_deficit",
    }
    for qualifier, amount in amounts.items():
        value = values.get(amount)
        if values.get(qualifier) and (value is None or value <= 0):
            yield (
                qualifier,
                f"this goes with a positive {amount} alone: give a range, or leave it empty",
            )


def outturns_are_of_ended_years(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    month, year = values.get("month"), values.get(YEAR_COLUMN)
    if year is None or month is None or values.get("status", "") in ("", PositionStatus.FORECAST):
        return
    ended = year_of_figures(month, is_outturn=True)
    if year > ended.start:
        yield (
            YEAR_COLUMN,
            f"an outturn of this month is of {ended} or an earlier year: later ones are forecasts",
        )


def in_year_basis_question(
    row: ParsedRow, target: RowRecord, last: DeficitBasis
) -> Iterator[FileWarning]:
    """Ask for the basis of new in-year figures where the row leaves it open.

    That is so where the figures stored last have one, or the row names contributions. `last` is the
    basis of the figures stored last.
    """
    has_figures = any(row.value(name) is not None for name in IN_YEAR_AMOUNTS)
    if row.value(IN_YEAR_BASIS) or not has_figures or not target.record._state.adding:
        return
    if last is not DeficitBasis.NOT_STATED:
        why = f"The figures stored last are {last.label}; these don't say what they are."
    elif any(row.value(name) for name in CONTRIBUTIONS):
        why = "Are the contributions taken off the plan and the forecast?"
    else:
        return
    wrong = f"{why} Give in_year_basis: without it, pages say “basis not stated”."
    yield FileWarning("unstated", Message(row=row.number, column=IN_YEAR_BASIS, wrong=wrong))
