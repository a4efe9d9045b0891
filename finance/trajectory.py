"""The deficit at the end of each year as reports give it, forecasts and plans beside it (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from finance import sentences
from finance.amounts import Amount, amount_of, deficit_in_words, deficit_text, range_text
from finance.models import DeficitBasis, FigureKind, PlanStanding
from finance.snapshot import PlanRow, PositionRow
from sendprog.values.basis import Basis
from sendprog.values.periods import FIRST_YEAR, FinancialYear, Month
from sendprog.values.wording import day, joined, plural, pounds_in_text

MOST_PLANS = 2
SUPERSEDED = str(PlanStanding.SUPERSEDED.label)


@dataclass(frozen=True)
class YearEnd:
    """The cumulative deficit at a year's end, as one report gives it."""

    year: FinancialYear
    amount: Amount
    basis: DeficitBasis
    is_actual: bool
    row: PositionRow

    @property
    def status(self) -> str:
        """ "Audited", "Forecast"; "Reported" for the balance of an ended year that a forecast gives."""
        if self.is_actual is self.row.is_outturn:
            return self.row.status
        return "Reported" if self.is_actual else "Forecast"

    @property
    def in_words(self) -> str:
        return f"{deficit_in_words(self.amount)}{sentences.marker_text(self.row)}"


@dataclass(frozen=True)
class Trajectory:
    """The latest figure of each year on one basis, and the plans to draw.

    `left_out`: years with figures on another basis alone; `plans_left_out`: plans not drawn.
    """

    basis: DeficitBasis
    is_inferred: bool
    actual: dict[FinancialYear, YearEnd]
    forecast: dict[FinancialYear, YearEnd]
    plans: list[PlanRow]
    left_out: int
    plans_left_out: int

    @property
    def years(self) -> list[FinancialYear]:
        """Every year from the first to the last that is drawn."""
        starts = {year.start for year in (*self.actual, *self.forecast)}
        starts |= {row.financial_year.start for plan in self.plans for row in plan_ends(plan)}
        return [FinancialYear(start) for start in range(min(starts), max(starts) + 1)]

    @property
    def rows(self) -> list[PositionRow]:
        return [end.row for end in (*self.actual.values(), *self.forecast.values())]

    @property
    def basis_notes(self) -> list[str]:
        notes = {sentences.shown_basis(row).note for row in self.rows}
        return sorted(notes - {"", Basis.FORECAST.label})


def plan_ends(plan: PlanRow) -> list:
    """The plan's years that give a cumulative deficit."""
    return [year for year in plan.years if year.closing_balance is not None]


def year_ends(rows: Iterable[PositionRow]) -> Iterator[YearEnd]:
    """Every cumulative deficit at a year's end, a report's own figure after its other ones."""
    for row in rows:
        for figure in row.others:
            is_at_end = figure.as_at in (None, figure.financial_year.last)
            if figure.kind is FigureKind.CUMULATIVE and is_at_end:
                is_actual = not sentences.is_still_to_come(row, figure)
                basis = figure.contributions
                yield YearEnd(figure.financial_year, figure.amount, basis, is_actual, row)
        if row.cumulative is not None:
            basis = row.cumulative_basis or DeficitBasis.NOT_STATED
            amount = Amount(row.cumulative, row.cumulative_qualifier)
            yield YearEnd(row.financial_year, amount, basis, row.is_outturn, row)


def trajectory_of(
    rows: Sequence[PositionRow], plans: Sequence[PlanRow], *, has_blocks: bool
) -> Trajectory | None:
    """What there is to draw of one block's positions; None without two years, or any figure.

    A plan does not say of which block it is: with several blocks none is drawn.
    """
    ends = sorted(year_ends(rows), key=lambda end: (end.row.month, end.row.financial_year))
    if not ends:
        return None
    basis = ends[-1].basis
    latest = {end.year: end for end in sorted(ends, key=by_certainty) if end.basis is basis}
    with_ends = [plan for plan in sorted(plans, key=by_plan_date, reverse=True) if plan_ends(plan)]
    drawn = [] if has_blocks else with_ends[:MOST_PLANS]
    trajectory = Trajectory(
        basis,
        any(end.row.cumulative_basis_is_inferred for end in latest.values()),
        {year: end for year, end in sorted(latest.items()) if end.is_actual},
        {year: end for year, end in sorted(latest.items()) if not end.is_actual},
        drawn,
        len({end.year for end in ends} - latest.keys()),
        len(with_ends) - len(drawn),
    )
    return trajectory if len(trajectory.years) > 1 else None


