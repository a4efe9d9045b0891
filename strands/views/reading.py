"""The milestones' pages, functions of a snapshot."""

from django.http import Http404

from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.pages.pre_election import is_plain
from sendprog.pages.tables import paginated
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import plural
from strands.filters import filter_milestones
from strands.milestone_row_types import MilestoneRow
from strands.questions import milestone_questions
from strands.snapshot import MILESTONES, STRANDS
from strands.tables import MilestonesTable
from strands.timeline import statuses_in_words, timeline


@reads_parameters
def milestone_list(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The milestones that the query selects, all without one."""
    selected = filter_milestones(snapshot[MILESTONES], snapshot[STRANDS], query, on=snapshot.on)
    page_of_rows, no_such_page = paginated(query, selected.rows)
    rows = list(page_of_rows.object_list)
    return query.render(
        "Milestones",
        "strands/milestones.html",
        filters=True,
        is_filtered=selected.is_filtered,
        table=MilestonesTable(rows, address=query.address, exclude=["source"]),
        is_sorted="sort" in query.parameters,
        timeline=timeline(rows, snapshot[STRANDS], on=snapshot.on, of=selected.rows),
        on=snapshot.on,
        page_of_rows=page_of_rows,
        count=plural(len(selected.rows), "milestone"),
        statuses=statuses_in_words(row.status for row in selected.rows),
        fields=selected.fields,
        problems=[*selected.problems, no_such_page] if no_such_page else selected.problems,
    )


@reads_parameters
def milestones_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The milestones of the page with the same query, all its pages together."""
    selected = filter_milestones(snapshot[MILESTONES], snapshot[STRANDS], query, on=snapshot.on)
    return MilestonesTable(selected.rows, address=query.address).download("milestones.csv")


def row_or_404(snapshot: Snapshot, slug: str) -> MilestoneRow:
    """The milestone with a slug; 404 where there is none."""
    for row in snapshot[MILESTONES]:
        if row.slug == slug:
            return row
    raise Http404("There is no such milestone.")


def milestone_detail(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str
) -> Page:
    """One milestone with its dates and what it waits for."""
    milestone = row_or_404(snapshot, slug)
    needs = [row for row in snapshot[MILESTONES] if row.reference in milestone.needs]
    return query.render(
        milestone.title,
        "strands/milestone.html",
        about=("strands.milestone", milestone.slug),
        milestone=milestone,
        is_of_current_strand=any(row.slug == milestone.strand for row in snapshot[STRANDS]),
        needs=needs,
        questions=[] if is_plain(snapshot) else milestone_questions(milestone),
    )
