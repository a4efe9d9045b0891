"""The public functions of risks for other apps.

It has no measures: a score is a judgement, not a count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain

from risks.movement import MovedRisk, movement_sentence, movements
from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import FinancialYear, Window


def earlier_risks(previous: Snapshot | None) -> tuple[RiskRow, ...] | None:
    """The risks of the edition compared with; None without one."""
    return previous[RISKS] if previous else None


def movement_in_words(snapshot: Snapshot, previous: Snapshot | None) -> str:
    """How many risks moved since that edition; "" without risks."""
    edition = previous.edition_name if previous else ""
    return movement_sentence(snapshot[RISKS], earlier_risks(previous), edition)


def highest_moved(snapshot: Snapshot, previous: Snapshot | None) -> list[MovedRisk]:
    """The highest risks, each with its movement since that edition."""
    return movements(highest_risks(snapshot), earlier_risks(previous))


def highest_risks(snapshot: Snapshot) -> list[RiskRow]:
    """The scored risks, the highest score first.

    Scores of two matrices are not compared: first come the highest of each matrix, then the second
    of each.
    """
    scored = [risk for risk in snapshot[RISKS] if risk.is_scored]
    scored.sort(key=lambda risk: (-(risk.current.score or 0), risk.number or 0))
    ranks = [enumerate(risks) for risks in scored_by_matrix(scored).values()]
    return [risk for _, risk in sorted(chain(*ranks), key=lambda ranked: ranked[0])]


def tied_with_last(snapshot: Snapshot, most: int) -> list[str]:
    """ "1 more at 20": those after the first `most` that tie with one of them."""
    ranked = highest_risks(snapshot)
    lowest = {risk.current.matrix: risk.current.score for risk in ranked[:most]}
    tied = Counter(
        risk.current.matrix
        for risk in ranked[most:]
        if risk.current.score == lowest.get(risk.current.matrix)
    )
    with_matrix = has_several_matrices(snapshot)
    return [
        f"{number} more at {lowest[matrix]}" + (f" with {matrix}" if with_matrix else "")
        for matrix, number in tied.items()
    ]


def has_several_matrices(snapshot: Snapshot) -> bool:
    """Whether the risks are scored with several matrices or versions, so that a score must name its
    own.
    """
    return len(scored_by_matrix(highest_risks(snapshot))) > 1


def scored_by_matrix(risks: Iterable[RiskRow]) -> dict[str, list[RiskRow]]:
    """The scored risks by the name and version of the matrix, each group in the order given."""
    groups: dict[str, list[RiskRow]] = defaultdict(list)
    for risk in risks:
        groups[risk.current.matrix].append(risk)
    return groups


def measures(snapshot: Snapshot) -> list[Measure]:
    return []


def headlines(snapshot: Snapshot) -> list[Reading]:
    return []


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    return []


def read(
    snapshot: Snapshot,
    address: str,
    window: Window | None = None,
    year: FinancialYear | None = None,
    basis: str = "",
) -> Reading | None:
    return None
