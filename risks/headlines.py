"""The public functions of risks for other apps.

It has no measures: a score is a judgement, not a count.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from risks.snapshot import RISKS, RiskRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import FinancialYear, Window


def moved_risks(snapshot: Snapshot) -> list[RiskRow]:
    """The risks whose score differs from the one before, scored with the same version of one
    matrix.
    """
    return [risk for risk in snapshot[RISKS] if risk.has_moved]


def highest_risks(snapshot: Snapshot) -> list[RiskRow]:
    """The scored risks, the highest score first.

    Scores of two matrices are not compared: first come the highest of each matrix, then the second
    of each.
    """
    scored = [risk for risk in snapshot[RISKS] if risk.is_scored]
    scored.sort(key=lambda risk: (-(risk.current.score or 0), risk.number or 0))
    ranks = [enumerate(risks) for risks in scored_by_matrix(scored).values()]
    return [risk for _, risk in sorted(chain(*ranks), key=lambda ranked: ranked[0])]


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
) -> Reading | None:
    return None
