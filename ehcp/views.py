"""The EHCP page and its file, functions of a snapshot."""

from django.conf import settings

from ehcp import headlines
from ehcp.snapshot import MONTHS
from ehcp.tables import MonthsTable, counts_without_a_value
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import joined
from strands.headlines import latest_indicator_readings


def ehcp_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Requests, plans and reviews: the reported readings, the charts, then every month, the latest first."""
    empty = counts_without_a_value(snapshot[MONTHS])
    return query.render(
        "EHCPs",
        "ehcp/ehcp.html",
        sentence=headlines.sentence(snapshot),
        beside=headlines.beside(snapshot),
        reported=latest_indicator_readings(snapshot, room="ehcp"),
        charts=headlines.charts(snapshot, settings.SENDPROG_COUNCIL).values(),
        table=MonthsTable(snapshot[MONTHS][::-1], exclude=empty),
        empty=joined([MonthsTable.base_columns[name].verbose_name.lower() for name in empty]),
    )


def months_table(snapshot: Snapshot) -> MonthsTable:
    """Every month's counts with their markers and basis."""
    return MonthsTable(snapshot[MONTHS])


def months_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The months as a file."""
    return months_table(snapshot).download("ehcp-months.csv")
