"""The paper's own records as rows: its sections in order, and each meeting's title block."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.paper_models import PaperSection, PaperTitleBlock
from committee.paper_sections import SectionRow, names_of, usual_rows
from sendprog.snapshots import Audience, Section


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
    rows = usual_rows()
    for one in PaperSection.objects.all():
        rows[one.slug] = SectionRow(
            one.slug, one.order, one.is_part, one.title, one.rendered, names_of(one.texts), one.filling, one.shown
        )
    yield from sorted(rows.values(), key=lambda row: (row.order, row.slug))


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


PAPER_SECTIONS = Section("committee.paper_sections", SectionRow, sections, key=("slug",))
TITLE_BLOCKS = Section("committee.title_blocks", TitleBlockRow, title_blocks, key=("meeting",))
