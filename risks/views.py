"""The risk register's pages, functions of a snapshot."""

from django.http import Http404

from risks.headlines import highest, moved
from risks.snapshot import MATRICES, RISKS, MatrixRow
from risks.tables import RisksTable
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import joined, plural
from strands.snapshot import TEXTS
from strands.texts import with_numbers


def sentence(snapshot: Snapshot) -> str:
    """Where the register stands, in a sentence."""
    scored = highest(snapshot)
    if not scored:
        return "No risk has been scored."
    top = [risk.title for risk in scored if risk.current.score == scored[0].current.score]
    rest = len(snapshot[RISKS]) - len(scored)
    unscored = f", and {rest} not scored" if rest else ""
    return f"{plural(len(scored), 'scored risk')}{unscored}. Highest, at {scored[0].current.score}: {joined(top)}."


def risks_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The register, then each risk with what is done about it, then the matrix as a table."""
    return query.render(
        "Risks",
        "risks/risks.html",
        sentence=sentence(snapshot),
        risks=snapshot[RISKS],
        moved=moved(snapshot),
        matrices=[(matrix, grid(matrix)) for matrix in snapshot[MATRICES]],
        texts=with_numbers([text for text in snapshot[TEXTS] if text.section.startswith("risks-")], snapshot),
    )


def grid(matrix: MatrixRow) -> list[tuple[str, list]]:
    """The matrix from its highest likelihood down: the level's label and its cells by impact."""
    cells = {(cell.likelihood, cell.impact): cell for cell in matrix.cells}
    columns = range(1, len(matrix.impacts) + 1)
    rows = enumerate(matrix.likelihoods, start=1)
    return [
        (label, [cells.get((number, column)) for column in columns]) for number, label in reversed(list(rows))
    ]


def risk_page(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, reference: str) -> Page:
    """One risk with every assessment."""
    found = next((one for one in snapshot[RISKS] if one.reference == reference), None)
    if found is None:
        raise Http404("There is no such risk.")
    return query.render(found.title, "risks/risk.html", about=("risks.risk", found.reference), risk=found)


def risks_table(snapshot: Snapshot) -> RisksTable:
    """The register with its current scores."""
    return RisksTable(snapshot[RISKS])


def risks_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The register as a file."""
    return risks_table(snapshot).download("risks.csv")
