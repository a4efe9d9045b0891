"""A month's reported deficit position can be exempt."""

from datetime import date

from django.db.models import QuerySet

from finance.models import MonthlyPosition
from sendprog.basis import Basis
from sendprog.exempting import Content, exemptible, listed
from sendprog.loads.provenance import loaded, with_load
from sendprog.periods import Month
from sendprog.wording import pounds_in_text


def positions(on: date) -> QuerySet:
    return with_load(MonthlyPosition.objects.all())


def position_told(one: MonthlyPosition, on: date) -> Content:
    def label(name: str) -> str:
        words = str(one._meta.get_field(name).verbose_name).removesuffix(" (£)")
        return words[:1].upper() + words[1:]

    figures = [
        (label(name), pounds_in_text(value)) for name in MonthlyPosition.figures if (value := getattr(one, name)) is not None
    ]
    about = [
        ("In-year figures", one.get_in_year_basis_display()),
        ("Cumulative figure", one.get_cumulative_basis_display()),
        ("Status", one.get_status_display()),
        ("Marker", f"[{one.marker}]" if one.marker else ""),
        ("Basis", Basis(one.basis).words),
        ("Note", one.note),
        ("Source", one.source),
        ("Loaded", loaded(one)),
    ]
    return Content(f"{one.block}, {Month.containing(one.month).label}", listed([*figures, *about]))


exemptible(MonthlyPosition, shown=positions, told=position_told, is_figure=True)
