"""Plans with their years, and contributions, as rows.

Money is Decimal pounds; a deficit is positive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from finance.amounts import Amount, amount_of, amount_text, deficit_in_words, texts_apart
from finance.models import Contribution, DeficitBasis, Plan, PlanYear, term_label
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear
from sendprog.values.wording import day

# The amounts of a plan's year.
PLANNED = ("in_year_deficit", "closing_balance")


@dataclass(frozen=True)
class PlanYearRow:
    financial_year: FinancialYear
    in_year_deficit: Decimal | None
    in_year_basis: DeficitBasis
    closing_balance: Decimal | None
    source: str
    in_year_deficit_qualifier: str = ""
    in_year_deficit_to: Decimal | None = None
    closing_balance_qualifier: str = ""
    closing_balance_to: Decimal | None = None

    @property
    def in_year_text(self) -> str:
        """ "about £31.2 million", "a surplus of £2.0 million"; or that it is not given."""
        return planned_text(amount_of(self, "in_year_deficit"))

    @property
    def closing_text(self) -> str:
        return planned_text(amount_of(self, "closing_balance"))

    @property
    def in_words(self) -> str:
        """The figures of the year in one line, for the list of changes; "not given" without any."""
        return self._in_words(self.in_year_text, self.closing_text)

    def _in_words(self, in_year: str, closing: str) -> str:
        given = []
        if self.in_year_deficit is not None:
            given.append(f"in-year deficit {in_year}, {self.in_year_basis.label}")
        if self.closing_balance is not None:
            given.append(f"cumulative deficit {closing} at {day(self.financial_year.last)}")
        return "; ".join(given) or "not given"

    def texts_beside(self, new: Self) -> tuple[str, str]:
        """The figures in one line and the new ones; different amounts never read alike."""
        pairs = [
            texts_apart(amount_of(self, name), amount_of(new, name), deficit_in_words)
            for name in PLANNED
        ]
        (was, was_closing), (now, now_closing) = zip(*pairs, strict=True)
        return self._in_words(was, was_closing), new._in_words(now, now_closing)


def planned_text(amount: Amount | None) -> str:
    return absent_text() if amount is None else deficit_in_words(amount)


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

    @property
    def has_other_sources(self) -> bool:
        """Whether any year has a source that is not the plan's."""
        return any(year.source not in ("", self.source) for year in self.years)


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
        return amount_text(self.exact_amount)

    @property
    def exact_amount(self) -> Amount:
        return Amount(self.amount, self.qualifier, self.amount_to)

    def state_on(self, on: date) -> str:
        """ "received May 2025; it was due April 2025", "withheld", "due April 2026"; or "".

        Once that is over: "was due April 2025, not recorded as received".
        """
        due = f"due {self.due}" if self.due else ""
        if not self.withheld and not self.received:
            is_past = self.due is not None and self.due.is_past(on)
            return f"was {due}, not recorded as received" if is_past else due
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
        year.in_year_deficit_qualifier,
        year.in_year_deficit_to,
        year.closing_balance_qualifier,
        year.closing_balance_to,
    )


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
            FinancialYear(contribution.last_financial_year)
            if contribution.last_financial_year
            else None,
            contribution.qualifier,
            contribution.amount_to,
        )


def of_one_year(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Contributions of schema 1: each of one year and of one amount."""
    return [row | {"last_financial_year": None, "qualifier": "", "amount_to": None} for row in rows]


def plans_without_commitment(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade plans stored before they named their commitment."""
    return [row | {"commitment": ""} for row in rows]


def plans_of_exact_amounts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade plans stored before an amount could be "about" so much or a range."""
    exact = {f"{name}_qualifier": "" for name in PLANNED} | {f"{name}_to": None for name in PLANNED}
    return [row | {"years": [year | exact for year in row["years"]]} for row in rows]
