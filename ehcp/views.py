"""The EHCP page and its file, functions of a snapshot."""

from django.conf import settings

from ehcp import headlines
from ehcp.contacts import CONTACTS, contacts_table
from ehcp.questions import ehcp_questions
from ehcp.snapshot import MONTHS, returns_noun
from ehcp.tables import (
    MAIN_COUNTS,
    count_label,
    counts_without_a_value,
    file_table,
    group_tables,
    months_table_of,
    one_by_one,
)
from sendprog.pages.folding import look_of_tables
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.pages.tables import Table
from sendprog.records.snapshots import Snapshot
from strands.choices import ReportedSeries
from strands.frequencies import frequency_sentence
from strands.headlines import latest_indicator_readings


def ehcp_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Requests, plans and reviews: the latest readings, the charts, then every month, the latest
    first.
    """
    months = snapshot[MONTHS][::-1]
    empty = counts_without_a_value(months)
    main_counts = [name for name in MAIN_COUNTS if name not in empty]
    reported = latest_indicator_readings(snapshot, room="ehcp")
    computed = headlines.latest_computed(snapshot)
    return query.render(
        "EHCPs",
        "ehcp/ehcp.html",
        sentence=headlines.sentence(snapshot),
        beside=headlines.beside(snapshot),
        reported=reported,
        computed=computed,
        questions=[]
        if is_plain(snapshot)
        else ehcp_questions([*reported.values(), *computed], snapshot),
        contacts=contacts_table(snapshot[CONTACTS][::-1]) if snapshot[CONTACTS] else None,
        charts=headlines.charts(snapshot, settings.SENDPROG_COUNCIL).values(),
        returns=returns_noun(months),
        one_by_one=one_by_one(months).capitalize(),
        how_often=frequency_sentence(snapshot, ReportedSeries.EHCP),
        contacts_how_often=frequency_sentence(snapshot, ReportedSeries.CONTACT),
        counts_words=f"the main counts, {one_by_one(months)}",
        look=look_of_tables(len(months)),
        table=months_table_of(months, main_counts) if months else None,
        groups=list(group_tables(months)),
        empty=[count_label(name) for name in empty] if months else [],
    )


def months_table(snapshot: Snapshot) -> Table:
    """Every month's counts with their markers, basis, state and source."""
    return file_table(snapshot[MONTHS])


def months_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The months as a file."""
    return months_table(snapshot).download("ehcp-months.csv")


def contacts_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The months' contact with families as a file."""
    return contacts_table(snapshot[CONTACTS]).download("contacts.csv")
