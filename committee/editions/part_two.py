"""Part II of an edition: the exempt records and the annex made of them, frozen apart from what the public reads."""

from collections.abc import Iterator
from datetime import date

import msgspec

from committee.editions.freezing import Thing, frozen_snapshot, made_sections
from committee.editions.stored import ANNEX, kept_bytes
from committee.models import Edition, Kind, Meeting
from committee.paper.part_two import annex
from committee.snapshot.part_two import EXEMPT
from committee.snapshot.sections import SECTIONS
from sendprog.pages.mounted_pages import Download
from sendprog.records.exemptions import ExemptRow
from sendprog.records.snapshots import Audience

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"


def exempt_items(on: date) -> tuple[ExemptRow, ...]:
    """What would stand in Part II of an edition made now."""
    return tuple(EXEMPT.build(on=on, viewer=Audience.PART_TWO))


def made_part_two(meeting: Meeting, on: date, public: list[Thing], *, number: int) -> list[Thing]:
    """What the edition holds for Part II: nothing where nothing is exempt.

    That is the exempt items, of each section the rows that the public's (`public`) does not have, and the annex.
    """
    items = exempt_items(on)
    if not items:
        return []
    whole = made_sections(meeting, on, Audience.PART_TWO)
    snapshot = frozen_snapshot(whole, on, Audience.PART_TWO)
    document = annex(snapshot, items, number=number)
    return [
        Thing(Kind.PART_TWO, EXEMPT.name, JSON, EXEMPT.encode(items), schema=EXEMPT.schema),
        *rows_apart(whole, public),
        Thing(Kind.PART_TWO, ANNEX, WORD, document),
    ]


def rows_apart(whole: list[Thing], public: list[Thing]) -> Iterator[Thing]:
    """Of each section the rows that are not the public's, as they are kept."""
    schemas = {section.name: section.schema for section in SECTIONS}
    known = {
        thing.name: {msgspec.json.encode(row) for row in msgspec.json.decode(thing.content)}
        for thing in public
    }
    for thing in whole:
        rows = [
            row
            for row in msgspec.json.decode(thing.content)
            if msgspec.json.encode(row) not in known[thing.name]
        ]
        if rows:
            yield Thing(
                Kind.PART_TWO, thing.name, JSON, msgspec.json.encode(rows), schema=schemas[thing.name]
            )


def annex_of(edition: Edition) -> Download | None:
    """The annex as it was published; None where the edition has none, or is sealed."""
    found = kept_bytes(edition, Kind.PART_TWO, ANNEX)
    return Download(ANNEX, found[0].file.media_type, found[1]) if found else None
