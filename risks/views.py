"""The pages of the risk register and its file, functions of a snapshot."""

from collections.abc import Sequence

from django.http import Http404

from risks.headlines import highest_risks, moved_risks, scored_by_matrix
from risks.snapshot import MATRICES, RISKS, CellRow, MatrixRow, RiskRow
from risks.tables import RisksTable
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import joined, plural
from strands.headlines import latest_indicator_readings
from strands.snapshot import TEXTS
from strands.texts import latest_texts, texts_with_figures


def register_sentence(snapshot: Snapshot) -> str:
    """How many risks are scored, and which score highest with each matrix."""
    scored = highest_risks(snapshot)
    if not scored:
        return "No scored risk is listed."
    groups = scored_by_matrix(scored)
    highest = "; ".join(
        highest_text(matrix if len(groups) > 1 else "", rows) for matrix, rows in groups.items()
    )
    not_scored = len(snapshot[RISKS]) - len(scored)
    rest = f", and {not_scored} not scored" if not_scored else ""
    return f"{plural(len(scored), 'scored risk')}{rest}. Highest, {highest}."


def highest_text(matrix: str, scored: Sequence[RiskRow]) -> str:
    """ "at 20: A and B", or "at 20 with Our matrix, version 2: A and B"."""
    highest = scored[0].current.score
    titles = joined([risk.title for risk in scored if risk.current.score == highest])
    return f"at {highest}{f' with {matrix}' if matrix else ''}: {titles}"


def risks_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The register, each risk with its mitigations, and the matrices."""
    texts = [text for text in latest_texts(snapshot[TEXTS]) if text.section.startswith("risks-")]
    return query.render(
        "Risks",
        "risks/risks.html",
        sentence=register_sentence(snapshot),
        risks=snapshot[RISKS],
        moved=moved_risks(snapshot),
        reported=latest_indicator_readings(snapshot, room="risks"),
        matrices=[(matrix, grid(matrix)) for matrix in snapshot[MATRICES]],
        texts=texts_with_figures(texts, snapshot),
    )


def grid(matrix: MatrixRow) -> list[tuple[str, list[CellRow | None]]]:
    """Each likelihood with its cells by impact, the highest likelihood first; None for a missing
    cell.

    The levels need not be 1, 2, 3 and so on: 1, 2, 3 and 5 are read from the cells.
    """
    cells = {(cell.likelihood, cell.impact): cell for cell in matrix.cells}
    likelihoods = sorted({cell.likelihood for cell in matrix.cells})
    impacts = sorted({cell.impact for cell in matrix.cells})
    rows = [
        (label, [cells.get((likelihood, impact)) for impact in impacts])
        for label, likelihood in zip(matrix.likelihoods, likelihoods, strict=False)
    ]
    return rows[::-1]


def risk_page(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str) -> Page:
    """One risk with every assessment. Raises Http404 when there is none."""
    risk = next((row for row in snapshot[RISKS] if row.slug == slug), None)
    if risk is None:
        raise Http404("There is no such risk.")
    return query.render(risk.title, "risks/risk.html", about=("risks.risk", slug), risk=risk)


def risks_table(snapshot: Snapshot) -> RisksTable:
    """The register with its current scores."""
    return RisksTable(snapshot[RISKS])


def risks_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The register as a file."""
    return risks_table(snapshot).download("risks.csv")
