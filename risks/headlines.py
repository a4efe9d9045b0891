"""A door of risks: what its register comes to."""

from risks.snapshot import RISKS, RiskRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Window


def moved(snapshot: Snapshot) -> list[RiskRow]:
    """The risks whose score is not what it was at the assessment before."""
    return [
        risk
        for risk in snapshot[RISKS]
        if risk.before and risk.current and risk.before.score != risk.current.score
    ]


def highest(snapshot: Snapshot) -> list[RiskRow]:
    """Scored risks, the highest score first."""
    scored = [risk for risk in snapshot[RISKS] if risk.current and risk.current.score is not None]
    return sorted(scored, key=lambda risk: (-(risk.current.score or 0), risk.number or 0))


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app: none, a score is a judgement and not a count."""
    return []


def headlines(snapshot: Snapshot) -> list[Reading]:
    return []


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    return []


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    return None
