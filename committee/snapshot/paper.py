"""The sections of the paper, and the title block of each meeting's paper, as rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from committee.models.paper import PaperSection, PaperTitleBlock
from committee.snapshot.usual_sections import SectionRow, text_names, usual_rows
from sendprog.records.exemptions import is_visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.wording import day


@dataclass(frozen=True)
class TitleBlockRow:
    """The title block of a meeting's paper; "" is "Not given"."""

    meeting: date
    report_number: str
    electoral_divisions: str
    cabinet_member: str
    contact: str
    background_papers: tuple[str, ...]


def paper_section_rows(*, on: date, viewer: Audience) -> Iterator[SectionRow]:
    """The usual sections, with those that were entered in their place or beside them, in order."""
    rows, hidden = usual_rows(), set()
    for section in PaperSection.objects.annotate(is_visible=is_visible_to(PaperSection, viewer)):
        rows[section.slug] = SectionRow(
            section.slug,
            section.order,
            section.is_part,
            section.title,
            section.rendered,
            text_names(section.texts),
            section.filling,
            section.shown,
        )
        if not section.is_visible:
            hidden.add(section.slug)
    return without_hidden(sorted(rows.values(), key=lambda row: (row.order, row.slug)), hidden)


def without_hidden(rows: Iterable[SectionRow], hidden: set[str]) -> Iterator[SectionRow]:
    """The rows without the hidden ones; the usual section is not put in the place of an exempt one.

    Parts of a hidden section become sections, so that none is numbered under another section.
    """
    is_parent_hidden = False
    for row in rows:
        if not row.is_part:
            is_parent_hidden = row.slug in hidden
        if row.slug not in hidden:
            yield replace(row, is_part=row.is_part and not is_parent_hidden)


def title_block_rows(*, on: date, viewer: Audience) -> Iterator[TitleBlockRow]:
    for block in PaperTitleBlock.objects.select_related("meeting").filter(meeting__deleted_at=None):
        yield TitleBlockRow(
            block.meeting.date,
            block.report_number,
            block.electoral_divisions,
            block.cabinet_member,
            block.contact,
            tuple(line for line in block.background_papers.splitlines() if line.strip()),
        )


PAPER_SECTIONS = Section(
    "committee.paper_sections",
    SectionRow,
    paper_section_rows,
    key=("slug",),
    label="Sections of the paper",
    title=lambda row: f"Section of the paper: {row.title or row.slug}",
    edit=EditLink("Edit the section of the paper", url_name="paper_section_edit", by="slug"),
)
TITLE_BLOCKS = Section(
    "committee.title_blocks",
    TitleBlockRow,
    title_block_rows,
    key=("meeting",),
    label="Title blocks of papers",
    title=lambda row: f"Title block of the paper for {day(row.meeting)}",
    edit=EditLink("Edit the title block", url_name="paper_title_block", by="meeting"),
)
