"""The sheets of a programme's workbook for the records of this app."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model

from committee.models import (
    Ask,
    GlossaryTerm,
    HeadlineMeasure,
    Meeting,
    PaperSection,
    PaperTitleBlock,
    ScorecardException,
    ScorecardMeasure,
)
from committee.snapshot import catalogue
from sendprog.loads.kinds import Column, FileWarning, ParsedRow, RowRecord
from sendprog.loads.messages import Message
from sendprog.records.snapshots import Audience, uncached_snapshot
from sendprog.setting_up.field_cells import DayTextCell
from sendprog.setting_up.named_links import NamedLink
from sendprog.setting_up.record_sheets import RecordSheet
from sendprog.setting_up.sheets import sheet
from sendprog.values.periods import quoted


def day_of_meeting(meeting: Meeting) -> str:
    return meeting.date.isoformat()


NO_MEASURE = "no measure has this address: look for it on the page of measures."
MEETING = Column(
    "meeting",
    DayTextCell(),
    required=True,
    never_empty=True,
    link=NamedLink(Meeting, "meeting.date", name_of=day_of_meeting),
    help="The day of the meeting",
)


class NamesMeasure(RecordSheet):
    """A sheet whose column `measure` holds the address of a measure; one that there is not is asked
    about, since a measure may come later.
    """

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        yield from super().warnings(rows, records)
        measures = catalogue.all_measures(uncached_snapshot(Audience.MEMBER))
        known = {"", None, *(measure.address for measure in measures)}
        for row, (target,) in zip(rows, records, strict=True):
            address = row.value("measure")
            if address not in known and target.record.measure != address:
                message = Message(NO_MEASURE, quoted(address), row.number, "measure")
                yield FileWarning("unusual", message)


@sheet(88)
class HeadlinesSheet(NamesMeasure):
    slug, title, one_row = "headlines", "Measures that head the overview", "measure"
    model, key = HeadlineMeasure, ("order",)
    example = ({"order": 1, "measure": "ehcp.plans_issued"},)


@sheet(89)
class ScorecardSheet(NamesMeasure):
    slug, title, one_row = "scorecard", "Measures of the scorecard", "measure"
    model, key = ScorecardMeasure, ("measure",)
    sorted_by = ("order", "measure")
    notes = ("Without any, the scorecard has the measures with a target, then the headline ones.",)
    example = ({"measure": "ehcp.plans_issued", "order": 10},)


@sheet(90)
class GlossarySheet(RecordSheet):
    slug, title, one_row = "glossary", "Terms in the council's own words", "term"
    model, key = GlossaryTerm, ("slug",)
    example = ({"slug": "ehcp", "term": "EHCP", "meaning": "Education, health and care plan."},)


@sheet(91)
class PaperSectionsSheet(RecordSheet):
    slug, title, one_row = "paper-sections", "Sections of the paper", "section"
    model, key = PaperSection, ("slug",)
    sorted_by = ("order", "slug")
    notes = ("Without any, the paper has the usual sections.",)
    example = ({"slug": "background", "order": 10, "title": "Background"},)


@sheet(92)
class MeetingsSheet(RecordSheet):
    slug, title, one_row = "meetings", "Meetings", "meeting"
    model, key = Meeting, ("date",)
    example = ({"date": "2026-06-11", "committee": "Children's Scrutiny Committee"},)


@sheet(94)
class TitleBlocksSheet(RecordSheet):
    slug, title, one_row = "title-blocks", "Title blocks of papers", "title block"
    model, key = PaperTitleBlock, ("meeting",)
    example = ({"meeting": "2026-06-11", "report_number": "CS/26/8"},)
    instead = {"meeting": MEETING}


@sheet(96)
class AsksSheet(NamesMeasure):
    slug, title, one_row = "asks", "What the committee asked", "ask"
    model, key = Ask, ("reference",)
    example: Any = (
        {
            "reference": "waits",
            "meeting": "2026-06-11",
            "kind": "Question",
            "text": "When will the oldest open cases be closed?",
            "to_role": "Head of SEND casework",
        },
    )
    instead = {"meeting": MEETING}

    def hidden_keys(self, model: type[Model]) -> set[int]:
        """What is asked about a restricted risk is as restricted."""
        hidden = super().hidden_keys(model)
        if model is Ask:
            hidden |= set(Ask.objects.filter(risk__restricted=True).values_list("pk", flat=True))
        return hidden


@sheet(97)
class ExceptionsSheet(NamesMeasure):
    slug, title, one_row = "exceptions", "Exceptions of the scorecard", "exception"
    model, key = ScorecardException, ("number",)
    notes = (
        "The figures open and close exceptions themselves: a file answers them by their number, or "
        "brings those of another database.",
    )
    example: Any = (
        {
            "number": 1,
            "measure": "ehcp.twenty_week_rate",
            "opened_on": "2026-05-06",
            "reading_day": "2026-04-30",
            "cause": "Advice from psychologists comes late.",
        },
    )
