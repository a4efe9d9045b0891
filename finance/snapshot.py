"""The sections of finance. Money is Decimal pounds; a deficit is positive."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from finance.amounts import Amount, Format, deficit_in_words, texts_apart, variance_in_words
from finance.models import (
    DeficitBasis,
    FigureKind,
    MonthlyPosition,
    PositionFigure,
    PositionStatus,
    year_of_figures,
)
from finance.plan_rows import (
    ContributionRow,
    PlanRow,
    of_one_year,
    plans_of_exact_amounts,
    plans_without_commitment,
    read_contribution_rows,
    read_plan_rows,
)
from finance.position_upgrades import (
    positions_of_exact_plans,
    positions_without_transfer,
    without_other_figures,
)
from finance.saving_rows import (
    SavingRow,
    read_saving_rows,
    savings_of_exact_amounts,
    savings_without_day,
)
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.free_text import without_stop
from sendprog.values.markers import Marker
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import pounds_in_text

# The statuses of a year that has ended.
OUTTURNS = {status.label for status in PositionStatus if status is not PositionStatus.FORECAST}


@dataclass(frozen=True)
class PositionFigureRow:
    """Another figure of a report: of a year or, with `as_at`, as at a day; a value or a range."""

    kind: FigureKind
    financial_year: FinancialYear
    as_at: date | None
    contributions: DeficitBasis
    qualifier: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    source: str

    @property
    def amount_text(self) -> str:
        """ "about £31.2 million", "a surplus of £2.0 million", "£3.0 million above plan"."""
        return self.in_pounds(self.amount)

    @property
    def amount(self) -> Amount:
        """The value or range. ValueError if the figure has neither."""
        if self.value is not None:
            return Amount(self.value, self.qualifier)
        if self.low is not None:
            return Amount(self.low, to=self.high)
        raise ValueError("A figure is a value or a range.")

    def in_pounds(self, amount: Amount, in_pounds: Format = pounds_in_text) -> str:
        is_variance = self.kind is FigureKind.CUMULATIVE_VARIANCE
        in_words = variance_in_words if is_variance else deficit_in_words
        return in_words(amount, in_pounds)

    def texts_beside(self, new: Self) -> tuple[str, str]:
        """The figure and the new one with its basis; different amounts never read alike."""
        was, now = texts_apart(self.amount, new.amount, self.in_pounds)
        return f"{was}, {self.contributions.label}", f"{now}, {new.contributions.label}"

    @property
    def in_words(self) -> str:
        """The figure with its basis, for the list of changes."""
        return f"{self.amount_text}, {self.contributions.label}"


def year_note(month: Month, year: FinancialYear) -> str:
    """ " for 2025/26" after a month that lies in another year; else ""."""
    return "" if year == month.financial_year else f" for {year}"


@dataclass(frozen=True)
class PositionRow:
    """The deficit as reported at a month, of one financial year.

    None means "not given", never 0.
    """

    month: Month
    block: str
    financial_year: FinancialYear
    planned: Decimal | None
    forecast: Decimal | None
    in_year_basis: DeficitBasis
    reported_variance: Decimal | None
    forecast_low: Decimal | None
    forecast_high: Decimal | None
    opening_balance: Decimal | None
    department_contribution: Decimal | None
    council_contribution: Decimal | None
    adjustments: Decimal | None
    cumulative: Decimal | None
    cumulative_basis: DeficitBasis | None
    cumulative_basis_is_inferred: bool
    status: str
    basis: Basis
    marker: Marker | None
    note: str
    source: str
    loaded: str = ""
    forecast_qualifier: str = ""
    cumulative_qualifier: str = ""
    others: tuple[PositionFigureRow, ...] = ()
    # A memo: it is already inside the in-year figure.
    block_transfer: Decimal | None = None
    planned_qualifier: str = ""
    planned_to: Decimal | None = None
    opening_balance_qualifier: str = ""
    opening_balance_to: Decimal | None = None

    @property
    def is_outturn(self) -> bool:
        return self.status in OUTTURNS

    @property
    def year_note(self) -> str:
        """ " for 2025/26": the year of the figures where it is not the month's own."""
        return year_note(self.month, self.financial_year)

    @property
    def report_label(self) -> str:
        """ "Month 8 (November 2024)", "Month 2 (May 2026) for 2025/26"."""
        return f"{self.month.financial_label}{self.year_note}"


