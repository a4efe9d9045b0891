"""The milestones' pages, functions of a snapshot."""

from django.http import Http404

from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.pages.tables import page_asked
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import plural
from strands.filters import choose
from strands.rows import MilestoneRow
from strands.snapshot import MILESTONES, STRANDS
from strands.tables import MilestonesTable


@reads_parameters
def milestones(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every milestone, or those asked for."""
    chosen = choose(snapshot[MILESTONES], snapshot[STRANDS], query, on=snapshot.on)
    shown, no_such_page = page_asked(query, chosen.rows)
    return query.render(
        "Milestones",
        "strands/milestones.html",
        filters=True,
        is_asked=any(choice.chosen for choice in chosen.choices),
        table=MilestonesTable(shown.object_list, address=query.address, exclude=["source"]),
        page_of_rows=shown,
        count=plural(len(chosen.rows), "milestone"),
        choices=chosen.choices,
        problems=[*chosen.problems, *([no_such_page] if no_such_page else [])],
    )


@reads_parameters
def milestones_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Exactly the milestones that the page with the same query shows, all its pages together."""
    chosen = choose(snapshot[MILESTONES], snapshot[STRANDS], query, on=snapshot.on)
    return MilestonesTable(chosen.rows, address=query.address).download("milestones.csv")


def milestone_called(snapshot: Snapshot, slug: str) -> MilestoneRow:
    """The milestone with this slug; 404 if there is none."""
    for row in snapshot[MILESTONES]:
        if row.slug == slug:
            return row
    raise Http404("There is no such milestone.")


def milestone(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str) -> Page:
    """One milestone with its dates, promised, moved and reached, and what it waits for."""
    found = milestone_called(snapshot, slug)
    needs = [row for row in snapshot[MILESTONES] if row.reference in found.needs]
    about = ("strands.milestone", found.slug)
    return query.render(found.title, "strands/milestone.html", about=about, milestone=found, needs=needs)
