"""The committee paper: a function of a snapshot, like every page, whose result is a Word document."""

from datetime import date

from django.conf import settings

from committee.paper import table_rows
from committee.paper.context import Told, latest_texts, next_meeting
from committee.paper.docx_template import SMALL, TITLE_BLOCK, new_document, saved, set_margins, set_properties
from committee.paper.part_two import TITLE, notice
from committee.paper.rich_text import Piece
from committee.paper.section_bodies import FILLINGS
from committee.paper.writer import Writer
from committee.snapshot.meetings import MeetingRow
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS, TitleBlockRow
from committee.snapshot.part_two import NOTICES
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import day
from strands.snapshot import STRANDS

STANDING_NOTE = (
    "Please note that the following recommendations are subject to consideration and determination by the Committee "
    "before taking effect."
)
DRAFT = "DRAFT: this report is not published. Its figures may change."
NOT_IN_REPORT = table_rows.NOT_IN_REPORT


def paper(snapshot: Snapshot, previous: Snapshot | None, *, draft: bool) -> bytes:
    """The paper of the snapshot's next meeting as a .docx; the same bytes for the same snapshot. `draft` until published."""
    meeting = next_meeting(snapshot)
    document = new_document()
    told = Told(snapshot, Writer(document), meeting)
    title = title_of(meeting)
    where = f"{meeting.committee}, {day(meeting.date)}" if meeting else settings.SENDPROG_PROGRAMME
    set_margins(document, where, settings.SENDPROG_COUNCIL, draft=draft)
    subject = f"Report to {where}"
    set_properties(document, title=title, subject=subject, author=settings.SENDPROG_COUNCIL, on=snapshot.on)
    write_title_block(told, title, draft=draft)
    write_sections(told)
    write_notice(told)
    write_annexes(told)
    return saved(document, snapshot.on)


def title_of(meeting: MeetingRow | None) -> str:
    return meeting.title if meeting and meeting.title else f"Update on the {settings.SENDPROG_PROGRAMME}"


def write_title_block(told: Told, title: str, *, draft: bool) -> None:
    """What heads the report; what was not entered says so, and nothing is made up."""
    out, meeting = told.out, told.meeting
    out.plain(title, "Title")
    if draft:
        out.plain([Piece(DRAFT, bold=True)], TITLE_BLOCK)
    block = block_of(told.snapshot, meeting.date if meeting else None)
    report_of = meeting.report_of if meeting and meeting.report_of else "Report of: not in the report"
    out.plain([Piece(report_of, bold=True)], TITLE_BLOCK)
    for label, value in particulars(meeting, block):
        out.plain([Piece(f"{label}: ", bold=True), Piece(value or NOT_IN_REPORT)], TITLE_BLOCK)
    for one in block.background_papers if block else ():
        out.bullet(one)
    if meeting and (note := table_rows.sentences([meeting.date_note, table_rows.made_up(meeting.basis)])):
        out.plain(note, SMALL)
    out.plain(meeting.standing_note if meeting and meeting.standing_note else STANDING_NOTE, "Quote")


def block_of(snapshot: Snapshot, meeting: date | None) -> TitleBlockRow | None:
    return next((one for one in snapshot[TITLE_BLOCKS] if one.meeting == meeting), None)


def particulars(meeting: MeetingRow | None, block: TitleBlockRow | None) -> list[tuple[str, str]]:
    listed = "listed below" if block and block.background_papers else ""
    return [
        ("Committee", f"{meeting.committee}, {day(meeting.date)}" if meeting else ""),
        ("Report number", block.report_number if block else ""),
        ("Electoral divisions", block.electoral_divisions if block else ""),
        ("Cabinet member", block.cabinet_member if block else ""),
        ("Contact", block.contact if block else ""),
        ("Background papers", listed),
    ]


def write_sections(told: Told) -> None:
    """The sections in their order: standing words, the month's texts, then what the records fill in."""
    texts = latest_texts(told.snapshot)
    for row in told.snapshot[PAPER_SECTIONS]:
        if not row.shown:
            continue
        # A part with no section to be part of becomes one.
        if row.is_part and told.out.numbers:
            told.out.part(row.title)
        else:
            told.out.section(row.title)
        for html in [*(texts[name].html for name in row.texts if name in texts), row.html]:
            told.narrative(html)
        if filling := FILLINGS.get(row.filling):
            filling(told)
        elif not row.html and not any(name in texts for name in row.texts) and row.texts:
            told.out.numbered("No text has been accepted for this section.")


def write_notice(told: Told) -> None:
    """In place of what is exempt: that Part II has it, and by which paragraphs."""
    if paragraphs := [row.paragraph for row in told.snapshot[NOTICES]]:
        told.out.section(TITLE)
        told.out.numbered(notice(paragraphs))


def write_annexes(told: Told) -> None:
    """The strands at a glance; every number bound in the texts; the numbers behind the charts."""
    out = told.out
    strands = told.snapshot[STRANDS]
    if strands:
        out.annex("The strands")
        rows = [
            [str(one.number), one.name, one.rating.label, ", ".join(one.commitments) or "None named"]
            for one in strands
        ]
        head = ("No.", "Strand", "Stated rating", "Delivers")
        out.table("The strands, their stated ratings and what they deliver", head, rows, (8, 42, 20, 30))
    if told.bound:
        out.annex("Numbers in the text")
        out.plain(
            "Each number that the text takes from the programme's records, with all that belongs to it.",
            SMALL,
        )
        rows = table_rows.reading_rows(told.bound)
        out.table("Numbers in the text, in order", table_rows.READINGS, rows, table_rows.READING_SHARES)
    if told.charts:
        out.annex("Numbers behind the charts")
    for chart in told.charts:
        out.table(
            table_rows.sentences([chart.message, chart.subtitle]),
            chart.head,
            chart.rows,
            [1] * len(chart.head),
        )
    out.plain("End of the report.", SMALL)
