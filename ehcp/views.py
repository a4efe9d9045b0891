"""The EHCP page and its file, functions of a snapshot."""

from typing import Any

from django.conf import settings

from ehcp import headlines
from ehcp.clock import clock_csv_of, clock_of
from ehcp.comparing import HOW_TO_WRITE, comparison_csv, comparison_of
from ehcp.contacts import CONTACTS, contacts_table
from ehcp.flow_part import flow_csv_of, flow_part
from ehcp.questions import ehcp_questions
from ehcp.real_change import HEAD as CHANGE_HEAD
from ehcp.real_change import RULES, real_change_rows
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
from ehcp.three_numbers import answers
from ehcp.together import together
from ehcp.what_if import LABEL, what_if, what_if_chart, what_if_csv
from sendprog.pages.folding import look_of_tables
from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.pages.pre_election import is_plain
from sendprog.pages.tables import Table
from sendprog.records.snapshots import Snapshot
from strands.choices import ReportedSeries
from strands.frequencies import frequency_sentence
from strands.headlines import latest_indicator_readings

# The latest returns are in the tables; the file has them all.
MOST_SHOWN = 24


@reads_parameters
def ehcp_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Requests, plans and reviews: the latest readings, the charts, then every month, the latest
    first.
    """
    every_month = snapshot[MONTHS][::-1]
    months = every_month[:MOST_SHOWN]
    empty = counts_without_a_value(months)
    main_counts = [name for name in MAIN_COUNTS if name not in empty]
    reported = latest_indicator_readings(snapshot, room="ehcp")
    computed = headlines.latest_computed(snapshot)
    return query.render(
        "EHCPs",
        "ehcp/ehcp.html",
        sentence=together(snapshot),
        answers=answers(snapshot),
        **parts_in_folds(snapshot, query),
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
        left_out=len(every_month) - len(months),
        table=months_table_of(months, main_counts) if months else None,
        groups=list(group_tables(months)),
        empty=[count_label(name) for name in empty] if months else [],
    )


def parts_in_folds(snapshot: Snapshot, query: Query) -> dict[str, Any]:
    """What comes in and goes out, what really changed, and two periods side by side."""
    return {
        "flow": flow_part(snapshot, settings.SENDPROG_COUNCIL),
        "clock": clock_of(snapshot),
        "changes": real_change_rows(snapshot, headlines.measures_of_returns(snapshot)),
        "change_head": CHANGE_HEAD,
        "rules": RULES,
        "comparison": comparison_of(snapshot, query),
        "how_to_write": HOW_TO_WRITE,
    }


def months_table(snapshot: Snapshot) -> Table:
    """Every month's counts with their markers, basis, state and source."""
    return file_table(snapshot[MONTHS])


def months_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The months as a file."""
    return months_table(snapshot).download("ehcp-months.csv")


def contacts_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The months' contact with families as a file."""
    return contacts_table(snapshot[CONTACTS]).download("contacts.csv")


@reads_parameters
def compare_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The measures in the two periods of the page with the same query, as a file."""
    return comparison_csv(snapshot, query)


def clock_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """What is done in time, who asks and who is refused, reviews, appeals and families."""
    return clock_csv_of(snapshot)


def flow_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """What came in, went out and is left, return by return."""
    return flow_csv_of(snapshot)


@reads_parameters
def what_if_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """What the open cases and plans would come to under what a reader supposes."""
    result = what_if(snapshot, query)
    return query.render(
        "What if?",
        "ehcp/what_if.html",
        label=LABEL,
        result=result,
        picture=what_if_chart(result, settings.SENDPROG_COUNCIL) if result else None,
    )


@reads_parameters
def what_if_months_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The months of the page with the same query."""
    return what_if_csv(what_if(snapshot, query))
