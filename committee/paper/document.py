"""The committee paper: title block, sections in order, the notice of Part II, annexes."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from django.conf import settings

from committee.paper.context import PaperContext, latest_section_texts
from committee.paper.docx_template import (
    SMALL,
    TITLE_BLOCK,
    docx_bytes,
    new_document,
    set_margins,
    set_properties,
)
from committee.paper.part_two_annex import TITLE, part_two_notice
from committee.paper.rich_text import Piece
from committee.paper.section_bodies import FILLINGS
from committee.paper.word_tables import WordTable, readings_table
from committee.paper.word_writer import Writer
from committee.snapshot.meetings import MeetingRow, meeting_of, meetings_to_come, no_meeting_text
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS, TitleBlockRow
from committee.snapshot.part_two import NOTICES
from committee.snapshot.usual_sections import SectionRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.absent import NOT_ENTERED, absent_text
from sendprog.values.basis import Basis
from sendprog.values.free_text import sentences
from sendprog.values.wording import day
from strands.rows import StrandRow, TextRow
from strands.snapshot import STRANDS

STANDING_NOTE = (
    "Please note that the following recommendations are subject to consideration and determination by the "
    "Committee before taking effect."
)
DRAFT = "DRAFT: this report is not published. Its figures may change."
BOUND_NUMBERS = (
    "Each number that the text takes from the programme's records, with all that belongs to it."
)


def paper(snapshot: Snapshot, previous: Snapshot | None, *, draft: bool) -> bytes:
    """The paper for the snapshot's meeting as a .docx; the same snapshot gives the same bytes.

    `draft` marks every page as not published.
    """
    meeting = meeting_of(snapshot)
    document = new_document()
    context = PaperContext(snapshot, Writer(document), meeting)
    title = title_of(meeting)
    where = f"{meeting.committee}, {day(meeting.date)}" if meeting else settings.SENDPROG_PROGRAMME
    set_margins(document, where, settings.SENDPROG_COUNCIL, draft=draft)
    subject = f"Report to {where}" if meeting else title
    set_properties(
        document, title=title, subject=subject, author=settings.SENDPROG_COUNCIL, on=snapshot.on
    )
    write_title_block(context, title, draft=draft)
    write_sections(context)
    write_part_two_notice(context)
    write_annexes(context)
    return docx_bytes(document, snapshot.on)


def title_of(meeting: MeetingRow | None) -> str:
    return (
        meeting.title
        if meeting and meeting.title
        else f"Update on the {settings.SENDPROG_PROGRAMME}"
    )


def write_title_block(context: PaperContext, title: str, *, draft: bool) -> None:
    """Write the head of the report. A draft says what is not entered yet."""
    out, meeting = context.out, context.meeting
    out.plain(title, "Title")
    if draft:
        out.plain([Piece(DRAFT, bold=True)], TITLE_BLOCK)
    if meeting is None:
        out.plain(no_meeting_text(context.snapshot), TITLE_BLOCK)
        # What was entered for one of them heads the draft for it.
        if meetings_to_come(context.snapshot):
            return
    block = title_block(context.snapshot, meeting)
    absent = NOT_ENTERED if draft else absent_text()
    report_of = (
        meeting.report_of if meeting and meeting.report_of else f"Report of: {absent.lower()}"
    )
    out.plain([Piece(report_of, bold=True)], TITLE_BLOCK)
    for label, value in title_block_lines(meeting, block):
        out.plain([Piece(f"{label}: ", bold=True), Piece(value or absent)], TITLE_BLOCK)
    for paper_title in listed_papers(block):
        out.bullet(paper_title)
    if meeting and (note := sentences([meeting.date_note, illustrative_note(meeting)])):
        out.plain(note, SMALL)
    if meeting and (meeting.standing_note or meeting.recommendation):
        out.plain(meeting.standing_note or STANDING_NOTE, "Quote")


def illustrative_note(meeting: MeetingRow) -> str:
    """The note that a meeting is made up; "" for a real one."""
    return meeting.basis.label if meeting.basis is Basis.ILLUSTRATIVE else ""


def title_block(snapshot: Snapshot, meeting: MeetingRow | None) -> TitleBlockRow | None:
    """The title block entered for the meeting; None if there is none."""
    for row in snapshot[TITLE_BLOCKS]:
        if meeting and row.meeting == meeting.date:
            return row
    return None


def title_block_lines(
    meeting: MeetingRow | None, block: TitleBlockRow | None
) -> list[tuple[str, str]]:
    """Label and value of each line; the value is "" if it was not entered."""
    return [
        ("Committee", f"{meeting.committee}, {day(meeting.date)}" if meeting else ""),
        ("Report number", block.report_number if block else ""),
        ("Electoral divisions", block.electoral_divisions if block else ""),
        ("Cabinet member", block.cabinet_member if block else ""),
        ("Contact", block.contact if block else ""),
        ("Background papers", background_papers_text(block)),
    ]


def background_papers_text(block: TitleBlockRow | None) -> str:
    """ "listed below", or what is entered where that is one line: a paper's name, or "None"."""
    papers = block.background_papers if block else ()
    return "listed below" if listed_papers(block) else "".join(papers)


