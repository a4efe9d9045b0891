"""The page of a commitment: its stage and dates, conditions, and what is due and sent."""

from datetime import date

from django.http import Http404

from committee.pages.tables import CommitmentsTable, ConditionsTable
from finance.snapshot import PLANS
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from strands.choices import CommitmentStage
from strands.commitment_row_types import CommitmentReportRow, CommitmentRow, ConditionRow
from strands.snapshot import COMMITMENTS, CONDITIONS, STRANDS

OVER = (CommitmentStage.DECLINED, CommitmentStage.LAPSED, CommitmentStage.SUPERSEDED)


def commitment_or_404(snapshot: Snapshot, slug: str) -> CommitmentRow:
    """The commitment with this slug. Raises Http404 when there is none."""
    for row in snapshot[COMMITMENTS]:
        if row.slug == slug:
            return row
    raise Http404("There is no such commitment.")


def report_state(report: CommitmentReportRow, stage: CommitmentStage, on: date) -> str:
    """ "Sent 3 March 2026", "Due 31 March 2026", "Overdue: it was due 31 March 2026", "No date
    set".

    Nothing is overdue on a commitment that is over.
    """
    if report.sent:
        due = f"; it was due {report.due}" if report.due else ""
        return f"Sent {report.sent}{due}"
    if not report.due:
        return "No date set"
    if stage in OVER:
        return f"Not sent; it was due {report.due}"
    is_past = report.due.last < on
    return f"Overdue: it was due {report.due}" if is_past else f"Due {report.due}"


def with_strand_names(
    snapshot: Snapshot, conditions: tuple[ConditionRow, ...]
) -> list[tuple[ConditionRow, str]]:
    """Each condition with the name of its strand; "" where it has none, or one that has ended."""
    names = {row.slug: row.name for row in snapshot[STRANDS]}
    return [(row, names.get(row.strand, "")) for row in conditions]


def commitment_page(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str
) -> Page:
    """One commitment: kind, stage and dates, conditions with every status, what is due and sent."""
    commitment = commitment_or_404(snapshot, slug)
    others = {row.slug: row for row in snapshot[COMMITMENTS]}
    return query.render(
        commitment.name,
        "committee/commitment.html",
        about=("strands.commitment", slug),
        commitment=commitment,
        superseded_by=others.get(commitment.superseded_by),
        supersedes=[row for row in others.values() if row.superseded_by == slug],
        strands=[row for row in snapshot[STRANDS] if row.slug in commitment.strands],
        plans=[row for row in snapshot[PLANS] if row.commitment == slug],
        conditions=with_strand_names(snapshot, commitment.conditions),
        reports=[
            (row, report_state(row, commitment.stage, snapshot.on)) for row in commitment.reports
        ],
    )


def commitments_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every commitment with its kind, stage and dates, as a file."""
    return CommitmentsTable(snapshot[COMMITMENTS]).download("commitments.csv")


def conditions_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The conditions of every commitment, as a file."""
    return ConditionsTable(snapshot[CONDITIONS]).download("conditions.csv")
