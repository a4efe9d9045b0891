"""The sheets of a programme's workbook for the records of this app."""

from collections.abc import Iterator, Mapping
from typing import Any

from sendprog.loads.kinds import NO_FIELD, Column, ParsedRow
from sendprog.loads.linked_records import keys_of_exempt
from sendprog.loads.links import Link
from sendprog.loads.messages import Message
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.setting_up.field_cells import DefaultChoiceCell, NumberCell
from sendprog.setting_up.record_sheets import PublicRecords, RecordSheet, RestoresFromBin
from sendprog.setting_up.sheets import sheet
from sendprog.values.markers import Marker
from sendprog.values.periods import Month
from strands.choices import UpdateState
from strands.loads.conditions import ConditionsKind, ConditionStatusesKind
from strands.loads.indicators import IndicatorsKind
from strands.loads.milestones import MilestonesKind
from strands.loads.places import PlacesKind
from strands.loads.targets import TargetsKind
from strands.models import (
    Area,
    Baseline,
    Commitment,
    CommitmentReport,
    Indicator,
    IndicatorReturn,
    MilestoneDependency,
    SeriesFrequency,
    Strand,
    StrandCommitment,
    StrandUpdate,
    Workstream,
)

MARKERS = ChoiceCell(
    dict(IndicatorReturn._meta.get_field("marker").flatchoices), may_be_cleared=True
)


@sheet(10)
class AreasSheet(RecordSheet):
    slug, title, one_row = "areas", "Areas", "area"
    model, key, name_column = Area, ("slug",), "name"
    notes = ("The parts of the council's area, where places or indicators are of one part.",)
    example = ({"slug": "north", "name": "North"},)


@sheet(20)
class StrandsSheet(RecordSheet):
    slug, title, one_row = "strands", "Strands", "strand"
    model, key, name_column = Strand, ("slug",), "name"
    sorted_by = ("number", "slug")
    notes = (
        "The strands of the programme. slug is the end of the address of its page.",
        "Of a strand that ended, valid_to is its last day and succeeded_by the strand that goes on; "
        "split_from is for its further parts.",
        "The people who look after a strand are added on the page of people, not here.",
    )
    example = (
        {
            "slug": "inclusion",
            "number": 1,
            "name": "Inclusion in mainstream schools",
            "sponsor_role": "Director of Education",
            "valid_from": "2025-04-01",
        },
    )


@sheet(25)
class WorkstreamsSheet(RecordSheet):
    slug, title, one_row = "workstreams", "Workstreams", "workstream"
    model, key, name_column = Workstream, ("slug",), "name"
    notes = ("Projects and interventions within a strand, if the programme has them.",)
    example = ({"slug": "inclusion-standard", "strand": "inclusion", "name": "Inclusion standard"},)


@sheet(30)
class CommitmentsSheet(RecordSheet):
    slug, title, one_row = "commitments", "Commitments", "commitment"
    model, key, name_column = Commitment, ("slug",), "name"
    notes = ("Agreements, directions, inspections and plans that bind the council.",)
    example = (
        {
            "slug": "safety-valve",
            "name": "Safety valve agreement",
            "short_name": "Safety valve",
            "agreed": "March 2025",
        },
    )


@sheet(32)
class CommitmentStrandsSheet(RecordSheet):
    slug, title, one_row = "commitment-strands", "Strands of commitments", "strand"
    model, key = StrandCommitment, ("commitment", "strand")
    notes = ("Which strands deliver which commitment.",)
    example = ({"commitment": "safety-valve", "strand": "inclusion"},)


@sheet(34)
class CommitmentReportsSheet(RecordSheet):
    slug, title, one_row = "commitment-reports", "Reports on commitments", "report"
    model, key, name_column = CommitmentReport, ("commitment", "title"), "title"
    example = ({"commitment": "safety-valve", "title": "Quarter 1 return", "due": "31 July 2025"},)


@sheet(36)
class ConditionsSheet(PublicRecords, RestoresFromBin, ConditionsKind):
    example = ({"commitment": "safety-valve", "reference": "1", "wording": "Reach balance"},)


@sheet(38)
class ConditionStatusesSheet(PublicRecords, RestoresFromBin, ConditionStatusesKind):
    example = ({"commitment": "safety-valve", "reference": "1", "as_at": "2025-06-30"},)


