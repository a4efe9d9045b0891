"""The finance records that can be exempt, and what Part II prints of each."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from finance.amounts import Amount, deficit_in_words
from finance.models import Contribution, MonthlyPosition, Saving
from finance.saving_rows import saving_row
from finance.sentences import after_amount, other_figure_label
from finance.snapshot import PositionFigureRow, position_row
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.values.basis import Basis
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import day, pounds_in_text, upper_first

# The amounts of a position that are no deficit and no surplus.
NOT_DEFICITS = (
    "reported_variance",
    "department_contribution",
    "council_contribution",
    "adjustments",
    "block_transfer",
)


def visible_positions(on: date) -> QuerySet:
    return with_load(MonthlyPosition.objects.all())


def position_content(position: MonthlyPosition, on: date) -> ExemptContent:
    figures = [
        (figure_label(name), amount_of_position(position, name)) for name in MonthlyPosition.figures
    ]
    row = position_row(position)
    details = [
        ("Financial year", row.financial_year.label),
        ("In-year figures", position.get_in_year_basis_display()),
        ("Cumulative figure", position.get_cumulative_basis_display()),
        ("In words before the in-year deficit", position.forecast_qualifier),
        ("In words before the cumulative deficit", position.cumulative_qualifier),
        ("Status", position.get_status_display()),
        ("Marker", f"[{position.marker}]" if position.marker else ""),
        ("Basis", Basis(position.basis).label),
        ("Note", position.note),
        ("Source", position.source),
        ("Loaded", load_text(position)),
    ]
    others = [(other_figure_label(row, figure), figure_with_basis(figure)) for figure in row.others]
    title = f"{position.block}, {Month.containing(position.month).label}{row.year_note}"
    return ExemptContent(title, filled_lines([*figures, *others, *details]))


def figure_with_basis(figure: PositionFigureRow) -> str:
    return f"{figure.amount_text}{after_amount(figure.contributions)}"


def figure_label(name: str) -> str:
    """The field's verbose name, without its unit and with a capital letter: "Planned in-year
    deficit".
    """
    label = str(MonthlyPosition._meta.get_field(name).verbose_name).removesuffix(" (£)")
    return upper_first(label)


def amount_of_position(position: MonthlyPosition, name: str) -> str:
    value = getattr(position, name)
    if value is None or name in NOT_DEFICITS:
        return amount(value)
    return deficit_in_words(Amount(value))


def amount(value: Decimal | None) -> str:
    return "" if value is None else pounds_in_text(value)


def visible_contributions(on: date) -> QuerySet:
    return Contribution.objects.select_related("plan")


def contribution_content(contribution: Contribution, on: date) -> ExemptContent:
    details = [
        ("Plan", contribution.plan.name),
        ("Payer", contribution.get_payer_display()),
        ("Financial year", contribution.term),
        ("In words before the amount", contribution.qualifier),
        ("Amount", amount(contribution.amount)),
        ("Highest of a range", amount(contribution.amount_to)),
        ("Due", contribution.due),
        ("Received", contribution.received),
        ("Withheld", "Yes" if contribution.withheld else ""),
        ("Basis", Basis(contribution.basis).label),
        ("Source", contribution.source),
    ]
    return ExemptContent(
        f"{contribution.get_payer_display()}, {contribution.term}", filled_lines(details)
    )


def visible_savings(on: date) -> QuerySet:
    return Saving.objects.select_related("strand", "confidence")


def saving_content(saving: Saving, on: date) -> ExemptContent:
    row, year = saving_row(saving), FinancialYear(saving.financial_year).label
    details = [
        ("Strand", saving.strand.name if saving.strand else ""),
        ("Financial year", year),
        ("Planned", row.amount_text("planned")),
        ("Expected", row.amount_text("expected")),
        ("Achieved to date", row.amount_text("achieved")),
        ("Confidence", saving.confidence.label if saving.confidence else ""),
        ("As at", day(saving.as_at) if saving.as_at else ""),
        ("Basis", Basis(saving.basis).label),
        ("Note", saving.note),
        ("Source", saving.source),
    ]
    return ExemptContent(f"{saving.title}, {year}", filled_lines(details))


register_exemptible(
    MonthlyPosition, visible_on=visible_positions, describe=position_content, is_figure=True
)
register_exemptible(
    Contribution, visible_on=visible_contributions, describe=contribution_content, is_figure=True
)
register_exemptible(Saving, visible_on=visible_savings, describe=saving_content, is_figure=True)
