"""The sections of finance. Money is Decimal pounds; a deficit is positive."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from finance.models import (
    Contribution,
    DeficitBasis,
    FigureKind,
    MonthlyPosition,
    Plan,
    PlanYear,
    PositionFigure,
    PositionStatus,
    term_label,
)
from finance.saving_rows import SavingRow, read_saving_rows, savings_without_day
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import pounds_in_text, qualified

# The statuses of a year that has ended.
OUTTURNS = {status.label for status in PositionStatus if status is not PositionStatus.FORECAST}


@dataclass(frozen=True)
class PlanYearRow:
    financial_year: FinancialYear
    in_year_deficit: Decimal | None
    in_year_basis: DeficitBasis
    closing_balance: Decimal | None
    source: str


@dataclass(frozen=True)
class PlanRow:
    slug: str
    name: str
    agreed: PartialDate | None
    standing: str
    years: tuple[PlanYearRow, ...]
    source: str
    # The slug of the commitment that it belongs to; "" for none.
    commitment: str = ""


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


@dataclass(frozen=True)
class PositionRow:
    """The deficit as reported at a month. None means "not given", never 0."""

    month: Month
    block: str
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

    @property
    def is_outturn(self) -> bool:
        return self.status in OUTTURNS

    @property
    def financial_year(self) -> FinancialYear:
        """The year of the in-year figures: the month's own; for an outturn, the year that it closes."""
        if self.is_outturn and self.month != Month.containing(self.month.financial_year.last):
            return FinancialYear(self.month.financial_year.start - 1)
        return self.month.financial_year


@dataclass(frozen=True)
class ContributionRow:
    plan: str
    payer: str
    financial_year: FinancialYear
    due: PartialDate | None
    amount: Decimal
    received: PartialDate | None
    withheld: bool
    basis: Basis
    source: str
    last_financial_year: FinancialYear | None = None
    qualifier: str = ""
    amount_to: Decimal | None = None

    @property
    def term(self) -> str:
        """ "2024/25", "2022/23 to 2026/27"."""
        last = self.last_financial_year
        return term_label(self.financial_year.start, last.start if last else None)

    @property
    def amount_text(self) -> str:
        """ "about £5.0 million", "between £5.0 million and £6.0 million"."""
        if self.amount_to is not None and pounds_in_text(self.amount) != pounds_in_text(self.amount_to):
            return f"between {pounds_in_text(self.amount)} and {pounds_in_text(self.amount_to)}"
        return qualified(self.qualifier, pounds_in_text(self.amount))

    @property
    def state_in_words(self) -> str:
        """ "received May 2025; it was due April 2025", "withheld", "due April 2026"; or ""."""
        due = f"due {self.due}" if self.due else ""
        if not self.withheld and not self.received:
            return due
        state = "withheld" if self.withheld else f"received {self.received}"
        return f"{state}; it was {due}" if due else state


def read_plan_rows(*, on: date, viewer: Audience) -> Iterator[PlanRow]:
    for plan in Plan.objects.select_related("commitment").prefetch_related("years"):
        years = tuple(plan_year_row(year) for year in plan.years.all())
        commitment = plan.commitment.slug if plan.commitment else ""
        standing = plan.get_standing_display()
        yield PlanRow(plan.slug, plan.name, plan.agreed, standing, years, plan.source, commitment)


def plan_year_row(year: PlanYear) -> PlanYearRow:
    return PlanYearRow(
        FinancialYear(year.financial_year),
        year.in_year_deficit,
        DeficitBasis(year.in_year_basis),
        year.closing_balance,
        year.source,
    )


def read_position_rows(*, on: date, viewer: Audience) -> Iterator[PositionRow]:
    positions = MonthlyPosition.objects.prefetch_related("other_figures")
    for position in with_load(visible_to(positions, viewer)):
        yield position_row(position)


def position_row(position: MonthlyPosition) -> PositionRow:
    """The row of a position that was read with its load."""
    return PositionRow(
        month=Month.containing(position.month),
        block=position.block,
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


def read_contribution_rows(*, on: date, viewer: Audience) -> Iterator[ContributionRow]:
    for contribution in visible_to(Contribution.objects.select_related("plan"), viewer):
        yield ContributionRow(
            contribution.plan.slug,
            contribution.get_payer_display(),
            FinancialYear(contribution.financial_year),
            contribution.due,
            contribution.amount,
            contribution.received,
            contribution.withheld,
            Basis(contribution.basis),
            contribution.source,
            FinancialYear(contribution.last_financial_year) if contribution.last_financial_year else None,
            contribution.qualifier,
            contribution.amount_to,
        )


def as_stored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows from before a basis could be "not stated": each states its own."""
    return rows


def without_other_figures(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Positions of schema 2: each report stated its main figures alone."""
    return [row | {"forecast_qualifier": "", "cumulative_qualifier": "", "others": []} for row in rows]


def of_one_year(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Contributions of schema 1: each of one year and of one amount."""
    return [row | {"last_financial_year": None, "qualifier": "", "amount_to": None} for row in rows]


def plans_without_commitment(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade plans stored before they named their commitment."""
    return [row | {"commitment": ""} for row in rows]


def positions_without_transfer(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade positions stored without the transfer between blocks."""
    return [row | {"block_transfer": None} for row in rows]


PLANS = Section(
    "finance.plans",
    PlanRow,
    read_plan_rows,
    upgrades=(as_stored, plans_without_commitment),
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
    upgrades=(as_stored, without_other_figures, positions_without_transfer),
    key=("block", "month"),
    label="Positions of the deficit",
    nouns=("figure", "figures"),
    title=lambda row: f"{row.block} position, {row.month.financial_label}",
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
    upgrades=(savings_without_day,),
    key=("slug", "financial_year"),
    label="Savings",
    title=lambda row: f"{row.title}, {row.financial_year}",
    edit=EditLink("Open the saving", model="finance.saving", by="slug"),
)
SECTIONS = (PLANS, POSITIONS, CONTRIBUTIONS, SAVINGS)
