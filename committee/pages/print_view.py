"""The whole report as one document to print: the pages themselves, one after another."""

from collections.abc import Callable, Iterator

from django.http import QueryDict
from django.utils.safestring import mark_safe

import ehcp.views
import finance.views
import risks.views
from committee.pages.commitments import commitment_page
from committee.pages.definitions import definitions_page
from committee.pages.measures import measures_page
from committee.pages.overview import overview_page
from committee.pages.print_parts import PrintPart, as_print_part
from committee.pages.scorecard import scorecard_page
from committee.pages.strands import strand_page, strands_page
from committee.snapshot.meetings import meeting_of, no_meeting_text
from sendprog.pages.mounted_pages import Page, Query
from sendprog.records.snapshots import Snapshot
from strands.snapshot import COMMITMENTS, STRANDS
from strands.views import reading


def pages_in_order(snapshot: Snapshot) -> Iterator[tuple[str, Callable[..., Page], dict[str, str]]]:
    """The id of each part, its page and the values of the page's address."""
    yield "overview", overview_page, {}
    yield "scorecard", scorecard_page, {}
    yield "strands", strands_page, {}
    for row in snapshot[STRANDS]:
        yield f"strand-{row.slug}", strand_page, {"slug": row.slug}
    for row in snapshot[COMMITMENTS]:
        yield f"commitment-{row.slug}", commitment_page, {"slug": row.slug}
    yield "ehcp", ehcp.views.ehcp_page, {}
    yield "finance", finance.views.finance_page, {}
    yield "risks", risks.views.risks_page, {}
    yield "milestones", reading.milestone_list, {}
    yield "measures", measures_page, {}
    yield "definitions", definitions_page, {}


def print_parts(snapshot: Snapshot, previous: Snapshot | None, address: str) -> Iterator[PrintPart]:
    """Each page as a part, its tables whole and its links relative to the document's address."""
    query = Query(address, QueryDict(), is_static=True)
    for name, render_page, values in pages_in_order(snapshot):
        page = render_page(snapshot, previous, query, **values)
        ident = f"part-{name}"
        html = as_print_part(page.main, ident, page.title)
        # The page escaped its texts; only ids, labels
        # and heading levels were changed.
        yield PrintPart(ident, page.title, mark_safe(html))  # noqa: S308


def print_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Contents, then each page: overview, scorecard, strands, commitments, rooms, definitions."""
    meeting = meeting_of(snapshot)
    return query.render(
        "The whole report, to print",
        "committee/print.html",
        parts=list(print_parts(snapshot, previous, query.address)),
        meeting=meeting,
        no_meeting="" if meeting else no_meeting_text(snapshot),
        on=snapshot.on,
        is_published=snapshot.published,
    )
