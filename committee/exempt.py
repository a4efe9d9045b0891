"""What of the committee's own records can be exempt: an ask, a section of the paper; and what Part II tells of it."""

from datetime import date

from django.db.models import QuerySet

from committee.models import Ask, PaperSection
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.values.wording import day


def asks(on: date) -> QuerySet:
    return Ask.objects.filter(meeting__deleted_at=None, meeting__date__lte=on).select_related(
        "meeting", "strand"
    )


def ask_told(ask: Ask, on: date) -> ExemptContent:
    lines = [
        ("What was asked", ask.text),
        ("At the meeting of", day(ask.meeting.date)),
        ("Asked by", ask.by_role),
        ("Asked of", ask.to_role),
        ("Strand", ask.strand.name if ask.strand else ""),
        ("Due", ask.due),
        ("Response", ask.get_response_display() if ask.response else "No response yet"),
        ("The response in words", ask.response_text),
        ("Day of the response", day(ask.responded_on) if ask.responded_on else ""),
    ]
    return ExemptContent(f"{ask.get_kind_display()} {ask.reference}", filled_lines(lines))


def sections(on: date) -> QuerySet:
    return PaperSection.objects.filter(shown=True)


def section_told(section: PaperSection, on: date) -> ExemptContent:
    lines = [
        ("Texts of the month that stand in it", section.texts),
        ("Filled with", section.get_filling_display() if section.filling else ""),
    ]
    return ExemptContent(
        section.title, filled_lines(lines), (("What it says", section.rendered),) if section.rendered else ()
    )


register_exemptible(Ask, visible_on=asks, describe=ask_told)
register_exemptible(
    PaperSection,
    visible_on=sections,
    describe=section_told,
    marking_note=(
        "The section leaves the paper whole, its heading too, and those after it are numbered on; its parts become sections of "
        "their own. The texts of the month that stand in it, and the records that fill it, are not exempt with it: they stay on "
        "their own pages and in the files until they are marked themselves."
    ),
)
