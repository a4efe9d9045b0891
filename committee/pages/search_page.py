"""The search page of a snapshot."""

from committee.pages.search import LONGEST, MOST_OF_A_KIND, search, words_asked
from sendprog.pages.mounted_pages import Page, Query, reads_parameters
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import plural


@reads_parameters
def search_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The records of the snapshot that contain every word of the parameter `q`."""
    asked = query.parameters.get("q", "").replace("\x00", "").strip()[:LONGEST]
    groups = search(snapshot, asked)
    return query.render(
        "Search",
        "committee/search.html",
        asked=asked,
        words=words_asked(asked),
        count=plural(sum(group.count for group in groups), "record"),
        groups=groups,
        longest=LONGEST,
        most=MOST_OF_A_KIND,
    )
