"""The overview: where the programme is, what needs attention, the headline readings and the charts."""

from django.conf import settings

import ehcp.headlines
import finance.headlines
import risks.headlines
from committee.changes.summary import since_last
from committee.pages.attention import PLAIN_RULE, RULE, going_well, needs_attention
from committee.pages.strands import not_rated_sentence, strands_with_next_milestone
from committee.pages.tables import ReadingsTable
from committee.snapshot.ask_rows import overdue_asks
from committee.snapshot.asks import ASKS
from committee.snapshot.headline_measures import headline_readings
from sendprog.charts.chart_with_table import Chart
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from strands.snapshot import STRANDS
from strands.texts import programme_update

CHARTS_IN_ORDER = ("plans_issued", "deficit", "overdue")
HIGHEST_RISKS = 3


def overview_charts(snapshot: Snapshot) -> list[Chart]:
    """The rooms' charts in the order of the page; those without enough readings are left out."""
    place = settings.SENDPROG_COUNCIL
    charts = ehcp.headlines.charts(snapshot, place) | finance.headlines.charts(snapshot, place)
    return [charts[name] for name in CHARTS_IN_ORDER if name in charts]


def overview_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The programme in sentences, what needs attention, the headline readings, the charts and the
    strands.
    """
    return query.render(
        "Where the programme stands",
        "committee/overview.html",
        sentences=[ehcp.headlines.sentence(snapshot), finance.headlines.sentence(snapshot)],
        beside=ehcp.headlines.beside(snapshot),
        programme=programme_update(snapshot),
        since=since_last(snapshot, previous),
        attention=needs_attention(snapshot),
        overdue=overdue_asks(snapshot[ASKS]),
        going_well=going_well(snapshot),
        rule=PLAIN_RULE if is_plain(snapshot) else RULE,
        is_plain=is_plain(snapshot),
        readings=headline_readings(snapshot),
        charts=overview_charts(snapshot),
        strands=strands_with_next_milestone(snapshot),
        not_rated=not_rated_sentence(snapshot[STRANDS]),
        risks=risks.headlines.highest_risks(snapshot)[:HIGHEST_RISKS],
        names_matrix=risks.headlines.has_several_matrices(snapshot),
        moved=risks.headlines.moved_risks(snapshot),
    )


def headlines_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The readings that head the overview, as a file."""
    return ReadingsTable(headline_readings(snapshot).values()).download("headlines.csv")
