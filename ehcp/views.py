"""The EHCP room's page, a function of a snapshot."""

from django.conf import settings

from ehcp import headlines
from ehcp.snapshot import MONTHS
from ehcp.tables import MonthsTable
from sendprog.pages import Download, Page, Query
from sendprog.snapshots import Snapshot
from strands.headlines import readings_of


def ehcp(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Requests, plans and reviews: the reported readings first, the months under them."""
    return query.render(
        "EHCPs",
        "ehcp/ehcp.html",
        sentence=headlines.sentence(snapshot),
        reported=readings_of(snapshot, room="ehcp"),
        charts=headlines.charts(snapshot, settings.SENDPROG_COUNCIL).values(),
        table=MonthsTable(snapshot[MONTHS]),
    )


def months_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every month's counts with their markers and basis."""
    return MonthsTable(snapshot[MONTHS]).download("ehcp-months.csv")
