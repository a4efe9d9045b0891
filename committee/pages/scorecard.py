"""The scorecard: one row a measure across all rooms, and the exceptions."""

from django.conf import settings

from committee.pages.scorecard_tables import (
    ExceptionsTable,
    ScorecardTable,
)
from committee.scorecard.exceptions import (
    ShownException,
    shown_exceptions,
)
from committee.scorecard.rating import EXCEPTION_RULE, RULE
from committee.scorecard.rows import has_official, scorecard_rows, summary_sentence
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot


def scorecard_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """How many measures are on track, each with its figures and rating, and the exceptions."""
    rows = scorecard_rows(snapshot)
    exceptions = shown_exceptions(snapshot)
    return query.render(
        "Scorecard",
        "committee/scorecard.html",
        summary=summary_sentence(rows, plain=is_plain(snapshot)),
        rows=rows,
        has_official=has_official(rows),
        open_exceptions=[each for each in exceptions if each.row.is_open],
        closed_exceptions=[each for each in exceptions if not each.row.is_open],
        place=settings.SENDPROG_COUNCIL,
        rules=[RULE, EXCEPTION_RULE],
    )


def scorecard_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The rows as a file."""
    return scorecard_table(snapshot).download("scorecard.csv")


def exceptions_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The exceptions as a file, the open ones first."""
    return exceptions_table(snapshot).download("exceptions.csv")


def scorecard_table(snapshot: Snapshot) -> ScorecardTable:
    return ScorecardTable(scorecard_rows(snapshot))


def exceptions_table(snapshot: Snapshot) -> ExceptionsTable:
    rows: list[ShownException] = shown_exceptions(snapshot)
    return ExceptionsTable(rows)
