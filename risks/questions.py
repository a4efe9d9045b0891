"""Questions to ask about a risk in the highest band of its matrix, by a fixed rule (pure)."""

from collections.abc import Iterator, Sequence
from itertools import islice

from risks.heat_map import matrices_of, top_band
from risks.row_types import MatrixRow, RiskRow

MOST_QUESTIONS = 3


def is_in_top_band(risk: RiskRow, matrices: Sequence[MatrixRow]) -> bool:
    """Whether its latest score is in the highest band; False where no matrix gives one."""
    if risk.current is None or not risk.current.band:
        return False
    return risk.current.band in {top_band(matrix) for matrix in matrices_of(risk, matrices)}


def risk_questions(risk: RiskRow, matrices: Sequence[MatrixRow]) -> list[str]:
    """At most three; none unless its score is in the highest band."""
    if not is_in_top_band(risk, matrices):
        return []
    return list(islice(highest_questions(risk), MOST_QUESTIONS))


def highest_questions(risk: RiskRow) -> Iterator[str]:
    current = risk.current
    if not risk.mitigations:
        yield "What is being done about it? Nothing is recorded."
    if not risk.owner:
        yield "Who owns this risk? Nobody is recorded."
    if risk.movement.startswith("Up") and not current.reason:
        yield "Why did the score go up? No reason is recorded."
    if current.target_score is None:
        yield "To what score is it to come down, and by when? No target is recorded."
    elif current.score is not None and current.score > current.target_score:
        yield "What will bring the score down to its target, and by when?"
    if any(not mitigation.owner for mitigation in risk.mitigations):
        yield "Who does what is planned? For some of it nobody is recorded."
