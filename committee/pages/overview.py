"""The overview: where the programme is, what needs attention, the headline readings and the charts."""

from django.conf import settings

import ehcp.headlines
import finance.headlines
import risks.headlines
from committee.changes.summary import since_last
from committee.pages.attention import PLAIN_RULE, RULE, going_well, needs_attention
from committee.pages.strands import strands_with_next_milestone
from committee.pages.tables import ReadingsTable
from committee.snapshot.ask_rows import overdue_asks
from committee.snapshot.asks import ASKS
from finance.measures import FORECAST
from sendprog.charts.chart import Chart
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from strands.headlines import latest_indicator_readings

# Reported indicators shown between plans issued and the deficit, where the programme has them.
REPORTED_HEADLINES = ("requests-on-last-year", "overdue-annual-reviews")
CHARTS_IN_ORDER = ("plans_issued", "deficit", "overdue")
HIGHEST_RISKS = 3


def headline_readings(snapshot: Snapshot) -> dict[str, Reading]:
    """The readings that head the overview, by their names on the page, without those that do not exist."""
    reported = latest_indicator_readings(snapshot, room="ehcp")
    readings = {
        "plans-issued": ehcp.headlines.plans_issued(snapshot),
        **{slug: reported.get(slug) for slug in REPORTED_HEADLINES},
        "forecast": finance.headlines.latest_position(snapshot).get(FORECAST),
    }
    return {name: reading for name, reading in readings.items() if reading}


def overview_charts(snapshot: Snapshot) -> list[Chart]:
    """The rooms' charts in the order of the page; those without enough readings are left out."""
    place = settings.SENDPROG_COUNCIL
    charts = ehcp.headlines.charts(snapshot, place) | finance.headlines.charts(snapshot, place)
    return [charts[name] for name in CHARTS_IN_ORDER if name in charts]


def overview_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The programme in sentences, what needs attention, the headline readings, the charts and the strands."""
    return query.render(
        "Where the programme stands",
        "committee/overview.html",
        sentences=[ehcp.headlines.sentence(snapshot), finance.headlines.sentence(snapshot)],
        beside=ehcp.headlines.beside(snapshot),
        since=since_last(snapshot, previous),
        attention=needs_attention(snapshot),
        overdue=overdue_asks(snapshot[ASKS]),
        going_well=going_well(latest_indicator_readings(snapshot, room="ehcp").values()),
        rule=PLAIN_RULE if is_plain(snapshot) else RULE,
        is_plain=is_plain(snapshot),
        readings=headline_readings(snapshot),
        charts=overview_charts(snapshot),
        strands=strands_with_next_milestone(snapshot),
        risks=risks.headlines.highest_risks(snapshot)[:HIGHEST_RISKS],
        moved=risks.headlines.moved_risks(snapshot),
    )


def headlines_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The readings that head the overview, as a file."""
    return ReadingsTable(headline_readings(snapshot).values()).download("headlines.csv")
