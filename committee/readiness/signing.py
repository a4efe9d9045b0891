"""Who has to sign off which part of an edition, and the hash of what they sign.

Pure but for the settings.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

import ehcp.snapshot
import finance.snapshot
import risks.snapshot
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Section, Snapshot
from strands.frequencies import FREQUENCIES
from strands.snapshot import (
    COMMITMENTS,
    CONDITIONS,
    ENDED_STRANDS,
    INDICATORS,
    MILESTONES,
    PLACES,
    STRANDS,
    TARGETS,
    TEXTS,
)

MONITORING, MONITORING_OFFICER = "monitoring", "Monitoring officer"
RowFilter = Callable[[Any], bool]


def every_row(row: Any) -> bool:
    return True


def rows_of_room(room: str) -> RowFilter:
    def is_of_room(row: Any) -> bool:
        return row.room == room

    return is_of_room


def texts_of_rooms(*rooms: str) -> RowFilter:
    """The months' texts of these rooms' pages and of their sections of the paper."""
    prefixes = tuple(prefix for room in rooms for prefix in (f"{room}-", f"paper-{room}"))

    def is_of_rooms(row: Any) -> bool:
        return row.section.startswith(prefixes)

    return is_of_rooms


def texts_of_no_room(row: Any) -> bool:
    return not is_text_of_a_room(row)


is_text_of_a_room = texts_of_rooms("ehcp", "finance", "risks", "risk")
# The sections of each part, with the rows of them that belong to it.
PARTS: dict[str, dict[Section, RowFilter]] = {
    "strands": {
        STRANDS: every_row,
        ENDED_STRANDS: every_row,
        MILESTONES: rows_of_room(""),
        INDICATORS: rows_of_room(""),
        PLACES: every_row,
        CONDITIONS: every_row,
        COMMITMENTS: every_row,
        TARGETS: every_row,
        FREQUENCIES: every_row,
    },
    "ehcp": dict.fromkeys(ehcp.snapshot.SECTIONS, every_row)
    | {INDICATORS: rows_of_room("ehcp"), TEXTS: texts_of_rooms("ehcp")},
    "finance": dict.fromkeys(finance.snapshot.SECTIONS, every_row)
    | {
        INDICATORS: rows_of_room("finance"),
        MILESTONES: rows_of_room("finance"),
        TEXTS: texts_of_rooms("finance"),
    },
    "risks": dict.fromkeys(risks.snapshot.SECTIONS, every_row)
    | {INDICATORS: rows_of_room("risks"), TEXTS: texts_of_rooms("risks", "risk")},
    "paper": {
        MEETINGS: every_row,
        PAPER_SECTIONS: every_row,
        TITLE_BLOCKS: every_row,
        TEXTS: texts_of_no_room,
    },
}
PART_LABELS = {
    "strands": "The strands",
    "ehcp": "EHCP figures and texts",
    "finance": "Finance",
    "risks": "Risks",
    "paper": "The committee paper",
    MONITORING: "Publication in a pre-election period",
}
# The page on which whoever signs reads what they sign.
READ_AT = {
    "strands": "strands/",
    "ehcp": "ehcp/",
    "finance": "finance/",
    "risks": "risks/",
    "paper": "paper.docx",
    MONITORING: "",
}


def sign_off_permission(part: str) -> str:
    return f"committee.sign_off_{part}"


def required_sign_offs(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Parts with the roles that sign them off, from the settings.

    Before an election also MONITORING.
    """
    yield from settings.SENDPROG_SIGN_OFFS.items()
    if is_plain(snapshot):
        yield MONITORING, MONITORING_OFFICER


def hash_of_part(snapshot: Snapshot, part: str) -> str:
    """The hash of a part's rows. The monitoring officer signs everything that is published."""
    rows_of = dict.fromkeys(SECTIONS, every_row) if part == MONITORING else PARTS[part]
    digest = hashlib.sha256()
    for section in sorted(rows_of, key=lambda section: section.name):
        rows = filter(rows_of[section], snapshot[section])
        digest.update(f"{section.name}\n".encode() + section.encode(rows) + b"\n")
    return digest.hexdigest()
