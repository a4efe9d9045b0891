"""The overview: where the programme is, what needs attention, the headline readings and the charts."""

from django.conf import settings

import ehcp.headlines
import finance.headlines
import risks.headlines
from committee.changes.summary import YOUR_LAST_MEETING, since_last
from committee.pages.attention import PLAIN_RULE, RULE, going_well, needs_attention
from committee.pages.headline_cards import headline_cards
from committee.pages.next_steps import absent_steps, with_next_steps
from committee.pages.rating_grid import rating_grid, ratings_sentence
from committee.pages.tables import ReadingsTable
from committee.snapshot.ask_rows import overdue_asks
from committee.snapshot.asks import ASKS
from committee.snapshot.headline_measures import headline_readings
from sendprog.charts.chart_with_table import Chart
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.pages.tables import MOST_WHOLE
from sendprog.records.snapshots import Snapshot
from strands.snapshot import STRANDS
from strands.texts import programme_update

CHARTS_IN_ORDER = ("plans_issued", "deficit", "overdue")
HIGHEST_RISKS = 3
# What needs attention beyond these is folded.
ATTENTION_ITEMS = 5


def overview_charts(snapshot: Snapshot) -> list[Chart]:
    """The rooms' charts in the order of the page; those without enough readings are left out."""
    place = settings.SENDPROG_COUNCIL
    charts = ehcp.headlines.charts(snapshot, place) | finance.headlines.charts(snapshot, place)
    return [charts[name] for name in CHARTS_IN_ORDER if name in charts]


def standing_sentences(snapshot: Snapshot) -> list[str]:
    """How many strands have each rating, and the deficit against its plan; those that there are."""
    sentences = [ratings_sentence(snapshot[STRANDS]), finance.headlines.variance_line(snapshot)]
    return [sentence for sentence in sentences if sentence]


def overview_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Where the programme is in a sentence, the headline cards, the strands' ratings by months, what
    changed, what needs attention and the charts.
    """
    items = needs_attention(snapshot, off_track_first=True)
    overdue = overdue_asks(snapshot[ASKS])
    most = ATTENTION_ITEMS - bool(overdue)
    first = with_next_steps(items[:most], snapshot)
    since = since_last(snapshot, previous)
    return query.render(
        "Are we on track?",
        "committee/overview.html",
        sentences=[ehcp.headlines.together(snapshot), finance.headlines.sentence(snapshot)],
        beside=ehcp.headlines.beside(snapshot),
        programme=programme_update(snapshot),
        since=since,
        is_last_meeting=since.heading == YOUR_LAST_MEETING,
        standing=standing_sentences(snapshot),
        attention=first,
        absent_steps=absent_steps(first),
        more_attention=items[most : most + MOST_WHOLE],
        number_of_more=max(0, len(items) - most),
        overdue=overdue,
        going_well=going_well(snapshot),
        rule=PLAIN_RULE if is_plain(snapshot) else RULE,
        is_plain=is_plain(snapshot),
        cards=headline_cards(snapshot),
        basis_note=finance.headlines.latest_basis_note(snapshot),
        charts=overview_charts(snapshot),
        grid=rating_grid(snapshot[STRANDS], previous[STRANDS] if previous else None),
        risks=risks.headlines.highest_risks(snapshot)[:HIGHEST_RISKS],
        names_matrix=risks.headlines.has_several_matrices(snapshot),
        tied=risks.headlines.tied_with_last(snapshot, HIGHEST_RISKS),
        movement=risks.headlines.movement_in_words(snapshot, previous),
    )


def headlines_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The readings that head the overview, as a file."""
    return ReadingsTable(headline_readings(snapshot).values()).download("headlines.csv")
