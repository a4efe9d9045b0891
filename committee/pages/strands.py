"""The pages of the strands: all of them, and each with what belongs to it in every room."""

from collections.abc import Sequence

from django.http import Http404

from committee.pages.small_pictures import readings_with_pictures
from committee.pages.strand_lineage import ended_strands, lineage
from committee.pages.tables import StrandsTable
from committee.snapshot.ask_rows import asks_about
from committee.snapshot.asks import ASKS
from finance.snapshot import SAVINGS
from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.pages.tables import MOST_WHOLE, PAGE_SIZE
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import noun
from strands.commitment_row_types import CommitmentRow, ConditionRow
from strands.headlines import latest_indicator_readings, places_reading
from strands.metrics import count_statuses
from strands.milestone_row_types import MilestoneRow
from strands.questions import strand_questions
from strands.rows import PlacesRow, StrandRow
from strands.snapshot import COMMITMENTS, MILESTONES, PLACES, STRANDS
from strands.tables import MilestonesTable
from strands.texts import programme_update, strand_with_figures
from strands.timeline import LATE, timeline

CLOSED = {MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE, MilestoneStatus.WITHDRAWN}


def next_milestone(snapshot: Snapshot, strand: StrandRow) -> MilestoneRow | None:
    """The strand's open milestone with the earliest date, else its first without a date; None
    without any.
    """
    open_milestones = [row for row in milestones_of(snapshot, strand) if row.status not in CLOSED]
    return min(open_milestones, key=by_date, default=None)


def by_date(milestone: MilestoneRow) -> tuple[bool, str]:
    """Sorts milestones by the last day of their dates, those without a date last."""
    if milestone.when is None:
        return True, ""
    return False, milestone.when.last.isoformat()


def milestones_of(snapshot: Snapshot, strand: StrandRow) -> list[MilestoneRow]:
    return [row for row in snapshot[MILESTONES] if row.strand == strand.slug]


def most_pressing(milestones: Sequence[MilestoneRow]) -> list[MilestoneRow]:
    """All of them in their order; of a long list those that are late, then the open ones by date."""
    if len(milestones) <= MOST_WHOLE:
        return list(milestones)
    return sorted(milestones, key=by_urgency)[:PAGE_SIZE]


def by_urgency(milestone: MilestoneRow) -> tuple[bool, bool, tuple[bool, str]]:
    return milestone.status in CLOSED, milestone.status not in LATE, by_date(milestone)


def highest_of_many(risks: Sequence[RiskRow]) -> list[RiskRow]:
    """All of them in their order; of a long list those with the highest scores."""
    if len(risks) <= MOST_WHOLE:
        return list(risks)
    return sorted(risks, key=highest_first)[:PAGE_SIZE]


def highest_first(risk: RiskRow) -> int:
    """Sorts risks by their scores, the highest first, those without one last."""
    return -risk.current.score if risk.is_scored else 1


def strands_with_next_milestone(snapshot: Snapshot) -> list[tuple[StrandRow, MilestoneRow | None]]:
    return [(row, next_milestone(snapshot, row)) for row in snapshot[STRANDS]]


def strands_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The strands, what they deliver, and the milestones of the whole programme."""
    programme_milestones = [row for row in snapshot[MILESTONES] if not row.strand and not row.room]
    return query.render(
        "Strands",
        "committee/strands.html",
        strands=strands_with_next_milestone(snapshot),
        programme=programme_update(snapshot),
        rated=[row for row in snapshot[STRANDS] if row.rating is not Rag.NOT_RATED],
        not_rated=not_rated_sentence(snapshot[STRANDS]),
        ended=ended_strands(snapshot),
        commitments=snapshot[COMMITMENTS],
        milestones=most_pressing(programme_milestones),
        number_of_milestones=len(programme_milestones),
    )


def not_rated_sentence(strands: Sequence[StrandRow]) -> str:
    """Of which strands no rating is shown: "No rating of the other is shown.".

    "" where all are rated.
    """
    number = sum(row.rating is Rag.NOT_RATED for row in strands)
    if not number:
        return ""
    if number == len(strands):
        return "No rating is shown."
    return f"No rating of the {noun(number, 'other')} is shown."


def strands_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The strands with their stated ratings, as a file."""
    return StrandsTable(snapshot[STRANDS]).download("strands.csv")


def strand_or_404(snapshot: Snapshot, slug: str) -> StrandRow:
    """The strand with this slug. Raises Http404 when there is none."""
    for row in snapshot[STRANDS]:
        if row.slug == slug:
            return row
    raise Http404("There is no such strand.")


def strand_csv(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str
) -> Download:
    """One strand's milestones, as a file."""
    strand = strand_or_404(snapshot, slug)
    table = MilestonesTable(milestones_of(snapshot, strand), address=query.address)
    return table.download(f"milestones-{strand.slug}.csv")


def strand_page(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str) -> Page:
    """One strand: rating with the reason, update, milestones, places, indicators, savings, risks,
    asks.
    """
    strand = strand_or_404(snapshot, slug)
    milestones = milestones_of(snapshot, strand)
    shown = most_pressing(milestones)
    risks = [row for row in snapshot[RISKS] if row.strand == slug]
    milestone_counts = count_statuses(row.status for row in milestones)
    return query.render(
        strand.name,
        "committee/strand.html",
        about=("strands.strandupdate", strand.slug),
        strand=strand_with_figures(strand, snapshot),
        lineage=lineage(snapshot, strand),
        milestones=shown,
        number_of_milestones=len(milestones),
        timeline=timeline(shown, snapshot[STRANDS], on=snapshot.on),
        on=snapshot.on,
        derived=milestone_counts,
        questions=[] if is_plain(snapshot) else strand_questions(strand, milestones),
        disagrees=bool(strand.update and milestone_counts.disagreement(strand.rating)),
        readings=readings_with_pictures(snapshot, latest_indicator_readings(snapshot, strand=slug)),
        places=places_of_strand(snapshot, slug),
        savings=[row for row in snapshot[SAVINGS] if row.strand == slug],
        risks=highest_of_many(risks),
        number_of_risks=len(risks),
        commitments=[row for row in snapshot[COMMITMENTS] if slug in row.strands],
        conditions=conditions_of_strand(snapshot, slug),
        asks=asks_about(snapshot[ASKS], strand=slug),
    )


def places_of_strand(
    snapshot: Snapshot, slug: str
) -> list[tuple[PlacesRow, Reading, MilestoneRow | None]]:
    """The strand's schemes of places, each with its reading and the milestone that it hangs on, if
    any.
    """
    milestones = {row.slug: row for row in snapshot[MILESTONES]}
    schemes = [row for row in snapshot[PLACES] if row.strand == slug]
    return [(row, places_reading(row), milestones.get(row.milestone)) for row in schemes]


def conditions_of_strand(snapshot: Snapshot, slug: str) -> list[tuple[ConditionRow, CommitmentRow]]:
    """The strand's conditions, each with its commitment."""
    return [
        (condition, commitment)
        for commitment in snapshot[COMMITMENTS]
        for condition in commitment.conditions
        if condition.strand == slug
    ]
