"""The whole edition as one document to print: the pages themselves, one after another."""

from collections.abc import Callable, Iterator

from django.http import QueryDict
from django.utils.safestring import mark_safe

import ehcp.views
import finance.views
import risks.views
from committee.pages import overview
from committee.pages.print_parts import Part, as_part
from committee.paper.context import next_meeting
from sendprog.pages.mounted_pages import Page, Query
from sendprog.records.snapshots import Snapshot
from strands.snapshot import STRANDS
from strands.views import reading

Pages = Iterator[tuple[str, Callable[..., Page], dict[str, str]]]


def pages_in_order(snapshot: Snapshot) -> Pages:
    """The id of each part, its page, and the values of the page's address."""
    yield "overview", overview.overview, {}
    yield "strands", overview.strands, {}
    for row in snapshot[STRANDS]:
        yield f"strand-{row.slug}", overview.strand, {"slug": row.slug}
    yield "ehcp", ehcp.views.ehcp, {}
    yield "finance", finance.views.finance, {}
    yield "risks", risks.views.risks, {}
    yield "milestones", reading.milestones, {}
    yield "measures", overview.measures, {}
    yield "definitions", overview.definitions, {}


def parts(snapshot: Snapshot, previous: Snapshot | None, address: str) -> Iterator[Part]:
    """Each page whole, its links as seen from the document's own address."""
    query = Query(address, QueryDict(), whole=True)
    for ident, page, values in pages_in_order(snapshot):
        made = page(snapshot, previous, query, **values)
        # Made of the page's own escaped HTML: only ids and the levels of headings differ.
        html = as_part(made.main, f"part-{ident}", made.title)
        yield Part(f"part-{ident}", made.title, mark_safe(html))  # noqa: S308


def print_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Overview, each strand, EHCPs, finance, risks, milestones, measures and definitions, with contents before them."""
    return query.render(
        "The whole report, to print",
        "committee/print.html",
        parts=list(parts(snapshot, previous, query.address)),
        meeting=next_meeting(snapshot),
        on=snapshot.on,
        is_published=snapshot.published,
    )