def read_position_rows(*, on: date, viewer: Audience) -> Iterator[PositionRow]:
    positions = MonthlyPosition.objects.prefetch_related("other_figures")
    for position in with_load(visible_to(positions, viewer)):
        yield position_row(position)


def position_row(position: MonthlyPosition) -> PositionRow:
    """The row of a position that was read with its load."""
    return PositionRow(
        month=Month.containing(position.month),
        block=position.block,
        financial_year=FinancialYear(position.financial_year),
        planned=position.planned_in_year_deficit,
        forecast=position.forecast_in_year_deficit,
        in_year_basis=DeficitBasis(position.in_year_basis),
        reported_variance=position.reported_variance,
        forecast_low=position.forecast_low,
        forecast_high=position.forecast_high,
        opening_balance=position.opening_balance,
        department_contribution=position.department_contribution,
        council_contribution=position.council_contribution,
        adjustments=position.adjustments,
        cumulative=position.projected_cumulative_deficit,
        cumulative_basis=cumulative_basis_of(position),
        cumulative_basis_is_inferred=position.cumulative_basis_is_inferred,
        status=position.get_status_display(),
        basis=Basis(position.basis),
        marker=Marker(position.marker) if position.marker else None,
        note=position.note,
        source=position.source,
        loaded=load_text(position),
        block_transfer=position.block_transfer,
        planned_qualifier=position.planned_in_year_deficit_qualifier,
        planned_to=position.planned_in_year_deficit_to,
        opening_balance_qualifier=position.opening_balance_qualifier,
        opening_balance_to=position.opening_balance_to,
        forecast_qualifier=position.forecast_qualifier,
        cumulative_qualifier=position.cumulative_qualifier,
        others=tuple(map(position_figure_row, position.other_figures.all())),
    )


def position_figure_row(figure: PositionFigure) -> PositionFigureRow:
    return PositionFigureRow(
        kind=FigureKind(figure.kind),
        financial_year=FinancialYear(figure.financial_year),
        as_at=figure.as_at,
        contributions=DeficitBasis(figure.contributions),
        qualifier=figure.qualifier,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        source=figure.source,
    )


def cumulative_basis_of(position: MonthlyPosition) -> DeficitBasis | None:
    """The basis of the cumulative figure; None without a figure."""
    if position.projected_cumulative_deficit is None or not position.cumulative_basis:
        return None
    return DeficitBasis(position.cumulative_basis)


def as_stored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows from before a basis could be "not stated": each states its own."""
    return rows


def positions_without_year(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade positions stored without the financial year of their figures."""
    years = [
        year_of_figures(Month(**row["month"]), is_outturn=row["status"] in OUTTURNS) for row in rows
    ]
    return [
        row | {"financial_year": {"start": year.start}}
        for row, year in zip(rows, years, strict=True)
    ]


PLANS = Section(
    "finance.plans",
    PlanRow,
    read_plan_rows,
    upgrades=(as_stored, plans_without_commitment, plans_of_exact_amounts),
    key=("slug",),
    label="Deficit plans",
    title=lambda row: row.name,
    page="finance",
    edit=EditLink("Open the plan", model="finance.plan", by="slug"),
)
POSITIONS = Section(
    "finance.positions",
    PositionRow,
    read_position_rows,
    upgrades=(
        as_stored,
        without_other_figures,
        positions_without_transfer,
        positions_without_year,
        positions_of_exact_plans,
    ),
    key=("block", "month", "financial_year"),
    label="Positions of the deficit",
    nouns=("figure", "figures"),
    title=lambda row: f"{row.block} position, {row.report_label}",
    page="finance",
    edit=EditLink("Open the positions", model="finance.monthlyposition"),
)
CONTRIBUTIONS = Section(
    "finance.contributions",
    ContributionRow,
    read_contribution_rows,
    upgrades=(of_one_year,),
    key=("plan", "payer", "financial_year", "last_financial_year", "due"),
    label="Contributions",
    title=lambda row: f"Contribution: {row.payer}, {row.term}",
    page="finance",
    edit=EditLink("Open the contributions", model="finance.contribution"),
)
SAVINGS = Section(
    "finance.savings",
    SavingRow,
    read_saving_rows,
    upgrades=(savings_without_day, savings_of_exact_amounts),
    key=("slug", "financial_year"),
    label="Savings",
    title=lambda row: f"{without_stop(row.title)}, {row.financial_year}",
    edit=EditLink("Open the saving", model="finance.saving", by="slug"),
)
SECTIONS = (PLANS, POSITIONS, CONTRIBUTIONS, SAVINGS)
