"""Savings as rows, and their sums by year. Money is Decimal pounds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from finance.models import Saving
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.periods import FinancialYear
from sendprog.values.wording import day, plural, pounds_in_text

# The amounts of a saving, as sentences call them.
AMOUNTS = {"planned": "planned", "expected": "expected", "achieved": "delivered so far"}


@dataclass(frozen=True)
class SavingRow:
    """A saving. `is_counted`: whether its step of confidence counts towards the plan; None without one."""

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

    @property
    def amounts_in_words(self) -> str:
        """ "£1.9 million planned, £1.1 million expected, £0.6 million delivered so far"; "" without any."""
        amounts = {name: getattr(self, name) for name in AMOUNTS}
        return ", ".join(
            f"{pounds_in_text(amount)} {AMOUNTS[name]}"
            for name, amount in amounts.items()
            if amount is not None
        )

    @property
    def confidence_in_words(self) -> str:
        """ "At risk, counted towards the plan"; "" without a step of confidence."""
        if not self.confidence or self.is_counted is None:
            return self.confidence
        return f"{self.confidence}, {'' if self.is_counted else 'not '}counted towards the plan"

    @property
    def in_words(self) -> str:
        """The amounts, confidence and day, in a sentence without its full stop."""
        as_at = f"as at {day(self.as_at)}" if self.as_at else ""
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
    )


def savings_without_day(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade savings stored without their day and whether they count towards the plan."""
    return [row | {"as_at": None, "is_counted": None} for row in rows]


def totals_in_words(rows: Iterable[SavingRow]) -> list[str]:
    """A sentence on each year and basis: the sums of what is given, and of how many savings each is."""
    groups: dict[tuple[FinancialYear, Basis], list[SavingRow]] = {}
    for row in rows:
        groups.setdefault((row.financial_year, row.basis), []).append(row)
    return [total_text(year, basis, groups[year, basis]) for year, basis in sorted(groups)]


def total_text(year: FinancialYear, basis: Basis, rows: list[SavingRow]) -> str:
    """ "2025/26, 3 savings: £3.7 million planned, £2.4 million expected (of 2)"."""
    parts = []
    for name, label in AMOUNTS.items():
        given = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        if given:
            some = f" (of {len(given)})" if len(given) < len(rows) else ""
            parts.append(f"{pounds_in_text(sum(given, Decimal()))} {label}{some}")
    kind = "" if basis.is_reported else f" ({basis.label})"
    return f"{year}, {plural(len(rows), 'saving')}{kind}: {', '.join(parts) or 'no amount given'}"
