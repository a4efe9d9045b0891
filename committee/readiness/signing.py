"""Who has to sign off which part of an edition, and the hash of what they sign. Pure but for the settings."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

import ehcp.snapshot
import finance.snapshot
import risks.snapshot
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.sections import SECTIONS
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Section, Snapshot
from strands.snapshot import COMMITMENTS, CONDITIONS, INDICATORS, MILESTONES, PLACES, STRANDS, TARGETS, TEXTS

MONITORING, MONITORING_OFFICER = "monitoring", "Monitoring officer"
Keep = Callable[[Any], bool]


def everything(row: Any) -> bool:
    return True


def of_room(room: str) -> Keep:
    return lambda row: row.room == room


def told_in(*rooms: str) -> Keep:
    """The months' texts of these rooms' pages and of their sections of the paper."""
    begins = tuple(start for room in rooms for start in (f"{room}-", f"paper-{room}"))
    return lambda row: row.section.startswith(begins)


OF_ROOMS = told_in("ehcp", "finance", "risks", "risk")
# What each part holds: sections, and which of their rows.
PARTS: dict[str, dict[Section, Keep]] = {
    "strands": {
        STRANDS: everything,
        MILESTONES: lambda row: not row.room,
        INDICATORS: of_room(""),
        PLACES: everything,
        CONDITIONS: everything,
        COMMITMENTS: everything,
        TARGETS: everything,
    },
    "ehcp": dict.fromkeys(ehcp.snapshot.SECTIONS, everything)
    | {INDICATORS: of_room("ehcp"), TEXTS: told_in("ehcp")},
    "finance": dict.fromkeys(finance.snapshot.SECTIONS, everything)
    | {INDICATORS: of_room("finance"), MILESTONES: of_room("finance"), TEXTS: told_in("finance")},
    "risks": dict.fromkeys(risks.snapshot.SECTIONS, everything)
    | {INDICATORS: of_room("risks"), TEXTS: told_in("risks", "risk")},
    "paper": {
        MEETINGS: everything,
        PAPER_SECTIONS: everything,
        TITLE_BLOCKS: everything,
        TEXTS: lambda row: not OF_ROOMS(row),
    },
}
WORDS = {
    "strands": "The strands",
    "ehcp": "EHCP figures and texts",
    "finance": "Finance",
    "risks": "Risks",
    "paper": "The committee paper",
    MONITORING: "Publication in a pre-election period",
}

# Where whoever signs reads what they sign, as it is live.
READ_AT = {
    "strands": "strands/",
    "ehcp": "ehcp/",
    "finance": "finance/",
    "risks": "risks/",
    "paper": "paper.docx",
    MONITORING: "",
}


def permission_of(part: str) -> str:
    return f"committee.sign_off_{part}"


def needed(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Parts with the role that signs each off: as settings ask, and the monitoring officer's before an election."""
    yield from settings.SENDPROG_SIGN_OFFS.items()
    if is_plain(snapshot):
        yield MONITORING, MONITORING_OFFICER


def hash_of_part(snapshot: Snapshot, part: str) -> str:
    """Of what somebody signs: it changes with any row of the part. Before an election it is all that is published."""
    wanted = dict.fromkeys(SECTIONS, everything) if part == MONITORING else PARTS[part]
    found = hashlib.sha256()
    for section, keep in sorted(wanted.items(), key=lambda one: one[0].name):
        found.update(
            f"{section.name}\n".encode()
            + section.encode(row for row in snapshot[section] if keep(row))
            + b"\n"
        )
    return found.hexdigest()
