"""Part II of an edition: the exempt records and their Word annex, stored apart from the public
content.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from committee.editions.freezing import DraftContent, make_sections, snapshot_of_sections
from committee.editions.stored import ANNEX, stored_content
from committee.models import ContentKind, Edition, Meeting
from committee.paper.part_two_annex import part_two_annex
from committee.snapshot.part_two import EXEMPT
from sendprog.pages.mounted_pages import Download
from sendprog.records.exemptions import ExemptRow, exempt_rows
from sendprog.records.snapshots import Audience

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"


def exempt_items(meeting: Meeting, on: date) -> tuple[ExemptRow, ...]:
    """The exempt items that an edition for this meeting would contain on a day."""
    return tuple(exempt_rows(on=on, viewer=Audience.PART_TWO, until=meeting.date))


def make_part_two(
    meeting: Meeting, on: date, public: list[DraftContent], *, number: int
) -> list[DraftContent]:
    """The exempt items, the section rows that `public` lacks, and the annex; [] if nothing is
    exempt.
    """
    items = exempt_items(meeting, on)
    if not items:
        return []
    sections = make_sections(meeting, on, Audience.PART_TWO)
    snapshot = snapshot_of_sections(sections, on, Audience.PART_TWO)
    document = part_two_annex(snapshot, items, number=number)
    return [
        DraftContent(ContentKind.PART_TWO, EXEMPT.name, JSON, EXEMPT.encode(items), EXEMPT.schema),
        *rows_not_public(sections, public),
        DraftContent(ContentKind.PART_TWO, ANNEX, WORD, document),
    ]


def rows_not_public(
    sections: list[DraftContent], public: list[DraftContent]
) -> Iterator[DraftContent]:
    """Each section with only the rows that its public counterpart lacks.

    Left out when there are none.
    """
    public_rows = {
        section.name: {msgspec.json.encode(row) for row in msgspec.json.decode(section.content)}
        for section in public
    }
    for section in sections:
        rows = [
            row
            for row in msgspec.json.decode(section.content)
            if msgspec.json.encode(row) not in public_rows[section.name]
        ]
        if rows:
            encoded = msgspec.json.encode(rows)
            yield DraftContent(ContentKind.PART_TWO, section.name, JSON, encoded, section.schema)


def stored_annex(edition: Edition) -> Download | None:
    """The annex as it was published; None if the edition has none or is sealed."""
    stored = stored_content(edition, ContentKind.PART_TWO, ANNEX)
    if stored is None:
        return None
    content, document = stored
    return Download(ANNEX, content.file.media_type, document)
