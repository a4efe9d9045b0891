"""The public functions of risks for other apps. It has no measures: a score is a judgement, not a count."""

from risks.snapshot import RISKS, RiskRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Window


def moved_risks(snapshot: Snapshot) -> list[RiskRow]:
    """The risks whose score differs from that of the assessment before."""
    assessed_twice = [risk for risk in snapshot[RISKS] if risk.current and risk.before]
    return [risk for risk in assessed_twice if risk.before.score != risk.current.score]


def highest_risks(snapshot: Snapshot) -> list[RiskRow]:
    """The scored risks, the highest score first."""
    scored = [risk for risk in snapshot[RISKS] if risk.current and risk.current.score is not None]
    return sorted(scored, key=lambda risk: (-(risk.current.score or 0), risk.number or 0))


def measures(snapshot: Snapshot) -> list[Measure]:
    return []


def headlines(snapshot: Snapshot) -> list[Reading]:
    return []


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    return []


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    return None
