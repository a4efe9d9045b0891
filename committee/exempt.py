"""The records of this app that can be exempt, asks and paper sections, and what Part II prints of
them.
"""

from datetime import date

from django.db.models import QuerySet

from committee.models import Ask, PaperSection
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.values.wording import day


def visible_asks(on: date) -> QuerySet:
    asks = Ask.objects.filter(meeting__deleted_at=None, meeting__date__lte=on)
    return asks.select_related("meeting", "strand")


def ask_content(ask: Ask, on: date) -> ExemptContent:
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


def visible_paper_sections(on: date) -> QuerySet:
    return PaperSection.objects.filter(shown=True)


def section_content(section: PaperSection, on: date) -> ExemptContent:
    lines = [
        ("Monthly texts", section.texts),
        ("Filled with", section.get_filling_display() if section.filling else ""),
    ]
    texts = (("What it says", section.rendered),) if section.rendered else ()
    return ExemptContent(section.title, filled_lines(lines), texts)


register_exemptible(Ask, visible_on=visible_asks, describe=ask_content, meeting_day="meeting__date")
register_exemptible(
    PaperSection,
    visible_on=visible_paper_sections,
    describe=section_content,
    marking_note=(
        "The whole section, with its heading, leaves the paper, and later sections are renumbered; "
        "its parts become sections. Its monthly texts and the records that fill it are not exempt with "
        "it: they stay on their own pages and in the files until they are marked as exempt themselves."
    ),
)
