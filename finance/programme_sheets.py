"""The sheets of a programme's workbook for the records of this app."""

from typing import Any

from django.db.models import Model

from finance.loads.plans import ContributionsKind, PlansKind, PlanYearsKind
from finance.loads.positions import PositionsKind
from finance.loads.savings import SavingsKind
from finance.models import ConfidenceScale, MonthlyPosition, PositionFigure
from sendprog.loads.kinds import Column
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.setting_up.named_links import NamedLink
from sendprog.setting_up.record_sheets import (
    PublicMonths,
    PublicRecords,
    RecordSheet,
    RestoresFromBin,
)
from sendprog.setting_up.sheets import sheet
from sendprog.values.periods import FinancialYear, Month


def name_of_position(position: MonthlyPosition) -> str:
    """ "2025-05 2025/26"."""
    month = Month.containing(position.month)
    return f"{month.iso} {FinancialYear(position.financial_year)}"


@sheet(60)
class PlansSheet(PublicRecords, RestoresFromBin, PlansKind):
    pass


@sheet(62)
class PlanYearsSheet(PublicRecords, RestoresFromBin, PlanYearsKind):
    pass


@sheet(64)
class PositionsSheet(PublicMonths, PositionsKind):
    sorted_by = ("month", "financial_year")

    def columns(self, until: Month) -> tuple[Column, ...]:
        choices = dict(MonthlyPosition._meta.get_field("marker").flatchoices)
        marker = Column("marker", ChoiceCell(choices, may_be_cleared=True), help="Of its figures")
        return (*super().columns(until), marker)


@sheet(66)
class PositionFiguresSheet(RecordSheet):
    slug, title, one_row = "other-figures", "Other figures of a position", "figure"
    model = PositionFigure
    key = ("position", "kind", "financial_year", "as_at", "contributions")
    notes = ("Figures of the same report on another basis, of another year or as at a day.",)
    example = (
        {
            "position": "2025-05 2025/26",
            "kind": "In-year deficit",
            "contributions": "before any contributions",
            "financial_year": "2026/27",
            "value": "12,000,000",
        },
    )
    instead = {
        "position": Column(
            "position",
            TextCell(60),
            required=True,
            never_empty=True,
            link=NamedLink(MonthlyPosition, "position.month", name_of=name_of_position),
            help="The month and the financial year of the position, such as 2025-05 2025/26",
        )
    }

    def hidden_keys(self, model: type[Model]) -> set[int]:
        """Positions of other blocks are in no file."""
        hidden = super().hidden_keys(model)
        if model is MonthlyPosition:
            others = MonthlyPosition.objects.exclude(**PositionsKind.fixed)
            hidden |= set(others.values_list("pk", flat=True))
        return hidden


@sheet(68)
class ContributionsSheet(PublicRecords, RestoresFromBin, ContributionsKind):
    pass


@sheet(70)
class ConfidenceSheet(RecordSheet):
    slug, title, one_row = "confidence", "Steps of confidence in savings", "step"
    model, key = ConfidenceScale, ("slug",)
    sorted_by = ("order", "slug")
    example: Any = ({"slug": "banked", "label": "Banked", "order": 1, "counts": "yes"},)


@sheet(72)
class SavingsSheet(PublicRecords, RestoresFromBin, SavingsKind):
    pass
