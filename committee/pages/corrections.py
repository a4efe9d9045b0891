"""The page of corrections: figures of published editions that changed afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from committee.pages.tables import CorrectionsTable
from committee.snapshot.corrections import CORRECTIONS, PAPER, CorrectionRow
from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import plural

# Rows that agree in these fields are one
# change, corrected in several editions.
SAME_CHANGE = (
    "changed_on",
    "figure",
    "said",
    "old",
    "new",
    "old_value",
    "new_value",
    "reason",
    "is_back",
)


@dataclass(frozen=True)
class CorrectedFigure:
    """One change of a figure, with every edition that has the old one."""

    first: CorrectionRow
    editions: list[CorrectionRow]

    @property
    def measure_page(self) -> str:
        """The address of the measure's page in the last of the editions; "" if that has none."""
        last = self.editions[-1]
        return f"{last.site}measures/{last.measure}/" if last.has_measure_page else ""


def grouped_by_change(rows: Iterable[CorrectionRow]) -> list[CorrectedFigure]:
    by_change: dict[tuple, list[CorrectionRow]] = {}
    for row in rows:
        change = tuple(getattr(row, name) for name in SAME_CHANGE)
        by_change.setdefault(change, []).append(row)
    return [
        CorrectedFigure(group[0], sorted(group, key=lambda row: row.edition))
        for group in by_change.values()
    ]


def chosen_corrections(
    rows: Iterable[CorrectionRow], query: Query
) -> tuple[list[CorrectionRow], str]:
    """The rows of the edition and measure in the parameters, and that choice in words ("" without
    one).
    """
    edition, measure = (query.parameters.get(name, "") for name in ("edition", "measure"))
    choice = []
    if edition:
        rows = [row for row in rows if str(row.edition) == edition]
        choice.append(f"edition {edition[:10]}")
    if measure:
        rows = [row for row in rows if row.measure == measure]
        choice.append(rows[0].label if rows else measure[:160])
    return list(rows), " and ".join(choice)


@reads_parameters
def corrections_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every correction, the latest first, or those of one edition or one measure."""
    rows, choice = chosen_corrections(snapshot[CORRECTIONS], query)
    corrections = grouped_by_change(rows)
    return query.render(
        "Corrections",
        "committee/corrections.html",
        corrections=corrections,
        asked=choice,
        paper=PAPER,
        count=plural(len(corrections), "correction"),
    )


@reads_parameters
def corrections_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The corrections that the page with the same query shows, as a file."""
    rows, _ = chosen_corrections(snapshot[CORRECTIONS], query)
    return CorrectionsTable(rows).download("corrections.csv")
