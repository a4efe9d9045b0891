"""The pages of the committee's asks, and a risk's page with the asks about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

import risks.views
from committee.pages.meetings import meeting_or_404
from committee.pages.tables import AsksTable
from committee.snapshot import catalogue
from committee.snapshot.ask_rows import AskRow, AskStatus, asks_about
from committee.snapshot.asks import ASKS
from risks.snapshot import RISKS
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values import wording
from sendprog.values.references import slug_of
from sendprog.values.wording import plural
from strands.snapshot import STRANDS

# The kind of record that the page of one meeting's asks is about.
ASKED_AT = "committee.ask"


@dataclass(frozen=True)
class AskLink:
    """A link to what an ask is about: the name and values of the page, and the text."""

    page: str
    values: dict[str, str]
    text: str


@dataclass(frozen=True)
class LinkedAsk:
    """An ask with links to its strand, measure and risk, as far as the snapshot has them."""

    row: AskRow
    links: list[AskLink]


def linked_asks(snapshot: Snapshot, rows: list[AskRow]) -> list[LinkedAsk]:
    return [LinkedAsk(row, list(links_of(snapshot, row))) for row in rows]


def links_of(snapshot: Snapshot, row: AskRow) -> Iterator[AskLink]:
    """The links of one ask. A section is read only where an ask is about one of its records."""
    if row.strand and any(strand.slug == row.strand for strand in snapshot[STRANDS]):
        yield AskLink("strand", {"slug": row.strand}, row.strand_name)
    if row.measure and (measure := catalogue.measure_at(snapshot, row.measure)):
        yield AskLink("measure", {"address": measure.address}, measure.label)
    if row.risk:
        titles = {risk.reference: risk.title for risk in snapshot[RISKS]}
        if row.risk in titles:
            yield AskLink("risk", {"slug": slug_of(row.risk)}, titles[row.risk])


def asks_summary(rows: Iterable[AskRow]) -> str:
    """ "3 open, 1 of them overdue; 2 answered", "1 open and overdue; 0 answered"."""
    statuses = [row.status for row in rows]
    open_count = sum(status.is_open for status in statuses)
    overdue_count = statuses.count(AskStatus.OVERDUE)
    late = f", {overdue_count} of them overdue" if overdue_count else ""
    if overdue_count == open_count:
        late = {0: "", 1: " and overdue"}.get(open_count, ", all of them overdue")
    return f"{open_count} open{late}; {statuses.count(AskStatus.ANSWERED)} answered"


def asks_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every ask by its status, those that wait for a response first."""
    rows = snapshot[ASKS]
    groups = []
    for status in AskStatus:
        in_status = [row for row in rows if row.status is status]
        if in_status:
            groups.append((status, linked_asks(snapshot, in_status)))
    return query.render("Asks", "committee/asks.html", summary=asks_summary(rows), groups=groups)


def asks_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every ask in the order of the page, as a file."""
    return AsksTable(snapshot[ASKS]).download("asks.csv")


def meeting_asks_page(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, day: str
) -> Page:
    """The asks of one meeting with their status, now or as the edition has it."""
    meeting = meeting_or_404(snapshot, day)
    asks = asked_at(snapshot, meeting.date)
    return query.render(
        f"Asked at the meeting of {wording.day(meeting.date)}",
        "committee/meeting_asks.html",
        about=(ASKED_AT, day),
        meeting=meeting,
        asks=asks,
        count=plural(len(asks), "ask"),
        is_published=snapshot.published,
    )


def asked_at(snapshot: Snapshot, meeting: date) -> list[AskRow]:
    """The asks of a meeting in the order of their references."""
    return sorted(
        (row for row in snapshot[ASKS] if row.meeting == meeting), key=lambda row: row.slug
    )


def risk_with_asks_page(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str
) -> Page:
    """The risk's page from its own app, with the asks about it below."""
    page = risks.views.risk_page(snapshot, previous, query, slug=slug)
    asks = asks_about(snapshot[ASKS], risk=slug)
    if not asks:
        return page
    block = render_to_string("committee/asks_about.html", {"asks": asks, "address": query.address})
    # Both parts were escaped when they were rendered.
    return replace(page, main=mark_safe(f"{page.main}{block}"))  # noqa: S308
