"""The paper's own records as rows: its sections in order, and each meeting's title block."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from committee.models.paper import PaperSection, PaperTitleBlock
from committee.snapshot.usual_sections import SectionRow, names_of, usual_rows
from sendprog.records.exemptions import is_visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.wording import day


@dataclass(frozen=True)
class TitleBlockRow:
    """What heads a meeting's paper; "" is "not in the report"."""

    meeting: date
    report_number: str
    electoral_divisions: str
    cabinet_member: str
    contact: str
    background_papers: tuple[str, ...]


def sections(*, on: date, viewer: Audience) -> Iterator[SectionRow]:
    """The usual sections, those entered in their place or beside them, in order."""
    rows, hidden = usual_rows(), set()
    for one in PaperSection.objects.annotate(is_seen=is_visible_to(PaperSection, viewer)):
        rows[one.slug] = SectionRow(
            one.slug,
            one.order,
            one.is_part,
            one.title,
            one.rendered,
            names_of(one.texts),
            one.filling,
            one.shown,
        )
        if not one.is_seen:
            hidden.add(one.slug)
    return left_out(sorted(rows.values(), key=lambda row: (row.order, row.slug)), hidden)


def left_out(rows: Iterable[SectionRow], hidden: set[str]) -> Iterator[SectionRow]:
    """The rows without those hidden: the usual section does not come back in the place of an exempt one.

    The parts of a hidden section are sections of their own, so that none is numbered under another one's heading.
    """
    is_orphan = False
    for row in rows:
        if not row.is_part:
            is_orphan = row.slug in hidden
        if row.slug not in hidden:
            yield replace(row, is_part=False) if row.is_part and is_orphan else row


def title_blocks(*, on: date, viewer: Audience) -> Iterator[TitleBlockRow]:
    for one in PaperTitleBlock.objects.select_related("meeting").filter(meeting__deleted_at=None):
        yield TitleBlockRow(
            one.meeting.date,
            one.report_number,
            one.electoral_divisions,
            one.cabinet_member,
            one.contact,
            tuple(line for line in one.background_papers.splitlines() if line.strip()),
        )


PAPER_SECTIONS = Section(
    "committee.paper_sections",
    SectionRow,
    sections,
    key=("slug",),
    label="Sections of the paper",
    title=lambda row: f"Section of the paper: {row.title or row.slug}",
    edit=EditLink("Edit the section of the paper", url_name="paper_section_edit", by="slug"),
)
TITLE_BLOCKS = Section(
    "committee.title_blocks",
    TitleBlockRow,
    title_blocks,
    key=("meeting",),
    label="Title blocks of papers",
    title=lambda row: f"Title block of the paper for {day(row.meeting)}",
    edit=EditLink("Edit the title block", url_name="paper_title_block"),
)
