"""The briefing: the programme on one page of A4."""

from dataclasses import dataclass

import ehcp.headlines
import finance.headlines
import risks.headlines
from committee.changes.summary import since_last
from committee.pages.attention import AttentionItem, needs_attention
from committee.pages.short_texts import cut
from committee.snapshot.ask_rows import overdue_asks
from committee.snapshot.asks import ASKS
from committee.snapshot.headline_measures import headline_readings
from committee.snapshot.meetings import MeetingRow, meeting_of, no_recommendation_text
from finance.measures import CUMULATIVE
from sendprog.pages.mounted_pages import Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences, with_stop
from sendprog.values.measures import Reading
from sendprog.values.wording import day

# What fits on the page. The page says how many more there are, and where.
READINGS, ATTENTION_ITEMS, RISKS, RECOMMENDATIONS = 5, 6, 3, 6
# In characters.
LONGEST_LINE = 240


@dataclass(frozen=True)
class ShortList:
    """The first items of a list, and how many more there are."""

    lines: list
    more: int


def shortened(items: list, most: int) -> ShortList:
    return ShortList(items[:most], max(0, len(items) - most))


def briefing_readings(snapshot: Snapshot) -> list[Reading]:
    """The overview's headlines and the cumulative deficit, those with a value."""
    cumulative = finance.headlines.latest_position(snapshot).get(CUMULATIVE)
    readings = list(headline_readings(snapshot).values())
    if cumulative and cumulative not in readings:
        readings.append(cumulative)
    return [reading for reading in readings if not reading.missing][:READINGS]


def attention_line(item: AttentionItem) -> str:
    """The item in a line; its detail holds the caveats, which are never cut."""
    text = cut(item.text, LONGEST_LINE)
    return f"{with_stop(text)} {item.detail}" if item.detail else text


def attention_lines(snapshot: Snapshot) -> ShortList:
    """The first things that need attention, and how many more there are."""
    items, overdue = needs_attention(snapshot), overdue_lines(snapshot)
    lines = [*map(attention_line, items[:ATTENTION_ITEMS]), *overdue][:ATTENTION_ITEMS]
    return ShortList(lines, len(items) + len(overdue) - len(lines))


def overdue_lines(snapshot: Snapshot) -> list[str]:
    """The overdue asks of the committee, which need attention by the rule of the overview."""
    lines = []
    for ask in overdue_asks(snapshot[ASKS]):
        text = f"{ask.kind.label} of {day(ask.meeting)}: {ask.text}"
        lines.append(sentences([cut(text, LONGEST_LINE), ask.status_words, ask.small_print]))
    return lines


def recommendation_lines(meeting: MeetingRow | None) -> list[str]:
    """The recommendation to the meeting, line by line; none without a meeting."""
    lines = meeting.recommendation.splitlines() if meeting else []
    return [cut(line.strip(), LONGEST_LINE) for line in lines if line.strip()]


def briefing_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Headlines, changes, what needs attention, the highest risks and the recommendation.

    Of the previous edition: `since_last`, and how risks moved.
    """
    meeting = meeting_of(snapshot)
    return query.render(
        "Briefing",
        "committee/briefing.html",
        sentences=[ehcp.headlines.together(snapshot), finance.headlines.sentence(snapshot)],
        beside=ehcp.headlines.beside(snapshot),
        basis_note=finance.headlines.latest_basis_note(snapshot),
        readings=briefing_readings(snapshot),
        since=since_last(snapshot, previous),
        attention=attention_lines(snapshot),
        risks=shortened(risks.headlines.highest_moved(snapshot, previous), RISKS),
        movement=risks.headlines.movement_in_words(snapshot, previous),
        names_matrix=risks.headlines.has_several_matrices(snapshot),
        meeting=meeting,
        no_recommendation=no_recommendation_text(snapshot),
        recommendations=shortened(recommendation_lines(meeting), RECOMMENDATIONS),
        is_published=snapshot.published,
        is_plain=is_plain(snapshot),
    )