def by_certainty(end: YearEnd) -> tuple:
    """Sorts figures of a year: an outturn after every forecast, then by report."""
    return end.is_actual, end.row.month


def by_plan_date(plan: PlanRow) -> tuple:
    """Sorts plans: superseded ones first, then by the date they bear, those without one first."""
    return (
        plan.standing != SUPERSEDED,
        plan.agreed is not None,
        plan.agreed.last if plan.agreed else plan.slug,
    )


def trajectory_title(trajectory: Trajectory) -> str:
    """The last report's nearest forecast beside the last actual figure, or that alone."""
    last = next(reversed(trajectory.actual.values()), None)
    nearest = min(trajectory.forecast.values(), key=by_report, default=None)
    if last and (nearest is None or nearest.year < last.year):
        return f"At {day(last.year.last)} there was {phrase(last.amount)}"
    if nearest is None:
        return ""
    text = f"The latest forecast for {day(nearest.year.last)} is {phrase(nearest.amount)}"
    if last and last.year.start == nearest.year.start - 1:
        return f"{text}, after {phrase(last.amount)} a year before"
    return text


def by_report(end: YearEnd) -> tuple[int, FinancialYear]:
    """Sorts figures by their reports, the last first, then by year."""
    return end.row.month.months_until(Month(FIRST_YEAR, 1)), end.year


def phrase(amount: Amount) -> str:
    """ "a deficit of about £2.0 million", "a deficit of between £1.0 million and £2.0 million"."""
    if amount.to is None:
        return deficit_text(amount.value, amount.qualifier)
    text = range_text(amount.value, amount.to)
    return f"a deficit of {text}" if text.startswith(("between £", "£")) else text


def trajectory_subtitle(trajectory: Trajectory, place: str, block: str) -> str:
    """The measure, basis and place, and what is left out. `block`: "" where only one is loaded."""
    basis = sentences.contributions_text(trajectory.basis)
    if trajectory.is_inferred and trajectory.basis is not DeficitBasis.NOT_STATED:
        basis = f"taken as {basis}"
    texts = [
        f"Cumulative DSG deficit at 31 March, {basis}, £ million, {block + ', ' if block else ''}{place}"
    ]
    texts += [joined(trajectory.basis_notes)] if trajectory.basis_notes else []
    if trajectory.plans:
        texts.append("The basis of a plan's cumulative deficit is not recorded here")
    if trajectory.left_out:
        texts.append(f"{plural(trajectory.left_out, 'year')} on another basis left out")
    if trajectory.plans_left_out:
        texts.append(f"{plural(trajectory.plans_left_out, 'other plan')} not drawn")
    return ". ".join(texts)


def trajectory_rows(trajectory: Trajectory) -> list[list[str]]:
    """Every figure drawn, for the table: the day, what it is, the deficit, its basis, its report."""
    basis = sentences.contributions_text(trajectory.basis)
    rows = []
    for year in trajectory.years:
        for ends in (trajectory.actual, trajectory.forecast):
            if end := ends.get(year):
                rows.append(
                    [day(year.last), end.status, end.in_words, basis, end.row.month.financial_label]
                )
        for plan in trajectory.plans:
            for planned in plan_ends(plan):
                if planned.financial_year == year:
                    name = f"{plan.name}, {plan.standing.lower()}"
                    rows.append(
                        [
                            day(year.last),
                            name,
                            planned.closing_text,
                            "not recorded here",
                            str(plan.agreed or ""),
                        ]
                    )
    return rows


def plan_amounts(plan: PlanRow) -> dict[FinancialYear, Amount]:
    amounts = {year.financial_year: amount_of(year, "closing_balance") for year in plan_ends(plan)}
    return {year: amount for year, amount in amounts.items() if amount}


def in_key(name: str, year: FinancialYear, amount: Amount) -> str:
    """ "Actual: £63.8 million at 31 March 2025"."""
    return f"{name}: {deficit_in_words(amount, pounds_in_text)} at {day(year.last)}"
