"""Record corrections: when a change of figures ends, insert one for each edition that published
them.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import receiver

from committee.corrections.comparison import FigureComparison
from committee.models import Correction, Edition
from committee.models.editions import AGREED
from ehcp.contacts import CONTACTS
from ehcp.figures import contact_prefix, month_prefix
from ehcp.snapshot import MONTHS
from finance.figures import position_prefix
from finance.snapshot import CONTRIBUTIONS, PLANS, POSITIONS, SAVINGS
from risks.snapshot import RISKS
from sendprog.loads.figure_records import figures_changed
from sendprog.records.data_version import DataVersion
from sendprog.records.history import Change, change
from sendprog.records.snapshots import Section
from sendprog.values.periods import FinancialYear, Month
from strands.figures import indicator_prefix
from strands.models import Indicator
from strands.snapshot import INDICATORS, PLACES, TARGETS

# The sections whose figures come from a model.
SECTIONS_OF: dict[str, tuple[Section, ...]] = {
    "ehcp.MonthlyReturn": (MONTHS,),
    "ehcp.ContactReturn": (CONTACTS,),
    "finance.MonthlyPosition": (POSITIONS,),
    "finance.PositionFigure": (POSITIONS,),
    "finance.Plan": (PLANS, CONTRIBUTIONS),
    "finance.PlanYear": (PLANS,),
    "finance.Contribution": (CONTRIBUTIONS,),
    "finance.Saving": (SAVINGS,),
    "strands.Indicator": (INDICATORS,),
    "strands.IndicatorReturn": (INDICATORS,),
    "strands.PlacesScheme": (PLACES,),
    "strands.Target": (TARGETS,),
    "risks.Risk": (RISKS,),
    "risks.RiskAssessment": (RISKS,),
}


@receiver(figures_changed)
def note_figures(sender: type[Model], record: Model, before: dict[str, Any], **kwargs: Any) -> None:
    """Note the record's month, block or indicator, and those that it had before."""
    with change(by=None) as current:
        pending = pending_of(current)
        for values in filter(None, (before, vars(record))):
            pending.note_figures(sender, values)


@receiver(post_save)
def note_saved(sender: type[Model], instance: Model, created: bool, **kwargs: Any) -> None:
    """Note the sections of a record that is changed. A new record corrects nothing."""
    sections = SECTIONS_OF.get(sender._meta.label)
    if sections and not created:
        with change(by=None) as current:
            pending = pending_of(current)
            pending.note_sections(sections)
            if sender is Indicator:
                pending.indicator_ids.add(instance.pk)


def pending_of(current: Change) -> "Pending":
    return current.on_exit.setdefault("corrections", Pending(current))


@dataclass
class Pending:
    """The figures that one change may touch, by the prefixes of their keys.

    Called when the change ends.
    """

    change: Change
    touched: set[str] = field(default_factory=set)
    sections: set[Section] = field(default_factory=set)
    indicator_ids: set[int] = field(default_factory=set)

    def note_sections(self, sections: tuple[Section, ...]) -> None:
        self.sections.update(sections)
        self.touched.update(f"undated|{section.name}|" for section in sections)

    def note_figures(self, model: type[Model], values: dict[str, Any]) -> None:
        label = model._meta.label
        self.sections.update(SECTIONS_OF.get(label, ()))
        match label:
            case "ehcp.MonthlyReturn":
                self.touched.add(month_prefix(month_of(model, values)))
            case "ehcp.ContactReturn":
                self.touched.add(contact_prefix(month_of(model, values)))
            case "finance.MonthlyPosition":
                year = FinancialYear(values["financial_year"])
                self.touched.add(position_prefix(values["block"], month_of(model, values), year))
            case "strands.IndicatorReturn":
                self.indicator_ids.add(values["indicator_id"])

    def __call__(self) -> None:
        """Insert the corrections."""
        if not self.sections:
            return
        lock_data_version()
        editions = list(Edition.objects.exclude(pk__in=AGREED.values("edition")).order_by("number"))
        if not editions:
            return
        slugs = Indicator.everything.filter(pk__in=self.indicator_ids).values_list(
            "slug", flat=True
        )
        self.touched.update(map(indicator_prefix, slugs))
        comparison = FigureComparison(self.change, self.sections, self.touched, editions)
        corrections = [new for edition in editions for new in comparison.corrections(edition)]
        Correction.objects.bulk_create(corrections, batch_size=500)
        self.change.has_writes = self.change.has_writes or bool(corrections)


def month_of(model: type[Model], values: dict[str, Any]) -> Month:
    return Month.containing(model._meta.get_field("month").to_python(values["month"]))


def lock_data_version() -> None:
    """Wait for publications and other changes of figures, so that their editions and corrections
    are seen.

    SQLite's writers wait for one another anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE sendprog_dataversion IN ROW EXCLUSIVE MODE")
        DataVersion.objects.select_for_update().get(pk=1)
