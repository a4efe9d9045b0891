"""What of finance can be exempt: a month's reported deficit position, a contribution, a saving; and what Part II tells."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from finance.models import Contribution, MonthlyPosition, Saving
from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.values.basis import Basis
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import day, pounds_in_text


def positions(on: date) -> QuerySet:
    return with_load(MonthlyPosition.objects.all())


def position_told(one: MonthlyPosition, on: date) -> ExemptContent:
    def label(name: str) -> str:
        words = str(one._meta.get_field(name).verbose_name).removesuffix(" (£)")
        return words[:1].upper() + words[1:]

    figures = [
        (label(name), pounds_in_text(value))
        for name in MonthlyPosition.figures
        if (value := getattr(one, name)) is not None
    ]
    about = [
        ("In-year figures", one.get_in_year_basis_display()),
        ("Cumulative figure", one.get_cumulative_basis_display()),
        ("Status", one.get_status_display()),
        ("Marker", f"[{one.marker}]" if one.marker else ""),
        ("Basis", Basis(one.basis).label),
        ("Note", one.note),
        ("Source", one.source),
        ("Loaded", load_text(one)),
    ]
    return ExemptContent(
        f"{one.block}, {Month.containing(one.month).label}", filled_lines([*figures, *about])
    )


def amount(value: Decimal | None) -> str:
    return "" if value is None else pounds_in_text(value)


def contributions(on: date) -> QuerySet:
    return Contribution.objects.select_related("plan")


def contribution_told(one: Contribution, on: date) -> ExemptContent:
    year = FinancialYear(one.financial_year).label
    lines = [
        ("Plan", one.plan.name),
        ("Payer", one.get_payer_display()),
        ("Financial year", year),
        ("Amount", amount(one.amount)),
        ("Due", one.due),
        ("Received", one.received),
        ("Withheld", "Yes" if one.withheld else ""),
        ("Basis", Basis(one.basis).label),
        ("Source", one.source),
    ]
    return ExemptContent(f"{one.get_payer_display()}, {year}", filled_lines(lines))


def savings(on: date) -> QuerySet:
    return Saving.objects.select_related("strand", "confidence")


def saving_told(one: Saving, on: date) -> ExemptContent:
    year = FinancialYear(one.financial_year).label
    lines = [
        ("Strand", one.strand.name if one.strand else ""),
        ("Financial year", year),
        ("Planned", amount(one.planned)),
        ("Expected", amount(one.expected)),
        ("Achieved to date", amount(one.achieved)),
        ("Confidence", one.confidence.label if one.confidence else ""),
        ("As at", day(one.as_at) if one.as_at else ""),
        ("Basis", Basis(one.basis).label),
        ("Note", one.note),
        ("Source", one.source),
    ]
    return ExemptContent(f"{one.title}, {year}", filled_lines(lines))


register_exemptible(MonthlyPosition, visible_on=positions, describe=position_told, is_figure=True)
register_exemptible(Contribution, visible_on=contributions, describe=contribution_told, is_figure=True)
register_exemptible(Saving, visible_on=savings, describe=saving_told, is_figure=True)
