"""What the latest cumulative deficit is made of, step by step (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from finance import sentences
from finance.amounts import Amount, amount_of, deficit_in_words
from finance.models import DeficitBasis
from finance.readings import exact_forecast
from finance.snapshot import PositionRow
from sendprog.values.basis import Basis
from sendprog.values.wording import day, lower_first, pounds_in_table, upper_first

GROSS, AFTER_COUNCIL, NET = DeficitBasis.GROSS, DeficitBasis.AFTER_COUNCIL, DeficitBasis.NET
# Whose contributions lie between an in-year deficit
# and a cumulative one, by their bases.
TAKEN_OFF = {
    (GROSS, GROSS): (),
    (GROSS, AFTER_COUNCIL): ("council",),
    (GROSS, NET): ("department", "council"),
    (AFTER_COUNCIL, AFTER_COUNCIL): (),
    (AFTER_COUNCIL, NET): ("department",),
    (NET, NET): (),
}
PAYERS = {"department": "Department's contribution", "council": "Council's contribution"}
REST = "The rest: no split is recorded"


@dataclass(frozen=True)
class SumStep:
    """One line of the sum: its bar from `start`, per cent of the track; `kind`: level, change, rest."""

    label: str
    text: str
    start: float
    length: float
    kind: str


@dataclass(frozen=True)
class WorkedSum:
    """The steps, the last of which is the sum; `zero`: where no deficit is, per cent of the track."""

    title: str
    subtitle: str
    steps: list[SumStep]
    zero: float
    source: str


def contributions_between(row: PositionRow) -> tuple[str, ...] | None:
    """Whose contributions have to be taken off the in-year deficit; None where nobody can tell."""
    given = [payer for payer in PAYERS if getattr(row, f"{payer}_contribution") is not None]
    basis = row.cumulative_basis or DeficitBasis.NOT_STATED
    payers = TAKEN_OFF.get((row.in_year_basis, basis))
    if payers is None:
        is_same = row.in_year_basis is basis is DeficitBasis.NOT_STATED
        return None if given or not is_same else ()
    return tuple(payer for payer in payers if payer in given)


def changes(row: PositionRow, payers: tuple[str, ...]) -> Iterator[tuple[str, Decimal]]:
    """What is added to the opening balance, deficits as positive; less where it is taken off."""
    name = "In-year deficit" if row.forecast is None or row.forecast >= 0 else "In-year surplus"
    yield f"{name}, {sentences.status_noun(row)}", row.forecast or Decimal()
    for payer in payers:
        yield PAYERS[payer], -(getattr(row, f"{payer}_contribution"))
    if row.adjustments is not None:
        yield "Other adjustments", row.adjustments


def with_sign(label: str, value: Decimal) -> str:
    """ "plus in-year deficit, forecast", "less council's contribution"."""
    is_taken_off = value < 0 or (not value and label in PAYERS.values())
    name = label if label == PAYERS["department"] else lower_first(label)
    return f"{'less' if is_taken_off else 'plus'} {name}"


def worked_sum(row: PositionRow) -> WorkedSum | None:
    """The opening balance and all that leads to the cumulative deficit; None unless each is exact
    and their bases say what to add.
    """
    opening, payers = amount_of(row, "opening_balance"), contributions_between(row)
    is_known = opening and opening.is_exact and exact_forecast(row) is not None
    if not is_known or row.cumulative is None or row.cumulative_qualifier or payers is None:
        return None
    parts = list(changes(row, payers))
    rest = row.cumulative - opening.value - sum(value for _, value in parts)
    if rest:
        parts.append((REST, rest))
    return WorkedSum(
        f"What makes up the {sign_noun(row.cumulative)} of {pounds_in_table(abs(row.cumulative))} "
        f"at {day(row.financial_year.last)}",
        sum_subtitle(row),
        *steps(row, opening.value, parts),
        row.source,
    )


def sign_noun(value: Decimal) -> str:
    return "surplus" if value < 0 else "deficit"


def sum_subtitle(row: PositionRow) -> str:
    """The report, the bases of both deficits, and what the figures are based on."""
    note = sentences.shown_basis(row).note
    texts = [
        f"{upper_first(sentences.status_noun(row))} at {row.report_label}, {row.block}",
        f"In-year figure: {sentences.contributions_text(row.in_year_basis)}",
        f"Cumulative figure: {lower_first(sentences.cumulative_basis_text(row))}",
        note if note != Basis.FORECAST.label else "",
    ]
    return ". ".join(text for text in texts if text)


def steps(
    row: PositionRow, opening: Decimal, parts: list[tuple[str, Decimal]]
) -> tuple[list[SumStep], float]:
    """The lines of the sum with their bars, and where zero is."""
    levels = list(accumulate((value for _, value in parts), initial=opening))
    low, high = min(0, *levels, row.cumulative), max(0, *levels, row.cumulative)
    span = (high - low) or Decimal(1)

    def bar(first: Decimal, second: Decimal) -> tuple[float, float]:
        start = 100 * (min(first, second) - low) / span
        return round(float(start), 2), round(float(100 * abs(second - first) / span), 2)

    def level(label: str, value: Decimal) -> SumStep:
        return SumStep(
            label, deficit_in_words(Amount(value), pounds_in_table), *bar(Decimal(), value), "level"
        )

    lines = [level(f"Opening balance, {day(row.financial_year.first)}", opening)]
    for (label, value), (before, after) in zip(parts, pairwise(levels), strict=True):
        kind = "rest" if label == REST else "change"
        text = pounds_in_table(abs(value))
        lines.append(SumStep(with_sign(label, value), text, *bar(before, after), kind))
    total = f"{upper_first(sign_noun(row.cumulative))}, {day(row.financial_year.last)}"
    return [*lines, level(total, row.cumulative)], round(float(100 * -low / span), 2)
