"""The search page of a snapshot."""

from committee.pages.search import LONGEST_QUERY, MOST_OF_A_KIND, search, words_of_query
from sendprog.pages.mounted_pages import Page, Query, reads_parameters
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import plural


@reads_parameters
def search_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The records of the snapshot that contain every word of the parameter `q`."""
    text = query.parameters.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    groups = search(snapshot, text)
    return query.render(
        "Search",
        "committee/search.html",
        text=text,
        words=words_of_query(text),
        count=plural(sum(group.count for group in groups), "record"),
        groups=groups,
        longest=LONGEST_QUERY,
        most=MOST_OF_A_KIND,
    )
