"""The asks' pages, functions of a snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

import risks.views
from committee.editions.agenda import AGENDA
from committee.pages.ask_tables import AsksTable
from committee.snapshot import catalogue
from committee.snapshot.ask_rows import AskRow, AskStatus, about, overdue
from committee.snapshot.asks import ASKS
from risks.snapshot import RISKS, RiskRow
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure
from sendprog.values.wording import day as in_words
from sendprog.values.wording import plural
from strands.snapshot import STRANDS

TITLE = "Asks"
# What the page of one meeting's asks is about.
ASKED_AT = "committee.ask"


@dataclass(frozen=True)
class Line:
    """An ask with the pages of what it is about, where the snapshot has them."""

    row: AskRow
    has_strand: bool
    measure: Measure | None
    risk: RiskRow | None


def lines(snapshot: Snapshot, rows: Iterable[AskRow]) -> list[Line]:
    """Each ask with what it is about; rooms are read only where an ask is about something of theirs."""
    found = list(rows)
    strands = {row.slug for row in snapshot[STRANDS]} if any(row.strand for row in found) else set()
    measures = (
        {one.address: one for one in catalogue.measures(snapshot)}
        if any(row.measure for row in found)
        else {}
    )
    risks_of = {row.reference: row for row in snapshot[RISKS]} if any(row.risk for row in found) else {}
    return [
        Line(row, row.strand in strands, measures.get(row.measure), risks_of.get(row.risk)) for row in found
    ]


def summary(rows: Iterable[AskRow]) -> str:
    """ "3 open, 1 of them overdue; 2 answered"."""
    listed = list(rows)
    waiting = [row for row in listed if row.status.is_open]
    late = f", {len(overdue(listed))} of them overdue" if overdue(listed) else ""
    answered = sum(row.status is AskStatus.ANSWERED for row in listed)
    return f"{len(waiting)} open{late}; {answered} answered"


def asks(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every ask, those that wait for an answer first."""
    rows = snapshot[ASKS]
    groups = [
        (status, lines(snapshot, [row for row in rows if row.status is status])) for status in AskStatus
    ]
    shown = [(status, found) for status, found in groups if found]
    return query.render(TITLE, "committee/asks.html", summary=summary(rows), groups=shown)


def asks_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every ask, in the order of the page."""
    return AsksTable(snapshot[ASKS]).download("asks.csv")


def meeting_asks(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, day: str) -> Page:
    """What one meeting asked for, and how each stands: now, or as it was published."""
    found = next((row for row in snapshot[AGENDA] if str(row.date) == day), None)
    if found is None:
        raise Http404("There is no such meeting.")
    rows = asked_at(snapshot, found.date)
    title = f"Asked at the meeting of {in_words(found.date)}"
    told = {
        "meeting": found,
        "asks": rows,
        "count": plural(len(rows), "ask"),
        "is_published": snapshot.published,
    }
    return query.render(title, "committee/meeting_asks.html", about=(ASKED_AT, day), **told)


def asked_at(snapshot: Snapshot, meeting: date) -> list[AskRow]:
    """The asks of a meeting in the order of their references."""
    return sorted((row for row in snapshot[ASKS] if row.meeting == meeting), key=lambda row: row.reference)


def risk(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, reference: str) -> Page:
    """The room's page of one risk, with what the committee asked about it."""
    page = risks.views.risk(snapshot, previous, query, reference=reference)
    found = about(snapshot[ASKS], risk=reference)
    if not found:
        return page
    block = render_to_string("committee/asks_about.html", {"asks": found, "address": query.address})
    # Both parts were escaped when they were rendered.
    return replace(page, main=mark_safe(f"{page.main}{block}"))  # noqa: S308
