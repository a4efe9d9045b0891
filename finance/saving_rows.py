"""Savings as rows, and their sums by year. Money is Decimal pounds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from finance.amounts import Amount, amount_of, amount_text, sum_text
from finance.models import Saving
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.periods import FinancialYear
from sendprog.values.wording import day, joined, lower_first, plural

# The amounts of a saving, as sentences call them.
AMOUNTS = {"planned": "planned", "expected": "expected", "achieved": "delivered so far"}


@dataclass(frozen=True)
class SavingRow:
    """A saving.

    `is_counted`: whether its step of confidence counts towards the plan; None without one.
    """

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
    as_at: date | None = None
    is_counted: bool | None = None
    planned_qualifier: str = ""
    planned_to: Decimal | None = None
    expected_qualifier: str = ""
    expected_to: Decimal | None = None
    achieved_qualifier: str = ""
    achieved_to: Decimal | None = None

    def amount_text(self, name: str) -> str:
        """ "about £1.9 million", "between £1.0 million and £2.0 million".

        "" where it is not given.
        """
        amount = amount_of(self, name)
        return amount_text(amount) if amount else ""

    @property
    def amounts_in_words(self) -> str:
        """ "about £1.9 million planned, £0.6 million delivered so far"; "" without any."""
        texts = {label: self.amount_text(name) for name, label in AMOUNTS.items()}
        return ", ".join(f"{text} {label}" for label, text in texts.items() if text)

    @property
    def as_at_text(self) -> str:
        """ "As at 31 January 2026"; "" without a day."""
        return f"As at {day(self.as_at)}" if self.as_at else ""

    @property
    def confidence_in_words(self) -> str:
        """ "At risk, counted towards the plan"; "" without a step of confidence."""
        if not self.confidence or self.is_counted is None:
            return self.confidence
        return f"{self.confidence}, {'' if self.is_counted else 'not '}counted towards the plan"

    @property
    def in_words(self) -> str:
        """The amounts, confidence and day, in a sentence without its full stop."""
        as_at = lower_first(self.as_at_text)
        confidence = f"confidence: {self.confidence_in_words}" if self.confidence else ""
        return "; ".join(part for part in (self.amounts_in_words, confidence, as_at) if part)


def read_saving_rows(*, on: date, viewer: Audience) -> Iterator[SavingRow]:
    for saving in visible_to(Saving.objects.select_related("strand", "confidence"), viewer):
        yield saving_row(saving)


def saving_row(saving: Saving) -> SavingRow:
    return SavingRow(
        saving.slug,
        saving.title,
        saving.strand.slug if saving.strand else "",
        FinancialYear(saving.financial_year),
        saving.planned,
        saving.expected,
        saving.achieved,
        saving.confidence.label if saving.confidence else "",
        Basis(saving.basis),
        saving.note,
        saving.source,
        saving.as_at,
        saving.confidence.counts if saving.confidence else None,
        **{
            field: getattr(saving, field)
            for name in AMOUNTS
            for field in (f"{name}_qualifier", f"{name}_to")
        },
    )


def savings_without_day(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade savings stored without their day and whether they count towards the plan."""
    return [row | {"as_at": None, "is_counted": None} for row in rows]


def savings_of_exact_amounts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade savings stored before an amount could be "about" so much or a range."""
    exact = {f"{name}_qualifier": "" for name in AMOUNTS} | {f"{name}_to": None for name in AMOUNTS}
    return [row | exact for row in rows]


def totals_in_words(rows: Iterable[SavingRow]) -> list[str]:
    """A sentence on each year and basis: the sums of what is given, and of how many savings each
    is.
    """
    groups: dict[tuple[FinancialYear, Basis], list[SavingRow]] = {}
    for row in rows:
        groups.setdefault((row.financial_year, row.basis), []).append(row)
    return [total_text(year, basis, groups[year, basis]) for year, basis in sorted(groups)]


def total_text(year: FinancialYear, basis: Basis, rows: list[SavingRow]) -> str:
    """ "2025/26, 3 savings: £3.7 million planned, about £2.4 million expected (of 2)"."""
    parts = []
    for name, label in AMOUNTS.items():
        amounts = [amount for row in rows if (amount := amount_of(row, name))]
        if amounts:
            some = f" (of {len(amounts)})" if len(amounts) < len(rows) else ""
            parts.append(
                f"{sum_text(amounts)} {label}{some}"
                if sum_text(amounts)
                else not_added(amounts, label)
            )
    kind = "" if basis.is_reported else f" ({basis.label})"
    return f"{year}, {plural(len(rows), 'saving')}{kind}: {', '.join(parts) or 'no amount given'}"


def not_added(amounts: Iterable[Amount], label: str) -> str:
    """ "what is planned is not added up (given as “at least” and “up to”)"."""
    words = dict.fromkeys(f"“{amount.qualifier}”" for amount in amounts if amount.qualifier)
    return f"what is {label} is not added up (given as {joined(list(words))})"