def listed_papers(block: TitleBlockRow | None) -> tuple[str, ...]:
    """The background papers, where there are several to list."""
    papers = block.background_papers if block else ()
    return papers if len(papers) > 1 else ()


def write_sections(context: PaperContext) -> None:
    """Write the sections in order: their standing and monthly texts, then what the records add."""
    texts = latest_section_texts(context.snapshot)
    without_text = sections_without_text(context.snapshot)
    for row in shown_sections(context.snapshot):
        # A part before the first section becomes a section.
        if row.is_part and context.out.numbers:
            context.out.part(row.title)
        else:
            context.out.section(row.title)
        for html in (*monthly_texts(row, texts), row.html):
            context.write_narrative(html)
        if write_records := FILLINGS.get(row.filling):
            write_records(context)
        elif row in without_text:
            context.out.numbered("There is no text to show for this section.")


def shown_sections(snapshot: Snapshot) -> list[SectionRow]:
    return [row for row in snapshot[PAPER_SECTIONS] if row.shown]


def monthly_texts(row: SectionRow, texts: Mapping[str, TextRow]) -> list[str]:
    return [texts[name].html for name in row.texts if name in texts and texts[name].html]


def sections_without_text(snapshot: Snapshot) -> list[SectionRow]:
    """The sections of which the paper says that there is no text to show."""
    texts, rows = latest_section_texts(snapshot), shown_sections(snapshot)
    return [
        row
        for row, following in zip_longest(rows, rows[1:])
        if row.filling not in FILLINGS
        and not (monthly_texts(row, texts) or row.html or has_parts(row, following))
    ]


def has_parts(row: SectionRow, following: SectionRow | None) -> bool:
    """Whether the section after this one is its first part."""
    return not row.is_part and following is not None and following.is_part


def write_part_two_notice(context: PaperContext) -> None:
    """Write, if anything is exempt, that Part II has it and under which paragraphs."""
    if paragraphs := [row.paragraph for row in context.snapshot[NOTICES]]:
        context.out.section(TITLE)
        context.out.numbered(part_two_notice(paragraphs))


def write_annexes(context: PaperContext) -> None:
    """Write the annexes: the strands, every number bound in the texts, and the numbers behind the
    charts.
    """
    out = context.out
    if strands := context.snapshot[STRANDS]:
        out.annex("The strands")
        out.table("The strands, their stated ratings and their commitments", strands_table(strands))
    if context.bound:
        out.annex("Numbers in the text")
        out.plain(BOUND_NUMBERS, SMALL)
        out.table("Numbers in the text, in order", readings_table(context.bound))
    if context.charts:
        out.annex("Numbers behind the charts")
    for chart in context.charts:
        shares = (1,) * len(chart.head)
        out.table(
            sentences([chart.message, chart.subtitle]), WordTable(chart.head, shares, chart.rows)
        )
    out.plain("End of the report.", SMALL)


def strands_table(strands: Sequence[StrandRow]) -> WordTable:
    rows = [
        [
            str(strand.number),
            strand.name,
            sentences([strand.rating.label, strand.small_print])
            if strand.small_print
            else strand.rating.label,
            ", ".join(strand.commitments) or "None named",
        ]
        for strand in strands
    ]
    return WordTable(("No.", "Strand", "Stated rating", "Commitments"), (8, 42, 20, 30), rows)
