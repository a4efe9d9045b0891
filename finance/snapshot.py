"""A door of finance: plan, positions, contributions and savings as rows. Money is Decimal pounds, a deficit positive."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.models import Contribution, DeficitBasis, MonthlyPosition, Plan, Saving
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month


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


@dataclass(frozen=True)
class PositionRow:
    """The deficit as reported at a month. None is "not in the report", never nought."""

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

    @property
    def cumulative_basis_words(self) -> str:
        """What the cumulative figure is before or after; a basis that the source does not name says so."""
        if self.cumulative is None or self.cumulative_basis is None:
            return ""
        if self.cumulative_basis_is_inferred:
            return f"Taken as {self.cumulative_basis.label}: the report does not say"
        return self.cumulative_basis.label.capitalize()


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


@dataclass(frozen=True)
class SavingRow:
    slug: str
    title: str
    strand: str
    financial_year: FinancialYear
    planned: Decimal | None
    expected: Decimal | None
    achieved: Decimal | None
    confidence: str
    basis: Basis
    note: str
    source: str


def plans(*, on: date, viewer: Audience) -> Iterator[PlanRow]:
    for plan in Plan.objects.prefetch_related("years"):
        years = tuple(
            PlanYearRow(
                FinancialYear(year.financial_year),
                year.in_year_deficit,
                DeficitBasis(year.in_year_basis),
                year.closing_balance,
                year.source,
            )
            for year in plan.years.all()
        )
        yield PlanRow(plan.slug, plan.name, plan.agreed, plan.get_standing_display(), years, plan.source)


def positions(*, on: date, viewer: Audience) -> Iterator[PositionRow]:
    for one in with_load(visible_to(MonthlyPosition.objects.all(), viewer)):
        yield PositionRow(
            month=Month.containing(one.month),
            block=one.block,
            planned=one.planned_in_year_deficit,
            forecast=one.forecast_in_year_deficit,
            in_year_basis=DeficitBasis(one.in_year_basis),
            reported_variance=one.reported_variance,
            forecast_low=one.forecast_low,
            forecast_high=one.forecast_high,
            opening_balance=one.opening_balance,
            department_contribution=one.department_contribution,
            council_contribution=one.council_contribution,
            adjustments=one.adjustments,
            cumulative=one.projected_cumulative_deficit,
            cumulative_basis=DeficitBasis(one.cumulative_basis) if one.cumulative_basis else None,
            cumulative_basis_is_inferred=one.cumulative_basis_is_inferred,
            status=one.get_status_display(),
            basis=Basis(one.basis),
            marker=Marker(one.marker) if one.marker else None,
            note=one.note,
            source=one.source,
            loaded=load_text(one),
        )


def contributions(*, on: date, viewer: Audience) -> Iterator[ContributionRow]:
    for one in visible_to(Contribution.objects.select_related("plan"), viewer):
        yield ContributionRow(
            one.plan.slug,
            one.get_payer_display(),
            FinancialYear(one.financial_year),
            one.due,
            one.amount,
            one.received,
            one.withheld,
            Basis(one.basis),
            one.source,
        )


def savings(*, on: date, viewer: Audience) -> Iterator[SavingRow]:
    for one in visible_to(Saving.objects.select_related("strand", "confidence"), viewer):
        yield SavingRow(
            one.slug,
            one.title,
            one.strand.slug if one.strand else "",
            FinancialYear(one.financial_year),
            one.planned,
            one.expected,
            one.achieved,
            one.confidence.label if one.confidence else "",
            Basis(one.basis),
            one.note,
            one.source,
        )


PLANS = Section(
    "finance.plans",
    PlanRow,
    plans,
    key=("slug",),
    label="Deficit plans",
    title=lambda row: row.name,
    page="finance",
    edit=EditLink("Open the plan", model="finance.plan", by="slug"),
)
POSITIONS = Section(
    "finance.positions",
    PositionRow,
    positions,
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
    contributions,
    key=("plan", "payer", "financial_year", "due"),
    label="Contributions",
    title=lambda row: f"Contribution: {row.payer}, {row.financial_year}",
    page="finance",
    edit=EditLink("Open the contributions", model="finance.contribution"),
)
SAVINGS = Section(
    "finance.savings",
    SavingRow,
    savings,
    key=("slug", "financial_year"),
    label="Savings",
    title=lambda row: f"{row.title}, {row.financial_year}",
    edit=EditLink("Open the saving", model="finance.saving", by="slug"),
)
SECTIONS = (PLANS, POSITIONS, CONTRIBUTIONS, SAVINGS)
