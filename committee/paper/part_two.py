"""The annex of exempt business: Part II of the report, and the words with which Part I says that there is one."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from committee.paper.context import Told, next_meeting
from committee.paper.docx_template import SMALL, TITLE_BLOCK, new_document, saved, set_margins, set_properties
from committee.paper.rich_text import Piece
from committee.paper.writer import Writer
from sendprog.records.exemptions import ExemptRow, Paragraph
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import day, joined

ACT = "Schedule 12A of the Local Government Act 1972"
TITLE = "Part II: exempt information"


def paragraphs_in_words(numbers: Iterable[int]) -> str:
    """ "paragraph 3", "paragraphs 1 and 3"."""
    each = [str(number) for number in sorted(set(numbers))]
    return f"paragraph{'s' if len(each) > 1 else ''} {joined(each)}"


def notice(numbers: Sequence[int]) -> str:
    """What Part I says of Part II: that it is, and under which paragraphs. Nothing of what is in it."""
    return (
        f"An annex to this report (Part II) holds information that is exempt under {paragraphs_in_words(numbers)} of "
        f"{ACT}. It is not for publication."
    )


def marked(numbers: Iterable[int]) -> str:
    return f"NOT FOR PUBLICATION: exempt under {paragraphs_in_words(numbers)} of {ACT}"


def part_two_annex(snapshot: Snapshot, items: Sequence[ExemptRow], *, number: int) -> bytes:
    """Part II as a .docx: each exempt item under its heading with its paragraph, the reason, and who decided."""
    meeting = next_meeting(snapshot)
    document = new_document()
    told = Told(snapshot, Writer(document), meeting)
    where = f"{meeting.committee}, {day(meeting.date)}" if meeting else settings.SENDPROG_PROGRAMME
    mark = marked(one.paragraph for one in items)
    set_margins(document, f"{where}. NOT FOR PUBLICATION", settings.SENDPROG_COUNCIL, draft=False)
    set_properties(document, title=TITLE, subject=mark, author=settings.SENDPROG_COUNCIL, on=snapshot.on)
    told.out.plain(TITLE, "Title")
    told.out.plain([Piece(f"{mark}.", bold=True)], TITLE_BLOCK)
    told.out.plain(f"Annex to edition {number} of the report to {where}.", TITLE_BLOCK)
    for one in items:
        write_item(told, one)
    told.out.plain("End of Part II.", SMALL)
    return saved(document, snapshot.on)


def write_item(told: Told, one: ExemptRow) -> None:
    """One item: why it is exempt first, then what it is. Numbers bound in its texts are read from Part II's records."""
    out = told.out
    out.section(f"{one.kind}: {one.title}")
    out.plain([Piece(f"{marked([one.paragraph])}.", bold=True)])
    out.plain([Piece("Paragraph ", bold=True), Piece(f"{Paragraph(one.paragraph).label}.")])
    out.plain([Piece("Public interest: ", bold=True), Piece(one.public_interest_reason)])
    out.plain([Piece("Decided by: ", bold=True), Piece(f"{one.decided_by}, {day(one.decided_on)}")])
    out.table(f"{one.kind}: {one.title}", ("What", "Particulars"), [[*pair] for pair in one.lines], (30, 70))
    for label, html in one.texts:
        out.label(label)
        told.narrative(html)
