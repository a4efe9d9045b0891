"""The briefing: where things stand, on one page of A4."""

from dataclasses import dataclass

import ehcp.headlines
import finance.headlines
import risks.headlines
from committee.changes.summary import since_last
from committee.pages.attention import needs_attention
from committee.pages.overview import headline_readings
from committee.paper.context import next_meeting
from committee.snapshot.meetings import MeetingRow
from finance.measures import CUMULATIVE
from sendprog.pages.mounted_pages import Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading

# What fits on a page; the rest is counted, with where to read it.
READINGS, LINES, RISKS, ASKS = 5, 6, 3, 6
# Of a long line: what is left out is said, with where it stands whole.
LONGEST = 240


@dataclass(frozen=True)
class Short:
    """The first lines of a list, and how many more there are."""

    lines: list
    more: int


def first(lines: list, count: int) -> Short:
    return Short(lines[:count], max(0, len(lines) - count))


def cut(text: str) -> str:
    """The text, or its first words and a mark that it goes on."""
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST]
    return f"{kept.rpartition(' ')[0] or kept} […]"


def readings(snapshot: Snapshot) -> list[Reading]:
    """The overview's headlines and the cumulative deficit, each with a value."""
    found = [*headline_readings(snapshot).values(), finance.headlines.latest(snapshot).get(CUMULATIVE)]
    return [one for one in found if one and not one.missing][:READINGS]


def asked(meeting: MeetingRow | None) -> Short:
    """What the next meeting is asked, line by line."""
    lines = [line.strip() for line in meeting.recommendation.splitlines() if line.strip()] if meeting else []
    return first([cut(line) for line in lines], ASKS)


def briefing(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """In a sentence, in five readings, what changed, what needs attention, the highest risks, and what is asked.

    Kept with its edition, as the overview is: of the edition before it says no more than the overview's own sentence.
    """
    attention = [
        cut(f"{one.words}. {one.detail}" if one.detail else one.words) for one in needs_attention(snapshot)
    ]
    meeting = next_meeting(snapshot)
    return query.render(
        "Briefing",
        "committee/briefing.html",
        sentences=[ehcp.headlines.sentence(snapshot), finance.headlines.sentence(snapshot)],
        beside=ehcp.headlines.beside(snapshot),
        readings=readings(snapshot),
        since=since_last(snapshot, previous),
        attention=first(attention, LINES),
        risks=first(risks.headlines.highest(snapshot), RISKS),
        meeting=meeting,
        asked=asked(meeting),
        is_published=snapshot.published,
    )
