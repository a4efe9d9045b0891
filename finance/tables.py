"""The positions and the savings as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import django_tables2 as tables

from finance.amounts import Amount, amount_of, amount_text, deficit_in_words
from finance.saving_rows import AMOUNTS, SavingRow
from finance.sentences import cumulative_basis_text, shown_basis
from finance.snapshot import PositionRow
from sendprog.pages.tables import Table
from sendprog.values.absent import absent_text
from sendprog.values.wording import day, pounds_in_table, qualified, signed_pounds
from strands.rows import NOT_RUNNING


class MoneyColumn(tables.Column):
    """Pounds: in millions on pages, to the penny in files."""

    def __init__(self, label: str, accessor: str) -> None:
        super().__init__(
            verbose_name=label,
            accessor=accessor,
            empty_values=(),
            attrs={"cell": {"class": "number"}},
        )

    def render(self, value: Decimal | None, record: PositionRow | SavingRow) -> str:
        if value is None:
            return absent_text(record.basis)
        return qualified(getattr(record, f"{self.accessor}_qualifier", ""), self.in_table(value))

    def in_table(self, value: Decimal) -> str:
        return pounds_in_table(value)

    def value(self, value: Decimal | None) -> str | Decimal:
        return "" if value is None else value


class DeficitColumn(MoneyColumn):
    """A deficit or a surplus, which the page names, or a range; in files a surplus has a minus."""

    def render(self, value: Decimal | None, record: PositionRow | SavingRow) -> str:
        highest = getattr(record, f"{self.accessor}_to", None)
        if value is None or highest is None:
            return super().render(value, record)
        return deficit_in_words(Amount(value, to=highest), pounds_in_table)

    def in_table(self, value: Decimal) -> str:
        return deficit_in_words(Amount(value), pounds_in_table)


class SignedMoneyColumn(MoneyColumn):
    """A difference in pounds, with its sign."""

    def in_table(self, value: Decimal) -> str:
        return signed_pounds(value).replace(" million", "m")


class AmountColumn(MoneyColumn):
    """An amount of a saving, "about" so much or a range.

    A file has those in columns of their own.
    """

    def render(self, value: Decimal | None, record: SavingRow) -> str:
        amount = amount_of(record, self.accessor)
        return amount_text(amount, pounds_in_table) if amount else absent_text(record.basis)


class OtherFiguresTable(Table):
    """Figures that reports give beside their main ones; the file has the pounds too."""

    caption = "Other figures of the same reports"
    row_header = "figure"

    reported_at = tables.Column("Reported at")
    block = tables.Column("Block")
    figure = tables.Column("Figure")
    amount = tables.Column("Amount", attrs={"cell": {"class": "number"}})
    contributions = tables.Column("Deficit is")
    basis = tables.Column("Basis")
    value = tables.Column("Value (£)")
    low = tables.Column("Lowest (£)")
    high = tables.Column("Highest (£)")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass


class PositionsTable(Table):
    caption = "The deficit at each report"
    row_header = "month"

    month = tables.Column("Reported at", accessor="month__financial_label")
    block = tables.Column("Block")
    financial_year = tables.Column("Year")
    status = tables.Column("Status")
    planned = DeficitColumn("Planned in-year", "planned")
    planned_qualifier = tables.Column("Planned, in words before it")
    planned_to = DeficitColumn("Planned, highest of a range", "planned_to")
    forecast = DeficitColumn("In-year", "forecast")
    forecast_qualifier = tables.Column("In-year, in words before it")
    forecast_low = DeficitColumn("In-year at lowest", "forecast_low")
    forecast_high = DeficitColumn("In-year at highest", "forecast_high")
    variance = SignedMoneyColumn("Variance to plan, as reported", "reported_variance")
    opening_balance = DeficitColumn("Opening balance", "opening_balance")
    opening_balance_qualifier = tables.Column("Opening balance, in words before it")
    opening_balance_to = DeficitColumn("Opening balance, highest of a range", "opening_balance_to")
    department_contribution = MoneyColumn("Department's contribution", "department_contribution")
    council_contribution = MoneyColumn("Council's contribution", "council_contribution")
    adjustments = SignedMoneyColumn("Other adjustments", "adjustments")
    block_transfer = MoneyColumn(
        "Transfer between blocks (inside the in-year figure)", "block_transfer"
    )
    cumulative = DeficitColumn("Cumulative at 31 March", "cumulative")
    cumulative_qualifier = tables.Column("Cumulative, in words before it")
    cumulative_basis = tables.Column("Cumulative is", accessor="cumulative_basis", empty_values=())
    in_year_basis = tables.Column("In-year is", accessor="in_year_basis__label")
    basis = tables.Column("Basis")
    note = tables.Column("Note")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def render_cumulative_basis(self, record: PositionRow) -> str:
        return cumulative_basis_text(record)

    def value_cumulative_basis(self, record: PositionRow) -> str:
        return cumulative_basis_text(record)

    def render_basis(self, record: PositionRow) -> str:
        return shown_basis(record).label

    def value_basis(self, record: PositionRow) -> str:
        return shown_basis(record).label


# What a cumulative deficit is made of, which
# has a table of its own on the page.
BALANCE = (
    "opening_balance",
    "department_contribution",
    "council_contribution",
    "adjustments",
    "block_transfer",
)
# The page writes these with the amounts.
QUALIFIERS = (
    "planned_qualifier",
    "planned_to",
    "forecast_qualifier",
    "opening_balance_qualifier",
    "opening_balance_to",
    "cumulative_qualifier",
)
OPTIONAL = ("forecast_low", "forecast_high", "note")


def page_table(rows: Sequence[PositionRow]) -> PositionsTable:
    """The positions without what the cumulative deficit is made of, and without columns that none
    fills.
    """
    unused = [*BALANCE, *QUALIFIERS, *empty_columns(rows, OPTIONAL), *without_block(rows)]
    return PositionsTable(rows, exclude=unused)


def balance_table(rows: Sequence[PositionRow]) -> PositionsTable | None:
    """What each cumulative deficit is made of; None where no position says."""
    empty = empty_columns(rows, BALANCE)
    if len(empty) == len(BALANCE):
        return None
    shown = {
        "month",
        "block",
        "financial_year",
        "forecast",
        "in_year_basis",
        "cumulative",
        "cumulative_basis",
        *BALANCE,
    }
    left_out = [name for name in PositionsTable.base_columns if name not in shown]
    table = PositionsTable(rows, exclude=[*left_out, *empty, *without_block(rows)])
    table.caption = "What each cumulative deficit is made of"
    return table


def empty_columns(
    rows: Sequence[PositionRow] | Sequence[SavingRow], names: Iterable[str]
) -> list[str]:
    return [name for name in names if all(getattr(row, name) in (None, "") for row in rows)]


def without_block(rows: Sequence[PositionRow]) -> list[str]:
    """The column of the block, where only one is loaded."""
    return ["block"] if len({row.block for row in rows}) < 2 else []


class SavingsTable(Table):
    """One saving of one year a row."""

    caption = "Savings"
    row_header = "title"

    title = tables.Column("Saving")
    strand = tables.Column("Strand")
    financial_year = tables.Column("Year")
    planned = AmountColumn("Planned", "planned")
    planned_qualifier = tables.Column("Planned, in words before it")
    planned_to = MoneyColumn("Planned, highest of a range", "planned_to")
    expected = AmountColumn("Expected", "expected")
    expected_qualifier = tables.Column("Expected, in words before it")
    expected_to = MoneyColumn("Expected, highest of a range", "expected_to")
    achieved = AmountColumn("Delivered so far", "achieved")
    achieved_qualifier = tables.Column("Delivered so far, in words before it")
    achieved_to = MoneyColumn("Delivered so far, highest of a range", "achieved_to")
    confidence = tables.Column("Confidence", accessor="confidence_in_words")
    as_at = tables.Column("As at")
    basis = tables.Column("Basis", accessor="basis__label")
    note = tables.Column("Note")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def render_as_at(self, value: date | None) -> str:
        return day(value) if value else ""


def savings_page_table(rows: Sequence[SavingRow], strands: Mapping[str, str]) -> SavingsTable:
    """The savings without columns that none fills; each amount is in words in one column.

    `strands`: the names of the strands by their slugs, of those that ended too.
    """
    in_words = [f"{name}_{part}" for name in AMOUNTS for part in ("qualifier", "to")]
    unused = [*in_words, *empty_columns(rows, ("strand", "as_at", "note", "source"))]
    named = [
        replace(row, strand=strands.get(row.strand, NOT_RUNNING) if row.strand else "")
        for row in rows
    ]
    return SavingsTable(named, exclude=unused)
