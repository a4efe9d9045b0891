"""The positions as a table."""

from decimal import Decimal

import django_tables2 as tables

from finance.sentences import cumulative_basis_text, shown_basis
from finance.snapshot import PositionRow
from sendprog.pages.tables import Table
from sendprog.values.absent import absent_text
from sendprog.values.wording import pounds_in_table, qualified, signed_pounds


class MoneyColumn(tables.Column):
    """Pounds: in millions on pages, to the penny in files."""

    def __init__(self, label: str, accessor: str) -> None:
        super().__init__(
            verbose_name=label, accessor=accessor, empty_values=(), attrs={"cell": {"class": "number"}}
        )

    def render(self, value: Decimal | None, record: PositionRow) -> str:
        if value is None:
            return absent_text(record.basis)
        return qualified(getattr(record, f"{self.accessor}_qualifier", ""), self.in_table(value))

    def in_table(self, value: Decimal) -> str:
        return pounds_in_table(value)

    def value(self, value: Decimal | None) -> str | Decimal:
        return "" if value is None else value


class SignedMoneyColumn(MoneyColumn):
    """A difference in pounds, with its sign."""

    def in_table(self, value: Decimal) -> str:
        return signed_pounds(value).replace(" million", "m")


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
    status = tables.Column("Status")
    planned = MoneyColumn("Planned in-year", "planned")
    forecast = MoneyColumn("In-year", "forecast")
    forecast_qualifier = tables.Column("In-year, in words before it")
    forecast_low = MoneyColumn("In-year at lowest", "forecast_low")
    forecast_high = MoneyColumn("In-year at highest", "forecast_high")
    variance = SignedMoneyColumn("Variance to plan, as reported", "reported_variance")
    opening_balance = MoneyColumn("Opening balance", "opening_balance")
    cumulative = MoneyColumn("Cumulative at 31 March", "cumulative")
    cumulative_qualifier = tables.Column("Cumulative, in words before it")
    cumulative_basis = tables.Column("Cumulative is", accessor="cumulative_basis", empty_values=())
    in_year_basis = tables.Column("In-year is", accessor="in_year_basis__label")
    basis = tables.Column("Basis")
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