@sheet(40)
class MilestonesSheet(PublicRecords, RestoresFromBin, MilestonesKind):
    notes = (
        "One row a milestone. strand is the strand's slug or name.",
        "Dates that were promised stand on the sheet promised-dates.",
    )
    example = (
        {
            "reference": "MS 1",
            "title": "Inclusion standard met in 40 schools",
            "strand": "inclusion",
            "stage": "In progress",
            "forecast": "July 2026",
            "owner": "Head of Inclusion",
        },
        {
            "reference": "MS 2",
            "title": "Inclusion standard met in 80 schools",
            "strand": "inclusion",
            "stage": "Not started",
            "forecast": "July 2027",
            "owner": "Head of Inclusion",
        },
    )

    def columns(self, until: Month) -> tuple[Column, ...]:
        link = Link(Workstream, "workstream.slug", also=("name",))
        workstream = Column("workstream", TextCell(160), help="Its slug or name", link=link)
        first, *others = super().columns(until)
        return (first, *others[:2], workstream, *others[2:])


@sheet(42)
class PromisedDatesSheet(RecordSheet):
    slug, title, one_row = "promised-dates", "Promised dates", "promised date"
    model, key = Baseline, ("milestone", "number")
    notes = (
        "The first date that was promised for a milestone is number 1, the next 2. "
        "What is stored is never changed.",
    )
    example = (
        {
            "milestone": "MS 1",
            "number": 1,
            "date": "July 2026",
            "reason": "The plan of April 2025",
            "approver": "Programme board",
            "approved_on": "2025-04-15",
        },
    )


@sheet(44)
class DependenciesSheet(RecordSheet):
    slug, title, one_row = "dependencies", "What milestones wait for", "dependency"
    model, key = MilestoneDependency, ("milestone", "needs")
    example = ({"milestone": "MS 2", "needs": "MS 1"},)


@sheet(46)
class FrequenciesSheet(RecordSheet):
    slug, title, one_row = "frequencies", "How often figures come", "series"
    model, key = SeriesFrequency, ("series",)
    example = ({"series": "EHCP", "frequency": "Every month"},)


@sheet(50)
class IndicatorDefinitionsSheet(RecordSheet):
    slug, title, one_row = "indicator-definitions", "Indicators and what they count", "indicator"
    model, key, name_column = Indicator, ("slug",), "name"
    notes = ("What each indicator counts. Its values stand on the sheet indicators.",)
    example = (
        {
            "slug": "attendance-rate",
            "name": "Attendance of pupils with an EHCP",
            "definition": "Sessions attended in the term, of all possible sessions",
            "unit": "Percent",
        },
    )


@sheet(56)
class IndicatorReturnsSheet(IndicatorsKind):
    title = "Values of indicators"

    def columns(self, until: Month) -> tuple[Column, ...]:
        field = IndicatorReturn._meta.get_field("baseline_words")
        return (
            *super().columns(until),
            Column("baseline_value", NumberCell(), help="The value that it is set against"),
            Column("baseline_words", TextCell(field.max_length), help="And its period"),
            Column("marker", MARKERS, field=NO_FIELD, help="Of a range; of a value, beside it"),
        )

    def resolve_missing(self, row: ParsedRow) -> Iterator[Message]:
        yield from super().resolve_missing(row)
        if row.value("marker"):
            row.resolved["values"]["marker"] = row.value("marker")

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        hidden = keys_of_exempt(IndicatorReturn)
        for record in IndicatorReturn.objects.select_related("indicator"):
            if record.pk not in hidden:
                yield self.export_return(record.indicator.slug, record)

    def export_return(self, slug: str, record: Any) -> dict[str, Any]:
        """A marker that goes beside a number has its own column where there is a range."""
        cells = super().export_return(slug, record)
        if record.value is None and record.marker and not Marker(record.marker).means_no_value:
            cells |= {"value": None, "marker": MARKERS.export(record.marker, "")}
        return cells


@sheet(74)
class PlacesSheet(PublicRecords, RestoresFromBin, PlacesKind):
    pass


@sheet(76)
class TargetsSheet(PublicRecords, RestoresFromBin, TargetsKind):
    pass


@sheet(98)
class TextsSheet(RecordSheet):
    slug, title, one_row = "texts", "Texts and ratings of months", "text"
    model, key = StrandUpdate, ("month", "strand", "section")
    notes = (
        "What was reported of each strand in each month, with its rating. "
        "Without a strand, section names the part of a page or of the paper.",
        "A text counts as accepted, unless its state says otherwise. Months to come are begun "
        "by opening a round.",
    )
    example = (
        {
            "month": "2025-05",
            "strand": "inclusion",
            "stated_rag": "On track",
            "rag_reason": "All milestones are met.",
            "progress": "Twenty schools joined.",
        },
    )
    instead = {
        "state": Column(
            "state",
            DefaultChoiceCell(dict(UpdateState.choices), usual=UpdateState.ACCEPTED),
            help="Accepted, unless another is given",
        )
    }

    def values_of_row(self, row: ParsedRow, record: Any) -> dict[str, Any]:
        values = super().values_of_row(row, record)
        if record is None:
            values.setdefault("state", UpdateState.ACCEPTED.value)
        return values
