"""Part II of the report, the annex of exempt items, and the notice in Part I that there is one."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from committee.paper.context import PaperContext
from committee.paper.docx_template import (
    SMALL,
    TITLE_BLOCK,
    docx_bytes,
    new_document,
    set_margins,
    set_properties,
)
from committee.paper.rich_text import Piece
from committee.paper.word_tables import WordTable
from committee.paper.word_writer import Writer
from committee.snapshot.meetings import meeting_of
from sendprog.records.exemptions import ExemptRow, Paragraph
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import without_stop
from sendprog.values.wording import day, joined

ACT = "Schedule 12A of the Local Government Act 1972"
TITLE = "Part II: exempt information"


def paragraph_list(numbers: Iterable[int]) -> str:
    """For example "paragraph 3" or "paragraphs 1 and 3"."""
    each = [str(number) for number in sorted(set(numbers))]
    return f"paragraph{'s' if len(each) > 1 else ''} {joined(each)}"


def part_two_notice(numbers: Sequence[int]) -> str:
    """What Part I says of Part II: that there is one and under which paragraphs."""
    return (
        f"An annex to this report (Part II) holds information that is exempt under {paragraph_list(numbers)} "
        f"of {ACT}. It is not for publication."
    )


def exempt_marking(numbers: Iterable[int]) -> str:
    return f"NOT FOR PUBLICATION: exempt under {paragraph_list(numbers)} of {ACT}"


def part_two_annex(snapshot: Snapshot, items: Sequence[ExemptRow], *, number: int) -> bytes:
    """Part II of edition `number` as a .docx: each exempt item with its paragraph, reason and who
    decided.
    """
    meeting = meeting_of(snapshot)
    document = new_document()
    context = PaperContext(snapshot, Writer(document), meeting)
    where = f"{meeting.committee}, {day(meeting.date)}" if meeting else settings.SENDPROG_PROGRAMME
    marking = exempt_marking(item.paragraph for item in items)
    set_margins(document, f"{where}. NOT FOR PUBLICATION", settings.SENDPROG_COUNCIL, draft=False)
    set_properties(
        document, title=TITLE, subject=marking, author=settings.SENDPROG_COUNCIL, on=snapshot.on
    )
    context.out.plain(TITLE, "Title")
    context.out.plain([Piece(f"{marking}.", bold=True)], TITLE_BLOCK)
    context.out.plain(f"Annex to edition {number} of the report to {where}.", TITLE_BLOCK)
    for item in items:
        write_item(context, item)
    context.out.plain("End of Part II.", SMALL)
    return docx_bytes(document, snapshot.on)


def write_item(context: PaperContext, item: ExemptRow) -> None:
    """Write why the item is exempt, then its content, with bound numbers from Part II's snapshot."""
    out, title = context.out, f"{item.kind}: {item.title}"
    out.section(title)
    out.plain([Piece(f"{exempt_marking([item.paragraph])}.", bold=True)])
    out.plain([Piece("Paragraph ", bold=True), Piece(f"{Paragraph(item.paragraph).label}.")])
    out.plain([Piece("Public interest: ", bold=True), Piece(item.public_interest_reason)])
    out.plain(
        [
            Piece("Decided by: ", bold=True),
            Piece(f"{without_stop(item.decided_by)}, {day(item.decided_on)}"),
        ]
    )
    out.table(title, WordTable(("What", "Particulars"), (30, 70), [[*line] for line in item.lines]))
    for label, html in item.texts:
        out.label(label)
        context.write_narrative(html)
